"""The descriptors of a release, each by the validator of its format."""

import json, os, subprocess, sys
from pathlib import Path

import pyarrow.parquet as pq

import damage
from harness import Refused, descriptor

PYTHON = Path(sys.executable).absolute()
FRICTIONLESS = PYTHON.with_name("frictionless")
# Where schemas lie, and where tools with requirements of their own are installed: tests/validators.sh says.
SCHEMAS = Path(os.environ["SCHEMAS"])
PLACES = {name: Path(place).absolute() for name, place in (entry.split("=", 1) for entry in os.environ["PLACES"].split())}


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


def checks(_):
    value, key, area = (
        ("a value with a comma", damage.break_type), ("a key twice", damage.break_key), ("an unknown area", damage.break_reference))
    return [
        ("frictionless", frictionless, [
            (*value, "type-error"), (*key, "primary-key"), (*area, '"999999" not found'), ("a line more", damage.break_digest, "hash-count")]),
        ("csvw", csvw, [(*value, "invalid lexical value"), (*key, "duplicate primary key"), (*area, "`999999` not found")]),
    ]


def further():
    """Checks that need more than the packages which must be there, and the names of those that cannot run."""
    edit = damage.edit_text
    listed = [
        ("profile 2.0", "graphs", "datapackage-2.0.json", profile, [
            ("no resources", edit("datapackage.json", '"resources": [', '"resource": ['), "resources"),
            ("an empty list of licences", edit("datapackage.json", '"title"', '"licenses": [], "title"'), "licenses"),
        ]),
        ("DCAT-AP", "graphs", "dcat-ap-3.0.1-SHACL.ttl", shapes, [
            ("no address", edit("meta/dcat.jsonld", "dcat:accessURL", "dcat:address"), "accessURL")]),
        ("Croissant", "graphs", None, croissant, [
            ("a field without a type", edit("meta/croissant.jsonld", '"dataType": "sc:', '"kind": "sc:'), "dataType")]),
        ("SDMX", "graphs", None, sdmx, [("another header", edit("meta/sdmx/observations.csv", "STRUCTURE,STRUCTURE_ID", "KIND,ID"), "SDMX-CSV")]),
        ("citation", "citation", None, citation, [("no title", edit("CITATION.cff", "title:", "titel:"), "titel")]),
    ]
    found, skipped = [], []
    for name, place, schema, check, breakages in listed:
        if place not in PLACES:
            skipped.append(f"{name} (cannot be installed here)")
        elif schema and not (SCHEMAS / schema).is_file():
            skipped.append(f"{name} ({SCHEMAS / schema} is not there)")
        else:
            found.append((name, check, breakages))
    return found, skipped
