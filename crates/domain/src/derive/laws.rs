//! Laws of the derivations, tried on random figures.

use proptest::prelude::*;

use super::sample::{count, figure, ratio as exact, scaled};
use super::*;
use crate::growth::{Figure, GrowthKind, year_over_year};
use crate::number::{Decimal, Interval, Ratio, Rounding};

const AWAY: Rounding = Rounding::HalfAwayFromZero;

/// A printed figure above 0 that its print does not reach.
fn printed() -> impl Strategy<Value = Figure> {
    (1i64..10_000_000, 0u8..4).prop_map(|(mantissa, scale)| figure(&Decimal::new(mantissa.into(), scale).unwrap().to_string()))
}

/// A printed rate in percent, −50.0 to 200.0.
fn rate() -> impl Strategy<Value = Figure> {
    (-500i64..2_000).prop_map(|tenths| figure(&Decimal::new(tenths.into(), 1).unwrap().to_string()))
}

fn contains_its_value(derived: &Derived) -> bool {
    derived.interval.is_none_or(|interval| interval.contains(derived.value))
}

proptest! {
    /// The interval of every derivation contains its value.
    #[test]
    fn intervals_contain_values(figures in prop::array::uniform4(printed()), rates in prop::array::uniform2(rate()), years in 1u32..6) {
        let [a, b, c, d] = &figures;
        let facts = RateFacts::default();
        let all = [
            share(a, b), ratio(a, b), mean_of_ends(a, b), contribution(a, b, c, d), points_contributed(a, b, c),
            sum(&figures), difference(a, &figures[1..]), single_month(a, b, CumulativeFacts::default()),
            average_growth_from_levels(a, b, years, 2, AWAY), average_growth_from_rates(&rates, 2, Rounding::HalfEven),
            implied_base(a, &rates[0], facts).map(|implied| implied.base), implied_deflator(&rates[0], &rates[1]),
        ];
        for (place, derived) in all.iter().enumerate() {
            match derived {
                Ok(derived) => prop_assert!(contains_its_value(derived), "{place}: {derived:?}"),
                Err(refusal) => prop_assert_eq!((*refusal, place), (Refusal::TotalNotIncreasing, 3)),
            }
        }
    }

    /// Another unit changes no percentage, no average and no verdict.
    #[test]
    fn units_do_not_matter(figures in prop::array::uniform4(printed()), num in 1i64..1_000, den in 1i64..1_000) {
        let factor = Ratio::new(num.into(), den.into()).unwrap();
        let other = figures.map(|figure| scaled(&figure, factor));
        let ([a, b, c, d], [w, x, y, z]) = (&figures, &other);
        prop_assert_eq!(share(a, b), share(w, x));
        prop_assert_eq!(contribution(a, b, c, d), contribution(w, x, y, z));
        prop_assert_eq!(points_contributed(a, b, c), points_contributed(w, x, y));
        prop_assert_eq!(average_growth_from_levels(a, b, 3, 2, AWAY), average_growth_from_levels(w, x, 3, 2, AWAY));
        for kind in [PartsKind::Complete, PartsKind::Among] {
            prop_assert_eq!(parts_and_total(a, &figures[1..], kind).verdict, parts_and_total(w, &other[1..], kind).verdict);
        }
    }

    /// The order of parts and of years changes nothing.
    #[test]
    fn order_does_not_matter(total in printed(), parts in prop::collection::vec(printed(), 1..6), rates in prop::collection::vec(rate(), 1..6)) {
        let turned = |figures: &[Figure]| figures.iter().rev().copied().collect::<Vec<_>>();
        prop_assert_eq!(sum(&parts), sum(&turned(&parts)));
        prop_assert_eq!(difference(&total, &parts), difference(&total, &turned(&parts)));
        let checks = [&parts, &turned(&parts)].map(|parts| parts_and_total(&total, parts, PartsKind::Complete));
        prop_assert_eq!(checks[0], checks[1]);
        prop_assert_eq!(average_growth_from_rates(&rates, 3, AWAY), average_growth_from_rates(&turned(&rates), 3, AWAY));
    }

    /// Growth, printed, then its inverse gives the base within its interval.
    #[test]
    fn growth_there_and_back(level in printed(), base in printed(), digits in 0u8..4) {
        let growth = year_over_year(GrowthKind::Percent, &level, Ok(&base), false).unwrap().percent.unwrap();
        let published = figure(&growth.round(digits, AWAY).unwrap().to_string());
        if let Ok(implied) = implied_base(&level, &published, RateFacts::default()) {
            prop_assert!(implied.base.interval.is_none_or(|interval| interval.contains(base.value.unwrap())));
        }
        let exactly = Figure { interval: None, value: Some(growth), ..published };
        prop_assert_eq!(implied_base(&level, &exactly, RateFacts::default()).unwrap().base.value, base.value.unwrap());
    }

    /// Shares of a complete set add up to 100, and 100 lies between the sums of their ends.
    #[test]
    fn shares_add_up(parts in prop::collection::vec(printed(), 1..5)) {
        let total = sum(&parts).unwrap().figure(false);
        let shares: Vec<_> = parts.iter().map(|part| share(part, &total).unwrap().figure(false)).collect();
        let all = sum(&shares).unwrap();
        prop_assert_eq!(all.value, exact("100"));
        prop_assert!(contains_its_value(&all));
        prop_assert_eq!(parts_and_total(&total, &parts, PartsKind::Complete).verdict, PartsVerdict::Agree);
    }

    /// The month inside the sum of the months is the month, and points contributed add up to the total's growth.
    #[test]
    fn months_inside_sums(months in prop::collection::vec(1i64..1_000_000, 2..12), bases in prop::collection::vec(1i64..1_000_000, 12)) {
        let counts = |numbers: &[i64]| numbers.iter().map(|number| count(&number.to_string())).collect::<Vec<_>>();
        let (months, bases) = (counts(&months), counts(&bases[..months.len()]));
        let (last, before) = months.split_last().unwrap();
        let (later, earlier) = (sum(&months).unwrap().figure(false), sum(before).unwrap().figure(false));
        prop_assert_eq!(single_month(&later, &earlier, CumulativeFacts::default()).unwrap().figure(false), *last);
        let base = sum(&bases).unwrap().figure(false);
        let points: Vec<_> = months.iter().zip(&bases).map(|(part, was)| points_contributed(part, was, &base).unwrap().figure(false)).collect();
        let growth = year_over_year(GrowthKind::Percent, &later, Ok(&base), false).unwrap();
        prop_assert_eq!(Some(sum(&points).unwrap().value), growth.percent);
        for (part, was) in months.iter().zip(&bases) {
            if let Ok(given) = contribution(part, was, &later, &base) {
                let pulled = points_contributed(part, was, &base).unwrap().value;
                prop_assert_eq!(given.value.mul(growth.percent.unwrap()).unwrap(), pulled.mul(exact("100")).unwrap());
            }
        }
    }

    /// The average of equal rates is the rate; levels and rates agree; one year's average is its rounded growth.
    #[test]
    fn averages(tenths in -900i64..5_000, years in 1u32..9, base in 1i64..1_000_000, value in 1i64..1_000_000) {
        let equal = count(&Decimal::new(tenths.into(), 1).unwrap().to_string());
        let rates = vec![equal; usize::try_from(years).unwrap()];
        let average = average_growth_from_rates(&rates, 1, AWAY).unwrap();
        prop_assert_eq!((Some(average.value), average.interval), (equal.value, equal.interval));
        let (value, base) = (count(&value.to_string()), count(&base.to_string()));
        let growth = year_over_year(GrowthKind::Percent, &value, Ok(&base), false).unwrap().percent.unwrap();
        let once = average_growth_from_levels(&value, &base, 1, 2, AWAY).unwrap();
        prop_assert_eq!(once.value, growth.round(2, AWAY).unwrap().to_ratio());
        let from_rate = average_growth_from_rates(&[Figure { value: Some(growth), interval: Some(Interval::point(growth)), ..value }], 2, AWAY);
        prop_assert_eq!(from_rate, Ok(once));
    }

    /// Roots are rounded outward: the n-th power of the ends encloses the quotient, and they are one unit apart at most.
    #[test]
    fn ends_enclose_the_root(base in 1i64..100_000, value in 1i64..100_000, years in 1u32..5, digits in 0u8..3) {
        let (value, base) = (count(&value.to_string()), count(&base.to_string()));
        let average = average_growth_from_levels(&value, &base, years, digits, AWAY).unwrap();
        let ends = average.interval.unwrap();
        let quotient = value.value.unwrap().div(base.value.unwrap()).unwrap();
        let power = |percent: Ratio| {
            let factor = percent.div(exact("100")).unwrap().add(Ratio::ONE).unwrap();
            (0..years).try_fold(Ratio::ONE, |product, _| product.mul(factor))
        };
        prop_assert!(power(ends.low()).unwrap() <= quotient && quotient <= power(ends.high()).unwrap());
        prop_assert!(ends.high().sub(ends.low()).unwrap() <= Ratio::power_of_ten(-i32::from(digits)).unwrap());
        prop_assert!(ends.contains(average.value));
    }

    /// A target of any operator but a range: the verdict is that of the exact comparison wherever the print decides.
    #[test]
    fn verdicts_hold_for_all_that_the_print_allows(goal in -1_000i64..1_000, actual in -10_000i64..10_000, place in 0usize..6, within in 0i64..=100) {
        use crate::number::Qualifier;
        use crate::vocabulary::Better;
        let target = Target { value: Some(Ratio::integer(goal)), range: None, qualifier: Qualifier::ALL[place], suppressed: false };
        let printed = figure(&Decimal::new(actual.into(), 1).unwrap().to_string());
        let verdict = |actual: &Figure| attainment(&target, actual, AttainmentKind::Points, Better::Higher, false).unwrap().verdict;
        let print = printed.interval.unwrap();
        let width = print.high().sub(print.low()).unwrap();
        let truth = print.low().add(width.mul(Ratio::new(within.into(), 100).unwrap()).unwrap()).unwrap();
        let exactly = Figure { value: Some(truth), interval: Some(Interval::point(truth)), ..printed };
        if verdict(&printed) != AttainmentVerdict::WithinPrint {
            prop_assert_eq!(verdict(&printed), verdict(&exactly));
        }
    }

    /// The shares that bounds allow contain the share of any two figures inside them.
    #[test]
    fn bounds_contain_their_shares(part in printed(), total in printed()) {
        let bounds = share_bounds(part.interval.unwrap().into(), total.interval.unwrap().into()).unwrap();
        let derived = share(&part, &total).unwrap();
        prop_assert!(bounds.meets(Interval::point(derived.value)));
        prop_assert_eq!((bounds.low, bounds.high), (derived.interval.map(|ends| ends.low().max(Ratio::ZERO)), derived.interval.map(Interval::high)));
    }
}
