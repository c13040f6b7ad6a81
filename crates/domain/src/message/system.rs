//! Sentences about what the operating system refuses, and about the program itself. No rule is applied here.

use super::sentences;

sentences! {
    cannot_read(path) "cannot read {path}" "无法读取 {path}";
    cannot_write(path) "cannot write {path}" "无法写入 {path}";
    cannot_create(path) "cannot create {path}" "无法创建 {path}";
    cannot_list(path) "cannot list {path}" "无法列出 {path}";
    cannot_remove(path) "cannot remove {path}" "无法删除 {path}";
    cannot_publish(path) "cannot publish {path}" "无法发布 {path}";
    cannot_replace(path) "cannot replace {path}" "无法替换 {path}";
    cannot(action, path) "cannot {action} {path}" "无法完成（{action}）：{path}";
    not_a_file(path, kind) "cannot read {path}: it is {kind}, not a file" "无法读取 {path}：它是{kind}，不是文件";
    a_folder() "a folder" "文件夹";
    a_device() "a pipe or a device" "管道或设备";
    too_large(path, limit) "cannot read {path}: it has more than {limit} bytes, which no declaration needs" "无法读取 {path}：超过{limit}字节，声明不会这么大";
    not_encoded(path, why) "cannot write {path}: {why}" "无法写入 {path}：{why}";
    because(what, answer) "{what}: {answer}" "{what}：{answer}";
    file_itself() "put the file itself there, or a link to it" "把文件本身或指向它的链接放在那里";
    take_out() "take out what does not belong there; a code list may be several files in a folder of its name" "去掉不属于那里的内容；代码表可以是同名文件夹中的多个文件";
    check_path() "check the path; folders are relative to pipeline.toml (use -C FOLDER for another project)" "检查路径；文件夹相对于 pipeline.toml（其他项目用 -C FOLDER）";
    give_right() "give this user the right to read raw/ and catalog/ and to write output/" "授予此用户读取 raw/、catalog/ 和写入 output/ 的权限";
    save_as_utf8() "save the file as UTF-8 and run again; the last release is untouched" "将文件存为 UTF-8 后重新运行；上次发布未受影响";
    free_room() "free some room on this file system and run again; the last release is untouched" "释放磁盘空间后重新运行；上次发布未受影响";
    look_at_disk() "look at the file system and run again; the last release is untouched" "检查文件系统后重新运行；上次发布未受影响";
    report_it() "this should not happen: please report it with the command and the message; the package it happened in was not published" "这不应发生：请附上命令和消息报告；所在的数据包没有发布";
    unbalanced(package, cells, accounted) "package {package}: {cells} value cells came in, {accounted} are accounted for; nothing was published" "数据包{package}：读入{cells}个数值格，有去向的只有{accounted}个；没有发布";
    answer_not_found() "there is no such file or folder" "没有这个文件或文件夹";
    answer_denied() "permission denied" "没有权限";
    answer_full() "no space is left on the device" "磁盘空间已满";
    answer_not_utf8() "its content is no UTF-8" "内容不是 UTF-8";
    answer_exists() "it exists already" "已存在";
    answer_read_only() "the file system is read-only" "文件系统只读";
    folder_not_empty(folder) "{folder} is not empty" "{folder} 不是空文件夹";
    name_new_folder() "name a folder that does not exist yet, or an empty one" "请指定尚不存在的文件夹，或空文件夹";
    id_taken(id) "pipeline.toml has a source or layout `{id}` already" "pipeline.toml 中已有来源或版式`{id}`";
    other_id() "name another with --id NAME" "用 --id NAME 换一个名称";
    sidecar_there(path) "{path} is there already" "{path} 已存在";
    file_elsewhere(path, folder) "{path} does not lie in {folder}, where its source has its tables" "{path} 不在 {folder} 中，而该来源的表应放在那里";
    copy_into(folder) "copy it into {folder}, or let --copy do it" "将它复制到 {folder}，或用 --copy 代为复制";
    unknown_code(code) "no message has the code `{code}`" "没有代码为`{code}`的消息";
    codes_are(codes) "the codes are: {codes}" "代码有：{codes}";
    bad_setting(name, value) "{name} is set to `{value}`, which it cannot be" "{name} 不能设为`{value}`";
    setting_such_as(what) "it is one of: {what}" "应为：{what}";
    changed_meanwhile(path) "{path} is not what was written there, so nothing was published" "{path} 的内容不是写入的内容，没有发布";
    another_program() "check the disk, and whether another program writes into this folder" "检查磁盘，以及是否有其他程序写入该文件夹";
    no_character(path, row, column, character, encoding) "{path}, row {row}, column {column}: the character {character} has no code in {encoding}" "{path} 第{row}行 {column} 列：{encoding} 中没有字符{character}的编码";
    other_encoding() "write encoding = \"gb18030\" or \"utf-8\" for this profile, or leave the column out of it" "为该配置写 encoding = \"gb18030\" 或 \"utf-8\"，或不包含该列";
    stopped_by(signal) "stopped by {signal}" "被 {signal} 终止";
    run_again() "run again; every last release is whole, and nothing half-made is left" "请重新运行；已有发布包均完好，没有留下半成品";
    lock_held(path, holder) "another run is under way: {path} is locked by {holder}" "另一次运行正在进行：{path} 被 {holder} 锁定";
    wait_for_it() "wait for it to end, or let this run wait with --wait" "等它结束，或用 --wait 让本次运行等待";
    mount_writable() "mount it so that this user can write output/ and .tongbi/, and run again; the last release is untouched" "以可写方式挂载，使此用户能写入 output/ 和 .tongbi/，再重新运行；上次发布未受影响";
    no_seconds(text) "`{text}` is no number of seconds since 1970-01-01" "`{text}`不是自 1970-01-01 起的秒数";
    digits_only() "set it to digits only, or unset it" "设为纯数字，或取消该变量";
    cannot_restore(path) "cannot restore {path}" "无法恢复 {path}";
    cannot_lock(path) "cannot lock {path}" "无法锁定 {path}";
}
