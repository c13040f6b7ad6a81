//! `tongbi explain`: the page of a code, for a terminal of eighty columns. The pages are those of docs/codes/, compiled in.

use tongbi_domain::catalog::Language;
use tongbi_domain::diagnostic::{Refusal, nearest};
use tongbi_domain::message::system as say;

use super::width::width;

/// How wide a page is printed.
pub(super) const COLUMNS: usize = 80;

/// Pages by code.
macro_rules! pages {
    ($($code:literal)+) => {
        /// Every code that the program can print, with its page.
        pub(super) const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!("../../docs/codes/", $code, ".md")))),+];
    };
}

pages! {
    "T101" "T102" "T103" "T104" "T105" "T106" "T107" "T108" "T109"
    "T201" "T202" "T203" "T204" "T205" "T206" "T207" "T208"
    "T301" "T302" "T303" "T304" "T305" "T306" "T307" "T308" "T309" "T310" "T311"
    "T401" "T402" "T403" "T404" "T411" "T412" "T413" "T414" "T415" "T421"
    "T501" "T502" "T503" "T504" "T505" "T506" "T511" "T512" "T513"
    "T601" "T602" "T603"
    "T701" "T702" "T703" "T704" "T705"
    "T801" "T802" "T803" "T804" "T805" "T806" "T807" "T808" "T809" "T813"
    "T810" "T811"
}

/// The page of a code, the reader's language first.
///
/// # Errors
/// T104 where there is no such code; the help names all, or the nearest.
pub(super) fn page(code: &str, language: Language) -> anyhow::Result<String> {
    let wanted = code.trim().to_ascii_uppercase();
    let Some((_, text)) = PAGES.iter().find(|(known, _)| *known == wanted) else {
        let known: Vec<&str> = PAGES.iter().map(|(code, _)| *code).collect();
        // Every code is near every other by its letter and its length: a list is of more help.
        let help = match nearest(&wanted, &known).filter(|_| wanted.len() != 4) {
            Some(near) => tongbi_domain::message::lists::did_you_mean(near),
            None => say::codes_are(known.join(" ")),
        };
        return Err(Refusal::new("T104", say::unknown_code(code), help).into());
    };
    let (title, sections) = sections(text);
    let mut ordered: Vec<&(&str, &str)> = sections.iter().collect();
    let first = if language == Language::Zh { "中文" } else { "English" };
    ordered.sort_by_key(|(name, _)| match *name {
        name if name == first => 0,
        "English" | "中文" => 1,
        _ => 2,
    });
    let mut out = vec![title.to_owned()];
    for (name, body) in ordered {
        out.push(String::new());
        if !matches!(*name, "English" | "中文") {
            out.extend([(*name).to_owned(), String::new()]);
        }
        out.extend(lines(body.trim()));
    }
    Ok(out.join("\n"))
}

/// The title of a page, and its sections by heading.
fn sections(text: &str) -> (&str, Vec<(&str, &str)>) {
    let mut parts = text.split("\n## ");
    let title = parts.next().unwrap_or_default().trim_start_matches("# ").trim();
    (title, parts.filter_map(|part| part.split_once('\n')).collect())
}

/// The lines of a section: paragraphs wrapped, fences indented as they are.
fn lines(body: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fenced = false;
    for line in body.lines() {
        match line.strip_prefix("```") {
            Some(after) => {
                fenced = !fenced;
                let file = after.split(' ').find_map(|word| word.strip_prefix("file="));
                out.extend(file.map(|file| format!("  {file}")));
            }
            None if fenced => out.push(format!("    {line}")),
            None => out.extend(wrapped(&line.replace("**", ""), COLUMNS)),
        }
    }
    out
}

/// A paragraph in lines of so many columns; it is broken at blanks, and beside wide characters, which need none.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for piece in pieces(text) {
        let wide = width(piece.trim_end());
        if taken + wide > columns && taken > 0 {
            let done = lines.last().map(|line| line.trim_end().to_owned()).unwrap_or_default();
            lines.pop();
            lines.extend([done, String::new()]);
            taken = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
        taken += width(piece);
    }
    lines
}

/// The pieces that a line may be broken between. No line begins with a closing mark.
fn pieces(text: &str) -> Vec<&str> {
    const CLOSING: &str = "，。、；：？！）”》";
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let breaks = character == ' ' || (width(character.encode_utf8(&mut [0; 4])) == 2 && character != '（' && character != '“');
        if breaks && !next.is_some_and(|next| CLOSING.contains(next) || next == ' ') {
            let end = at + character.len_utf8();
            found.push(&text[start..end]);
            start = end;
        }
    }
    found.push(&text[start..]);
    found
}

#[cfg(test)]
mod tests {
    use tongbi_domain::finding::Code;

    use super::*;

    /// Every finding has a page; every page speaks both languages, says what to do in both, and shows an example or says why there is none.
    #[test]
    fn every_code_has_a_page_in_both_languages() {
        for code in Code::ALL {
            assert!(PAGES.iter().any(|(known, _)| *known == code.id()), "{} has no page", code.id());
        }
        for (code, text) in PAGES {
            let (title, sections) = sections(text);
            assert!(title.starts_with(code), "{code}: {title}");
            let names: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, ["English", "中文", "Example 例"], "{code}");
            assert!(sections[0].1.contains("**What to do.**") && sections[1].1.contains("**处理。**"), "{code}");
            assert!(
                !sections[0].1.chars().all(|c| u32::from(c) > 0x2e80) && sections[1].1.chars().any(|c| u32::from(c) > 0x2e80),
                "{code}"
            );
        }
    }

    /// A page fits a terminal of eighty columns, but for the lines of its example.
    #[test]
    fn pages_fit_the_terminal() {
        for (code, _) in PAGES {
            for language in [Language::En, Language::Zh] {
                let page = page(code, language).unwrap();
                for line in page.lines().filter(|line| !line.starts_with("    ")) {
                    assert!(width(line) <= COLUMNS, "{code}: {line}");
                }
            }
        }
    }
}
