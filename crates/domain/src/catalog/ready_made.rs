//! The lists that come with the project, as committed: they load together, they are whole, and tables find their places in them.

use super::{Area, Areas, Catalog, CatalogFiles, CatalogText};

macro_rules! file {
    ($name:literal) => {
        CatalogText { file: $name, text: include_str!(concat!("../../../../", $name)) }
    };
}

fn catalog() -> Catalog {
    Catalog::load(
        CatalogFiles {
            units: &[file!("catalog/units.toml")],
            categories: &[file!("catalog/categories.toml")],
            areas: &[
                file!("catalog/areas.toml"),
                file!("catalog/areas/countries.csv"),
                file!("catalog/areas/groups.csv"),
                file!("catalog/areas/prefectures.csv"),
            ],
            indicators: &[file!("catalog/indicators.toml")],
            ..CatalogFiles::default()
        },
        &[],
    )
    .unwrap_or_else(|problems| panic!("{problems}"))
}

fn of_scheme<'a>(areas: &'a Areas, scheme: &str, kind: &str) -> Vec<&'a Area> {
    areas.iter().filter(|area| area.scheme == scheme && area.kind == kind).collect()
}

fn code<'a>(areas: &'a Areas, text: &str) -> Option<&'a str> {
    areas.find(text).map(|id| areas.code(id))
}

/// ISO 3166-1 has 249 entries: 245 under their own codes, and four as parts of the Chinese list. Each has a code of two letters, too.
#[test]
fn every_code_of_iso_3166() {
    let catalog = catalog();
    let areas = &catalog.areas;
    let own = of_scheme(areas, "ISO 3166-1", "country");
    assert_eq!(own.len(), 245);
    for area in own {
        let two = area.aliases.iter().find(|alias| alias.get_ref().len() == 2 && alias.get_ref().is_ascii());
        assert!(area.code.get_ref().len() == 3 && two.is_some(), "{}", area.code.get_ref());
        assert!(!area.name.zh.is_ascii() && area.name.zh != area.name.en, "{}", area.code.get_ref());
    }
    for (texts, expected) in [(["CHN", "CN"], "100000"), (["TWN", "TW"], "710000"), (["HKG", "HK"], "810000"), (["MAC", "MO"], "820000")] {
        assert_eq!(texts.map(|text| code(areas, text)), [Some(expected); 2]);
    }
}

/// The spellings of the World Bank, OECD, the UN, the IMF and Eurostat, and those of Chinese tables.
#[test]
fn spellings_of_statistical_offices() {
    let catalog = catalog();
    for (text, expected) in [
        ("Korea, Rep.", "KOR"),
        ("Korea", "KOR"),
        ("Korea, Dem. People’s Rep.", "PRK"),
        ("Egypt, Arab Rep.", "EGY"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Russian Federation", "RUS"),
        ("Viet Nam", "VNM"),
        ("Turkey", "TUR"),
        ("EL", "GRC"),
        ("UK", "GBR"),
        ("Congo, Dem. Rep.", "COD"),
        ("Congo, Rep.", "COG"),
        ("刚果(金)", "COD"),
        ("沙特", "SAU"),
        ("Cote d'Ivoire", "CIV"),
        ("Hong Kong SAR, China", "810000"),
        ("China (People’s Republic of)", "100000"),
        ("OECD members", "OECD"),
        ("东盟", "ASEAN"),
        ("Euro area", "EMU"),
        ("East Asia & Pacific (developing only)", "EAP"),
    ] {
        assert_eq!(code(&catalog.areas, text), Some(expected), "{text}");
    }
    // Names that begin alike.
    for (text, expected) in
        [("Niger", "NER"), ("Nigeria", "NGA"), ("Guinea", "GIN"), ("Guinea-Bissau", "GNB"), ("多米尼克", "DMA"), ("多米尼加", "DOM")]
    {
        assert_eq!(code(&catalog.areas, text), Some(expected), "{text}");
    }
    assert_eq!([code(&catalog.areas, "刚果"), code(&catalog.areas, "Virgin Islands")], [None, None]);
}

/// China has 333 units of prefecture level; each lies in the province that its code begins with, and its short name finds it.
#[test]
fn every_prefecture_in_its_province() {
    let catalog = catalog();
    let areas = &catalog.areas;
    let prefectures = of_scheme(areas, "GB/T 2260", "prefecture");
    assert_eq!(prefectures.len(), 333);
    for area in &prefectures {
        let code = area.code.get_ref();
        let parent = area.parent.as_ref().map(|parent| parent.get_ref().as_str());
        assert_eq!(parent, Some(&*format!("{}0000", &code[..2])), "{code}");
        let province = areas.get(areas.find(parent.unwrap()).unwrap()).unwrap();
        assert_eq!((province.kind.as_str(), code.len(), area.name.en.is_ascii() || code == "141100"), ("province", 6, true), "{code}");
    }
    let missed: Vec<&str> = prefectures
        .iter()
        .filter(|area| {
            let short = ["市", "地区", "盟"].iter().find_map(|suffix| area.name.zh.strip_suffix(suffix));
            short.is_some_and(|short| code(areas, short) != Some(area.code.get_ref()))
        })
        .map(|area| area.name.zh.as_str())
        .collect();
    // 吉林 alone is the province.
    assert_eq!(missed, ["吉林市"]);
}

/// Names that are easily taken for each other.
#[test]
fn prefectures_that_look_alike() {
    let catalog = catalog();
    for (text, expected) in [
        ("石家庄", "130100"),
        ("吉林", "220000"),
        ("海南", "460000"),
        ("海南州", "632500"),
        ("延边", "222400"),
        ("恩施州", "422800"),
        ("台州", "331000"),
        ("泰州", "321200"),
        ("Taizhou (Zhejiang)", "331000"),
        ("Taizhou (Jiangsu)", "321200"),
        ("Xian", "610100"),
        ("Ürümqi", "650100"),
        ("深圳", "440300"),
    ] {
        assert_eq!(code(&catalog.areas, text), Some(expected), "{text}");
    }
    assert_eq!([code(&catalog.areas, "Taizhou"), code(&catalog.areas, "Suzhou")], [None, None]);
}
