//! A source as its declaration reads it, for a terminal: rows and columns with what they are, first observations, counts.

use tongbi_domain::catalog::Language;
use tongbi_domain::message::{Sentence, visible};
use tongbi_read::layout::heading::one_line;
use tongbi_read::{Basis, DelimiterBasis};

use super::messages::fill;
use super::width::{clip, fit, width};
use crate::pipeline::inspect::{ColumnKind, Inspected, Observation, RowKind};
use crate::pipeline::read::Form;

/// The widest that a column is shown.
const WIDEST: usize = 16;

const LAYOUT: Sentence = ("layout {name}", "版式 {name}");
const TEXT: Sentence =
    ("text, {encoding} ({basis}), delimiter {delimiter} ({agreement})", "文本，{encoding}（{basis}），分隔符 {delimiter}（{agreement}）");
const DECLARED: Sentence = ("declared", "已声明");
const MARK: Sentence = ("byte order mark", "字节序标记");
const ASCII: Sentence = ("the beginning is ASCII", "开头为 ASCII");
const SOUND: Sentence = ("the beginning is sound UTF-8", "开头为正确的 UTF-8");
const DAMAGED: Sentence = ("the beginning is UTF-8 with broken bytes", "开头为有损坏字节的 UTF-8");
const NOT_UTF8: Sentence = ("the beginning is no UTF-8", "开头不是 UTF-8");
const AGREE: Sentence = ("{agreeing} of {rows} rows agree", "{rows}行中有{agreeing}行一致");
const UNDIVIDED: Sentence = ("none divides a row", "没有可分列的字符");
const MORE_COLUMNS: Sentence = ("… {count} more columns, {values} of them values", "……另有{count}列，其中数值列{values}列");
const GAP: Sentence = ("… {count} more rows", "……另有{count}行");
const SAID: Sentence = ("said above", "表上说明");
const OBSERVATIONS: Sentence = ("first observations", "前几个观测值");
const NONE: Sentence = ("no figure enters", "没有数值可入库");
const COUNTS: Sentence = (
    "{cells} value cells: {statements} enter, {quarantined} quarantined, {left} left out",
    "数值格{cells}：入库{statements}，隔离{quarantined}，略去{left}",
);
const LINES: Sentence = ("{outside} lines outside the table", "表外{outside}行");

const PREAMBLE: Sentence = ("preamble", "表前");
const HEADER: Sentence = ("header", "表头");
const SECTION: Sentence = ("section", "小节");
const ROW: Sentence = ("row", "行");
const RAGGED: Sentence = ("ragged", "缺列");
const LEFT_OUT: Sentence = ("left out", "略去");
const QUARANTINED: Sentence = ("quarantine", "隔离");
const FOOTER: Sentence = ("footer", "表后");
const OUTSIDE: Sentence = ("outside", "范围外");
const UNREAD: Sentence = ("unread", "未读");
const VALUE: Sentence = ("value", "数值");
const IGNORED: Sentence = ("ignore", "忽略");

/// The lines of one table; none is wider than asked, where anything can be cut.
pub(super) fn table(table: &Inspected, columns: usize, language: Language) -> Vec<String> {
    let place = if table.sheet.is_empty() { visible(&table.path) } else { format!("{}[{}]", visible(&table.path), visible(&table.sheet)) };
    let mut lines =
        vec![format!("{place}   {}", fill(LAYOUT, language, &[("name", &table.layout)])), format!("  {}", form(table.form, language))];
    lines.push(String::new());
    lines.extend(grid(table, columns, language));
    for (position, (role, text)) in table.grid.said.iter().enumerate() {
        if position == 0 {
            lines.push(String::new());
            lines.push(format!("  {}", fill(SAID, language, &[])));
        }
        lines.push(format!("    {role} = {}", visible(text)));
    }
    lines.push(String::new());
    lines.extend(observations(&table.observations, language));
    lines.push(String::new());
    lines.extend(counts(table, language));
    lines.into_iter().map(|line| clip(line.trim_end(), columns.max(20))).collect()
}

