//! The account of a package after a run: what came in, what became of it, where the release lies.

use std::collections::BTreeMap;
use std::path::Path;

use tongbi_domain::catalog::Language;
use tongbi_domain::finding::{Code, Seen, Severity};
use tongbi_domain::message::Sentence;
use tongbi_domain::release::{Bump, Change, Version};

use super::messages::fill;
use crate::pipeline::check::CheckedPackage;
use crate::pipeline::mappings::Status;
use crate::pipeline::run::{Account, Outcome};

const PUBLISHED: Sentence = ("{name} {version}  published in {path}", "{name} {version}  已发布：{path}");
const UNCHANGED: Sentence = ("{name} {version}  unchanged, nothing to do: {path}", "{name} {version}  无变化，无需发布：{path}");
const REFUSED: Sentence = (
    "{name}  NOT published: {count} cells are quarantined, the package lets {tolerance} pass",
    "{name}  未发布：隔离{count}格，该数据包只允许{tolerance}格",
);
const STAGED: Sentence = (
    "{name} {version}  staged, NOT published: somebody has to approve it\n  look at   {path}\n  findings  {codes}\n  then      tongbi release {name} --by NAME{accept}",
    "{name} {version}  已生成候选包，未发布：须有人批准\n  查看  {path}\n  发现  {codes}\n  然后  tongbi release {name} --by 姓名{accept}",
);
const EMBARGOED: Sentence =
    ("{name} {version}  approved; the first run after {until} publishes it", "{name} {version}  已批准；{until} 之后的第一次运行发布");
const WITHHELD: Sentence = (
    "{name}  NOT published [{code}]: the inputs still give {version}, which was withdrawn",
    "{name}  未发布 [{code}]：输入仍得出已撤回的 {version}",
);
const NO_FINDINGS: Sentence = ("none", "无");
const SCHEMA: Sentence = ("  schema {version} ({bump}): {changes}", "  表结构 {version}（{bump}）：{changes}");
const BLOCKED: Sentence =
    ("{name}  NOT published: {codes} stop it, as tolerance.blocking declares", "{name}  未发布：{codes}阻止发布（tolerance.blocking）");
const MISFIT: Sentence =
    ("{name}  NOT published: {codes}: a declared correction does not fit its source", "{name}  未发布：{codes}：声明的更正与来源不符");
const CELLS: Sentence = ("value cells in", "读入数值格");
const OBSERVATIONS: Sentence = ("published", "发布观测值");
const SUPERSEDED: Sentence = ("superseded by a better source", "被更优来源取代");
const DUPLICATES: Sentence = ("said twice by one source", "同一来源重复");
const QUARANTINED: Sentence = ("quarantined", "隔离");
const LEFT_OUT: Sentence = ("left out by declared rules", "按声明的规则略去");
const CORRECTED: Sentence = ("corrected as declared", "按声明更正");
const CLOSED: Sentence = ("closed by decisions", "已有处理决定");
const DERIVED: Sentence = ("derived from published figures", "由公布数推算");
const CHECKS: Sentence = ("published growth rates checked", "核对公布增速");
const NAMES: Sentence = (
    "{name}: {matched} names matched, {outside} outside their dates, {unused} declared and never used, {unknown} unknown",
    "{name}：名称已对应{matched}个，超出有效期{outside}个，声明而未用{unused}个，未知{unknown}个",
);
const UNKNOWN: Sentence = ("  unknown {list} “{text}”, figures: {figures}", "  未知 {list} “{text}”，数值{figures}个");
const NEAR: Sentence = ("; near it: {near}", "；相近的有：{near}");
const WARNINGS: Sentence = ("warnings", "警告");

/// `2 × T701, 1 × T704`.
pub(super) fn codes(blocking: &[(Code, u64)]) -> String {
    blocking.iter().map(|(code, count)| format!("{count} × {}", code.id())).collect::<Vec<_>>().join(", ")
}

/// How many unknown names are told.
const NAMED: usize = 5;

/// What the names of a package's sources were taken for, and the unknown ones with most figures.
pub(super) fn names(package: &CheckedPackage, language: Language) -> Vec<String> {
    let found = &package.mappings;
    let counts = [Status::Matched, Status::OutsideDates, Status::Unused, Status::Unknown].map(|status| found.count(status).to_string());
    let facts = [
        ("name", package.name.as_str()),
        ("matched", &counts[0]),
        ("outside", &counts[1]),
        ("unused", &counts[2]),
        ("unknown", &counts[3]),
    ];
    let mut lines = vec![fill(NAMES, language, &facts)];
    for row in found.unknown().take(NAMED) {
        let figures = row.figures.unwrap_or(0).to_string();
        let facts = [("list", row.list.as_str()), ("text", &row.text), ("figures", &figures), ("near", &row.suggestions)];
        let near = if row.suggestions.is_empty() { String::new() } else { fill(NEAR, language, &facts) };
        lines.push(fill(UNKNOWN, language, &facts) + &near);
    }
    lines
}

