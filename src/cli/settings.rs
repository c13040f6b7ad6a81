//! The settings of the program: one table says flag, environment variable, key of `pipeline.toml` and default of each. A flag goes before the
//! environment, the environment before the file, the file before the default. `tongbi config` prints the table as it stands here and now.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, ValueEnum};
use tongbi_domain::catalog::Language;
use tongbi_domain::message::{Sentence, visible};

use super::messages::fill;
use super::width::{fit, width};
use crate::pipeline::run::RunOptions;
use crate::pipeline::settings::{RunConfig, bytes};

/// A setting: where it may be set, and what it is where nobody does.
pub(super) struct Setting {
    /// Its name, which is also the name of its flag.
    pub(super) name: &'static str,
    /// The environment variable.
    pub(super) env: &'static str,
    /// The key of `pipeline.toml`; empty where the file cannot say it.
    key: &'static str,
    /// Its value in the file.
    of_file: fn(&RunConfig) -> Option<String>,
    default: &'static str,
    what: Sentence,
}

/// The number of threads that means as many as there are processors.
const ALL: &str = "all";

/// Every setting. A new one needs a line here, a field of [`RunConfig`] where the file may say it, and a flag.
pub(super) const SETTINGS: [Setting; 8] = [
    Setting {
        name: "project",
        env: "TONGBI_PROJECT",
        key: "",
        of_file: |_| None,
        default: ".",
        what: ("folder of pipeline.toml", "pipeline.toml 所在文件夹"),
    },
    Setting {
        name: "lang",
        env: "TONGBI_LANG",
        key: "run.lang",
        of_file: |run| run.lang.as_ref().map(|lang| lang.get_ref().clone()),
        default: "en",
        what: ("language of messages", "消息的语言"),
    },
    Setting {
        name: "threads",
        env: "TONGBI_THREADS",
        key: "run.threads",
        of_file: |run| run.threads.as_ref().map(|threads| threads.get_ref().to_string()),
        default: ALL,
        what: ("threads to work on", "并行线程数"),
    },
    Setting {
        name: "memory",
        env: "TONGBI_MEMORY",
        key: "run.memory",
        of_file: |run| run.memory.as_ref().map(|memory| memory.get_ref().clone()),
        default: "1GiB",
        what: ("memory for figures; more go to disk", "数值可用内存，超出写入磁盘"),
    },
    Setting {
        name: "show",
        env: "TONGBI_SHOW",
        key: "run.show",
        of_file: |run| run.show.as_ref().map(|show| show.get_ref().to_string()),
        default: "3",
        what: ("findings of one code printed", "每种代码显示几处"),
    },
    Setting {
        name: "output",
        env: "TONGBI_OUTPUT",
        key: "run.output",
        of_file: |run| run.output.as_ref().map(|output| output.get_ref().clone()),
        default: "auto",
        what: ("what stands on standard output", "标准输出的内容"),
    },
    Setting {
        name: "log_format",
        env: "TONGBI_LOG_FORMAT",
        key: "run.log_format",
        of_file: |run| run.log_format.as_ref().map(|format| format.get_ref().clone()),
        default: "text",
        what: ("how messages are written", "消息的格式"),
    },
    Setting {
        name: "metrics",
        env: "TONGBI_METRICS",
        key: "run.metrics",
        of_file: |run| run.metrics.as_ref().map(|metrics| metrics.get_ref().clone()),
        default: "",
        what: ("file of metrics", "指标文件"),
    },
];

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Flag,
    Environment,
    File,
    Default,
}

/// The value of each setting, with its origin, in the order of [`SETTINGS`].
pub(super) struct Settings(Vec<(String, Origin)>);

const SETTING: Sentence = ("setting", "设置");
const VALUE: Sentence = ("value", "值");
const FROM: Sentence = ("from", "出处");
const FLAG: Sentence = ("flag", "选项");
const ENVIRONMENT: Sentence = ("environment", "环境变量");
const FILE: Sentence = ("pipeline.toml", "pipeline.toml");
const DEFAULT: Sentence = ("default", "默认");
const MEANING: Sentence = ("what it is", "含义");

impl Settings {
    /// The settings of a call with these arguments, in a project whose file says this.
    pub(super) fn new(arguments: &ArgMatches, file: &RunConfig) -> Self {
        Self(SETTINGS.iter().map(|setting| setting.value(arguments, file)).collect())
    }

