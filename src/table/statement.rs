//! One statement: what one source says in one cell.
//!
//! Everything that repeats (texts, units, keys) is an index into the [`Ledger`](super::Ledger), and everything rare (ranges, fractions, numbers beyond
//! 64 bits, texts that are not the plain number) is in an extra beside it. Units of a package are worked on as these; all of a run are stored in fewer bytes.

use tongbi_domain::finding::StatementKey;
use tongbi_domain::number::Qualifier;
use tongbi_domain::period::{Cumulation, Period};
use tongbi_domain::vocabulary::{Adjustment, Comparability, ConfStatus, ObsStatus, PriceBasis, Stage};

/// Index of a line: indicator, area, dimensions, measure and scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId(pub u32);

/// Index of a conversion: a written unit with its factor to the canonical one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversionId(pub u16);

/// Index of a raw file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// Index of an interned text; 0 is the empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub u32);

/// What one source says in one cell.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// Key up to the scenario.
    pub line: LineId,
    /// Frequency and `time_period`.
    pub period: Period,
    /// Printed digits of the number as an integer, before the unit; the real amount is in the extra where one says so.
    pub mantissa: i64,
    /// Row of the file.
    pub row: u32,
    /// Remark of the source.
    pub note: TextId,
    /// 0, or one more than the index of an extra.
    pub extra: u32,
    /// The rest of the key.
    pub variant: Variant,
    /// Written unit to canonical unit.
    pub conversion: ConversionId,
    /// Which file.
    pub file: FileId,
    /// Cell in the row, from 1.
    pub column: u16,
    /// Small facts.
    pub traits: Traits,
}

impl Statement {
    /// What it speaks of.
    pub fn key(&self) -> StatementKey {
        StatementKey { line: self.line.0, period: self.period, variant: self.variant.0 }
    }
}

/// The key behind `time_period`: cumulation, price basis, comparability, base period and adjustment, in the order of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variant(u16);

impl Variant {
    /// Packs the parts; `base_per` is a rank in the plan's sorted list of index bases, 0 for none.
    pub fn new(cumulation: Cumulation, price: PriceBasis, comparability: Comparability, base_per: u8, adjustment: Adjustment) -> Self {
        let rank = |at: Option<usize>| at.unwrap_or(0) as u16 & 3;
        let cumulation = rank(CUMULATIONS.iter().position(|entry| *entry == cumulation));
        let price = rank(PriceBasis::ALL.iter().position(|entry| *entry == price));
        let comparability = rank(Comparability::ALL.iter().position(|entry| *entry == comparability));
        let adjustment = rank(Adjustment::ALL.iter().position(|entry| *entry == adjustment));
        Self(cumulation << 14 | price << 12 | comparability << 10 | u16::from(base_per) << 2 | adjustment)
    }

    /// What was packed in the key of a statement.
    pub const fn of(key: StatementKey) -> Self {
        Self(key.variant)
    }

    pub(super) const fn bits(self) -> u16 {
        self.0
    }

    #[cfg(test)]
    pub(super) const fn of_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// What the period covers.
    pub fn cumulation(self) -> Cumulation {
        CUMULATIONS[usize::from(self.0 >> 14 & 3)]
    }

    /// At which prices.
    pub fn price_basis(self) -> PriceBasis {
        PriceBasis::ALL[usize::from(self.0 >> 12 & 3)]
    }

    /// On which scope.
    pub fn comparability(self) -> Comparability {
        Comparability::ALL[usize::from(self.0 >> 10 & 3)]
    }

    /// Rank of the index base; 0 for none.
    pub const fn base_per(self) -> u8 {
        (self.0 >> 2 & 0xff) as u8
    }

    /// Seasonal adjustment.
    pub fn adjustment(self) -> Adjustment {
        Adjustment::ALL[usize::from(self.0 & 3)]
    }

    /// Whether a base for the one may be looked for in the other: the same span and adjustment, whatever prices and scope say.
    pub const fn same_span(self, other: Self) -> bool {
        const SPAN: u16 = 3 << 14 | 3;
        self.0 & SPAN == other.0 & SPAN
    }
}

/// In the order of their codes.
const CUMULATIONS: [Cumulation; 4] = [Cumulation::Period, Cumulation::Point, Cumulation::Span, Cumulation::Ytd];

/// Small facts of a statement, packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits(u32);

/// The facts that [`Traits`] packs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Digits printed after the point, 0 to 38.
    pub decimals: u8,
    /// What the number says of itself.
    pub qualifier: Qualifier,
    /// How far along its life the figure is.
    pub stage: Stage,
    /// SDMX observation status.
    pub status: ObsStatus,
    /// SDMX confidentiality status.
    pub confidentiality: ConfStatus,
    /// Whether printed digits are unknown (number words, 翻一番).
    pub words: bool,
    /// Whether the period is declared rather than printed.
    pub period_assumed: bool,
    /// Whether the area is declared rather than printed.
    pub area_assumed: bool,
}

impl Traits {
    /// Packs the facts.
    pub fn new(facts: Facts) -> Self {
        fn rank<T: PartialEq>(all: &[T], entry: &T) -> u32 {
            all.iter().position(|other| other == entry).unwrap_or(0) as u32
        }
        Self(
            u32::from(facts.decimals.min(63))
                | rank(&Qualifier::ALL, &facts.qualifier) << 6
                | rank(Stage::ALL, &facts.stage) << 9
                | rank(ObsStatus::ALL, &facts.status) << 12
                | rank(ConfStatus::ALL, &facts.confidentiality) << 17
                | u32::from(facts.words) << 19
                | u32::from(facts.period_assumed) << 20
                | u32::from(facts.area_assumed) << 21,
        )
    }

