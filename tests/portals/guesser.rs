//! What CKAN's xloader guesses of a column: its rules, written anew for the tests.
//!
//! All or nothing: a column is numeric where every filled cell is a decimal number in Python's sense, a timestamp where every filled cell looks like a
//! date and is one, and text otherwise. An empty column says nothing.

/// A guessed type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    Numeric,
    Timestamp,
    Text,
}

impl Guess {
    /// The word of the datastore.
    pub fn code(self) -> &'static str {
        match self {
            Self::Numeric => "numeric",
            Self::Timestamp => "timestamp",
            Self::Text => "text",
        }
    }
}

/// The type of a column; none where all its cells are empty.
pub fn guess<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Option<Guess> {
    let mut filled = cells.filter(|cell| !cell.is_empty());
    filled.clone().next()?;
    Some(if filled.clone().all(is_decimal) {
        Guess::Numeric
    } else if filled.all(is_date) {
        Guess::Timestamp
    } else {
        Guess::Text
    })
}

/// What `decimal.Decimal` takes: white space around, a sign, underscores, an exponent, NaN and Infinity.
fn is_decimal(cell: &str) -> bool {
    let text = cell.trim().replace('_', "").to_ascii_lowercase();
    let text = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let special = matches!(text, "inf" | "infinity") || text.strip_prefix("snan").or_else(|| text.strip_prefix("nan")).is_some_and(digits);
    special || (text.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok())
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits, a separator and two more parts, which a lenient reader of dates takes: any three small numbers.
fn is_date(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split(['-', '/', '.', ' ']).collect();
    parts.len() == 3 && parts[0].len() <= 4 && parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && digits(part))
}

/// The table of guesses that were seen of the real loader.
#[test]
fn guesses_are_those_of_the_loader() {
    for (cells, expected) in [
        (&["440303"][..], Some(Guess::Numeric)),
        (&["CN-440303"], Some(Guess::Text)),
        (&["CN440303"], Some(Guess::Text)),
        (&["010001"], Some(Guess::Numeric)),
        (&["2023"], Some(Guess::Numeric)),
        (&["2023-01"], Some(Guess::Text)),
        (&["2023-Q1"], Some(Guess::Text)),
        (&["2023-01-31"], Some(Guess::Timestamp)),
        (&["2,808.19", "139.50"], Some(Guess::Text)),
        (&["NaN", ""], Some(Guess::Numeric)),
        (&["1e5"], Some(Guess::Numeric)),
        (&["Infinity"], Some(Guess::Numeric)),
        (&["1-2-3"], Some(Guess::Timestamp)),
        (&["", ""], None),
        (&["1", "x"], Some(Guess::Text)),
    ] {
        assert_eq!(guess(cells.iter().copied()), expected, "{cells:?}");
    }
}
