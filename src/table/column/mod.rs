//! Columns of the tables that a release holds: one description and one set of values for CSV, Parquet and descriptors alike.

mod coded;
mod numbers;
mod texts;

use std::borrow::Cow;
use std::hash::Hasher;

use tongbi_domain::number::Decimal;
use tongbi_domain::period::Date;

pub use coded::{Coded, NEAR, Run, near};
pub use numbers::{Digits, Numbers};
pub use texts::Texts;

/// How a column is typed in every file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text that many rows share, such as a code; kept once. The empty text is null.
    Code,
    /// Text that differs from row to row. The empty text is null.
    Text,
    /// Exact decimal text in CSV, double in Parquet.
    Number,
    /// Small whole number, never null.
    Small,
    /// A day: `YYYY-MM-DD` in CSV, timestamp in milliseconds without zone in Parquet, because a date is an `object` in pandas.
    Date,
}

/// A word of a column: our own, or one that the catalogue declares.
pub type Word = Cow<'static, str>;

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in files: ASCII, lower case, at most 63 characters.
    pub name: Word,
    /// Its type.
    pub kind: Kind,
    /// Whether it is filled in every row.
    pub required: bool,
    /// Chinese title.
    pub zh: Word,
    /// English title.
    pub en: Word,
    /// SDMX concept, where one exists.
    pub concept: Option<Word>,
    /// How many digits behind the point all numbers of the column have; none where each has as many as it needs.
    pub digits: Option<u8>,
}

/// How the values of a column are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitOf {
    /// A column of the same row holds the unit's code.
    Column(&'static str),
    /// All are in this unit.
    Code(&'static str),
}

/// The unit of a column of numbers, where it has one.
pub fn unit_of(field: &Field, fields: &[Field]) -> Option<UnitOf> {
    const BY_ROW: [&str; 16] = [
        "obs_value",
        "value_low",
        "value_high",
        "half_width",
        "yoy_base",
        "yoy_change",
        "level_value",
        "base_value",
        "implied_value",
        "implied_low",
        "implied_high",
        "published_value",
        "published_low",
        "published_high",
        "computed_low",
        "computed_high",
    ];
    const PERCENT: [&str; 7] = [
        "yoy_percent",
        "published_percent",
        "recomputed_percent",
        "recomputed_low",
        "recomputed_high",
        "implied_deflator",
        "revision_percent",
    ];
    /// What releases said of a figure, each in the unit of its time.
    const REVISED: [(&str, &str); 4] = [
        ("first_value", "first_unit"),
        ("previous_value", "previous_unit"),
        ("current_value", "current_unit"),
        ("revision", "current_unit"),
    ];
    let name = field.name.as_ref();
    if let Some(column) = REVISED.iter().find_map(|(figure, unit)| (*figure == name).then_some(*unit)) {
        return Some(UnitOf::Column(column));
    }
    let by_row = BY_ROW.contains(&name) || name == "difference";
    if by_row && fields.iter().any(|field| field.name == "unit_measure") {
        Some(UnitOf::Column("unit_measure"))
    } else if PERCENT.contains(&name) {
        Some(UnitOf::Code("percent"))
    } else {
        (name == "difference_points").then_some(UnitOf::Code("pp"))
    }
}

/// The values of a column for some rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Texts that many rows share.
    Code(Coded),
    /// Texts.
    Text(Texts),
    /// Exact numbers.
    Number(Numbers),
    /// Small whole numbers, as the digits of each.
    Small(Coded),
    /// Days, as `YYYY-MM-DD`: a table has few.
    Date(Coded),
}

/// The small number that digits say.
pub fn small(digits: &str) -> i8 {
    digits.parse().unwrap_or(0)
}

/// The day that a text of `YYYY-MM-DD` says, as days since 1970-01-01; none where it says none.
pub fn day(text: &str) -> Option<i32> {
    Date::parse(text).map(Date::days_since_epoch)
}

/// The text of a day; empty for one outside the calendar, which is then null in every file.
fn day_text(day: i32) -> String {
    Date::from_days(day).map_or_else(String::new, |date| date.to_string())
}