fn form(form: Form, language: Language) -> String {
    let Form::Text { encoding, basis, delimiter, delimiter_basis } = form else {
        let Form::Other(format) = form else { return String::new() };
        return format.to_string();
    };
    let basis = fill(
        match basis {
            Basis::Declared => DECLARED,
            Basis::Mark => MARK,
            Basis::Ascii => ASCII,
            Basis::SoundUtf8 => SOUND,
            Basis::DamagedUtf8 => DAMAGED,
            Basis::NotUtf8 => NOT_UTF8,
        },
        language,
        &[],
    );
    let agreement = match delimiter_basis {
        DelimiterBasis::Declared => fill(DECLARED, language, &[]),
        DelimiterBasis::Found { agreeing, rows } => {
            fill(AGREE, language, &[("agreeing", &agreeing.to_string()), ("rows", &rows.to_string())])
        }
        DelimiterBasis::None => fill(UNDIVIDED, language, &[]),
    };
    let delimiter = if delimiter == b'\t' { "tab".to_owned() } else { format!("`{}`", char::from(delimiter)) };
    fill(TEXT, language, &[("encoding", encoding.name()), ("basis", &basis), ("delimiter", &delimiter), ("agreement", &agreement)])
}

/// The rows, each with its line and what it is; above them the columns with what they hold.
fn grid(table: &Inspected, columns: usize, language: Language) -> Vec<String> {
    let grid = &table.grid;
    let digits = grid.rows.iter().map(|row| row.line.to_string().len()).max().unwrap_or(1).max(4);
    let word = |kind| fill(row_word(kind), language, &[]);
    let kinds = grid.rows.iter().filter(|row| !matches!(row.kind, RowKind::Gap(_))).map(|row| width(&word(row.kind))).max().unwrap_or(0);
    let heads: Vec<String> = grid.columns.iter().map(|kind| column_word(kind, language)).collect();
    let many =
        grid.columns.len().max(grid.rows.iter().filter(|row| row.kind == RowKind::Unread).map(|row| row.cells.len()).max().unwrap_or(0));
    let cell = |text: &str| visible(&one_line(text));
    // A lone text above the table, a title, does not make its column wide.
    let texts = |column: usize| {
        let body = grid
            .rows
            .iter()
            .filter(|row| !matches!(row.kind, RowKind::Preamble | RowKind::Footer | RowKind::Outside))
            .filter_map(move |row| row.cells.get(column));
        body.map(|text| width(&cell(text))).max().unwrap_or(0)
    };
    let wide: Vec<usize> =
        (0..many).map(|column| texts(column).max(heads.get(column).map_or(1, |head| width(head))).clamp(2, WIDEST)).collect();
    let chosen = chosen(&grid.columns, &wide, columns.saturating_sub(digits + kinds + 4));
    let margin = " ".repeat(digits + kinds + 4);
    let row_of = |text: &dyn Fn(usize) -> String| chosen.iter().map(|at| fit(&text(*at), wide[*at])).collect::<Vec<_>>().join("  ");
    let head = |at: usize| heads.get(at).cloned().unwrap_or_default();
    let mut lines = vec![format!("{margin}{}", row_of(&letters)), format!("{margin}{}", row_of(&head))];
    for row in &grid.rows {
        if let RowKind::Gap(count) = row.kind {
            lines.push(format!("{margin}{}", fill(GAP, language, &[("count", &count.to_string())])));
            continue;
        }
        let head = format!("{:>digits$}  {}  ", row.line, fit(&word(row.kind), kinds));
        let alone = row.cells.iter().filter(|text| !text.is_empty()).count() == 1;
        let cells = if alone && !row.cells[0].is_empty() {
            cell(&row.cells[0])
        } else {
            row_of(&|at| row.cells.get(at).map(|text| cell(text)).unwrap_or_default())
        };
        lines.push(head + &cells);
    }
    if chosen.len() < many {
        let hidden = (0..many).filter(|at| !chosen.contains(at));
        let values = hidden.filter(|at| grid.columns.get(*at) == Some(&ColumnKind::Value)).count().to_string();
        let count = (many - chosen.len()).to_string();
        lines.push(format!("{margin}{}", fill(MORE_COLUMNS, language, &[("count", &count), ("values", &values)])));
    }
    lines
}

