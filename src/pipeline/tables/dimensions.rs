//! `dimensions`: the values that a package's columns of dimensions hold, with their names. Only packages that have such columns have it.

use std::collections::BTreeSet;

use tongbi_domain::catalog::{Catalog, DimensionId, ValueRank};

use super::code;
use crate::table::column::{Chunk, Value};

/// Name of the table.
pub const TABLE: &str = "dimensions";
/// The column of the values, which the columns of dimensions refer to.
pub const VALUE: &str = "value";
/// Its key.
pub const KEY: [&str; 2] = ["dimension", VALUE];

/// One row for each value that is used, in the order of codes.
pub(super) fn dimensions(catalog: &Catalog, used: &BTreeSet<(DimensionId, ValueRank)>) -> Chunk {
    let fields = [
        code(KEY[0], "维度代码", "Dimension code; its column is named so in lower case", None),
        code(VALUE, "取值代码", "Value code", None),
        code("name_zh", "中文名称", "Chinese name", None),
        code("name_en", "英文名称", "English name", None),
    ];
    let mut chunk = Chunk::new(&fields);
    for (id, rank) in used {
        let Some(dimension) = catalog.dimensions.get(*id) else { continue };
        let Some(name) = dimension.name_of(*rank) else { continue };
        chunk.push(&[Value::Text(&dimension.code), Value::Text(dimension.code_of(*rank)), Value::Text(&name.zh), Value::Text(&name.en)]);
    }
    chunk
}
