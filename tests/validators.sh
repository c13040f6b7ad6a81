#!/usr/bin/env bash
# Loads the latest release of every package with the tools its users have, and proves each check on a copy that is broken on purpose.
#
#   frictionless  validates the descriptor and every CSV table: types, required columns, keys, references, digests
#   pandas        pd.read_parquet without options: only str, float64, int8, int32 and datetime64; pd.read_csv as in README.md
#   polars        reads Parquet and CSV to the same frame
#   duckdb        CSV = Parquet, EXCEPT ALL both ways
#   csvw          csvwvalidate on meta/csvw.json: types, keys, references
#   README        the Python loaders of README.md and README.zh.md, as they are printed
#
# Further tools run where they can be installed, and those that need a schema where it is at hand (SCHEMAS below): jsonschema with the
# profile of Data Package 2.0, pyshacl with the shapes of DCAT-AP 3.0.1, mlcroissant, pysdmx, cffconvert. The last lines say which did not.
#
# Usage: tests/validators.sh [FOLDER]    FOLDER is output/ unless another is named
# SCHEMAS names the folder with datapackage-2.0.json and dcat-ap-3.0.1-SHACL.ttl; ../shared/validators beside the project unless it is set.
# Exit codes: 0 all held, 1 something did not, 77 the packages cannot be installed.
set -euo pipefail
output=$(realpath -- "${1:-$(dirname "$0")/../output}")
cd "$(dirname "$0")/.."
schemas=$(realpath -m -- "${SCHEMAS:-../shared/validators}")

venv=target/validators
wanted='pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.0 frictionless==5.21.0 csvw==4.1.1'
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ]; then
  printf 'installing %s\n' "$wanted"
  rm -rf "$venv"
  mkdir -p target
  # shellcheck disable=SC2086
  if ! python3 -m venv "$venv" || ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $wanted; then
    printf 'SKIPPED: the Python packages cannot be installed here; no release was loaded\n'
    exit 77
  fi
  printf '%s\n' "$wanted" >"$venv/installed"
fi

