"""The same job as a Polars script, with binary floats. Usage: peer_polars.py DATA OUT FREQ

Writes `panel.csv` and `panel.parquet` in tongbi's columns and order, and `rejects.csv`.
"""

import sys

import polars as pl

data, out, freq = sys.argv[1:]
CELL = ["area", "name", "time_period", "value_text", "unit_text", "note"]

names = pl.read_csv(f"{data}/names.csv")
codes = names["code"].unique().sort()
names = names.with_columns(indicator=pl.col("code").cast(pl.Enum(codes)), line=pl.col("code").rank("dense").cast(pl.Int64) * 1_000_000).drop("code")
units = pl.read_csv(f"{data}/units.csv", schema_overrides={"factor": pl.Float64})
units = units.select(unit_text="unit", unit_measure=pl.col("code").cast(pl.Enum(units["code"].unique().sort())), factor="factor")

year = pl.col("time_period").str.slice(0, 4).cast(pl.Int64) * 12
month = {"Y": year, "Q": year + pl.col("time_period").str.slice(5).cast(pl.Int64) * 3, "M": year + pl.col("time_period").str.slice(5).cast(pl.Int64)}[freq]
cells = (
    pl.scan_csv(f"{data}/panel_*.csv", new_columns=CELL, infer_schema=False, schema_overrides={"area": pl.Int32})
    .join(names.lazy(), on="name", how="left")
    .join(units.lazy(), on="unit_text", how="left")
    .with_columns(
        obs_value=pl.col("value_text").str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False) * pl.col("factor"),
        key=(pl.col("line") + pl.col("area")) * 100_000 + month,
    )
    .drop("line", "factor")
    .collect(engine="streaming")
)

# One number is the key, so sorting brings together what speaks of one figure; a year earlier is 12 less.
understood = pl.col("indicator").is_not_null() & pl.col("unit_measure").is_not_null()
strangers = cells.filter(~understood).select(CELL)
cells = cells.lazy().filter(understood).sort("key").collect(engine="streaming")
repeated = (pl.col("key") == pl.col("key").shift(1)).fill_null(False)
contested = cells.filter(repeated | (pl.col("key") == pl.col("key").shift(-1))).unique(CELL).filter(pl.len().over("key") > 1)
cells = cells.filter(~repeated & ~pl.col("key").is_in(contested["key"].unique().implode()))
strangers.vstack(contested.select(CELL)).write_csv(f"{out}/rejects.csv")

steps = range(1, {"Y": 1, "Q": 4, "M": 12}[freq] + 1)
before = [pl.col("key").shift(step) == pl.col("key") - 12 for step in steps]
value, base, change, text = pl.col("obs_value"), pl.col("yoy_base"), pl.col("yoy_change"), pl.col("value_text")
panel = (
    cells.lazy()
    .with_columns(
        yoy_base=pl.when(value.is_not_null()).then(pl.coalesce(pl.when(here).then(value.shift(step)) for step, here in zip(steps, before))),
        there=pl.any_horizontal(here.fill_null(False) for here in before),
    )
    .with_columns(yoy_change=value - base)
    .select(
        "indicator",
        ref_area="area",
        freq=pl.lit({"Y": "A"}.get(freq, freq)),
        time_period="time_period",
        obs_value="obs_value",
        unit_measure="unit_measure",
        obs_status=pl.when(value.is_not_null()).then(pl.lit("A")).when(text == "…").then(pl.lit("N")).otherwise(pl.lit("O")),
        yoy_base="yoy_base",
        yoy_change="yoy_change",
        yoy_percent=pl.when((pl.col("unit_measure") != "percent") & (base != 0)).then((change / base * 100).round(4)),
        yoy_status=pl.when(value.is_null()).then(pl.lit("no_value")).when(~pl.col("there")).then(pl.lit("no_base")).when(base.is_null())
        .then(pl.lit("base_missing")).when((base == 0) & (pl.col("unit_measure") != "percent")).then(pl.lit("zero_base")).otherwise(pl.lit("OK")),
        value_text="value_text",
        unit_text="unit_text",
        note="note",
    )
    .collect()
)
panel.write_csv(f"{out}/panel.csv")
panel.write_parquet(f"{out}/panel.parquet", compression="zstd")
