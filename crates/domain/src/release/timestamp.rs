//! A moment as RFC 3339 writes it: the time before which an approved release stays out of sight, and when somebody signed.

use std::fmt;

use crate::period::Date;

const DAY: i64 = 86_400;

/// Whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads `2026-11-24T09:00:00+08:00`. An offset (or `Z`) must be there: a local time is another moment on each machine. Fractions of a
    /// second and a leap second are refused.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, rest) = text.split_at_checked(10)?;
        let time = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, zone) = time.split_at_checked(8)?;
        let [h1, h2, b':', m1, m2, b':', s1, s2] = clock.as_bytes() else { return None };
        let (hours, minutes, seconds) = (two(*h1, *h2, 23)?, two(*m1, *m2, 59)?, two(*s1, *s2, 59)?);
        let offset = match zone.as_bytes() {
            b"Z" | b"z" => 0,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
                let ahead = two(*h1, *h2, 23)? * 3600 + two(*m1, *m2, 59)? * 60;
                if *sign == b'-' { -ahead } else { ahead }
            }
            _ => return None,
        };
        let days = i64::from(Date::parse(day)?.days_since_epoch());
        Some(Self(days * DAY + hours * 3600 + minutes * 60 + seconds - offset))
    }
}

/// A number of two digits, this at most.
fn two(tens: u8, ones: u8, most: i64) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?).filter(|number| *number <= most)
}

impl fmt::Display for Timestamp {
    /// In UTC; 1970-01-01 for days that no calendar of ours has.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = i32::try_from(self.0.div_euclid(DAY)).ok().and_then(Date::from_days);
        let (day, rest) = (day.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string()), self.0.rem_euclid(DAY));
        write!(f, "{day}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by `date -u -d`; the same moment in two zones is one, and a time that does not say its zone is none.
    #[test]
    fn moments_have_a_zone() {
        let seconds = |text| Timestamp::parse(text).map(|stamp| stamp.0);
        assert_eq!(seconds("2026-11-24T09:00:00+08:00"), Some(1_795_482_000));
        assert_eq!(seconds("2026-11-24T01:00:00Z"), Some(1_795_482_000));
        assert_eq!(seconds("2026-11-23T20:30:00-04:30"), Some(1_795_482_000));
        assert_eq!(Timestamp(1_795_482_000).to_string(), "2026-11-24T01:00:00Z");
        assert_eq!(Timestamp(0).to_string(), "1970-01-01T00:00:00Z");
        let bad = ["", "2026-11-24", "2026-11-24T09:00:00", "2026-11-24T09:00", "2026-02-30T09:00:00Z", "2026-11-24T24:00:00Z"];
        for text in bad.into_iter().chain(["2026-11-24T09:60:00Z", "2026-11-24T09:00:00+8:00", "2026-11-24T09:00:00Z ", "二〇二六年十一月"])
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
