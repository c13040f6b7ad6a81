//! Columns of the tables that a release holds: one description and one set of values for CSV, Parquet and descriptors alike.

use std::borrow::Cow;

use tongbi_domain::cell;
use tongbi_domain::number::Decimal;

/// How a column is typed in every file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; codes are text. The empty text is null.
    Text,
    /// Exact decimal text in CSV, double in Parquet.
    Number,
    /// Small whole number, never null.
    Small,
    /// Whole number, never null.
    Integer,
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
}

/// The values of a column for some rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Texts.
    Text(Texts),
    /// Exact numbers.
    Number(Vec<Option<Decimal>>),
    /// Small whole numbers.
    Small(Vec<i8>),
    /// Whole numbers.
    Integer(Vec<i32>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i32>>),
}

/// Texts, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text as it may stand in a cell: on one line, without control characters, and no formula to a spreadsheet ([`cell::released`]), in every
    /// file alike.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(&cell::released(text));
        self.ends.push(self.bytes.len());
    }

    /// All bytes, and where each text ends in them.
    pub fn parts(&self) -> (&[u8], &[usize]) {
        (self.bytes.as_bytes(), &self.ends)
    }

    /// The texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.bytes[start..*end])
    }

    /// A text by its row; empty beyond the last.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or(0));
        self.ends.get(row).map_or("", |end| &self.bytes[start..*end])
    }
}

impl Column {
    /// An empty column of a kind.
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Texts::default()),
            Kind::Number => Self::Number(Vec::new()),
            Kind::Small => Self::Small(Vec::new()),
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::Date => Self::Date(Vec::new()),
        }
    }

    /// How many values it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(texts) => texts.ends.len(),
            Self::Number(values) => values.len(),
            Self::Small(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Date(values) => values.len(),
        }
    }

    /// Whether it has no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row; null or 0 beyond the last.
    pub fn get(&self, row: usize) -> Value<'_> {
        match self {
            Self::Text(texts) => Value::Text(texts.get(row)),
            Self::Number(values) => Value::Number(values.get(row).copied().flatten()),
            Self::Small(values) => Value::Small(values.get(row).copied().unwrap_or(0)),
            Self::Integer(values) => Value::Integer(values.get(row).copied().unwrap_or(0)),
            Self::Date(values) => Value::Date(values.get(row).copied().flatten()),
        }
    }

    /// Adds a value; a value of another kind than the column's would shift rows, so it is added as null or 0 and caught by tests.
    pub fn push(&mut self, value: Value<'_>) {
        debug_assert!(self.takes(&value), "{value:?} in a column of another kind");
        match (self, value) {
            (Self::Text(texts), Value::Text(text)) => texts.push(text),
            (Self::Text(texts), _) => texts.push(""),
            (Self::Number(values), Value::Number(number)) => values.push(number),
            (Self::Number(values), _) => values.push(None),
            (Self::Small(values), Value::Small(number)) => values.push(number),
            (Self::Small(values), _) => values.push(0),
            (Self::Integer(values), Value::Integer(number)) => values.push(number),
            (Self::Integer(values), _) => values.push(0),
            (Self::Date(values), Value::Date(day)) => values.push(day),
            (Self::Date(values), _) => values.push(None),
        }
    }

    fn takes(&self, value: &Value<'_>) -> bool {
        matches!(
            (self, value),
            (Self::Text(_), Value::Text(_))
                | (Self::Number(_), Value::Number(_))
                | (Self::Small(_), Value::Small(_))
                | (Self::Integer(_), Value::Integer(_))
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
    /// A whole number.
    Integer(i32),
    /// Days since 1970-01-01.
    Date(Option<i32>),
}

/// Some rows of a table.
#[derive(Clone, Debug)]
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
