//! Sentences about corrections and resolutions, as they are declared. No rule is applied here.

use super::sentences;

sentences! {
    no_day(text) "`{text}` is no day" "`{text}`不是日期";
    write_day() "write the day of the decision as YYYY-MM-DD" "按 YYYY-MM-DD 写决定的日期";
    needs_text(key) "`{key}` says nothing" "`{key}`没有内容";
    write_text() "write why, and who decided it: the release shows both" "写明原因和决定人：发布包会列出";
    no_line() "a line is counted from 1" "行从1计数";
    as_shown() "write the line of the file, or the row of the sheet, as `tongbi inspect` shows it" "写文件的行号或工作表的行号，如`tongbi inspect`所示";
    no_column() "a column is a number from 1, or the header of the column" "列是从1起的数字，或该列的表头";
    column_such_as() "such as column = 4, or column = \"2021\"" "例如 column = 4，或 column = \"2021\"";
    expects_nothing() "a blank cell has nothing to correct" "空白单元格无可更正";
    own_source() "a figure that the source does not give belongs to a source of its own" "来源没有给出的数，应另立来源";
    one_act() "a correction does exactly one thing" "一条更正只做一件事";
    acts() "write one of drop = true, override = \"12.5\", scale = \"10000\", flag = \"E\"" "写 drop = true、override = \"12.5\"、scale = \"10000\"、flag = \"E\" 之一";
    changes_nothing() "this is what stands there already" "这就是原来的内容";
    write_other() "write what should stand there, or take the correction out" "写应有的内容，或去掉此更正";
    no_scale(text) "`{text}` is no factor by which a figure can be wrong" "`{text}`不是数值可能相差的倍数";
    scale_such_as() "write an integer, a decimal or a fraction above 0 and other than 1, such as \"10000\", \"0.1\" or \"1/3\"" "写大于0且不为1的整数、小数或分数，如 \"10000\"、\"0.1\" 或 \"1/3\"";
    no_status(text) "`{text}` is no status of a figure" "`{text}`不是数值的状态";
    statuses() "a code of SDMX CL_OBS_STATUS that leaves the figure its value (A B D E F G I J N P S U V), or Q to withhold it" "SDMX CL_OBS_STATUS 中有数值的代码（A B D E F G I J N P S U V），或以 Q 隐去该数";
    corrected_twice(line) "the correction in line {line} speaks of this cell already" "第{line}行的更正已针对该单元格";
    one_correction() "let one correction say what becomes of a cell" "一个单元格只写一条更正";
    no_table_of_source(name) "the source reads no file `{name}`" "该来源没有读取文件`{name}`";
    no_id(text) "`{text}` is no id of a finding" "`{text}`不是发现的编号";
    ids_stand_in() "`tongbi quarantine` lists the ids; `--resolve ID` prints the whole block" "`tongbi quarantine`列出编号；`--resolve 编号`给出整段内容";
    no_decision(text) "`{text}` is no decision" "`{text}`不是决定";
    resolved_twice(line) "the resolution in line {line} closes this entry already" "第{line}行的处理意见已针对该条目";
    one_resolution() "let one resolution stand for an entry" "一个条目只写一条处理意见";
    no_open_entry(package, id) "no entry of {package} has the id `{id}`" "{package}没有编号为`{id}`的条目";
    no_queue(package) "there is no table of findings of {package} yet" "{package}还没有发现表";
    run_first() "run `tongbi run` first" "先运行`tongbi run`";
    no_package_called(name) "no package is called `{name}`" "没有名为`{name}`的数据包";
    damaged_queue(path) "{path} is no table of findings of this version" "{path} 不是此版本的发现表";
}