/// The lines of one package.
pub(super) fn account(account: &Account, language: Language) -> String {
    let quarantined = account.quarantined();
    let head = match &account.outcome {
        Outcome::Staged { version, path, findings, .. } => staged(language, account, *version, path, findings),
        Outcome::Embargoed { version, until } => {
            fill(EMBARGOED, language, &[("name", &account.name), ("version", &version.to_string()), ("until", until)])
        }
        Outcome::Withheld { version } => {
            fill(WITHHELD, language, &[("name", &account.name), ("version", &version.to_string()), ("code", "T809")])
        }
        Outcome::Released { version, path } => line(PUBLISHED, language, account, &version.to_string(), &path.display().to_string()),
        Outcome::Published { version, path, .. } => line(PUBLISHED, language, account, &version.to_string(), &path.display().to_string()),
        Outcome::Unchanged { version, path } => line(UNCHANGED, language, account, &version.to_string(), &path.display().to_string()),
        Outcome::Current { version, path } => line(UNCHANGED, language, account, &version.to_string(), &path.display().to_string()),
        Outcome::Refused { blocking, .. } if blocking.iter().any(|(code, _)| code.stops()) => {
            fill(MISFIT, language, &[("name", &account.name), ("codes", &codes(blocking))])
        }
        Outcome::Refused { blocking, .. } if !blocking.is_empty() => {
            fill(BLOCKED, language, &[("name", &account.name), ("codes", &codes(blocking))])
        }
        Outcome::Refused { tolerance, .. } => {
            let open = quarantined - account.figures.closed;
            fill(REFUSED, language, &[("name", &account.name), ("count", &open.to_string()), ("tolerance", &tolerance.to_string())])
        }
    };
    if !account.outcome.is_made() {
        return head;
    }
    let mut lines = vec![head];
    lines.extend(schema(&account.outcome, language));
    let mut row = |label: Sentence, count: u64, detail: String| {
        let detail = if detail.is_empty() { detail } else { format!("   {detail}") };
        lines.push(format!("  {count:>12}  {}{detail}", fill(label, language, &[])));
    };
    row(CELLS, account.cells.cells, String::new());
    row(OBSERVATIONS, account.tally.published, String::new());
    row(SUPERSEDED, account.tally.superseded, String::new());
    row(DUPLICATES, account.tally.duplicates, String::new());
    row(QUARANTINED, quarantined, counted(reasons(account, Severity::Error)));
    if account.figures.closed > 0 {
        row(CLOSED, account.figures.closed, String::new());
    }
    if account.figures.corrected > 0 {
        row(CORRECTED, account.figures.corrected, String::new());
    }
    if account.cells.left_out_cells() > 0 {
        row(
            LEFT_OUT,
            account.cells.left_out_cells(),
            counted(account.cells.left_out.iter().map(|(reason, count)| (reason.as_str(), *count)).collect()),
        );
    }
    if account.tally.derived > 0 {
        row(DERIVED, account.tally.derived, String::new());
    }
    let checks: u64 = account.verdicts.iter().map(|(_, count)| count).sum();
    if checks > 0 {
        row(CHECKS, checks, counted(account.verdicts.iter().map(|(verdict, count)| (*verdict, *count)).collect()));
    }
    let warnings = reasons(account, Severity::Warning);
    if !warnings.is_empty() {
        row(WARNINGS, warnings.values().sum(), counted(warnings));
    }
    lines.join("\n")
}

/// A candidate that waits, and what its approval takes.
fn staged(language: Language, account: &Account, version: Version, path: &Path, findings: &[(Code, u64)]) -> String {
    let (codes, accept) = match findings {
        [] => (fill(NO_FINDINGS, language, &[]), String::new()),
        some => (codes(some), format!(" --accept {}", some.iter().map(|(code, _)| code.id()).collect::<Vec<_>>().join(","))),
    };
    let (version, path) = (version.to_string(), path.display().to_string());
    // The sentence has several lines; facts with line ends are spelled out by themselves.
    fill(STAGED, language, &[("name", &account.name), ("version", &version), ("path", &path), ("codes", &codes), ("accept", &accept)])
}

fn line(sentence: Sentence, language: Language, account: &Account, version: &str, path: &str) -> String {
    fill(sentence, language, &[("name", &account.name), ("version", version), ("path", path)])
}

/// The version of the schema and what made it rise; nothing where no schema changed.
fn schema(outcome: &Outcome, language: Language) -> Option<String> {
    let Outcome::Published { schema, changes, .. } = outcome else { return None };
    let bump = match changes.iter().map(Change::bump).max()? {
        Bump::None => return None,
        Bump::Minor => "minor",
        Bump::Major => "major",
    };
    let changes = changes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Some(fill(SCHEMA, language, &[("version", &schema.to_string()), ("bump", bump), ("changes", &changes)]))
}

fn reasons(account: &Account, severity: Severity) -> BTreeMap<&str, u64> {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    // A correction that meets no figure keeps none out: it is told in the first line.
    let counts = |finding: &Seen<'_>| finding.code().severity() == severity && (!finding.code().stops() || finding.keeps_out());
    // Findings of most codes have one reason, and are many.
    let alike = |code: Code| !code.stops() && code != Code::DeclaredQuarantine;
    for (code, count) in account.findings.counts().filter(|(code, _)| alike(*code) && code.severity() == severity) {
        *reasons.entry(code.reason()).or_insert(0) += count;
    }
    for finding in account.findings.iter().filter(|finding| !alike(finding.code())).filter(counts) {
        *reasons.entry(finding.reason()).or_insert(0) += 1;
    }
    reasons
}

fn counted(reasons: BTreeMap<&str, u64>) -> String {
    reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect::<Vec<_>>().join(", ")
}
