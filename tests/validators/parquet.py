"""How Parquet files are laid out: bounds that every reader sees, page index, order, footer and facts."""

import duckdb
import pyarrow.parquet as pq

import damage
from harness import Refused, pairs

# Texts longer than this have no bounds, because each page would repeat them in the footer.
LONGEST_BOUND = 64
# Bytes of a footer: so many for each column with its titles, and for each column of a row group.
FOOTER_COLUMN, FOOTER_CHUNK = 350, 150


def files(release):
    for plain, parquet in pairs(release):
        path = release / parquet["path"]
        yield path, pq.ParquetFile(path), plain["schema"].get("primaryKey", [])


def long(values):
    return any(isinstance(value, str) and len(value.encode()) > LONGEST_BOUND for value in values)


def bounds(release):
    """pyarrow and DuckDB see of every column chunk its least and its greatest value, of doubles too."""
    chunks = 0
    for path, file, _ in files(release):
        query = f"SELECT row_group_id, path_in_schema, stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata('{path}')"
        duck = {(group, name): rest for group, name, *rest in duckdb.sql(query).fetchall()}
        for group in range(file.metadata.num_row_groups):
            for index, values in enumerate(file.read_row_group(group).columns):
                chunk = file.metadata.row_group(group).column(index)
                name, seen, values = chunk.path_in_schema, chunk.statistics, values.to_pylist()
                known, least, greatest = [v for v in values if v is not None], *duck[group, chunk.path_in_schema][:2]
                if seen is None or len(values) - len(known) != seen.null_count or seen.null_count != duck[group, name][2]:
                    raise Refused(f"{path.name}: {name} has no count of empty cells, or a wrong one")
                if not known or long(known):
                    continue
                if not seen.has_min_max or least is None or greatest is None:
                    raise Refused(f"{path.name}: {name} has no bounds")
                if (seen.min, seen.max) != (min(known), max(known)):
                    raise Refused(f"{path.name}: {name} has other bounds in pyarrow")
                if isinstance(known[0], float) and (float(least), float(greatest)) != (min(known), max(known)):
                    raise Refused(f"{path.name}: {name} has other bounds in DuckDB")
                chunks += 1
    return f"{chunks} column chunks have bounds in pyarrow and DuckDB"


def page_index(release):
    """Every column chunk has a page index, so that readers may skip pages."""
    for path, file, _ in files(release):
        for group in range(file.metadata.num_row_groups):
            table = file.read_row_group(group)
            for index in range(file.metadata.num_columns):
                chunk = file.metadata.row_group(group).column(index)
                wanted = chunk.has_offset_index and (chunk.has_column_index or long(table.column(index).to_pylist()))
                if not wanted:
                    raise Refused(f"{path.name}: {chunk.path_in_schema} has no page index")
    return f"{len(list(files(release)))} tables have one"


def order(release):
    """Tables with a key say that they are sorted by it, and are: byte by byte, empty cells first."""
    count = 0
    for path, file, key in files(release):
        if not key or not file.metadata.num_row_groups:
            continue
        names = file.schema_arrow.names
        for group in range(file.metadata.num_row_groups):
            stated = [names[column.column_index] for column in file.metadata.row_group(group).sorting_columns or ()]
            # A column that may be empty is part of the order, and of no primary key.
            if [name for name in stated if name in key] != key:
                raise Refused(f"{path.name}: sorted by {stated}, its key is {key}")
        columns = [[b"" if text is None else text.encode() for text in file.read([name])[name].to_pylist()] for name in stated]
        rows = list(zip(*columns))
        if rows != sorted(rows):
            raise Refused(f"{path.name}: not in the order that it states")
        count += 1
    return f"{count} tables are in the order of their keys, and say so"


def footer(release):
    """The footer is small, and has facts of the data set and titles of its columns."""
    largest = 0
    for path, file, _ in files(release):
        chunks = file.metadata.num_columns * file.metadata.num_row_groups
        size, most = file.metadata.serialized_size, FOOTER_COLUMN * file.metadata.num_columns + FOOTER_CHUNK * chunks
        facts = file.metadata.metadata or {}
        if any(fact not in facts for fact in (b"dataset_id", b"dataset_title")):
            raise Refused(f"{path.name}: its footer does not name the data set")
        for field in file.schema_arrow:
            if not {b"title_zh", b"title_en"} <= set(field.metadata or {}):
                raise Refused(f"{path.name}: {field.name} has no titles")
        if size > most:
            raise Refused(f"{path.name}: a footer of {size} bytes, {most} at most")
        largest = max(largest, size)
    return f"at most {largest} bytes, with facts and titles"


def checks(_):
    return [
        ("bounds", bounds, [("a file without them", damage.rewrite_parquet(write_statistics=False), "no count")]),
        ("page index", page_index, [("a file without one", damage.rewrite_parquet(write_page_index=False), "has no page index")]),
        ("order", order, [
            ("rows out of order", damage.rows_out_of_order, "not in the order"),
            ("an order that is not said", damage.rewrite_parquet(sorting_columns=None), "sorted by []"),
        ]),
        ("footer", footer, [("no facts", damage.without_facts, "does not name"), ("a large footer", damage.large_footer, "a footer of")]),
    ]
