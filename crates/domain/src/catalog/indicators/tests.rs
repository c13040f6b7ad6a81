//! The defaults of an entry, and how a text finds its indicator.

use super::*;
use crate::catalog::{Catalog, CatalogFiles};

const UNITS: &str = r#"
[[unit]]
code = "CNY"
symbol = "元"
kind = "currency"
dimension = "CNY"
factor = "1"
name = { zh = "元", en = "yuan" }

[[unit]]
code = "person"
symbol = "人"
kind = "counter"
dimension = "person"
factor = "1"
name = "person"
"#;

fn load(files: &[(&str, &str)]) -> Result<Catalog, String> {
    let texts: Vec<CatalogText<'_>> = files.iter().map(|(file, text)| CatalogText { file, text }).collect();
    let units = [CatalogText { file: "units/own.toml", text: UNITS }];
    Catalog::load(CatalogFiles { units: &units, indicators: &texts, ..CatalogFiles::default() }, &[])
        .map_err(|problems| problems.to_string())
}

fn entry(code: &str, unit: &str, more: &str) -> String {
    format!("[[indicator]]\ncode = \"{code}\"\nname = \"name of {code}\"\nunit = \"{unit}\"\n{more}\n")
}

fn only_one(unit: &str, more: &str) -> Indicator {
    load(&[("indicators.toml", &entry("X", unit, more))]).unwrap().indicators.iter().next().unwrap().clone()
}

/// Three keys declare an indicator; what is left out says as little as it may.
#[test]
fn three_keys_are_enough() {
    let people = only_one("person", "");
    assert_eq!(people.name, Names::same("name of X"));
    assert_eq!((people.category.as_str(), people.measure, people.nature), ("UNCLASSIFIED", Measure::Level, Nature::None));
    assert_eq!((people.unit.code.as_str(), people.display.as_str(), people.display_unit.code.as_str()), ("person", "人", "人"));
    assert_eq!((people.price_basis, people.growth_basis), (PriceBasis::NotApplicable, PriceBasis::NotApplicable));
    assert_eq!((people.better, people.definition), (Better::None, Names::default()));
    assert_eq!((people.scope.as_str(), people.department.as_str(), people.valid_from, people.breaks.len()), ("", "", None, 0));
}

/// Where money is in the unit, above the line or below it, prices play a part that nobody has said.
#[test]
fn prices_of_money_are_unknown() {
    for unit in ["CNY", "亿元", "元/人", "人/CNY"] {
        let money = only_one(unit, "");
        assert_eq!((money.price_basis, money.growth_basis), (PriceBasis::Unknown, PriceBasis::Unknown), "{unit}");
    }
    let said = only_one("CNY", "price_basis = \"CURRENT\"");
    assert_eq!((said.price_basis, said.growth_basis), (PriceBasis::Current, PriceBasis::Unknown));
}

/// Figures are shown in the symbol of the canonical unit; a unit that is no single entry stands for itself.
#[test]
fn the_default_display_unit() {
    for (unit, display) in [("CNY", "元"), ("元", "元"), ("亿元", "亿元"), ("CNY/person", "CNY/person")] {
        assert_eq!(only_one(unit, "").display, display, "{unit}");
    }
    assert_eq!(only_one("CNY/person", "per = \"人\"").display_unit.dimension.to_string(), "CNY/person");
}

/// The class of what names none has both names, without any list of categories.
#[test]
fn the_unclassified_are_a_class() {
    let catalog = load(&[]).unwrap();
    let class = catalog.categories.get(crate::catalog::UNCLASSIFIED).unwrap();
    assert_eq!((class.name.zh.as_str(), class.name.en.as_str(), class.parent.is_none()), ("未分类", "Unclassified", true));
}

/// A word that is written must be one that may stand there, default or not.
#[test]
fn written_words_are_still_checked() {
    let said = load(&[("indicators.toml", &entry("X", "person", "nature = \"stok\"\nmeasure = \"INDEX\""))]).unwrap_err();
    assert!(said.contains("`stok` is not a word") && said.contains("did you mean `stock`?"), "{said}");
    assert!(load(&[("indicators.toml", &entry("X", "person", "index_base = \"2010\""))]).unwrap_err().contains("only an index has a base"));
}

