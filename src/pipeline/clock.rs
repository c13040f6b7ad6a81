//! The only place that looks at a clock: for logs, reports and metrics of runs, and for who approved what when. No figure and no release may use it.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tongbi_domain::period::Date;
use tongbi_domain::release::Timestamp;

use super::stamp::epoch;

/// A moment of the wall clock, in UTC. A clock that goes backwards makes it earlier than the last one, and nothing depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970-01-01, 0 before it.
    pub seconds: u64,
    /// And thousandths of a second.
    pub milliseconds: u32,
}

impl Moment {
    /// Now.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { seconds: since.as_secs(), milliseconds: since.subsec_millis() }
    }

    /// In whole seconds.
    pub fn timestamp(self) -> Timestamp {
        Timestamp(i64::try_from(self.seconds).unwrap_or(i64::MAX))
    }

    fn parts(self) -> (String, u64, u64, u64) {
        let days = i32::try_from(self.seconds / 86_400).ok().and_then(Date::from_days);
        let rest = self.seconds % 86_400;
        (days.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string()), rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// As RFC 3339 has it: `2026-11-23T19:07:36.123Z`.
    pub fn rfc3339(self) -> String {
        let (day, hour, minute, second) = self.parts();
        format!("{day}T{hour:02}:{minute:02}:{second:02}.{:03}Z", self.milliseconds)
    }

    /// As it stands in names of files: `20261123T190736.123Z`.
    pub fn compact(self) -> String {
        let (day, hour, minute, second) = self.parts();
        format!("{}T{hour:02}{minute:02}{second:02}.{:03}Z", day.replace('-', ""), self.milliseconds)
    }
}

/// What the clock says, for embargoes.
pub fn now() -> Timestamp {
    Moment::now().timestamp()
}

/// The time that is written down where somebody approves or withdraws: `SOURCE_DATE_EPOCH` where it is set, else what the clock says.
///
/// # Errors
/// As [`Diagnostics`](tongbi_domain::diagnostic::Diagnostics) (T107), where the variable is set and is no number of seconds.
pub fn signed() -> anyhow::Result<Timestamp> {
    Ok(epoch()?.unwrap_or_else(now))
}

/// Measures durations; a wall clock that is set meanwhile does not matter.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since it was started.
    pub fn milliseconds(self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Milliseconds as seconds with a point.
pub fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by `date -u -d @1795460856`.
    #[test]
    fn moments_are_written_as_rfc_3339() {
        let moment = Moment { seconds: 1_795_460_856, milliseconds: 7 };
        assert_eq!(moment.rfc3339(), "2026-11-23T19:07:36.007Z");
        assert_eq!(moment.compact(), "20261123T190736.007Z");
        assert_eq!(seconds(61_005), "61.005");
    }
}
