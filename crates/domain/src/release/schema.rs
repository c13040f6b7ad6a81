//! The version of a schema, and the smallest step that a change of tables needs: what breaks a reader is major, what adds is minor.

use std::collections::BTreeMap;
use std::fmt;

/// SemVer of the columns of a release, apart from the version of the release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaVersion {
    /// Rises where a reader of the release before may break.
    pub major: u32,
    /// Rises where something was added.
    pub minor: u32,
    /// Always 0: titles and descriptions are no part of a schema.
    pub patch: u32,
}

/// How much a schema version must rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// The same columns.
    None,
    /// Only added to.
    Minor,
    /// Removed from, renamed or retyped.
    Major,
}

/// The tables of a release, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape(pub BTreeMap<String, TableShape>);

/// The columns of a table in their order, and its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableShape {
    /// Columns.
    pub columns: Vec<ColumnShape>,
    /// Names of the columns of its primary key.
    pub key: Vec<String>,
}

/// What a reader relies on in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnShape {
    /// Name.
    pub name: String,
    /// Type, as a word of Table Schema.
    pub kind: String,
    /// Whether every row has a value.
    pub required: bool,
}

/// One difference between the schemas of two releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A table that was not there; `true` for one that is no longer there.
    Table(String, bool),
    /// A column (table, column) that was not there.
    Added(String, String),
    /// A column that is no longer there under its name.
    Removed(String, String),
    /// A column with another type.
    Retyped(String, String),
    /// A column that was filled in every row and need not be any more.
    Loosened(String, String),
    /// A column that is filled in every row now.
    Tightened(String, String),
    /// Columns that both have stand in another order.
    Reordered(String),
    /// A table with another primary key.
    Key(String),
}

impl Change {
    /// How much it makes the version rise.
    pub const fn bump(&self) -> Bump {
        match self {
            Self::Table(_, false) | Self::Added(..) | Self::Tightened(..) => Bump::Minor,
            Self::Table(_, true) | Self::Removed(..) | Self::Retyped(..) | Self::Loosened(..) | Self::Reordered(_) | Self::Key(_) => {
                Bump::Major
            }
        }
    }
}

/// A short word and the place, such as `+observations.note`; for the account of a run.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table, removed) => write!(f, "{}{table}", if *removed { "-" } else { "+" }),
            Self::Added(table, column) => write!(f, "+{table}.{column}"),
            Self::Removed(table, column) => write!(f, "-{table}.{column}"),
            Self::Retyped(table, column) => write!(f, "{table}.{column}: type"),
            Self::Loosened(table, column) => write!(f, "{table}.{column}: may be empty"),
            Self::Tightened(table, column) => write!(f, "{table}.{column}: always filled"),
            Self::Reordered(table) => write!(f, "{table}: order"),
            Self::Key(table) => write!(f, "{table}: key"),
        }
    }
}

impl SchemaVersion {
    /// The first version of a schema.
    pub const FIRST: Self = Self { major: 1, minor: 0, patch: 0 };

    /// Reads `1.0.0`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse::<u32>().ok().filter(|value| value.to_string() == part));
        let version = Self { major: parts.next()??, minor: parts.next()??, patch: parts.next()?? };
        parts.next().is_none().then_some(version)
    }

    /// The version after some changes: the smallest that says them.
    pub fn after(self, changes: &[Change]) -> Self {
        match changes.iter().map(Change::bump).max().unwrap_or(Bump::None) {
            Bump::None => self,
            Bump::Minor => Self { minor: self.minor.saturating_add(1), patch: 0, ..self },
            Bump::Major => Self { major: self.major.saturating_add(1), minor: 0, patch: 0 },
        }
    }
}

impl fmt::Display for SchemaVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Shape {
    /// What a later schema changes in this one, by table and column.
    pub fn changes(&self, later: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (name, table) in &self.0 {
            match later.0.get(name) {
                Some(next) => table.changes(name, next, &mut changes),
                None => changes.push(Change::Table(name.clone(), true)),
            }
        }
        changes.extend(later.0.keys().filter(|name| !self.0.contains_key(*name)).map(|name| Change::Table(name.clone(), false)));
        changes
    }
}

