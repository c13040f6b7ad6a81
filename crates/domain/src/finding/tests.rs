//! Laws of stores: what is kept in few bytes says what the findings by themselves say, in their order.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;

fn place() -> impl Strategy<Value = Place> {
    (0..3_u8, 0..2_u8, 0..4_u64, 0..3_u32).prop_map(|(file, sheet, line, column)| Place {
        file: format!("raw/{file}.csv"),
        sheet: "s".repeat(sheet.into()),
        line,
        column,
    })
}

fn finding() -> impl Strategy<Value = Finding> {
    let text = || prop_oneof![Just(String::new()), Just("…".to_owned()), "[ab]{1,2}"];
    let facts = prop::collection::vec((prop::sample::select(vec!["text", "why", "near"]), text()), 0..3);
    let key = |(line, variant)| StatementKey { line, period: Period::annual(2021).unwrap(), variant };
    let statement = (0..3_u32, 0..2_u16).prop_map(move |parts| Subject::Statement(key(parts)));
    let subject = prop_oneof![Just(Subject::Place), (0..3_u64).prop_map(Subject::Cell), statement];
    let code = prop::sample::select(vec![Code::NotANumber, Code::UnknownUnit, Code::SourceConflict]);
    (code, place(), text(), text(), text(), prop::option::of(place()), facts, subject).prop_map(
        |(code, place, source, header, raw, beside, facts, subject)| Finding { code, place, source, header, raw, beside, facts, subject },
    )
}

fn store(findings: &[Finding]) -> Findings {
    let mut store = Findings::default();
    findings.iter().for_each(|finding| store.add(finding));
    store
}

fn all(findings: &Findings) -> Vec<Finding> {
    findings.iter().map(Seen::to_finding).collect()
}

proptest! {
    /// A store gives back what was put in, also behind another store and in another's place.
    #[test]
    fn a_store_loses_nothing(one in prop::collection::vec(finding(), 0..12), other in prop::collection::vec(finding(), 0..12)) {
        let mut both = store(&one);
        both.absorb(store(&other));
        let mut expected = [one, other.clone()].concat();
        prop_assert_eq!(all(&both), expected.clone());
        if let (Some(last), Some(first)) = (other.last(), expected.first_mut()) {
            both.replace(0, last);
            *first = last.clone();
            prop_assert_eq!(all(&both), expected);
        }
    }

    /// A finding that is put in as one like the last says what it says by itself, also in a store that was put behind another.
    #[test]
    fn alike_is_the_same(one in prop::collection::vec(finding(), 0..8), other in prop::collection::vec((finding(), prop::option::of((0..4_u64, "[ab]{0,2}", 0..3_u64))), 0..12)) {
        let (mut kept, mut expected) = (Findings::default(), one.clone());
        for (mut finding, like) in other {
            kept.add(&finding);
            expected.push(finding.clone());
            if let (Some((line, raw, digest)), Some(alike)) = (like, kept.last_alike()) {
                kept.push_alike(alike, (line, 7), Subject::Cell(digest), &raw);
                finding = Finding { beside: None, raw, subject: Subject::Cell(digest), ..finding };
                (finding.place.line, finding.place.column) = (line, 7);
                expected.push(finding);
            }
        }
        let mut both = store(&one);
        both.absorb(kept);
        prop_assert_eq!(all(&both), expected);
    }

    /// The order of a store's findings is that of the findings, with those of one's own among them and without those of other sources.
    #[test]
    fn sorted_as_findings_are(read in prop::collection::vec(finding(), 0..12), own in prop::collection::vec(finding(), 0..8)) {
        let wanted = |source: &str| source != "…";
        let sorted = Sorted::new(Arc::new(store(&read)), store(&own), wanted);
        let mut expected: Vec<Finding> = read.into_iter().filter(|finding| wanted(&finding.source)).chain(own).collect();
        expected.sort();
        prop_assert_eq!(sorted.iter().map(Seen::to_finding).collect::<Vec<_>>(), expected.clone());
        let mut distinct = sorted;
        distinct.dedup();
        expected.dedup();
        prop_assert_eq!(distinct.iter().map(Seen::to_finding).collect::<Vec<_>>(), expected);
    }
}

/// Where every finding has facts of its own, they are kept with it and not once more in a list of lists.
#[test]
fn facts_that_nobody_shares_are_kept_with_their_finding() {
    let made = |number: u32| Finding {
        code: Code::UnknownUnit,
        place: Place { file: "raw/x.csv".into(), sheet: String::new(), line: number.into(), column: 3 },
        source: "x".into(),
        header: "v".into(),
        raw: "1".into(),
        beside: None,
        facts: vec![("unit", format!("u{number}")), ("near", String::new())],
        subject: Subject::Cell(u64::from(number)),
    };
    let findings: Vec<Finding> = (0..20_000).map(made).collect();
    let store = store(&findings);
    assert_eq!(all(&store), findings);
    assert!(store.forms.len() < 5_000, "{}", store.forms.len());
    assert_eq!(size_of::<store::Kept>(), 40);
}
