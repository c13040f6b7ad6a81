//! How a text finds its place, and what a list may not hold.

use super::*;
use crate::catalog::{Catalog, CatalogFiles};
use crate::diagnostic::Diagnostics;

/// A list of one CSV file with these lines below `code,zh,en,aliases`.
fn list(lines: &str) -> Areas {
    let text = format!("code,zh,en,aliases\n{lines}");
    load(&[("areas/a.csv", &text)]).unwrap()
}

fn load(files: &[(&str, &str)]) -> Result<Areas, String> {
    let texts: Vec<CatalogText<'_>> = files.iter().map(|(file, text)| CatalogText { file, text }).collect();
    let loaded = Catalog::load(CatalogFiles { areas: &texts, ..CatalogFiles::default() }, &[]);
    loaded.map(|catalog| catalog.areas).map_err(|problems: Diagnostics| problems.to_string())
}

fn found<'a>(areas: &'a Areas, text: &str) -> Option<&'a str> {
    areas.find(text).map(|id| areas.code(id))
}

fn all<'a>(areas: &'a Areas, text: &str) -> Vec<&'a str> {
    areas.find_all(text).into_iter().map(|id| areas.code(id)).collect()
}

/// White space and full-width ASCII make no difference, as long as one place only is written so.
#[test]
fn width_and_spaces_are_folded() {
    let areas = list("110000,北京市,Beijing,北京\nCHN,中国,China,\nNZL,新西兰,New Zealand,\n");
    for (text, code) in
        [("北　京", "110000"), (" 北 京 市\n", "110000"), ("ＣＨＮ", "CHN"), ("New\u{a0}Zealand", "NZL"), ("NewZealand", "NZL")]
    {
        assert_eq!(found(&areas, text), Some(code), "{text:?}");
    }
    let areas = list("A1,甲,Old Town,\nA2,乙,OldTown,\n");
    assert_eq!((found(&areas, "Old Town"), found(&areas, "OldTown")), (Some("A1"), Some("A2")));
    assert_eq!((found(&areas, "Old  Town"), all(&areas, "Old  Town")), (None, vec!["A1", "A2"]));
}

/// A name without its administrative suffix is enough where one place of the whole list has it.
#[test]
fn names_without_their_suffix() {
    let areas = list("130100,石家庄市,,\n150000,内蒙古自治区,,\n450000,广西壮族自治区,,\n222400,延边朝鲜族自治州,,\n");
    for (text, code) in [("石家庄", "130100"), ("内蒙古", "150000"), ("广 西", "450000"), ("延边", "222400")] {
        assert_eq!(found(&areas, text), Some(code), "{text}");
    }
    // Another suffix is another name.
    for text in ["石家庄县", "石家", "内蒙", "蒙古"] {
        assert_eq!(found(&areas, text), None, "{text}");
    }
}

/// 吉林 is the province or the city: not found, and both are named first. An alias decides it.
#[test]
fn an_ambiguous_short_name_is_not_found() {
    let areas = list("220000,吉林省,,\n220200,吉林市,,\n130100,吉安市,,\n");
    assert_eq!((found(&areas, "吉林"), all(&areas, "吉林")), (None, vec!["220000", "220200"]));
    assert_eq!(areas.nearest("吉林")[..2], ["吉林省", "吉林市"]);
    let areas = list("220000,吉林省,,吉林\n220200,吉林市,,\n");
    assert_eq!((found(&areas, "吉林"), found(&areas, "吉林市"), all(&areas, "吉林")), (Some("220000"), Some("220200"), vec!["220000"]));
}

/// Case makes no difference to a name that one place has; codes and short aliases keep theirs.
#[test]
fn case_of_english_names() {
    let areas = list("E12000001,,North East,\nNOR,挪威,Norway,NO\nX1,,Ashford,\nX2,,ASHFORD,\n");
    assert_eq!((found(&areas, "NORTH EAST"), found(&areas, "norway")), (Some("E12000001"), Some("NOR")));
    assert_eq!((found(&areas, "no"), found(&areas, "nor"), found(&areas, "e12000001")), (None, None, None));
    assert_eq!((found(&areas, "Ashford"), found(&areas, "ashford"), all(&areas, "ashford")), (Some("X1"), None, vec!["X1", "X2"]));
}

