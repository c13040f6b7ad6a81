//! What any bytes must not do: each function takes an input, reads it as the program would, and panics where a law is broken.
//!
//! `fuzz_targets/` feeds them from libFuzzer, `tests/corpus.rs` from the files of `corpus/`. A reader that refuses an input has kept every law;
//! what it accepts must account for all of it.

mod declarations;
mod delimited;
mod io;
mod layouts;
mod patterns;
pub mod pipeline;
mod texts;
mod workbooks;

pub use declarations::{catalog, config};
pub use delimited::delimited;
pub use patterns::pattern;
pub use texts::{number, period, unit};
pub use workbooks::{parts, workbook};

/// A target.
pub type Target = fn(&[u8]);

/// All targets by name; the name is also that of the folder in `corpus/`.
pub const TARGETS: [(&str, Target); 9] = [
    ("catalog", catalog),
    ("config", config),
    ("delimited", delimited),
    ("number", number),
    ("parts", parts),
    ("pattern", pattern),
    ("period", period),
    ("unit", unit),
    ("workbook", workbook),
];

/// The choice that the first byte of an input makes, readable in corpus files: `0`, `1`, `2` and so on; then the rest.
fn choice(data: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = data.split_first()?;
    Some((usize::from(first.wrapping_sub(b'0')), rest))
}

/// The same with an input of text; broken UTF-8 is no input of readers that take texts.
fn choice_of_text(data: &[u8]) -> Option<(usize, &str)> {
    let (choice, rest) = choice(data)?;
    Some((choice, std::str::from_utf8(rest).ok()?))
}

/// Named parts of an input: each begins with a line `=== NAME`.
fn named_parts(data: &[u8]) -> Vec<(&str, &[u8])> {
    let mut parts = Vec::new();
    let mut rest = data.strip_prefix(b"=== ");
    while let Some(part) = rest {
        let end = part.windows(5).position(|window| window == b"\n=== ");
        rest = end.map(|end| &part[end + 5..]);
        let part = &part[..end.unwrap_or(part.len())];
        let line = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        if let Ok(name) = std::str::from_utf8(&part[..line]) {
            parts.push((name.trim(), part.get(line + 1..).unwrap_or_default()));
        }
    }
    parts
}
