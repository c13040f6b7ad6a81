//! The version of a release: the year of its newest source, its number within the year, and the correction of our processing.

use std::fmt;

/// `YYYY.N.P`: the year of the newest source, the release within it, the correction of our processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Year of the newest source's publication.
    pub year: i32,
    /// Release within that year, from 1.
    pub number: u32,
    /// Correction, from 0.
    pub patch: u32,
}

/// Why a release differs from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A source came, went or has other bytes, or the tables have other columns.
    Content,
    /// The same files of the same sources in the same columns, read or computed differently.
    Processing,
}

impl Version {
    /// Reads `YYYY.N.P`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse::<u32>().ok().filter(|value| value.to_string() == part));
        let version = Self { year: i32::try_from(parts.next()??).ok()?, number: parts.next()??, patch: parts.next()?? };
        parts.next().is_none().then_some(version)
    }

    /// The first release of a year, or the one that follows a release of the same or a later year. A version never goes back.
    pub fn next(year: i32, last: Option<Self>, cause: Cause) -> Self {
        match (last, cause) {
            (Some(last), Cause::Content) if last.year >= year => Self { number: last.number.saturating_add(1), patch: 0, ..last },
            (Some(last), Cause::Processing) if last.year >= year => Self { patch: last.patch.saturating_add(1), ..last },
            _ => Self { year, number: 1, patch: 0 },
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.year, self.number, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What readers conclude from a version: N rises with content, P with our processing, and no later release sorts before an earlier one.
    #[test]
    fn versions_follow_each_other() {
        let version = |text| Version::parse(text);
        let next = |year, last, cause| Version::next(year, version(last), cause).to_string();
        for cause in [Cause::Content, Cause::Processing] {
            assert_eq!(next(2024, "", cause), "2024.1.0");
            assert_eq!(next(2024, "2023.7.2", cause), "2024.1.0");
        }
        assert_eq!(next(2024, "2024.1.3", Cause::Content), "2024.2.0");
        assert_eq!(next(2024, "2024.1.3", Cause::Processing), "2024.1.4");
        assert_eq!(next(2022, "2024.1.0", Cause::Content), "2024.2.0", "a version never goes back");
        assert_eq!(next(2022, "2024.1.0", Cause::Processing), "2024.1.1", "a version never goes back");
        assert!(version("2024.10.0") > version("2024.9.0"));
        for bad in ["2024", "2024.1", "2024.01.0", "latest", "2024.1.0.0", ""] {
            assert_eq!(version(bad), None, "{bad}");
        }
    }
}
