"""Whether the tools said the same, before any time counts. Usage: agree.py TONGBI_RELEASE NAME=FOLDER ...

Keys, units, statuses and nulls must be equal, values within 1e-9 of their size (a change: of the larger of its two values), percents within 1e-3, and as
many cells must have been refused. The first difference of each peer is printed. Exit code 1 where there is one.
"""

import sys
from pathlib import Path

import polars as pl

SAME = ["indicator", "ref_area", "freq", "time_period", "unit_measure", "obs_status", "yoy_status"]
NUMBERS = ["obs_value", "yoy_base", "yoy_change", "yoy_percent"]


def table(path):
    frame = pl.read_parquet(path, columns=SAME + NUMBERS)
    frame = frame.with_columns(pl.col(SAME).cast(pl.String), pl.col(NUMBERS).cast(pl.Float64))
    # Tables write 2003Q1, SDMX 2003-Q1.
    frame = frame.with_columns(pl.col("time_period").str.replace(r"^(\d{4})Q", "${1}-Q"))
    # Why there is no growth is told apart by tongbi more finely than by a script.
    return frame.with_columns(yoy_status=(pl.col("yoy_status") == "OK").cast(pl.String))


def tolerance(name):
    """How far a number may be off: percents are rounded to four digits, and a peer's may have been rounded the other way."""
    if name == "yoy_percent":
        return pl.max_horizontal(pl.lit(1.0), pl.col(name).abs()) * 1e-3
    sizes = ["obs_value", "yoy_base"] if name == "yoy_change" else [name]
    return pl.max_horizontal(pl.col(size).abs() for size in sizes) * 1e-9


def difference(ours, theirs):
    """What differs first, in words; none where nothing does."""
    if ours.height != theirs.height:
        return f"{ours.height} rows against {theirs.height}"
    both = pl.concat([ours, theirs.rename({name: f"{name}_peer" for name in SAME + NUMBERS})], how="horizontal")
    for name in SAME + NUMBERS:
        one, other = pl.col(name), pl.col(f"{name}_peer")
        off = one.ne_missing(other) if name in SAME else one.is_null().ne(other.is_null()) | ((one - other).abs() > tolerance(name))
        if (wrong := both.filter(off.fill_null(False))).height:
            return f"{name} in {wrong.height} rows, first {wrong.select(*SAME[:4], one.alias('ours'), other.alias('theirs')).row(0)}"
    return None


def prove(ours):
    """Breaks a copy of the table in every way that must be found; fails where one is not."""
    at = pl.int_range(pl.len()) == ours["yoy_percent"].is_not_null().arg_max()
    there = lambda name, other: ours.with_columns(pl.when(at).then(other).otherwise(pl.col(name)).alias(name))
    broken = {name: there(name, pl.col(name) * (1 + 1e-7)) for name in ["obs_value", "yoy_base"]}
    broken |= {f"no {name}": there(name, None) for name in NUMBERS}
    broken |= {name: there(name, pl.lit("x")) for name in SAME}
    broken["yoy_change"] = there("yoy_change", pl.col("yoy_change") + pl.col("obs_value").abs() * 1e-7)
    broken["yoy_percent"] = there("yoy_percent", pl.col("yoy_percent") + 1e-2 * pl.max_horizontal(pl.col("yoy_percent").abs(), 1.0))
    broken["a row too few"] = ours.head(ours.height - 1)
    broken["another order"] = ours.reverse()
    assert difference(ours, ours) is None, "a table differs from itself"
    missed = [name for name, table in broken.items() if difference(ours, table) is None]
    assert not missed, f"not found: {missed}"


def main(release, *peers):
    ours = table(Path(release) / "data" / "observations.parquet")
    prove(ours)
    refused = pl.read_csv(Path(release) / "data" / "quarantine.csv", infer_schema=False).filter(pl.col("severity") == "error").height
    wrong = False
    for name, folder in (peer.split("=", 1) for peer in peers):
        rejects = pl.read_csv(Path(folder) / "rejects.csv", infer_schema=False).height
        said = difference(ours, table(Path(folder) / "panel.parquet"))
        said = said or (f"{refused} cells refused against {rejects}" if refused != rejects else None)
        wrong |= said is not None
        print(f"{name}: {said or f'the same {ours.height} rows and {refused} refused cells'}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