    fn get(&self, name: &str) -> &str {
        let found = SETTINGS.iter().zip(&self.0).find(|(setting, _)| setting.name == name);
        found.map_or("", |(_, (value, _))| value.as_str())
    }

    /// A setting that is a number; 1 where it is none, which the readers of flags and file have refused.
    pub(super) fn number(&self, name: &str) -> usize {
        self.get(name).parse().unwrap_or(1)
    }

    /// How to work: on how many threads, with how much memory; the rest as always.
    pub(super) fn options(&self) -> RunOptions {
        let usual = RunOptions::default();
        // Where it is no number, it is as many threads as there are processors.
        let threads = self.get("threads").parse().unwrap_or(usual.threads);
        RunOptions { threads, memory: bytes(self.get("memory")).unwrap_or(usual.memory), ..usual }
    }

    /// A setting that is one of some words; the default where it is none, which the readers of flags and file have refused.
    pub(super) fn word<T: ValueEnum + Default>(&self, name: &str) -> T {
        T::from_str(self.get(name), false).unwrap_or_default()
    }

    /// A setting that is a path; none where it is empty.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        Some(self.get(name)).filter(|path| !path.is_empty()).map(PathBuf::from)
    }

    /// The language of messages.
    pub(super) fn language(&self) -> Language {
        if self.get("lang") == "zh" { Language::Zh } else { Language::En }
    }

    /// The table of all settings, and the two folders of the project that only the file names.
    pub(super) fn table(&self, folders: &[(&str, String)], language: Language) -> Vec<String> {
        let text = |sentence: Sentence| fill(sentence, language, &[]);
        let mut rows = vec![[SETTING, VALUE, FROM, FLAG, ENVIRONMENT, FILE, MEANING].map(text)];
        for (setting, (value, origin)) in SETTINGS.iter().zip(&self.0) {
            let from = text(match origin {
                Origin::Flag => FLAG,
                Origin::Environment => ENVIRONMENT,
                Origin::File => FILE,
                Origin::Default => DEFAULT,
            });
            let key = if setting.key.is_empty() { "-" } else { setting.key };
            let flag = format!("--{}", setting.name.replace('_', "-"));
            rows.push([setting.name.to_owned(), visible(value), from, flag, setting.env.to_owned(), key.to_owned(), text(setting.what)]);
        }
        for (name, value) in folders {
            let from = if value == name { text(DEFAULT) } else { text(FILE) };
            let key = format!("project.{name}");
            rows.push([key.clone(), visible(value), from, "-".to_owned(), "-".to_owned(), key, text(FOLDER)]);
        }
        aligned(&rows)
    }
}

const FOLDER: Sentence = ("a folder of the project", "项目的文件夹");

impl Setting {
    fn value(&self, arguments: &ArgMatches, file: &RunConfig) -> (String, Origin) {
        let source = arguments.try_contains_id(self.name).ok().and_then(|_| arguments.value_source(self.name));
        let given = arguments.try_get_raw(self.name).ok().flatten().and_then(|mut values| values.next());
        match (source, given.map(|value| value.to_string_lossy().into_owned()), (self.of_file)(file)) {
            (Some(ValueSource::CommandLine), Some(value), _) => (value, Origin::Flag),
            (Some(ValueSource::EnvVariable), Some(value), _) => (value, Origin::Environment),
            (_, _, Some(value)) => (value, Origin::File),
            _ => (self.default.to_owned(), Origin::Default),
        }
    }
}

/// Rows with their columns below each other.
fn aligned<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (most, cell) in widths.iter_mut().zip(row) {
            *most = width(cell).max(*most);
        }
    }
    let line = |row: &[String; N]| row.iter().zip(widths).map(|(cell, width)| fit(cell, width)).collect::<Vec<_>>().join("  ");
    rows.iter().map(|row| line(row).trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    /// Every setting has the flag and the environment variable that the table says.
    #[test]
    fn flags_and_environment_are_those_of_the_table() {
        let command = Cli::command();
        let config = command.find_subcommand("config").unwrap();
        for setting in &SETTINGS {
            let mut arguments = command.get_arguments().chain(config.get_arguments());
            let found = arguments.find(|argument| argument.get_id() == setting.name).unwrap();
            assert_eq!(found.get_long(), Some(setting.name.replace('_', "-").as_str()));
            assert_eq!(found.get_env().and_then(|name| name.to_str()), Some(setting.env));
        }
    }
}
