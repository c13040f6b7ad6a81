//! The day that a release is dated by. No clock is read: `SOURCE_DATE_EPOCH` says it, or the newest source.

use tongbi_domain::diagnostic::{Diagnostic, Diagnostics};
use tongbi_domain::message::system;
use tongbi_domain::period::Date;
use tongbi_domain::release::Timestamp;

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
    match epoch()? {
        Some(epoch) => Ok(Some(epoch.to_string().chars().take(10).collect())),
        None => {
            let dates = release.package.sources.iter().map(|source| &release.plan.sources[*source].sidecar);
            let known = dates.flat_map(|sidecar| [&sidecar.published, &sidecar.delivered]).filter(|date| *date != UNKNOWN);
            Ok(known.max().filter(|date| Date::parse(date).is_some()).cloned())
        }
    }
}

/// The moment of `SOURCE_DATE_EPOCH`; none where it is not set.
///
/// # Errors
/// As [`Diagnostics`], where the variable is set and is no number of seconds.
pub(super) fn epoch() -> anyhow::Result<Option<Timestamp>> {
    let Some(value) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) else { return Ok(None) };
    value.to_str().and_then(seconds).map(Some).ok_or_else(|| {
        let message = system::no_seconds(value.to_string_lossy().into_owned());
        let problem = Diagnostic::whole("T107", VARIABLE, message).help(system::digits_only());
        Diagnostics(vec![problem]).into()
    })
}

/// Seconds whose day the calendar has.
fn seconds(text: &str) -> Option<Timestamp> {
    let seconds: u64 = text.parse().ok()?;
    let seconds = i64::try_from(seconds).ok()?;
    Date::from_days(i32::try_from(seconds / SECONDS_PER_DAY).ok()?)?;
    Some(Timestamp(seconds))
}

#[cfg(test)]
mod tests {
    use super::seconds;

    /// The day is that of UTC, whatever the machine's zone; what is no number is refused.
    #[test]
    fn days_of_seconds() {
        let day = |text: &str| Some(seconds(text)?.to_string()[..10].to_owned());
        assert_eq!(day("0").as_deref(), Some("1970-01-01"));
        assert_eq!(day("1704067199").as_deref(), Some("2023-12-31"));
        assert_eq!(day("1704067200").as_deref(), Some("2024-01-01"));
        for bad in ["", "-1", "1e9", "today", "99999999999999999999"] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
