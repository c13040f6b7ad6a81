//! The bridge from our columns to Arrow, in safe code: exact decimals become correctly rounded doubles here and nowhere else.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int8Array, StringArray, TimestampMillisecondArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field as ArrowField, Schema, TimeUnit};

use tongbi_domain::number::Decimal;

use super::column::{Column, Digits, Field, Kind, Numbers, Texts, UnitOf, unit_of};

const MILLISECONDS_PER_DAY: i64 = 86_400_000;

/// The Arrow type of a kind: plain UTF-8, double, small integers and timestamps, because pandas gives each of them a type of its own.
pub fn arrow_type(kind: Kind) -> DataType {
    match kind {
        Kind::Code | Kind::Text => DataType::Utf8,
        Kind::Number => DataType::Float64,
        Kind::Small => DataType::Int8,
        Kind::Date => DataType::Timestamp(TimeUnit::Millisecond, None),
    }
}

/// The Arrow schema of a table, with titles, concepts and units as field metadata: the code of the unit, or the column that has it.
pub fn arrow_schema(fields: &[Field]) -> Schema {
    Schema::new(
        fields
            .iter()
            .map(|field| {
                let nullable = !(field.required || field.kind == Kind::Small);
                let mut metadata =
                    HashMap::from([("title_zh".to_owned(), field.zh.to_string()), ("title_en".to_owned(), field.en.to_string())]);
                if let Some(concept) = &field.concept {
                    metadata.insert("concept".to_owned(), concept.to_string());
                }
                match unit_of(field, fields) {
                    Some(UnitOf::Column(column)) => metadata.insert("unit_column".to_owned(), column.to_owned()),
                    Some(UnitOf::Code(code)) => metadata.insert("unit".to_owned(), code.to_owned()),
                    None => None,
                };
                ArrowField::new(field.name.as_ref(), arrow_type(field.kind), nullable).with_metadata(metadata)
            })
            .collect::<Vec<_>>(),
    )
}

/// Texts lie in a column as Arrow has them; the empty text is null. More than 2 GiB of them in one chunk would be copied one by one.
fn text_array(texts: &Texts) -> ArrayRef {
    let (bytes, ends) = texts.parts();
    let nulls = NullBuffer::from_iter(texts.iter().map(|text| !text.is_empty()));
    let nulls = Some(nulls).filter(|nulls| nulls.null_count() > 0);
    if i32::try_from(bytes.len()).is_ok() {
        let offsets = OffsetBuffer::new(std::iter::once(0).chain(ends.iter().map(|end| *end as i32)).collect());
        if let Ok(array) = StringArray::try_new(offsets, Buffer::from_slice_ref(bytes), nulls) {
            return Arc::new(array);
        }
    }
    Arc::new(texts.iter().map(|text| (!text.is_empty()).then_some(text)).collect::<StringArray>())
}

/// The nearest doubles of a column of numbers, in order; NaN for null.
pub fn doubles(numbers: &Numbers) -> impl Iterator<Item = f64> {
    (0..numbers.len()).map(|row| match numbers.digits(row) {
        Digits::Null => f64::NAN,
        Digits::Short(number) => number.to_f64(),
        Digits::Wide(number) => number.to_f64(),
    })
}

/// A column as an Arrow array. Only small numbers and days go to Parquet this way; the others are here to be looked at.
pub fn arrow_column(column: &Column) -> ArrayRef {
    match column {
        Column::Code(coded) => text_array(&coded.codes().iter().map(|code| coded.words().get(*code as usize)).collect()),
        Column::Text(texts) => text_array(texts),
        Column::Number(values) => Arc::new(values.iter().map(|number| number.map(Decimal::to_f64)).collect::<Float64Array>()),
        Column::Small(values) => Arc::new(Int8Array::from(values.clone())),
        Column::Date(days) => {
            let instants = days.iter().map(|day| day.map(|day| i64::from(day) * MILLISECONDS_PER_DAY));
            Arc::new(instants.collect::<TimestampMillisecondArray>())
        }
    }
}
