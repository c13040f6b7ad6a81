use super::*;

const LIST: &str = r#"
[[dimension]]
code = "SEX"
name = { zh = "性别", en = "Sex" }
[[dimension.value]]
code = "M"
name = { zh = "男", en = "Male" }
aliases = ["男性"]
[[dimension.value]]
code = "F"
name = { zh = "女", en = "Female" }

[[dimension]]
code = "AGE"
name = { zh = "年龄", en = "Age" }
[[dimension.value]]
code = "Y0T14"
name = { zh = "0—14岁", en = "0 to 14" }
[[dimension.value]]
code = "Y_GE65"
name = { zh = "65岁及以上", en = "65 and over" }
[[dimension.value]]
code = "_T"
name = { zh = "全部年龄", en = "All ages" }
aliases = ["", "Total"]
"#;

fn load(text: &str) -> (Dimensions, Vec<String>) {
    let mut problems = Vec::new();
    let list = Dimensions::load(&[CatalogText { file: "dimensions.toml", text }], &["measure", "obs_value"], &mut problems);
    (list, problems.iter().map(ToString::to_string).collect())
}

fn sound(text: &str) -> Dimensions {
    let (list, problems) = load(text);
    assert!(problems.is_empty(), "{problems:#?}");
    list
}

/// Asserts that a change of the sound list is refused once, with this code and caret line, saying this.
#[track_caller]
fn refused(from: &str, to: &str, code: &str, place: &str, says: &str) {
    assert_eq!(LIST.matches(from).count(), 1, "`{from}`");
    let (_, problems) = load(&LIST.replace(from, to));
    assert_eq!(problems.len(), 1, "{problems:#?}");
    for part in [&format!("error[{code}]: "), &format!("--> dimensions.toml:{place}\n"), "^", says, "help: "] {
        assert!(problems[0].contains(part), "`{part}` is missing in:\n{}", problems[0]);
    }
}

/// Ids follow the order of codes, not of the file; codes and names find them, and columns are lower case.
#[test]
fn dimensions_are_found_in_the_order_of_codes() {
    let list = sound(LIST);
    assert_eq!(list.codes(), ["AGE", "SEX"]);
    for (name, id) in [("AGE", Some(0)), ("性别", Some(1)), ("Sex", Some(1)), ("sex", None)] {
        assert_eq!(list.find(name), id.map(DimensionId), "{name}");
    }
    assert_eq!(list.get(DimensionId(1)).map(|sex| sex.column.as_str()), Some("sex"));
    assert!(list.get(DimensionId(2)).is_none());
    assert_eq!((list.len(), list.is_empty(), Dimensions::default().is_empty()), (2, false, true));
}

/// Comparing ranks compares codes byte by byte: `_` stands behind capitals.
#[test]
fn ranks_order_values_by_their_codes() {
    let list = sound(LIST);
    let codes = |id: u8| -> Vec<String> {
        let dimension = list.get(DimensionId(id)).unwrap();
        (0..9).map(|rank| dimension.code_of(ValueRank(rank)).to_owned()).take_while(|code| !code.is_empty()).collect()
    };
    assert_eq!(codes(0), ["Y0T14", "Y_GE65", "_T", "_Z"]);
    assert_eq!(codes(1), ["F", "M", "_T", "_Z"]);
}

/// Every spelling of a value finds it; total and not applicable go without saying, and yield their names to declared values.
#[test]
fn values_are_found_by_every_spelling() {
    let list = sound(LIST);
    let (age, sex) = (list.get(DimensionId(0)).unwrap(), list.get(DimensionId(1)).unwrap());
    let code = |dimension: &Dimension, text: &str| dimension.value(text).map(|rank| dimension.code_of(rank).to_owned());
    for text in ["M", "男", "Male", "男性", " 男 "] {
        assert_eq!(code(sex, text).as_deref(), Some("M"), "{text}");
    }
    for text in ["_T", "合计", "Total"] {
        assert_eq!(code(sex, text).as_deref(), Some("_T"), "{text}");
    }
    for text in ["_T", "全部年龄", "Total", "", "  "] {
        assert_eq!(code(age, text).as_deref(), Some("_T"), "{text}");
    }
    assert_eq!(code(sex, "不适用").as_deref(), Some("_Z"));
    // The declared total has its own names only, and a blank cell means nothing where none is declared for it.
    assert_eq!((code(age, "合计"), code(sex, ""), code(sex, "m")), (None, None, None));
    assert_eq!(sex.name_of(sex.not_applicable()).map(|name| name.en.as_str()), Some("Not applicable"));
    assert_eq!(sex.nearest("Femal").first(), Some(&"Female"));
}

/// A declared value that takes the name of an implied one is no conflict.
#[test]
fn declared_values_come_before_implied_ones() {
    let list = sound(&LIST.replace("en = \"Male\"", "en = \"Total\""));
    let sex = list.get(DimensionId(1)).unwrap();
    assert_eq!(sex.value("Total").map(|rank| sex.code_of(rank)), Some("M"));
    assert_eq!(sex.value("合计").map(|rank| sex.code_of(rank)), Some("_T"));
}

