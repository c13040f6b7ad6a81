//! Sentences about figures that are to be traced and are not there. No rule is applied here.

use super::sentences;

sentences! {
    no_package(name) "`{name}` is neither a package with releases nor the folder of a release" "`{name}`既不是有发布包的数据包，也不是发布包的文件夹";
    name_package(output) "name a folder in {output}/, or the folder in which the release's datapackage.json lies" "请指定 {output}/ 中的文件夹名，或发布包中 datapackage.json 所在的文件夹";
    no_release(name) "the package {name} has no release yet" "数据包{name}尚无发布包";
    run_first() "make one with `tongbi run`" "用`tongbi run`生成";
    no_version(name, version) "the package {name} has no release {version}" "数据包{name}没有发布包{version}";
    the_versions_are(versions) "its releases are: {versions}" "其发布包有：{versions}";
    no_observations(folder) "{folder} has no data/observations.parquet" "{folder} 中没有 data/observations.parquet";
    whole_copy() "take a whole copy of the release; `sha256sum -c SHA256SUMS` tells what is missing" "请使用完整的发布包；`sha256sum -c SHA256SUMS` 可查出缺少的文件";
    no_row(row, last) "line {row} of data/observations.csv has no figure: it has {last} lines" "data/observations.csv 第{row}行没有数值：共{last}行";
    rows_are(last) "lines count as an editor or a spreadsheet shows them: 1 is the header, 2 to {last} are figures" "行号与编辑器或电子表格所示一致：第1行为表头，第2至{last}行为数值";
    no_column(name) "observations of this release have no column `{name}`" "此发布包的 observations 没有列`{name}`";
    no_row_has(column, text) "no figure of this release has {column} = `{text}`" "此发布包没有 {column} 为`{text}`的数值";
    near_it(column, near) "near it is {column}={near}" "相近的有 {column}={near}";
    look_at(column) "look at the column {column} of data/observations.csv" "请查看 data/observations.csv 的 {column} 列";
    no_row_has_all() "each of these texts stands in the release, but no figure has them all" "这些取值各自都有，但没有一个数值同时具备";
    leave_one_out() "leave one out to see which figures have the others" "去掉其中一个，可列出符合其余条件的数值";
    key_form(text) "`{text}` is no key" "`{text}`不是键";
    write_key() "write COLUMN=VALUE, such as indicator=GRP time_period=2021, or --row N" "请写成 列=值，如 indicator=GRP time_period=2021，或 --row N";
}