    pub(super) const fn bits(self) -> u32 {
        self.0
    }

    #[cfg(test)]
    pub(super) const fn of_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Digits printed after the point.
    pub const fn decimals(self) -> u8 {
        (self.0 & 63) as u8
    }

    /// The same facts with other digits after the point.
    pub const fn with_decimals(self, decimals: u8) -> Self {
        Self(self.0 & !63 | if decimals < 63 { decimals as u32 } else { 63 })
    }

    /// Whether the number is printed with a comma between all groups of three digits before the point.
    pub const fn grouped(self) -> bool {
        self.0 >> 22 & 1 == 1
    }

    /// The same facts of a number that is printed so, or is not; [`Traits::new`] makes it one that is not.
    pub const fn with_grouped(self, grouped: bool) -> Self {
        Self(self.0 & !(1 << 22) | (grouped as u32) << 22)
    }

    /// The same facts with another status.
    pub fn with_status(self, status: ObsStatus) -> Self {
        let rank = ObsStatus::ALL.iter().position(|known| *known == status).unwrap_or(0) as u32;
        Self(self.0 & !(31 << 12) | rank << 12)
    }

    /// What the number says of itself.
    pub fn qualifier(self) -> Qualifier {
        Qualifier::ALL.get((self.0 >> 6 & 7) as usize).copied().unwrap_or(Qualifier::Exact)
    }

    /// How far along its life the figure is.
    pub fn stage(self) -> Stage {
        Stage::ALL.get((self.0 >> 9 & 7) as usize).copied().unwrap_or(Stage::NotStated)
    }

    /// SDMX observation status.
    pub fn status(self) -> ObsStatus {
        ObsStatus::ALL.get((self.0 >> 12 & 31) as usize).copied().unwrap_or(ObsStatus::Normal)
    }

    /// SDMX confidentiality status.
    pub fn confidentiality(self) -> ConfStatus {
        ConfStatus::ALL.get((self.0 >> 17 & 3) as usize).copied().unwrap_or(ConfStatus::Free)
    }

    /// Whether nothing of the figure may leave the house: its source says that it is confidential, or that it is suppressed.
    pub fn withheld(self) -> bool {
        self.confidentiality() != ConfStatus::Free || self.status() == ObsStatus::Suppressed
    }

    /// Whether printed digits are unknown.
    pub const fn words(self) -> bool {
        self.0 >> 19 & 1 == 1
    }

    /// Whether the period is declared rather than printed.
    pub const fn period_assumed(self) -> bool {
        self.0 >> 20 & 1 == 1
    }

    /// Whether the area is declared rather than printed.
    pub const fn area_assumed(self) -> bool {
        self.0 >> 21 & 1 == 1
    }
}

/// A statement of a period, for tests.
#[cfg(test)]
pub(super) fn sample(period: Period) -> Statement {
    Statement {
        line: LineId(0),
        period,
        mantissa: 1,
        row: 1,
        note: TextId(0),
        extra: 0,
        variant: Variant(0),
        conversion: ConversionId(0),
        file: FileId(0),
        column: 1,
        traits: Traits(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a thread works on stays near the processor: a unit has tens of thousands of them.
    #[test]
    fn forty_bytes() {
        assert_eq!(size_of::<Statement>(), 40);
    }

    /// Packing loses nothing, and the order of packed variants is the order of their codes in a release.
    #[test]
    fn variants_unpack_and_keep_the_order_of_codes() {
        let mut seen = Vec::new();
        for cumulation in CUMULATIONS {
            for price in PriceBasis::ALL {
                for comparability in Comparability::ALL {
                    for (base, adjustment) in [(0, Adjustment::Unadjusted), (255, Adjustment::Both)] {
                        let variant = Variant::new(cumulation, *price, *comparability, base, adjustment);
                        assert_eq!(variant.cumulation(), cumulation);
                        assert_eq!((variant.price_basis(), variant.comparability()), (*price, *comparability));
                        assert_eq!((variant.base_per(), variant.adjustment()), (base, adjustment));
                        let text =
                            [cumulation.code(), price.code(), comparability.code(), &format!("{base:03}"), adjustment.code()].join("\t");
                        seen.push((variant, text));
                    }
                }
            }
        }
        assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
    }

    #[test]
    fn traits_unpack() {
        for qualifier in &Qualifier::ALL {
            for stage in Stage::ALL {
                for status in ObsStatus::ALL {
                    let facts = Facts {
                        decimals: 38,
                        qualifier: *qualifier,
                        stage: *stage,
                        status: *status,
                        confidentiality: ConfStatus::NotForPublication,
                        words: true,
                        period_assumed: false,
                        area_assumed: true,
                    };
                    let traits = Traits::new(facts);
                    assert_eq!((traits.decimals(), traits.qualifier(), traits.stage()), (38, *qualifier, *stage));
                    assert_eq!((traits.status(), traits.confidentiality()), (*status, ConfStatus::NotForPublication));
                    assert_eq!((traits.words(), traits.period_assumed(), traits.area_assumed()), (true, false, true));
                    let other = Facts { decimals: 2, status: ObsStatus::Missing, ..facts };
                    assert_eq!(traits.with_decimals(2).with_status(ObsStatus::Missing), Traits::new(other));
                    let grouped = traits.with_grouped(true);
                    assert!(!traits.grouped() && grouped.grouped() && grouped.area_assumed());
                    assert_eq!(grouped.with_grouped(false), traits);
                }
            }
        }
    }
}