/// Shanxi and Shaanxi, 山西 and 陕西 never meet, however they are written.
#[test]
fn shanxi_is_not_shaanxi() {
    let areas = list("140000,山西省,Shanxi,\n610000,陕西省,Shaanxi,\n");
    for (text, code) in [("SHANXI", "140000"), ("SHAANXI", "610000"), ("Sh anxi", "140000"), ("山西", "140000"), ("陕　西", "610000")]
    {
        assert_eq!(found(&areas, text), Some(code), "{text}");
    }
    let areas = list("140000,山西省,Shanxi,\n");
    assert_eq!((found(&areas, "Shaanxi"), found(&areas, "陕西")), (None, None));
}

/// A name without its qualifier is never found, and all that it may mean are suggested first.
#[test]
fn qualifiers_are_not_left_out() {
    let areas = list("320500,苏州市,Suzhou (Jiangsu),\n341300,宿州市,Suzhou (Anhui),\n421300,随州市,Suizhou,\n");
    assert_eq!((found(&areas, "Suzhou"), all(&areas, "Suzhou")), (None, vec!["320500", "341300"]));
    assert_eq!(areas.nearest("Suzhou"), ["Suzhou (Jiangsu)", "Suzhou (Anhui)", "Suizhou"]);
    let areas = list("320500,苏州市,Suzhou (Jiangsu),\n");
    assert_eq!((found(&areas, "Suzhou"), all(&areas, "Suzhou")), (None, vec!["320500"]));
}

/// A spelling stands once over all files of the list; the message names both files.
#[test]
fn one_spelling_over_all_files() {
    let toml = "[[area]]\ncode = \"A\"\nname = \"Alpha\"\n\n[[area]]\ncode = \"B\"\nname = \"Beta\"\naliases = [\"Gamma\"]\n";
    let csv = "# made for a test\ncode,en,parent\nC,Gamma,A\n";
    let said = load(&[("areas.toml", toml), ("areas/more.csv", csv)]).unwrap_err();
    assert!(said.contains("the area name `Gamma` stands already in areas.toml, line 8"), "{said}");
    assert!(said.contains("--> areas/more.csv:3:1\n"), "{said}");
}

/// A parent may stand in another file; one that stands nowhere is shown where it is named.
#[test]
fn parents_over_all_files() {
    let toml = "[[area]]\ncode = \"A\"\nname = \"Alpha\"\n";
    let areas = load(&[("areas.toml", toml), ("areas/more.csv", "code,en,parent\nB,Beta,A\n")]).unwrap();
    assert_eq!(areas.get(areas.find("Beta").unwrap()).unwrap().parent.as_ref().map(|parent| parent.get_ref().as_str()), Some("A"));
    let said = load(&[("areas.toml", toml), ("areas/more.csv", "code,en,parent\nB,Beta,Z\n")]).unwrap_err();
    assert!(said.contains("error[T205]: the parent `Z` is not in this list\n --> areas/more.csv:2:1"), "{said}");
}

/// In TOML, too, a code and a name are enough; they may be the same text.
#[test]
fn the_shortest_entry() {
    let areas = load(&[("areas.toml", "[[area]]\ncode = \"G7\"\nname = \"G7\"\n")]).unwrap();
    let area = areas.get(areas.find("G7").unwrap()).unwrap();
    assert_eq!((area.scheme.as_str(), area.kind.as_str(), area.parent.is_none()), ("declared", "area", true));
}

/// An extent that is recorded bounds the years it may be used for; one that is not does not.
#[test]
fn years_of_an_extent() {
    let text = "code,en,valid_from,valid_to\nA,Alpha,1997,\nB,Beta,,2010\nC,Gamma,1990,2000\nD,Delta,,\n";
    let areas = load(&[("areas/a.csv", text)]).unwrap();
    let covers = |name: &str, first, last| areas.get(areas.find(name).unwrap()).unwrap().covers(first, last);
    assert_eq!([covers("A", 1997, 2020), covers("A", 1996, 2020)], [true, false]);
    assert_eq!([covers("B", 1900, 2010), covers("B", 2010, 2011)], [true, false]);
    assert_eq!([covers("C", 1990, 2000), covers("C", 1989, 2000), covers("C", 1990, 2001)], [true, false, false]);
    assert!(covers("D", 1, 9999));
}