/// Packing loses nothing in any dimension, and changing one leaves the others.
#[test]
fn keys_unpack() {
    let ranks = [0, 1, 0x00ff, 0x8000, 0xffff];
    for id in 0..8 {
        for rank in ranks {
            let full = (0..8).fold(DimensionKey::default(), |key, other| key.with(DimensionId(other), ValueRank(0xa5a5)));
            let key = full.with(DimensionId(id), ValueRank(rank));
            for other in 0..8 {
                let expected = if other == id { rank } else { 0xa5a5 };
                assert_eq!(key.rank(DimensionId(other)), ValueRank(expected), "dimension {other} of {id} = {rank}");
            }
        }
    }
    // No list has a ninth, so nothing can be said of it.
    let key = DimensionKey::default().with(DimensionId(8), ValueRank(1));
    assert_eq!((key, key.rank(DimensionId(8))), (DimensionKey::default(), ValueRank(0)));
}

/// Keys sort as their codes do when they are written one column after the other: the first dimension decides first.
#[test]
fn keys_sort_as_the_text_of_their_codes() {
    let list = sound(LIST);
    let mut keys = Vec::new();
    for age in ["Y0T14", "Y_GE65", "_T", "_Z"] {
        for sex in ["F", "M", "_T", "_Z"] {
            let key = [age, sex]
                .iter()
                .zip(list.iter())
                .fold(DimensionKey::default_of(&list), |key, (code, (id, dimension))| key.with(id, dimension.value(code).unwrap()));
            keys.push((key, [age, sex]));
        }
    }
    keys.reverse();
    keys.sort_by_key(|(key, _)| *key);
    assert!(keys.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1), "{keys:?}");
    assert_eq!((keys[0].1, keys[15].1), (["Y0T14", "F"], ["_Z", "_Z"]));
}

/// What a table that speaks of no dimension says: not applicable in each; nothing at all where there are none.
#[test]
fn the_default_key_is_not_applicable() {
    let list = sound(LIST);
    let key = DimensionKey::default_of(&list);
    for (id, dimension) in list.iter() {
        assert_eq!(dimension.code_of(key.rank(id)), "_Z");
    }
    assert_eq!(DimensionKey::default_of(&Dimensions::default()), DimensionKey::default());
}

/// Each broken law has its own code, its caret and a remedy.
#[test]
fn broken_laws_are_refused_at_their_place() {
    refused("code = \"AGE\"", "code = \"SEX\"", "T202", "14:8", "stands already in line 3");
    refused("en = \"Age\"", "en = \"性别\"", "T202", "14:8", "`性别`");
    refused("code = \"AGE\"", "code = \"Age\"", "T203", "14:8", "`Age` is no legal code of a dimension");
    refused("code = \"AGE\"", "code = \"_AGE\"", "T203", "14:8", "a capital first");
    refused("code = \"AGE\"", &format!("code = \"A{}\"", "G".repeat(63)), "T203", "14:8", "63 at most");
    refused("code = \"AGE\"", "code = \"MEASURE\"", "T208", "14:8", "the column `measure` stands in a table already");
    refused("code = \"F\"", "code = \"M\"", "T202", "10:8", "the value name `M` stands already in line 6");
    refused("en = \"Female\"", "en = \"Male\"", "T202", "10:8", "`Male`");
    refused("aliases = [\"男性\"]", "aliases = [\"M\"]", "T202", "8:12", "`M`");
    refused("code = \"F\"", "code = \"F M\"", "T203", "10:8", "`F M` is no legal code");
    refused("en = \"65 and over\" }", "en = \"65 and over\" }\naliases = [\"\"]", "T202", "26:12", "the blank cell");
    refused("zh = \"女\"", "zh = \" \"", "T202", "10:8", "is empty");
    refused("aliases = [\"男性\"]", "alias = [\"男性\"]", "T201", "8:1", "did you mean `aliases`?");
}

/// A dimension without values, the ninth dimension and a list that is an identifier are refused.
#[test]
fn lists_have_bounds() {
    let (_, problems) = load("[[dimension]]\ncode = \"SEX\"\nname = { zh = \"性别\", en = \"Sex\" }\n");
    assert!(problems.len() == 1 && problems[0].contains("T208") && problems[0].contains("has no value"), "{problems:#?}");
    let many = |dimensions: usize, values: usize| -> String {
        let value = |at: usize| format!("[[dimension.value]]\ncode = \"V{at}\"\nname = {{ zh = \"v{at}\", en = \"v{at}\" }}\n");
        let values: String = (0..values).map(value).collect();
        let entry = |at: usize| format!("[[dimension]]\ncode = \"D{at}\"\nname = {{ zh = \"d{at}\", en = \"d{at}\" }}\n{values}");
        (0..dimensions).map(entry).collect()
    };
    assert_eq!(sound(&many(8, 2)).len(), 8);
    let (_, problems) = load(&many(9, 1));
    assert!(problems.len() == 1 && problems[0].contains("more than 8 dimensions"), "{problems:#?}");
    assert!(problems[0].contains("code = \"D8\""), "{problems:#?}");
    let widest = sound(&many(1, 65_000));
    let last = widest.get(DimensionId(0)).unwrap();
    assert_eq!((last.not_applicable(), last.code_of(ValueRank(65_001))), (ValueRank(65_001), "_Z"));
    let (_, problems) = load(&many(1, 65_001));
    assert!(problems.len() == 1 && problems[0].contains("more than 65000 values"), "{problems:#?}");
}
