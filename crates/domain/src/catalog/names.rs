//! A name in the two languages of a release, and how it is written in a declaration.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::message::Language;

/// A name in the two languages of a release. In a file a plain text stands for both; a table gives `zh` and `en`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Names {
    /// One text for both languages.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { zh: text.clone(), en: text }
    }

    /// The name in a language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrTable)
    }
}

/// The table form of a name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    zh: String,
    en: String,
}

struct TextOrTable;

impl<'de> Visitor<'de> for TextOrTable {
    type Value = Names;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or a table with `zh` and `en`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Names, E> {
        Ok(Names::same(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Names, A::Error> {
        let Both { zh, en } = Both::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Names { zh, en })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct File {
        name: Names,
    }

    fn read(text: &str) -> Result<Names, String> {
        toml::from_str::<File>(text).map(|file| file.name).map_err(|error| error.message().to_owned())
    }

    /// A plain text is the name in both languages.
    #[test]
    fn a_text_or_a_table() {
        assert_eq!(read("name = \"GDP\""), Ok(Names { zh: "GDP".into(), en: "GDP".into() }));
        assert_eq!(read("name = { zh = \"人口\", en = \"Population\" }"), Ok(Names { zh: "人口".into(), en: "Population".into() }));
    }

    /// What is neither is refused with what may stand there, and an unknown language with the known ones.
    #[test]
    fn anything_else_is_refused() {
        assert!(read("name = 3").unwrap_err().contains("a text, or a table with `zh` and `en`"));
        assert!(read("name = { zh = \"人口\" }").unwrap_err().contains("missing field `en`"));
        assert!(read("name = { zh = \"人口\", fr = \"x\" }").unwrap_err().contains("unknown field `fr`"));
    }
}