# Tools with requirements of their own, each set in a place of its own. One that cannot be installed is left out and named.
more=''
for set in 'graphs pyshacl==0.40.1 mlcroissant==1.1.1 pysdmx[data]==1.21.0 jsonschema==4.26.0' 'citation cffconvert==2.0.0'; do
  name=${set%% *} packages=${set#* } place=target/validators-${set%% *}
  if [ "$(cat "$place/installed" 2>/dev/null)" != "$packages" ]; then
    printf 'installing %s\n' "$packages"
    rm -rf "$place"
    # shellcheck disable=SC2086
    if ! python3 -m venv "$place" || ! "$place/bin/python" -m pip install --quiet --disable-pip-version-check $packages; then
      continue
    fi
    printf '%s\n' "$packages" >"$place/installed"
  fi
  more="$more $name=$place"
done

# shellcheck disable=SC2086
exec "$venv/bin/python" - "$output" target/validators/work "$schemas" $more <<'PY'
import csv, hashlib, json, os, re, shutil, subprocess, sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

output, work = Path(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
SCHEMAS = Path(sys.argv[3])
PLACES = {name: Path(place).absolute() for name, place in (entry.split("=", 1) for entry in sys.argv[4:])}
PYTHON = Path(sys.executable).absolute()
FRICTIONLESS = Path(sys.executable).with_name("frictionless").absolute()
PANDAS_TYPES = {"str", "float64", "int8", "int32", "datetime64[ms]"}
failures, checks = [], 0


class Refused(Exception):
    """A check that found something wrong."""


def descriptor(release):
    return json.loads((release / "datapackage.json").read_text(encoding="utf-8"))


def resources(release, kind):
    """The tables of a release; exports and flavours of them lie elsewhere."""
    return [r for r in descriptor(release)["resources"] if r["format"] == kind and r["path"].startswith("data/")]


def fields(resource):
    return {f["name"]: f["type"] for f in resource["schema"]["fields"]}


def frictionless(release):
    """frictionless cannot count the bytes of Parquet, so it judges the CSV files; Parquet is judged by the checks below."""
    package = descriptor(release)
    package["resources"] = [r for r in package["resources"] if r["format"] == "csv"]
    temporary = release / "datapackage-csv.json"
    temporary.write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")
    try:
        run = subprocess.run([FRICTIONLESS, "validate", temporary.name, "--json"], cwd=release, capture_output=True, text=True)
    finally:
        temporary.unlink()
    try:
        report = json.loads(run.stdout)
    except json.JSONDecodeError:
        raise Refused(run.stdout[-300:] + run.stderr[-300:])
    problems = [f"{t['name']} row {e.get('rowNumber')}: {e['type']}: {e['message']}" for t in report["tasks"] for e in t["errors"]]
    problems += [f"{e['type']}: {e['message']}" for e in report["errors"]]
    if problems or run.returncode:
        raise Refused(f"{len(problems)} problems, the first: {'; '.join(problems[:5])}")
    return f"{len(package['resources'])} CSV tables VALID"


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


def pairs(release):
    tables = {r["name"]: r for r in resources(release, "csv")}
    for resource in resources(release, "parquet"):
        yield tables[resource["name"].removesuffix("-parquet")], resource


def pandas_csv(release):
    for plain, parquet in pairs(release):
        frame = pd.read_csv(release / plain["path"], dtype="str", keep_default_na=False, na_values=[""])
        other = pd.read_parquet(release / parquet["path"])
        for name, kind in fields(plain).items():
            if kind == "date":
                frame[name] = pd.to_datetime(frame[name]).astype("datetime64[ms]")
            elif kind != "string":
                frame[name] = frame[name].astype(str(other[name].dtype))
        try:
            pd.testing.assert_frame_equal(frame, other, check_exact=True)
        except AssertionError as difference:
            raise Refused(f"{plain['path']}: {' '.join(str(difference).split())[:200]}")
    return f"{len(list(pairs(release)))} tables: CSV and Parquet are one frame"


def polars_both(release):
    types = {"string": [pl.String], "number": [pl.Float64], "date": [pl.Datetime("ms")], "integer": [pl.Int8, pl.Int32]}
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


def tool(release, place, arguments, good):
    """Runs a program of a set in the release; what it prints must have the words of success."""
    program = [PLACES[place] / "bin" / "python"] if place else [PYTHON]
    run = subprocess.run([*program, *arguments], cwd=release, capture_output=True, text=True)
    said = " ".join((run.stdout + run.stderr).split())
    if run.returncode or good not in said:
        raise Refused(said[-600:] or f"exit {run.returncode}")
    return said


def csvw(release):
    main = "import sys; from csvw.__main__ import csvwvalidate; sys.exit(csvwvalidate())"
    tool(release, "", ["-c", main, "-v", "meta/csvw.json"], "OK")
    return f"{len(json.loads((release / 'meta/csvw.json').read_text(encoding='utf-8'))['tables'])} CSV tables OK"


def loaders(release):
    """Runs every Python block of the READMEs as printed; each must give all rows, codes as texts, the value as a number."""
    rows = pq.read_metadata(release / "data/observations.parquet").num_rows
    blocks = [b for name in ("README.md", "README.zh.md") for b in re.findall(r"```python\n(.*?)```", (release / name).read_text(encoding="utf-8"), re.S)]
    here = os.getcwd()
    os.chdir(release)
    try:
        for block in blocks:
            names = {}
            try:
                exec(compile(block, "README", "exec"), names)
                data = names["data"]
                frame = data if isinstance(data, (pd.DataFrame, pl.DataFrame)) else data.df()
                area, value = str(frame["ref_area"].dtype), str(frame["obs_value"].dtype).lower()
            except Exception as error:
                raise Refused(f"{block.split()[1]}: {type(error).__name__}: {str(error)[:200]}")
            if len(frame) != rows or area.lower() not in ("str", "string", "object") or value != "float64":
                raise Refused(f"{block.split()[1]}: {len(frame)} of {rows} rows, ref_area {area}, obs_value {value}")
    finally:
        os.chdir(here)
    if len(blocks) != 6:
        raise Refused(f"{len(blocks)} Python loaders in the READMEs instead of 6")
    return f"{len(blocks)} loaders as printed"


PROFILE = """
import json, sys
from jsonschema import Draft7Validator, FormatChecker
schema, package = (json.load(open(name, encoding="utf-8")) for name in (sys.argv[1], "datapackage.json"))
errors = list(Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(package))
print("; ".join(f"{'/'.join(map(str, e.path))}: {e.message[:150]}" for e in errors[:3]) or "profile holds")
"""
SDMX = """
from pysdmx.io import read_sdmx
data = read_sdmx("meta/sdmx/observations.csv", validate=True).data
print("rows", len(data[0].data), data[0].structure)
"""


def profile(release):
    tool(release, "graphs", ["-c", PROFILE, SCHEMAS / "datapackage-2.0.json"], "profile holds")
    return "datapackage.json fits the profile of Data Package 2.0"


def shapes(release):
    tool(release, "graphs", ["-m", "pyshacl", "-s", SCHEMAS / "dcat-ap-3.0.1-SHACL.ttl", "-df", "json-ld", "meta/dcat.jsonld"], "Conforms: True")
    return "meta/dcat.jsonld conforms to DCAT-AP 3.0.1"


def croissant(release):
    tool(release, "graphs", [PLACES["graphs"] / "bin/mlcroissant", "validate", "--jsonld", "meta/croissant.jsonld"], "Done.")
    return "meta/croissant.jsonld is Croissant 1.0"


def sdmx(release):
    rows = pq.read_metadata(release / "data/observations.parquet").num_rows
    return tool(release, "graphs", ["-c", SDMX], f"rows {rows} ")[-120:]


def citation(release):
    tool(release, "citation", [PLACES["citation"] / "bin/cffconvert", "--validate", "-i", "CITATION.cff"], "are valid according to schema version 1.2.0")
    return "CITATION.cff 1.2.0 is valid"


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


def break_type(release):
    edit_csv(release, "observations", set_cell("obs_value", "2,808.19"))
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

# Each check with the damages it must see, and the words by which it must name them.
CHECKS = [
    ("frictionless", frictionless, [
        ("a value with a comma", break_type, "type-error"),
        ("a key twice", break_key, "primary-key"),
        ("an unknown area", break_reference, '"999999" not found'),
        ("a line more", break_digest, "hash-count"),
    ]),
    ("digests", digests, [("a line more", break_digest, "observations.csv"), ("another value in Parquet", another_value, "observations.parquet")]),
    ("pandas, Parquet", pandas_parquet, [("codes as numbers", codes_as_numbers, "ref_area is int64"), ("dates as date32", dates_as_objects, "period_end is object")]),
    ("pandas, CSV", pandas_csv, [("another value in Parquet", another_value, "obs_value")]),
    ("polars", polars_both, [("codes as numbers", codes_as_numbers, "ref_area is Int64"), ("another value in Parquet", another_value, "another frame")]),
    ("duckdb", duckdb_both, [("another value in Parquet", another_value, "1 rows differ"), ("a row twice in CSV", break_key, "1 rows differ")]),
]

CHECKS += [
    ("csvw", csvw, [
        ("a value with a comma", break_type, "invalid lexical value"),
        ("a key twice", break_key, "duplicate primary key"),
        ("an unknown area", break_reference, "`999999` not found"),
    ]),
    ("README", loaders, [("a column renamed", edit_text("data/observations.csv", "obs_value", "value"), "pandas")]),
]
skipped = []


def further(name, place, check, breakages, schema=None):
    """A check that needs more than the packages which must be there."""
    if place not in PLACES:
        skipped.append(f"{name} (cannot be installed here)")
    elif schema and not (SCHEMAS / schema).is_file():
        skipped.append(f"{name} ({SCHEMAS / schema} is not there)")
    else:
        CHECKS.append((name, check, breakages))


further("profile 2.0", "graphs", profile, [("no resources", edit_text("datapackage.json", '"resources": [', '"resource": ['), "resources"), ("an empty list of licences", edit_text("datapackage.json", '"title"', '"licenses": [], "title"'), "licenses")], "datapackage-2.0.json")
further("DCAT-AP", "graphs", shapes, [("no address", edit_text("meta/dcat.jsonld", "dcat:accessURL", "dcat:address"), "accessURL")], "dcat-ap-3.0.1-SHACL.ttl")
further("Croissant", "graphs", croissant, [("a field without a type", edit_text("meta/croissant.jsonld", '"dataType": "sc:', '"kind": "sc:'), "dataType")])
further("SDMX", "graphs", sdmx, [("another header", edit_text("meta/sdmx/observations.csv", "STRUCTURE,STRUCTURE_ID", "KIND,ID"), "SDMX-CSV")])
further("citation", "citation", citation, [("no title", edit_text("CITATION.cff", "title:", "titel:"), "titel")])

releases = sorted(path.parent.resolve() for path in output.glob("*/latest/SHA256SUMS"))
if not releases:
    sys.exit("no release under output/: run tongbi first")
for release in releases:
    print(release.relative_to(output.resolve()))
    for name, check, breakages in CHECKS:
        copy = work / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(release, copy)
        checks += 1
        try:
            print(f"  ok      {name}: {check(copy)}")
        except Refused as reason:
            failures.append(f"{release.name}: {name}")
            print(f"  FAILED  {name}: {reason}")
        for what, damage, words in breakages:
            shutil.rmtree(copy)
            shutil.copytree(release, copy)
            damage(copy)
            checks += 1
            try:
                check(copy)
                reason = ""
            except Refused as refusal:
                reason = str(refusal)
            if words in reason:
                print(f"  ok      {name} rejects {what}")
            else:
                failures.append(f"{release.name}: {name} does not see {what}")
                print(f"  FAILED  {name} does not see {what}: {reason or 'accepted'}")
shutil.rmtree(work)
print(f"{checks} checks on {len(releases)} releases, {len(failures)} failed")
print("not run: " + (", ".join(skipped) if skipped else "nothing") + "; R (its loader is printed, not run)")
sys.exit(1 if failures else 0)
PY
