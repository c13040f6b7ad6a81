//! A cell of an Arrow column as the text that a table would have: digits in full, dates as ISO 8601 writes them, nothing for null.

use arrow::array::cast::AsArray;
use arrow::array::types::{
    Date32Type, Date64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{DataType, TimeUnit};
use tongbi_domain::period::Date;

/// A type whose cells have no text; its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoText(pub String);

/// Cells as texts.
pub trait CellText {
    /// Writes the text of a row's cell; nothing where it is null.
    fn cell_text(&self, row: usize, text: &mut String) -> Result<(), NoText>;
}

impl CellText for ArrayRef {
    fn cell_text(&self, row: usize, text: &mut String) -> Result<(), NoText> {
        if self.is_null(row) {
            return Ok(());
        }
        let written = match self.data_type() {
            DataType::Null => String::new(),
            DataType::Utf8 => return push(text, self.as_string::<i32>().value(row)),
            DataType::LargeUtf8 => return push(text, self.as_string::<i64>().value(row)),
            DataType::Utf8View => return push(text, self.as_string_view().value(row)),
            DataType::Boolean => self.as_boolean().value(row).to_string().to_uppercase(),
            DataType::Int8 => self.as_primitive::<Int8Type>().value(row).to_string(),
            DataType::Int16 => self.as_primitive::<Int16Type>().value(row).to_string(),
            DataType::Int32 => self.as_primitive::<Int32Type>().value(row).to_string(),
            DataType::Int64 => self.as_primitive::<Int64Type>().value(row).to_string(),
            DataType::UInt8 => self.as_primitive::<UInt8Type>().value(row).to_string(),
            DataType::UInt16 => self.as_primitive::<UInt16Type>().value(row).to_string(),
            DataType::UInt32 => self.as_primitive::<UInt32Type>().value(row).to_string(),
            DataType::UInt64 => self.as_primitive::<UInt64Type>().value(row).to_string(),
            // The shortest decimal that reads back to the same number, without an exponent; what is no number has no text.
            DataType::Float16 => shortest(self.as_primitive::<Float16Type>().value(row).to_string()),
            DataType::Float32 => shortest(self.as_primitive::<Float32Type>().value(row).to_string()),
            DataType::Float64 => shortest(self.as_primitive::<Float64Type>().value(row).to_string()),
            DataType::Decimal128(..) => self.as_primitive::<Decimal128Type>().value_as_string(row),
            DataType::Decimal256(..) => self.as_primitive::<Decimal256Type>().value_as_string(row),
            DataType::Date32 => date(i64::from(self.as_primitive::<Date32Type>().value(row)) * DAY),
            DataType::Date64 => date(self.as_primitive::<Date64Type>().value(row).div_euclid(1000)),
            DataType::Timestamp(unit, _) => date(self.seconds(row, unit)),
            DataType::Dictionary(..) => {
                let dictionary = self.as_any_dictionary();
                let key = dictionary.normalized_keys().get(row).copied().unwrap_or(usize::MAX);
                if key >= dictionary.values().len() {
                    return Ok(());
                }
                return dictionary.values().cell_text(key, text);
            }
            other => return Err(NoText(other.to_string())),
        };
        push(text, &written)
    }
}

/// Seconds of a day.
const DAY: i64 = 86_400;

trait Seconds {
    fn seconds(&self, row: usize, unit: &TimeUnit) -> i64;
}

impl Seconds for ArrayRef {
    /// Whole seconds since 1970.
    fn seconds(&self, row: usize, unit: &TimeUnit) -> i64 {
        match unit {
            TimeUnit::Second => self.as_primitive::<TimestampSecondType>().value(row),
            TimeUnit::Millisecond => self.as_primitive::<TimestampMillisecondType>().value(row).div_euclid(1000),
            TimeUnit::Microsecond => self.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(1_000_000),
            TimeUnit::Nanosecond => self.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1_000_000_000),
        }
    }
}

fn push(text: &mut String, written: &str) -> Result<(), NoText> {
    text.push_str(written);
    Ok(())
}

/// Rust writes floats shortest and in full; infinities and NaN are no figures.
fn shortest(text: String) -> String {
    if text.ends_with(|last: char| last.is_ascii_digit()) { text } else { String::new() }
}

/// A moment as a date, with its time of day where it is not midnight.
fn date(seconds: i64) -> String {
    let (day, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let Some(date) = i32::try_from(day).ok().and_then(Date::from_days) else { return seconds.to_string() };
    if rest == 0 { date.to_string() } else { format!("{date}T{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Date32Array, Decimal128Array, DictionaryArray, Float64Array, StringArray, TimestampMillisecondArray};

    use super::*;

    fn texts(array: impl Array + 'static) -> Vec<String> {
        let array: ArrayRef = Arc::new(array);
        let mut texts = Vec::new();
        for row in 0..array.len() {
            let mut text = String::new();
            array.cell_text(row, &mut text).unwrap();
            texts.push(text);
        }
        texts
    }

    /// Digits are those that read back to the same number; dates are dates; null is nothing.
    #[test]
    fn cells_are_what_a_table_would_write() {
        assert_eq!(
            texts(Float64Array::from(vec![Some(2571.67), None, Some(1e21), Some(f64::NAN), Some(0.1 + 0.2)])),
            ["2571.67", "", "1000000000000000000000", "", "0.30000000000000004"]
        );
        assert_eq!(texts(Date32Array::from(vec![0, 18_992])), ["1970-01-01", "2021-12-31"]);
        assert_eq!(
            texts(TimestampMillisecondArray::from(vec![1_640_908_800_000, 1_640_908_861_000])),
            ["2021-12-31", "2021-12-31T00:01:01"]
        );
        assert_eq!(texts(Decimal128Array::from(vec![257_167]).with_precision_and_scale(10, 2).unwrap()), ["2571.67"]);
        let dictionary: DictionaryArray<Int8Type> = vec![Some("北京"), None, Some("天津")].into_iter().collect();
        assert_eq!(texts(dictionary), ["北京", "", "天津"]);
        assert_eq!(texts(StringArray::from(vec!["0123"])), ["0123"]);
    }
}
