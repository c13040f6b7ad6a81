//! Sentences about releases: those that wait for approval, that are withdrawn, that are verified. No rule is applied here.

use super::sentences;

sentences! {
    no_package_called(name) "pipeline.toml has no package `{name}`" "pipeline.toml 中没有数据包`{name}`";
    no_candidate(name) "no candidate of {name} waits for approval" "{name} 没有待批准的候选包";
    make_candidate() "tongbi run stages one where the inputs say something new and the package has approval = \"required\"" "输入有变化且数据包声明 approval = \"required\" 时，tongbi run 生成候选包";
    approved_already(by, time) "{by} has approved it already; it waits for {time}" "{by}已批准，等待 {time}";
    take_back(name, version) "a run publishes it at its time; tongbi withdraw {name} {version} takes the approval back" "到时由运行发布；tongbi withdraw {name} {version} 可收回批准";
    candidate_damaged(file) "the candidate is not what was staged: {file} has other bytes" "候选包与生成时不同：{file} 的内容已变";
    rebuild_candidate() "run again: it is made anew; look at it before you approve it" "重新运行以生成新的候选包，查看后再批准";
    candidate_stale(version, what) "the project has changed since candidate {version} was made: {what}" "候选包{version}生成之后项目有变化：{what}";
    run_then_look() "run again and look at the new candidate; nothing was published" "重新运行并查看新的候选包；没有发布";
    not_accepted(codes) "the candidate has findings that nobody has accepted: {codes}" "候选包有未被接受的发现：{codes}";
    accept_them() "they stand in .candidate/release/data/quarantine.csv; accept each by --accept CODE, or --accept all" "详见 .candidate/release/data/quarantine.csv；用 --accept 代码 逐类接受，或 --accept all";
    accepts_no_code(word) "`{word}` is no code of a finding" "`{word}`不是发现的代码";
    accept_such_as() "write --accept all, or codes such as T704" "写 --accept all，或代码，如 T704";
    no_release_called(version, name) "{name} has no release {version}" "{name} 没有发布包{version}";
    no_release_yet(name) "{name} has no release" "{name} 没有发布包";
    releases_are(versions) "its releases: {versions}" "已有发布包：{versions}";
    withdrawn_already(version) "release {version} is withdrawn already" "发布包{version}已经撤回";
    see_tombstone(file) "{file} in its folder says by whom and why" "其文件夹中的 {file} 写明由谁、因何撤回";
}