/// Spreads ids of the program's own over a map; never used for what comes from a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, id: u32) {
        self.write_u64(u64::from(id));
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = (self.0 ^ id).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Column {
    /// An empty column of a kind.
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Code => Self::Code(Coded::default()),
            Kind::Text => Self::Text(Texts::default()),
            Kind::Number => Self::Number(Numbers::default()),
            Kind::Small => Self::Small(Coded::default()),
            Kind::Date => Self::Date(Coded::default()),
        }
    }

    /// Makes room for so many more values.
    pub fn reserve(&mut self, rows: usize) {
        match self {
            Self::Code(coded) | Self::Small(coded) | Self::Date(coded) => coded.reserve(rows),
            Self::Text(texts) => texts.reserve(rows),
            Self::Number(values) => values.reserve(rows),
        }
    }

    /// Forgets all values; shared texts keep their codes.
    pub fn clear(&mut self) {
        match self {
            Self::Code(coded) | Self::Small(coded) | Self::Date(coded) => coded.clear(),
            Self::Text(texts) => texts.clear(),
            Self::Number(values) => values.clear(),
        }
    }

    /// Adds the values of another column of the same kind; one of another kind would shift rows, so nothing is added, and tests catch it.
    pub fn extend(&mut self, other: &Self) {
        match (self, other) {
            (Self::Code(coded), Self::Code(other)) | (Self::Small(coded), Self::Small(other)) | (Self::Date(coded), Self::Date(other)) => {
                coded.extend(other);
            }
            (Self::Text(texts), Self::Text(other)) => texts.extend(other),
            (Self::Number(values), Self::Number(other)) => values.extend(other),
            (column, other) => debug_assert!(false, "{other:?} behind {column:?}"),
        }
    }

    /// How many values it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Code(coded) | Self::Small(coded) | Self::Date(coded) => coded.codes().len(),
            Self::Text(texts) => texts.len(),
            Self::Number(values) => values.len(),
        }
    }

    /// Whether it has no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row; null or 0 beyond the last.
    pub fn get(&self, row: usize) -> Value<'_> {
        match self {
            Self::Code(coded) => Value::Text(coded.get(row)),
            Self::Text(texts) => Value::Text(texts.get(row)),
            Self::Number(values) => Value::Number(values.get(row)),
            Self::Small(coded) => Value::Small(small(coded.get(row))),
            Self::Date(coded) => Value::Date(day(coded.get(row))),
        }
    }

    /// Adds a value; a value of another kind than the column's would shift rows, so it is added as null or 0 and caught by tests.
    pub fn push(&mut self, value: Value<'_>) {
        debug_assert!(self.takes(&value), "{value:?} in a column of another kind");
        match (self, value) {
            (Self::Code(coded), Value::Text(text)) => coded.push(text),
            (Self::Code(coded), _) => coded.push(""),
            (Self::Text(texts), Value::Text(text)) => texts.push(text),
            (Self::Text(texts), _) => texts.push(""),
            (Self::Number(values), Value::Number(number)) => values.push(number),
            (Self::Number(values), _) => values.push(None),
            (Self::Small(coded), Value::Small(number)) => coded.push_key(number as u32, || number.to_string().into()),
            (Self::Small(coded), _) => coded.push("0"),
            (Self::Date(coded), Value::Date(Some(day))) => coded.push_key(day as u32, || day_text(day).into()),
            (Self::Date(coded), _) => coded.push(""),
        }
    }

    /// Adds so many values that are null.
    pub fn push_nulls(&mut self, rows: usize) {
        match self {
            Self::Code(coded) | Self::Date(coded) => coded.push_empty(rows),
            Self::Text(texts) => (0..rows).for_each(|_| texts.push("")),
            Self::Number(values) => (0..rows).for_each(|_| values.push_short(None)),
            // It has no null.
            Self::Small(coded) => (0..rows).for_each(|_| coded.push("0")),
        }
    }

    /// Adds the digits of a number as a text.
    pub fn push_digits(&mut self, number: &Decimal) {
        match self {
            Self::Text(texts) => texts.push_digits(number),
            other => other.push(Value::Text(&number.to_string())),
        }
    }

    /// Adds a text that many rows share by its key, an id of the program's own of which each means one text in this column.
    pub fn push_key<'t>(&mut self, key: u32, text: impl FnOnce() -> Cow<'t, str>) {
        match self {
            Self::Code(coded) => coded.push_key(key, text),
            other => other.push(Value::Text(&text())),
        }
    }

    fn takes(&self, value: &Value<'_>) -> bool {
        matches!(
            (self, value),
            (Self::Code(_) | Self::Text(_), Value::Text(_))
                | (Self::Number(_), Value::Number(_))
                | (Self::Small(_), Value::Small(_))
                | (Self::Date(_), Value::Date(_))
        )
    }
}

/// One value on its way into a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A text; empty is null.
    Text(&'a str),
    /// An exact number.
    Number(Option<Decimal>),
    /// A small whole number.
    Small(i8),
    /// Days since 1970-01-01.
    Date(Option<i32>),
}

/// Some rows of a table.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// What the columns are.
    pub fields: Vec<Field>,
    /// Their values, all of one length.
    pub columns: Vec<Column>,
}

impl Chunk {
    /// No rows yet.
    pub fn new(fields: &[Field]) -> Self {
        Self { fields: fields.to_vec(), columns: fields.iter().map(|field| Column::new(field.kind)).collect() }
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        self.columns.iter_mut().for_each(|column| column.reserve(rows));
    }

    /// Forgets all rows; shared texts keep their codes.
    pub fn clear(&mut self) {
        self.columns.iter_mut().for_each(Column::clear);
    }

    /// Adds the rows of another chunk of the same table.
    pub fn extend(&mut self, other: &Self) {
        self.columns.iter_mut().zip(&other.columns).for_each(|(column, other)| column.extend(other));
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// Adds a row; one value for each field.
    pub fn push(&mut self, row: &[Value<'_>]) {
        debug_assert_eq!(row.len(), self.columns.len(), "a row has one value for each field");
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(*value);
        }
    }
}
