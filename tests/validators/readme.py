"""The loaders that READMEs print, run as they are printed: those of the release, and those of the project's own README."""

import os, re, shutil, subprocess
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import damage
from harness import Refused, fields, resources
from tables import logical_digest

PROJECT = Path(__file__).resolve().parents[2]
RSCRIPT = shutil.which("Rscript")
# What follows an R loader: types, and each value with all digits of a double.
R_TAIL = """
stopifnot(is.character(data$ref_area), is.numeric(data$obs_value), inherits(data$period_end, "Date"), nrow(problems(data)) == 0)
writeLines(paste(data$ref_area, ifelse(is.na(data$obs_value), "", sprintf("%.17g", data$obs_value))), "r.txt")
"""


def blocks(folder, language):
    for name in ("README.md", "README.zh.md"):
        text = (folder / name).read_text(encoding="utf-8")
        for number, block in enumerate(re.findall(rf"```{language}\n(.*?)```", text, re.S), 1):
            yield f"{name}, {language} block {number}", block


def same(place, block, frame, expected):
    """A loader gives every row and column (but one that names columns), codes as texts, and figures to the last bit."""
    frame = frame if isinstance(frame, pd.DataFrame) else frame.to_pandas() if isinstance(frame, pl.DataFrame) else frame.df()
    chosen = block.startswith("SELECT indicator") or "\nSELECT indicator" in block
    wanted = expected[[name for name in expected if name in frame or not chosen]]
    for name in wanted:
        if name not in frame:
            raise Refused(f"{place}: no column {name}")
        kind, found = str(wanted[name].dtype), str(frame[name].dtype)
        if kind == "float64":
            if found != "float64" or not np.array_equal(frame[name].to_numpy(), wanted[name].to_numpy(), equal_nan=True):
                raise Refused(f"{place}: {name} is {found}, or has other figures")
        elif kind == "str" and found not in ("str", "object"):
            raise Refused(f"{place}: {name} is {found}")
        elif kind == "str" and frame[name].fillna("").tolist() != wanted[name].fillna("").tolist():
            raise Refused(f"{place}: {name} has other texts")


def python(place, block, result, expected):
    names = {}
    try:
        exec(compile(block, place, "exec"), names)
        frame = names[result]
    except Exception as error:
        raise Refused(f"{place}: {type(error).__name__}: {str(error)[:200]}")
    same(place, block, frame, expected)


def same_digest(release, block):
    """A pandas block gives two tables, from Parquet and from CSV: both have the logical digest of docs/releases.md."""
    columns = next(r for r in resources(release, "csv") if r["path"] == "data/observations.csv")["schema"]["fields"]
    found = set()
    for part in block.split("# The same from CSV:"):
        names = {"pd": pd}
        exec(part, names)
        found.add(logical_digest(names["data"], columns))
    if len(found) != 1:
        raise Refused("README.md: the two tables of the pandas loader have two logical digests")


def loaders(release):
    """Every Python block of the release's READMEs, run in its folder."""
    expected = pd.read_parquet(release / "data/observations.parquet")
    found = list(blocks(release, "python"))
    here = os.getcwd()
    os.chdir(release)
    try:
        for place, block in found:
            python(place, block, "data", expected)
            if "import pandas" in block:
                same_digest(release, block)
    finally:
        os.chdir(here)
    if len(found) != 6:
        raise Refused(f"{len(found)} Python loaders in the READMEs instead of 6")
    return f"{len(found)} loaders as printed"


def project(release):
    """Every Python and SQL block of the project's READMEs, run on this release in place of the one they name."""
    expected = pd.read_parquet(release / "data/observations.parquet")
    count = 0
    for language in ("python", "sql"):
        for place, block in blocks(PROJECT, language):
            block = block.replace("output/luohu-indicators/latest/", f"{release}/")
            if language == "python":
                python(place, block, "df", expected)
            else:
                try:
                    frame = duckdb.sql(block).df()
                except duckdb.Error as error:
                    raise Refused(f"{place}: {str(error)[:200]}")
                rows = expected[expected["indicator"] == "GRP"].reset_index(drop=True) if "indicator = 'GRP'" in block else expected
                same(place, block, frame, rows)
            count += 1
    if count < 12:
        raise Refused(f"{count} loaders in README.md and README.zh.md instead of 12 at least")
    return f"{count} loaders as printed"


def r(release):
    """The R blocks; each value is written by R and read back to the same double."""
    expected = pd.read_parquet(release / "data/observations.parquet")
    for place, block in blocks(release, "r"):
        run = subprocess.run([RSCRIPT, "--vanilla", "-"], input=block + R_TAIL, cwd=release, capture_output=True, text=True)
        if run.returncode:
            raise Refused(f"{place}: {run.stderr[-300:]}")
        lines = [line.split(" ") for line in (release / "r.txt").read_text(encoding="utf-8").splitlines()]
        values = np.array([float(value) if value else np.nan for _, value in lines])
        if [area for area, _ in lines] != expected["ref_area"].tolist() or not np.array_equal(values, expected["obs_value"], equal_nan=True):
            raise Refused(f"{place}: other areas or values")
    return "2 loaders as printed"


def checks(_):
    renamed = ("a column renamed", damage.edit_text("data/observations.csv", "obs_value", "value"))
    value = ("another value in Parquet", damage.another_value)
    return [
        ("README of the release", loaders, [(*renamed, "no column obs_value"), (*value, "other figures")]),
        ("README of the project", project, [(*renamed, "python block 3"), (*value, "other figures")]),
    ]


def further():
    """R, where it is installed with readr."""
    ready = RSCRIPT and subprocess.run([RSCRIPT, "--vanilla", "-e", "library(readr)"], capture_output=True).returncode == 0
    if not ready:
        return [], ["R (its loader is printed, not run: Rscript with readr is not installed)"]
    return [("R", r, [("another value in CSV", damage.another_cell, "other areas or values")])], []