/// A name stands once over all files of the list, and a problem is shown in its own file.
#[test]
fn several_files_are_one_list() {
    let (one, two) = (entry("A", "person", ""), entry("B", "person", "aliases = [\"name of A\"]"));
    let said = load(&[("indicators.toml", &one), ("indicators/two.toml", &two)]).unwrap_err();
    assert!(said.contains("the indicator name `name of A` stands already in indicators.toml, line 2"), "{said}");
    assert!(said.contains("--> indicators/two.toml:5:12"), "{said}");
    let catalog = load(&[("indicators/one.toml", &one), ("indicators/two.toml", &entry("B", "CNY", ""))]).unwrap();
    assert_eq!(catalog.indicators.iter().map(|indicator| indicator.code.as_str()).collect::<Vec<_>>(), ["A", "B"]);
}

/// Only areas may be CSV: another list in a CSV file is not passed over in silence.
#[test]
fn a_list_of_indicators_is_not_csv() {
    let said = load(&[("indicators/x.csv", "code,name,unit\n")]).unwrap_err();
    assert!(said.contains("error[T201]: only the list of areas may be CSV\n  --> indicators/x.csv"), "{said}");
}

/// Width and spaces make no difference, case does: `gdp` may be another indicator than `GDP`.
#[test]
fn width_and_spaces_are_folded() {
    let text = entry("GDP", "CNY", "aliases = [\"国内生产总值\", \"Gross product\"]") + &entry("gdp", "CNY", "");
    let catalog = load(&[("indicators.toml", &text)]).unwrap();
    let found = |text: &str| catalog.indicators.find(text).map(|id| catalog.indicators.code(id));
    for (text, code) in [("ＧＤＰ", "GDP"), (" 国内 生产总值", "GDP"), ("Gross\u{a0}product", "GDP"), ("gdp", "gdp")] {
        assert_eq!(found(text), Some(code), "{text:?}");
    }
    assert_eq!((found("Gdp"), found("gross product")), (None, None));
}

/// What two indicators are written like names neither, and both are suggested first.
#[test]
fn a_shared_folding_names_nobody() {
    let text = entry("A", "person", "aliases = [\"X 1\"]") + &entry("B", "person", "aliases = [\"X1\"]");
    let catalog = load(&[("indicators.toml", &text)]).unwrap();
    assert_eq!(catalog.indicators.find("X　1"), None);
    assert_eq!(catalog.indicators.nearest("X　1")[..2], ["name of A", "name of B"]);
}

/// A definition that began later or has ended does not cover the years outside.
#[test]
fn years_of_a_definition() {
    let indicator = only_one("person", "valid_from = 2000\nvalid_to = 2010");
    assert_eq!([indicator.covers(2000, 2010), indicator.covers(1999, 2010), indicator.covers(2005, 2011)], [true, false, false]);
    assert!(only_one("person", "").covers(1, 9999));
}

/// The base that a table prints is compared with the catalogue's, and never read as a unit.
#[test]
fn bases_in_words() {
    let fixed = IndexBase::Fixed("2015".to_owned());
    for (base, text, agrees) in [
        (&IndexBase::PreviousYear, "上年同月=100", Some(true)),
        (&IndexBase::PreviousYear, "上年＝100", Some(true)),
        (&IndexBase::PreviousYear, "same month of previous year = 100", Some(true)),
        (&IndexBase::PreviousYear, "上月=100", Some(false)),
        (&IndexBase::PreviousPeriod, "上月=100", Some(true)),
        (&fixed, "2015年=100", Some(true)),
        (&fixed, "2010=100", Some(false)),
        (&fixed, "亿元", None),
    ] {
        assert_eq!(base.agrees(text), agrees, "{text}");
    }
}
