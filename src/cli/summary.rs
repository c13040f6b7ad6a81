//! The account of a package after a run: what came in, what became of it, where the release lies.

use std::collections::BTreeMap;

use tongbi_domain::catalog::Language;
use tongbi_domain::finding::{Code, Finding, Severity};
use tongbi_domain::message::Sentence;
use tongbi_domain::release::{Bump, Change};

use super::messages::fill;
use crate::pipeline::run::{Account, Outcome};

const PUBLISHED: Sentence = ("{name} {version}  published in {path}", "{name} {version}  已发布：{path}");
const UNCHANGED: Sentence = ("{name} {version}  unchanged, nothing to do: {path}", "{name} {version}  无变化，无需发布：{path}");
const REFUSED: Sentence = (
    "{name}  NOT published: {count} cells are quarantined, the package lets {tolerance} pass",
    "{name}  未发布：隔离{count}格，该数据包只允许{tolerance}格",
);
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
const WARNINGS: Sentence = ("warnings", "警告");

/// `2 × T701, 1 × T704`.
pub(super) fn codes(blocking: &[(Code, u64)]) -> String {
    blocking.iter().map(|(code, count)| format!("{count} × {}", code.id())).collect::<Vec<_>>().join(", ")
}

/// The lines of one package.
pub(super) fn account(account: &Account, language: Language) -> String {
    let quarantined = account.quarantined();
    let head = match &account.outcome {
        Outcome::Published { version, path, .. } => line(PUBLISHED, language, account, &version.to_string(), &path.display().to_string()),
        Outcome::Unchanged { version, path } => line(UNCHANGED, language, account, &version.to_string(), &path.display().to_string()),
        Outcome::Current { version, path } => {
            return line(UNCHANGED, language, account, &version.to_string(), &path.display().to_string());
        }
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
        row(LEFT_OUT, account.cells.left_out_cells(), counted(account.cells.left_out.clone()));
    }
    if account.tally.derived > 0 {
        row(DERIVED, account.tally.derived, String::new());
    }
    let checks: u64 = account.verdicts.iter().map(|(_, count)| count).sum();
    if checks > 0 {
        row(CHECKS, checks, counted(account.verdicts.iter().map(|(verdict, count)| ((*verdict).to_owned(), *count)).collect()));
    }
    let warnings = reasons(account, Severity::Warning);
    if !warnings.is_empty() {
        row(WARNINGS, warnings.values().sum(), counted(warnings));
    }
    lines.join("\n")
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

fn reasons(account: &Account, severity: Severity) -> BTreeMap<String, u64> {
    let mut reasons = BTreeMap::new();
    // A correction that meets no figure keeps none out: it is told in the first line.
    let counts = |finding: &&Finding| finding.code.severity() == severity && (!finding.code.stops() || finding.keeps_out());
    for finding in account.findings.iter().filter(counts) {
        *reasons.entry(finding.reason().to_owned()).or_insert(0) += 1;
    }
    reasons
}

fn counted(reasons: BTreeMap<String, u64>) -> String {
    reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect::<Vec<_>>().join(", ")
}
