//! The day that a release is dated by. No clock is read: `SOURCE_DATE_EPOCH` says it, or the newest source.

use tongbi_domain::diagnostic::{Diagnostic, Diagnostics};
use tongbi_domain::message::system;
use tongbi_domain::period::Date;

use super::describe::Release;
use super::sidecar::UNKNOWN;

/// Seconds since 1970-01-01, as reproducible builds set them.
const VARIABLE: &str = "SOURCE_DATE_EPOCH";
const SECONDS_PER_DAY: i64 = 86_400;

/// The day of `SOURCE_DATE_EPOCH` (UTC) where it is set, else the day on which the newest source was published or delivered; none where the
/// newest is known to a month or a year only, or not at all.
///
/// # Errors
/// As [`Diagnostics`], where the variable is set and is no number of seconds.
pub(super) fn released(release: &Release<'_>) -> anyhow::Result<Option<String>> {
    match std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
        Some(value) => match value.to_str().and_then(day) {
            Some(day) => Ok(Some(day)),
            None => {
                let message = system::no_seconds(value.to_string_lossy().into_owned());
                let problem = Diagnostic::whole("T107", VARIABLE, message).help(system::digits_only());
                Err(Diagnostics(vec![problem]).into())
            }
        },
        None => {
            let dates = release.package.sources.iter().map(|source| &release.plan.sources[*source].sidecar);
            let known = dates.flat_map(|sidecar| [&sidecar.published, &sidecar.delivered]).filter(|date| *date != UNKNOWN);
            Ok(known.max().filter(|date| Date::parse(date).is_some()).cloned())
        }
    }
}

fn day(text: &str) -> Option<String> {
    let seconds: u64 = text.parse().ok()?;
    let days = i32::try_from(i64::try_from(seconds).ok()? / SECONDS_PER_DAY).ok()?;
    Date::from_days(days).map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::day;

    /// The day is that of UTC, whatever the machine's zone; what is no number is refused.
    #[test]
    fn days_of_seconds() {
        assert_eq!(day("0").as_deref(), Some("1970-01-01"));
        assert_eq!(day("1704067199").as_deref(), Some("2023-12-31"));
        assert_eq!(day("1704067200").as_deref(), Some("2024-01-01"));
        for bad in ["", "-1", "1e9", "today", "99999999999999999999"] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