/// The columns that there is room for: all, or those that hold something, from the left; one at least.
fn chosen(kinds: &[ColumnKind], wide: &[usize], room: usize) -> Vec<usize> {
    let needed = |columns: &[usize]| columns.iter().map(|at| wide[*at] + 2).sum::<usize>();
    let all: Vec<usize> = (0..wide.len()).collect();
    if needed(&all) <= room + 2 {
        return all;
    }
    let holds = |at: &usize| matches!(kinds.get(*at), None | Some(ColumnKind::Label(_) | ColumnKind::Value));
    let mut columns: Vec<usize> = all.into_iter().filter(holds).collect();
    let is_value = |at: &usize| kinds.get(*at) == Some(&ColumnKind::Value);
    while columns.len() > 1 && needed(&columns) > room + 2 {
        // The last column of figures stays, whatever labels stand beside it.
        let values = columns.iter().filter(|at| is_value(at)).count();
        let last = columns.iter().rposition(|at| values > 1 || !is_value(at));
        columns.remove(last.unwrap_or(columns.len() - 1));
    }
    columns
}

fn row_word(kind: RowKind) -> Sentence {
    match kind {
        RowKind::Preamble => PREAMBLE,
        RowKind::Header => HEADER,
        RowKind::Section => SECTION,
        RowKind::Row => ROW,
        RowKind::Ragged => RAGGED,
        RowKind::LeftOut => LEFT_OUT,
        RowKind::Quarantined => QUARANTINED,
        RowKind::Footer => FOOTER,
        RowKind::Outside | RowKind::Gap(_) => OUTSIDE,
        RowKind::Unread => UNREAD,
    }
}

fn column_word(kind: &ColumnKind, language: Language) -> String {
    match kind {
        ColumnKind::Label(roles) => visible(roles),
        ColumnKind::Value => fill(VALUE, language, &[]),
        ColumnKind::Ignored(reason) if reason.is_empty() => fill(IGNORED, language, &[]),
        ColumnKind::Ignored(reason) => format!("{}:{}", fill(IGNORED, language, &[]), visible(reason)),
        ColumnKind::Nameless => "-".to_owned(),
    }
}

/// The letters of a column, as workbooks name it.
fn letters(column: usize) -> String {
    let digit = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    if column < 26 { digit.to_string() } else { letters(column / 26 - 1) + &digit.to_string() }
}

/// Each observation on a line, its columns aligned.
fn observations(list: &[Observation], language: Language) -> Vec<String> {
    if list.is_empty() {
        return vec![format!("  {}", fill(NONE, language, &[]))];
    }
    let rows: Vec<Vec<String>> = list.iter().map(observation).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide: Vec<usize> =
        (0..columns).map(|at| rows.iter().filter_map(|row| row.get(at)).map(|text| width(text)).max().unwrap_or(0)).collect();
    let mut lines = vec![format!("  {}", fill(OBSERVATIONS, language, &[]))];
    lines.extend(
        rows.iter()
            .map(|row| format!("    {}", row.iter().zip(&wide).map(|(text, width)| fit(text, *width)).collect::<Vec<_>>().join("  "))),
    );
    lines
}

fn observation(found: &Observation) -> Vec<String> {
    let (line, column) = found.place;
    let value = found.value.map_or_else(|| "—".to_owned(), |value| value.normalized().to_string());
    let dimensions: Vec<String> = found.dimensions.iter().map(|(code, value)| format!("{code}={value}")).collect();
    let mut cells = vec![format!("{line}:{column}"), clip(&found.indicator, WIDEST), clip(&found.area, WIDEST)];
    if !dimensions.is_empty() {
        cells.push(clip(&dimensions.join(" "), WIDEST));
    }
    let status = found.status.map_or_else(String::new, |status| format!(" [{status}]"));
    cells.extend([
        found.measure.to_owned(),
        found.period.clone(),
        format!("{value} {}{status}", clip(&found.unit, WIDEST)),
        format!("< {} {}", visible(&found.text), visible(&found.unit_text)),
    ]);
    cells
}

/// What became of the cells, and how many were left out for which reason.
fn counts(table: &Inspected, language: Language) -> Vec<String> {
    let counts = &table.counts;
    let (cells, statements, quarantined) = (counts.cells.to_string(), counts.statements.to_string(), counts.quarantined.to_string());
    let (left, outside) = (counts.left_out_cells().to_string(), counts.outside.to_string());
    let facts = [("cells", &*cells), ("statements", &*statements), ("quarantined", &*quarantined), ("left", &*left)];
    let mut lines = vec![format!("  {}", fill(COUNTS, language, &facts))];
    lines.extend(counts.left_out.iter().map(|(reason, cells)| format!("    {cells}  {}", visible(reason))));
    lines.push(format!("  {}", fill(LINES, language, &[("outside", &outside)])));
    lines
}
