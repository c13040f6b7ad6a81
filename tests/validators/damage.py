"""Faults that are put into copies of a release, each of which some check must find."""

import csv, hashlib, json

import pyarrow as pa
import pyarrow.parquet as pq

from harness import descriptor


def edit_text(name, old, new):
    def edit(release):
        path = release / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return edit


def edit_csv(release, table, change):
    path = release / "data" / f"{table}.csv"
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def restate(release):
    """Makes the stated digests true again, so that only the table's own fault is left to be found."""
    package = descriptor(release)
    for resource in package["resources"]:
        data = (release / resource["path"]).read_bytes()
        resource["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
        if "bytes" in resource:
            resource["bytes"] = len(data)
    (release / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")


def set_cell(column, value):
    def change(rows):
        rows[1][rows[0].index(column)] = value
    return change


def set_value(text):
    return lambda release: edit_csv(release, "observations", set_cell("obs_value", text))


def break_type(release):
    set_value("2,808.19")(release)
    restate(release)


def break_key(release):
    edit_csv(release, "observations", lambda rows: rows.append(rows[-1]))
    restate(release)


def break_reference(release):
    edit_csv(release, "observations", set_cell("ref_area", "999999"))
    restate(release)


def break_digest(release):
    with open(release / "data/observations.csv", "a", encoding="utf-8") as file:
        file.write("\n")


def change_parquet(column, change):
    def edit(release):
        path = release / "data/observations.parquet"
        table = pq.read_table(path)
        at = table.schema.get_field_index(column)
        pq.write_table(table.set_column(at, column, change(table.column(column))), path)
    return edit


def add_a_fen(values):
    numbers = values.to_pylist()
    at = next(i for i, value in enumerate(numbers) if value is not None)
    numbers[at] += 0.01
    return pa.array(numbers, pa.float64())


codes_as_numbers = change_parquet("ref_area", lambda column: pa.array(range(len(column)), pa.int64()))
dates_as_objects = change_parquet("period_end", lambda column: column.cast(pa.date32()))
another_value = change_parquet("obs_value", add_a_fen)


def another_cell(release):
    """The value of one row as `another_value` has it, in CSV."""
    def change(rows):
        at = rows[0].index("obs_value")
        row = next(row for row in rows[1:] if row[at])
        row[at] = str(float(row[at]) + 0.01)
    edit_csv(release, "observations", change)


def rewrite_parquet(change=lambda table: table, **options):
    """The observations as another writer has them: with page index, the stated order and the facts, unless `change` or `options` say otherwise."""
    def edit(release):
        path = release / "data/observations.parquet"
        table, metadata = pq.read_table(path), pq.read_metadata(path)
        facts = {key: value for key, value in metadata.metadata.items() if key != b"ARROW:schema"}
        table = change(table.replace_schema_metadata(facts))
        pq.write_table(table, path, **{"write_page_index": True, "sorting_columns": metadata.row_group(0).sorting_columns, **options})
    return edit


def with_long_titles(table):
    fields = [field.with_metadata({**field.metadata, b"note": b"x" * 600}) for field in table.schema]
    return table.cast(pa.schema(fields, table.schema.metadata))


rows_out_of_order = rewrite_parquet(lambda table: table.take(list(range(len(table)))[::-1]))
without_facts = rewrite_parquet(lambda table: table.replace_schema_metadata({}))
large_footer = rewrite_parquet(with_long_titles)
