//! Dealing and loading against what one would do by hand, in memory and on a shelf.

use proptest::prelude::*;
use tongbi_domain::catalog::AreaId;
use tongbi_domain::number::Ratio;
use tongbi_domain::period::Period;
use tongbi_domain::unit::UnitKind;
use tongbi_domain::vocabulary::{Measure, Scenario};

use super::*;
use crate::table::keep::Keep;
use crate::table::shelf::{Room, tests::Heap};
use crate::table::statement::sample;
use crate::table::{Conversion, Line, Origin, RawFile};

fn line(indicator: u32, area: u32) -> Line {
    let (indicator, area) = (IndicatorId(indicator), AreaId(area));
    Line { indicator, area, dimensions: Default::default(), measure: Measure::Level, scenario: Scenario::Actual }
}

fn conversion() -> Conversion {
    Conversion { unit_text: String::new(), factor: Ratio::ONE, unit: "CNY".to_owned(), kind: UnitKind::Currency, scaled: false }
}

fn enter(ledger: &mut Ledger, cells: &[(u32, u32)], first_row: u32) {
    for (row, (indicator, area)) in (first_row..).zip(cells) {
        let line = ledger.line_id(line(*indicator, *area));
        ledger.push(&Statement { line, row, ..sample(Period::annual(2021).unwrap()) });
        ledger.ease().unwrap();
    }
}

fn rows(arranged: &Arranged, ledger: &Ledger, ranks: Range<usize>) -> Vec<Vec<u32>> {
    let Loaded { statements, starts } = arranged.load(ledger, ranks).unwrap();
    let rows = |ends: &[u32]| statements[ends[0] as usize..ends[1] as usize].iter().map(|statement| statement.row).collect();
    starts.windows(2).map(rows).collect()
}

/// Each statement stands under its line, lines stand in the order of a release, and no unit cuts an indicator.
#[test]
fn statements_stand_under_their_lines_in_order() {
    let mut ledger = Ledger::default();
    enter(&mut ledger, &[(2, 1), (0, 5), (2, 0), (0, 5), (1, 3), (2, 1)], 0);
    let arranged = Arranged::new(&mut ledger).unwrap();
    assert_eq!(rows(&arranged, &ledger, 0..4), [vec![1, 3], vec![4], vec![2], vec![0, 5]]);
    assert_eq!(rows(&arranged, &ledger, 2..4), [vec![2], vec![0, 5]]);
    assert!((0..arranged.ranks()).all(|rank| arranged.rank(arranged.line(rank)) == rank));
    assert_eq!(arranged.units(1), [0..1, 1..2, 2..4]);
    assert_eq!(arranged.units(3), [0..2, 2..4]);
    let nothing = Arranged::new(&mut Ledger::default()).unwrap();
    assert_eq!(nothing.units(3), vec![0..0; 1]);
    assert!(nothing.load(&Ledger::default(), 0..0).unwrap().statements.is_empty());
}

/// What is entered after a ledger was arranged is there when it is arranged again.
#[test]
fn later_statements_come_behind() {
    let mut ledger = Ledger::default();
    enter(&mut ledger, &[(1, 0), (0, 0)], 0);
    Arranged::new(&mut ledger).unwrap();
    enter(&mut ledger, &[(1, 0), (3, 0)], 2);
    let arranged = Arranged::of(&mut ledger, |indicator| indicator.0 != 0).unwrap();
    assert_eq!(rows(&arranged, &ledger, 0..arranged.ranks()), [vec![0, 2], vec![3]]);
    assert_eq!(arranged.rank(LineId(1)), u32::MAX as usize);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// However tables are cut, and however little room there is, a unit gets the statements of its lines and no others, in the order of reading.
    #[test]
    fn units_get_their_statements(
        tables in prop::collection::vec(prop::collection::vec((0..7_u32, 0..4_u32), 0..40), 0..9),
        most in prop::sample::select(vec![0, 5, 60, usize::MAX]),
        at_least in 1..40_usize,
        wanted in prop::collection::vec(any::<bool>(), 7),
    ) {
        let heap = Heap::default();
        let keep = || Keep::new(Room::new(most), Box::new(heap.clone()));
        let mut ledger = Ledger::within(keep());
        let mut row = 0;
        for table in &tables {
            let mut one = Ledger::loose(Keep::new(Room::new(most), Box::new(Heap::default())));
            one.files.push(RawFile { path: String::new(), sheet: String::new(), origin: Origin::Source(0), sha256: String::new() });
            one.add_conversion(conversion()).unwrap();
            enter(&mut one, table, row);
            ledger.absorb(one).unwrap();
            // Now and then nothing more is added to the last segment.
            if row % 2 == 1 {
                ledger.deal().unwrap();
            }
            row += table.len() as u32;
        }
        let all: Vec<(u32, u32)> = tables.concat();
        let arranged = Arranged::of(&mut ledger, |indicator| wanted[indicator.0 as usize]).unwrap();
        let mut lines: Vec<(u32, u32)> = all.iter().copied().filter(|(indicator, _)| wanted[*indicator as usize]).collect();
        lines.sort_unstable();
        lines.dedup();
        let of = |line: &(u32, u32)| (0..).zip(&all).filter(|(_, cell)| *cell == line).map(|(row, _)| row).collect::<Vec<u32>>();
        let expected: Vec<Vec<u32>> = lines.iter().map(of).collect();
        prop_assert_eq!(rows(&arranged, &ledger, 0..arranged.ranks()), expected.clone());
        let by_units: Vec<Vec<u32>> = arranged.units(at_least).into_iter().flat_map(|unit| rows(&arranged, &ledger, unit)).collect();
        prop_assert_eq!(by_units, expected);
        prop_assert_eq!(heap.is_empty(), all.len() <= most);
    }
}
