//! The bridge from our columns to Arrow, in safe code: exact decimals become correctly rounded doubles here and nowhere else.

use std::collections::HashMap;

use arrow::datatypes::{DataType, Field as ArrowField, Schema, TimeUnit};

use super::column::{Digits, Field, Kind, UnitOf, unit_of};

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

/// The nearest double of a number; NaN for null.
#[inline]
pub fn double(digits: Digits) -> f64 {
    match digits {
        Digits::Null => f64::NAN,
        Digits::Short(number) => number.to_f64(),
        Digits::Wide(number) => number.to_f64(),
    }
}
