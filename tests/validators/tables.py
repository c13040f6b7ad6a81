"""The tables of a release in pandas, Polars and DuckDB: the types that notebooks keep, and one table from CSV and Parquet alike."""

import hashlib, re
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

import damage
from harness import Refused, descriptor, fields, pairs, resources

# What pandas may make of Parquet without options.
PANDAS_TYPES = {"str", "float64", "int8", "datetime64[ms]"}


def digests(release):
    """Every resource has the digest, and where it is said the size, that datapackage.json states."""
    found = descriptor(release)["resources"]
    for resource in found:
        data = (release / resource["path"]).read_bytes()
        if "bytes" in resource and resource["bytes"] != len(data):
            raise Refused(f"{resource['path']}: {len(data)} bytes, {resource['bytes']} stated")
        if resource["hash"] != "sha256:" + hashlib.sha256(data).hexdigest():
            raise Refused(f"{resource['path']}: another digest than stated")
    return f"{len(found)} files have their digests"


def pandas_parquet(release):
    expected = {"string": "str", "number": "float64", "datetime": "datetime64[ms]"}
    for resource in resources(release, "parquet"):
        frame = pd.read_parquet(release / resource["path"])
        for name, kind in fields(resource).items():
            dtype = str(frame[name].dtype)
            if dtype not in PANDAS_TYPES or dtype != expected.get(kind, dtype):
                raise Refused(f"{resource['path']}: {name} is {dtype} in pandas, {kind} in the descriptor")
    return f"{len(resources(release, 'parquet'))} Parquet tables: {', '.join(sorted(PANDAS_TYPES))} only"


def from_csv(release, plain):
    """A CSV table in pandas, in the types that its descriptor states."""
    frame = pd.read_csv(release / plain["path"], dtype="str", keep_default_na=False, na_values=[""])
    for name, kind in fields(plain).items():
        if kind == "date":
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[ms]")
        elif kind == "number":
            frame[name] = frame[name].astype("float64")
        elif kind == "integer":
            frame[name] = frame[name].astype("int8")
    return frame


def pandas_csv(release):
    for plain, parquet in pairs(release):
        other = pd.read_parquet(release / parquet["path"])
        try:
            pd.testing.assert_frame_equal(from_csv(release, plain), other, check_exact=True)
        except AssertionError as difference:
            raise Refused(f"{plain['path']}: {' '.join(str(difference).split())[:200]}")
    return f"{len(list(pairs(release)))} tables: CSV and Parquet are one frame"


def documented(name):
    """The function that docs/releases.md prints for users, as it stands there."""
    text = (Path(__file__).resolve().parents[2] / "docs/releases.md").read_text(encoding="utf-8")
    block = next(block for block in re.findall(r"```python\n(.*?)```", text, re.S) if f"def {name}(" in block)
    names = {}
    exec(compile(block, "docs/releases.md", "exec"), names)
    return names[name]


logical_digest = documented("logical_digest")


def logical_digests(release):
    """CSV and Parquet have one logical digest, and it is the stated one, where the descriptor states any."""
    stated = 0
    for plain, parquet in pairs(release):
        frames = [(plain, from_csv(release, plain)), (parquet, pd.read_parquet(release / parquet["path"]))]
        found = {logical_digest(frame, resource["schema"]["fields"]) for resource, frame in frames}
        if len(found) != 1:
            raise Refused(f"{plain['path']}: another logical digest than {parquet['path']}")
        for resource in (plain, parquet):
            if "logical_digest" in resource:
                stated += 1
                if resource["logical_digest"].removeprefix("sha256:") not in found:
                    raise Refused(f"{resource['path']}: another logical digest than stated")
    return f"{len(list(pairs(release)))} tables have one in CSV and Parquet; {stated} are stated"


def polars_both(release):
    types = {"string": [pl.String], "number": [pl.Float64], "date": [pl.Datetime("ms")], "integer": [pl.Int8]}
    for plain, parquet in pairs(release):
        other = pl.read_parquet(release / parquet["path"])
        frame = pl.read_csv(release / plain["path"], infer_schema=False)
        for name, kind in fields(plain).items():
            if other.schema[name] not in types[kind]:
                raise Refused(f"{parquet['path']}: {name} is {other.schema[name]} in Polars")
            column = pl.col(name).str.to_datetime("%Y-%m-%d", time_unit="ms") if kind == "date" else pl.col(name).cast(other.schema[name])
            frame = frame.with_columns(column)
        if not frame.equals(other):
            raise Refused(f"{plain['path']}: another frame than {parquet['path']}")
    return f"{len(list(pairs(release)))} tables: CSV and Parquet are one frame"


def duckdb_both(release):
    casts = {"number": "DOUBLE", "integer": "INTEGER", "date": "TIMESTAMP", "string": "VARCHAR"}
    rows = 0
    for plain, parquet in pairs(release):
        columns = ", ".join(f'"{name}"::{casts[kind]} AS "{name}"' for name, kind in fields(plain).items())
        left = f"SELECT {columns} FROM read_csv('{release / plain['path']}', all_varchar=true, header=true, delim=',', quote='\"')"
        right = f"SELECT {columns} FROM read_parquet('{release / parquet['path']}')"
        for one, two in ((left, right), (right, left)):
            count = duckdb.sql(f"SELECT count(*) FROM (({one}) EXCEPT ALL ({two}))").fetchall()[0][0]
            if count:
                raise Refused(f"{plain['path']}: {count} rows differ from {parquet['path']}")
        rows += duckdb.sql(f"SELECT count(*) FROM ({right})").fetchall()[0][0]
    return f"{rows} rows are the same in CSV and Parquet, both ways"


def another_digest(release):
    """Both files get the same other value: only what the descriptor states can tell."""
    damage.another_value(release)
    damage.another_cell(release)


def checks(release):
    stated = any("logical_digest" in resource for resource in descriptor(release)["resources"])
    value, row = ("another value in Parquet", damage.another_value), ("a row twice in CSV", damage.break_key)
    return [
        ("digests", digests, [("a line more", damage.break_digest, "observations.csv"), (*value, "observations.parquet")]),
        ("logical digests", logical_digests, [
            (*value, "another logical digest than data/observations.parquet"),
            (*row, "another logical digest than data/observations.parquet"),
            *([("another value in both", another_digest, "than stated")] if stated else []),
        ]),
        ("pandas, Parquet", pandas_parquet, [
            ("codes as numbers", damage.codes_as_numbers, "ref_area is int64"),
            ("dates as date32", damage.dates_as_objects, "period_end is object"),
        ]),
        ("pandas, CSV", pandas_csv, [(*value, "obs_value")]),
        ("polars", polars_both, [("codes as numbers", damage.codes_as_numbers, "ref_area is Int64"), (*value, "another frame")]),
        ("duckdb", duckdb_both, [(*value, "1 rows differ"), (*row, "1 rows differ")]),
    ]
