//! What a list of areas as CSV may look like, and where its problems are shown.

use super::*;

fn areas(text: &str) -> Result<Vec<Area>, String> {
    let mut problems = Vec::new();
    let placed = read(CatalogText { file: "areas/a.csv", text }, &mut problems);
    if problems.is_empty() { Ok(placed.into_iter().map(|place| place.entry).collect()) } else { Err(said(&problems)) }
}

fn said(problems: &[Diagnostic]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

fn texts(values: &[Spanned<String>]) -> Vec<&str> {
    values.iter().map(|value| value.get_ref().as_str()).collect()
}

/// Every column, with a comma in a quoted cell; the code keeps its zeros.
#[test]
fn a_full_line() {
    let text = "code,zh,en,aliases,parent,scheme,kind,valid_from,valid_to\n\
        007,盐田区,Yantian,\"盐田| Yantian, Shenzhen |\",440300,GB/T 2260,district,1998,2020\n";
    let read = areas(text).unwrap();
    let [area] = &read[..] else { panic!("{read:?}") };
    assert_eq!((area.code.get_ref().as_str(), texts(&area.aliases)), ("007", vec!["盐田", "Yantian, Shenzhen"]));
    assert_eq!(area.name, Names { zh: "盐田区".into(), en: "Yantian".into() });
    assert_eq!(area.parent.as_ref().map(|parent| parent.get_ref().as_str()), Some("440300"));
    assert_eq!((area.scheme.as_str(), area.kind.as_str()), ("GB/T 2260", "district"));
    assert_eq!((area.valid_from, area.valid_to), (Some(1998), Some(2020)));
}

/// A code and one name are enough: the other language has the same name, the scheme is declared, the kind is area.
#[test]
fn what_may_be_left_out() {
    for text in ["code,en\nE07000105,Ashford\n", "en,zh,code,kind\nAshford,,E07000105\n", "\u{feff}code,zh\r\nE07000105,Ashford\r\n"] {
        let read = areas(text).unwrap();
        let [area] = &read[..] else { panic!("{text:?}: {read:?}") };
        assert_eq!((area.code.get_ref().as_str(), &area.name), ("E07000105", &Names::same("Ashford")), "{text:?}");
        assert_eq!((area.scheme.as_str(), area.kind.as_str(), area.aliases.len()), ("declared", "area", 0), "{text:?}");
        assert_eq!((area.parent.is_none(), area.valid_from, area.valid_to), (true, None, None), "{text:?}");
    }
}

/// Comments, empty lines and lines of commas are passed over, and later lines keep their numbers.
#[test]
fn comments_and_blank_lines() {
    let text = "# from ISO 3166-1\n#\ncode,en,valid_from\n\nA,Alpha,1997\n,,\n# the rest\r\nB,Beta,soon\n";
    let said = areas(text).unwrap_err();
    assert_eq!(
        said,
        "error[T201]: `soon` is no year\n --> areas/a.csv:8:1\n  |\n8 | B,Beta,soon\n  | ^^^^^^^^^^^\n  \
        help: write a year such as 1997, or leave the cell empty\n"
    );
}

/// A line with a byte order mark before it and wide characters in it is still shown as it stands.
#[test]
fn the_place_behind_a_mark() {
    let said = areas("\u{feff}code,zh\n,北京\n").unwrap_err();
    assert!(said.starts_with("error[T201]: this area has no code\n --> areas/a.csv:2:1\n  |\n2 | ,北京\n  | ^^^^^\n"), "{said}");
}

/// A header that does not fit says what is wrong with it, and nothing below it is read.
#[test]
fn headers_that_do_not_fit() {
    for (text, found, help) in [
        ("code,name,parant\nA,Alpha,X\n", "the column `parant` is not known here", "did you mean `parent`?"),
        ("code,en,code\nA,Alpha,A\n", "the column `code` stands twice", ""),
        ("code,kind\nA,country\n", "needs the column `code` and one of `zh` and `en`", "code,zh,en,aliases"),
        ("zh,en\n北京,Beijing\n", "needs the column `code`", "code,zh,en,aliases"),
        ("# nothing\n", "has no header", "code,zh,en,aliases"),
        ("", "has no header", "code,zh,en,aliases"),
    ] {
        let said = areas(text).unwrap_err();
        assert!(said.contains(found) && said.contains(help) && !said.contains("Alpha"), "{text:?}: {said}");
    }
}

/// A line with too many cells is most often a comma without quotes; a line without a name names nothing.
#[test]
fn lines_that_do_not_fit() {
    let said = areas("code,en\nKOR,Korea, Rep.\nX,\n").unwrap_err();
    assert!(said.contains("this line has 3 cells, the header has 2\n --> areas/a.csv:2:1"), "{said}");
    assert!(said.contains("double quotes"), "{said}");
    assert!(said.contains("this area has no name\n --> areas/a.csv:3:1"), "{said}");
}

/// A line break inside quotes does not shift the lines below it.
#[test]
fn a_quoted_line_break() {
    let said = areas("code,en,aliases\nA,Alpha,\"a\n# b\"\nB,,\n").unwrap_err();
    assert!(said.contains("this area has no name\n --> areas/a.csv:4:1"), "{said}");
}