impl TableShape {
    fn column(&self, name: &str) -> Option<&ColumnShape> {
        self.columns.iter().find(|column| column.name == name)
    }

    fn changes(&self, table: &str, later: &Self, changes: &mut Vec<Change>) {
        for column in &self.columns {
            let place = || (table.to_owned(), column.name.clone());
            match later.column(&column.name) {
                None => changes.push(Change::Removed(place().0, place().1)),
                Some(next) if next.kind != column.kind => changes.push(Change::Retyped(place().0, place().1)),
                Some(next) if column.required && !next.required => changes.push(Change::Loosened(place().0, place().1)),
                Some(next) if !column.required && next.required => changes.push(Change::Tightened(place().0, place().1)),
                Some(_) => {}
            }
        }
        let new = later.columns.iter().filter(|column| self.column(&column.name).is_none());
        changes.extend(new.map(|column| Change::Added(table.to_owned(), column.name.clone())));
        let shared = |one: &Self, other: &Self| -> Vec<String> {
            one.columns.iter().filter(|column| other.column(&column.name).is_some()).map(|column| column.name.clone()).collect()
        };
        if shared(self, later) != shared(later, self) {
            changes.push(Change::Reordered(table.to_owned()));
        }
        if self.key != later.key {
            changes.push(Change::Key(table.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, columns and key.
    type Written = (&'static str, &'static str, &'static str);

    fn shape(tables: &[Written]) -> Shape {
        let column = |text: &str| {
            let (name, kind) = text.split_once(':').unwrap();
            let (kind, required) = kind.strip_suffix('!').map_or((kind, false), |kind| (kind, true));
            ColumnShape { name: name.to_owned(), kind: kind.to_owned(), required }
        };
        let table = |columns: &str, key: &str| TableShape {
            columns: columns.split(' ').map(column).collect(),
            key: key.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        };
        Shape(tables.iter().map(|(name, columns, key)| ((*name).to_owned(), table(columns, key))).collect())
    }

    /// Rename, retype, remove are major; add is minor; nothing is nothing. Each change is named.
    #[test]
    fn the_smallest_step_that_says_a_change() {
        let base: [Written; 1] = [("t", "a:string! b:number c:date", "a")];
        let cases: [(&[Written], &str, &str); 11] = [
            (&base, "2.3.0", ""),
            (&[("t", "a:string! b:number c:date d:string", "a")], "2.4.0", "+t.d"),
            (&[("t", "d:string a:string! b:number c:date", "a")], "2.4.0", "+t.d"),
            (&[base[0], ("u", "x:string", "")], "2.4.0", "+u"),
            (&[("t", "a:string! b:number! c:date", "a")], "2.4.0", "t.b: always filled"),
            (&[("t", "a:string! b:number", "a")], "3.0.0", "-t.c"),
            (&[("t", "a:string! b:number e:date", "a")], "3.0.0", "-t.c +t.e"),
            (&[("t", "a:string! b:string c:date", "a")], "3.0.0", "t.b: type"),
            (&[("t", "a:string b:number c:date", "a")], "3.0.0", "t.a: may be empty"),
            (&[("t", "a:string! c:date b:number", "a")], "3.0.0", "t: order"),
            (&[("u", "x:string", "")], "3.0.0", "-t +u"),
        ];
        let version = SchemaVersion::parse("2.3.0").unwrap();
        for (later, expected, said) in cases {
            let changes = shape(&base).changes(&shape(later));
            let words: Vec<String> = changes.iter().map(ToString::to_string).collect();
            assert_eq!((version.after(&changes).to_string().as_str(), words.join(" ").as_str()), (expected, said));
        }
        let other_key = shape(&base).changes(&shape(&[("t", "a:string! b:number c:date", "a b")]));
        assert_eq!(version.after(&other_key).to_string(), "3.0.0");
    }
}
