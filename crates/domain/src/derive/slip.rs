//! Slips of magnitude: a value read in 万 that was printed in 亿, or a lost decimal point.

use crate::number::{Overflow, Ratio};

/// The slips that happen: lost or added digits, 万 and 亿 taken for one or for each other.
const POWERS: [i32; 5] = [1, 2, 3, 4, 8];
/// The other values say what is usual only where each is within this factor of their median.
const STEADY: i64 = 4;
/// The value without its slip must be within this factor of the median.
const NEAR: i64 = 2;
/// The value must be this far beyond every other one: growth that the series itself shows is no slip.
const APART: i64 = 5;
/// A fall or rise this large is no ordinary one, even of a small count.
const LARGE: i32 = 3;

/// The power of ten by which a value seems to have slipped against the other values of its own series, in one unit:
/// 4 where it is 10^4 times too large, −4 where it is 10^4 times too small; `None` where nothing is wrong or nothing can be said.
///
/// `others` are all values of the series but this one. All of these must hold:
/// there are at least two others, all values have one sign and none is 0; each of the others is within a factor 4
/// of their median (of the absolute values); the value divided by 10, 100, 1000, 10^4 or 10^8, or times one of them, is within a
/// factor 2 of the median; and the value itself is at least five times larger, or smaller, than every other one.
/// So a series that grows by less than fivefold a step never shows a slip, however far it goes; one that really grows
/// tenfold in one step does, which is why this is a warning and never more.
///
/// `least` turns it off for small counts (100): where the median is below it, and for slips of 10 and 100 where the value
/// is, for such counts do move tenfold; `None` for measured quantities.
/// Source: our own rule; the factors are tried in the tests beside it.
pub fn magnitude_slip(others: &[Ratio], value: Ratio, least: Option<Ratio>) -> Option<i32> {
    let sign = value.signum();
    if others.len() < 2 || sign == 0 || others.iter().any(|other| other.signum() != sign) {
        return None;
    }
    let mut sizes: Vec<Ratio> = others.iter().map(|other| other.abs()).collect();
    sizes.sort_unstable();
    find(&sizes, value.abs(), least).ok().flatten()
}

/// The same for sizes above 0, sorted.
fn find(sizes: &[Ratio], value: Ratio, least: Option<Ratio>) -> Result<Option<i32>, Overflow> {
    let median = sizes[(sizes.len() - 1) / 2].add(sizes[sizes.len() / 2])?.div(Ratio::integer(2))?;
    let (smallest, largest) = (sizes[0], sizes[sizes.len() - 1]);
    let within = |size: Ratio, factor: i64| -> Result<bool, Overflow> {
        Ok(size <= median.mul(Ratio::integer(factor))? && size.mul(Ratio::integer(factor))? >= median)
    };
    if least.is_some_and(|least| median < least) || !within(smallest, STEADY)? || !within(largest, STEADY)? {
        return Ok(None);
    }
    let apart = Ratio::integer(APART);
    let direction = if value >= largest.mul(apart)? {
        1
    } else if value.mul(apart)? <= smallest {
        -1
    } else {
        return Ok(None);
    };
    for power in POWERS.map(|power| power * direction) {
        // A value that does not fit after this slip is none of this slip.
        let Ok(usual) = Ratio::power_of_ten(-power).and_then(|factor| value.mul(factor)) else { continue };
        if within(usual, NEAR)? {
            let small = least.is_some_and(|least| value < least);
            return Ok((!small || power.abs() >= LARGE).then_some(power));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::super::sample::ratio;
    use super::*;
    use proptest::prelude::*;

    fn slip(others: &[&str], value: &str) -> Option<i32> {
        let others: Vec<_> = others.iter().map(|text| ratio(text)).collect();
        magnitude_slip(&others, ratio(value), None)
    }

    /// 地区生产总值 of 罗湖 2021 and 2023, 亿元, and 2022 (2630.2) with every slip, both ways.
    #[test]
    fn slips_against_a_steady_series() {
        let gdp = ["2571.67", "2808.19"];
        assert_eq!(slip(&gdp, "2630.2"), None);
        for (value, power) in [
            ("26302", 1),
            ("263020", 2),
            ("2630200", 3),
            ("26302000", 4),
            ("263020000000", 8),
            ("263.02", -1),
            ("26.302", -2),
            ("2.6302", -3),
            ("0.26302", -4),
            ("0.000026302", -8),
        ] {
            assert_eq!(slip(&gdp, value), Some(power), "{value}");
        }
        assert_eq!(slip(&gdp, "2630200000"), None, "10^6 is no slip that happens");
        assert_eq!(slip(&["-100", "-120"], "-1100"), Some(1), "losses slip as well");
    }

    /// Growth is no slip: doubling every year, tenfold over five years, a fall to a fifth of what is usual, from every place.
    #[test]
    fn growth_is_no_slip() {
        for series in [
            &["100", "200", "400", "800", "1600", "3200"][..],
            &["100", "158", "251", "398", "631", "1000"],
            &["100", "400", "1600", "6400"],
            &["1000", "980", "210", "250", "1020"],
        ] {
            for (place, value) in series.iter().enumerate() {
                let others: Vec<_> = series.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, text)| *text).collect();
                assert_eq!(slip(&others, value), None, "{value} of {series:?}");
            }
        }
    }

    /// Where nothing can be said: too few others, others that agree on nothing, zeros, mixed signs.
    #[test]
    fn series_that_say_nothing() {
        for (others, value) in [
            (&[][..], "10"),
            (&["100"], "1000"),
            (&["100", "1000"], "10000"),
            (&["100", "0", "110"], "1000"),
            (&["100", "-100", "110"], "1000"),
            (&["100", "110"], "0"),
            (&["100", "110"], "-1000"),
            (&["100", "110"], "3200"),
        ] {
            assert_eq!(slip(others, value), None, "{value} against {others:?}");
        }
    }

    /// Counts below 100 move as they like; 3.2 万家 read as 3.2 家 does not hide behind that.
    #[test]
    fn small_counts() {
        let count = |others: &[&str], value: &str| {
            let others: Vec<_> = others.iter().map(|text| ratio(text)).collect();
            magnitude_slip(&others, ratio(value), Some(ratio("100")))
        };
        assert_eq!(count(&["20", "25", "30"], "250"), None);
        assert_eq!(count(&["200", "250", "300"], "25"), None);
        assert_eq!(count(&["200", "250", "300"], "2500"), Some(1));
        assert_eq!(count(&["31000", "32500"], "3.2"), Some(-4));
    }

    proptest! {
        /// No series whose steps stay below fivefold shows a slip at its ends; no order of the others and no unit matters.
        #[test]
        fn steps_below_fivefold(start in 1i64..10_000, steps in prop::collection::vec(100i64..500, 2..8), unit in 1i64..1_000_000) {
            let mut series = vec![Ratio::integer(start)];
            for step in steps {
                let last = series[series.len() - 1];
                series.push(last.mul(Ratio::new(step.into(), 100).unwrap()).unwrap());
            }
            let (last, others) = series.split_last().unwrap();
            prop_assert_eq!(magnitude_slip(others, *last, None), None);
            prop_assert_eq!(magnitude_slip(&series[1..], series[0], None), None);
            let slipped = last.mul(Ratio::integer(10)).unwrap();
            let found = magnitude_slip(others, slipped, None);
            let scaled: Vec<_> = others.iter().rev().map(|other| other.mul(Ratio::integer(unit)).unwrap()).collect();
            prop_assert_eq!(magnitude_slip(&scaled, slipped.mul(Ratio::integer(unit)).unwrap(), None), found);
        }
    }
}
