//! Values that `pipeline.toml` may write shorter: one text for a list of one, a text for a table with one entry, a number for its digits.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use super::config::Lineage;

/// One text, or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<String>);

/// A text, a whole number or a truth value, as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar(pub String);

/// A text, or a table of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// One text.
    Text(String),
    /// Texts by key.
    Table(BTreeMap<String, String>),
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
        Ok(Texts(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(Texts(texts))
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextsVisitor)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a whole number")
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(text.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar(number.to_string()))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Scalar, E> {
        Ok(Scalar(truth.to_string()))
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct LineageVisitor;

impl Visitor<'_> for LineageVisitor {
    type Value = Lineage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false or \"parquet\"")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Lineage, E> {
        Ok(if truth { Lineage::Both } else { Lineage::None })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Lineage, E> {
        if text == "parquet" { Ok(Lineage::Parquet) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
    }
}

impl<'de> Deserialize<'de> for Lineage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LineageVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a table of texts")
    }

    fn visit_str<E>(self, text: &str) -> Result<Entry, E> {
        Ok(Entry::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some((key, Scalar(value))) = map.next_entry()? {
            entries.insert(key, value);
        }
        Ok(Entry::Table(entries))
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct File {
        texts: Texts,
        more: Texts,
        entry: Entry,
        table: Entry,
    }

    #[test]
    fn short_and_long_forms_are_the_same() {
        let file: File = toml::from_str("texts = \"a\"\nmore = [\"a\", \"b\"]\nentry = \"x\"\ntable = { row = 3, text = \"y\" }").unwrap();
        assert_eq!(file.texts, Texts(vec!["a".into()]));
        assert_eq!(file.more, Texts(vec!["a".into(), "b".into()]));
        assert_eq!(file.entry, Entry::Text("x".into()));
        let table = BTreeMap::from([("row".to_owned(), "3".to_owned()), ("text".to_owned(), "y".to_owned())]);
        assert_eq!(file.table, Entry::Table(table));
    }
}
