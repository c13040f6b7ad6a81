# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # An indicator with its growth, and how much of the growth can be trusted
#
# Two real releases, loaded with pandas, Polars and DuckDB: the figures of Luohu District in Shenzhen, and those of 31 provinces. Every figure comes with
# its year-over-year change (`yoy_percent`), the interval that the printed digits allow (`yoy_low`, `yoy_high`), and whether the two years may be
# compared at all (`yoy_status`).
#
# To run it yourself: `tongbi run` in the folder above, then this notebook, or `python indicators.py` beside it.

# %%
import duckdb
import matplotlib.pyplot as plt
import pandas as pd
import polars as pl

LUOHU = "../output/luohu-indicators/latest/data"
PROVINCES = "../output/provincial-accounts/latest/data"

# %% [markdown]
# ## One file, no options
#
# Codes are texts, figures are doubles, days are timestamps. Nothing is an `object`, also where a column is empty.

# %%
luohu = pd.read_parquet(f"{LUOHU}/observations.parquet")
provinces = pd.read_parquet(f"{PROVINCES}/observations.parquet")
for table in (luohu, provinces):
    print(len(table), "observations;", ", ".join(sorted({str(kind) for kind in table.dtypes})))

# %% [markdown]
# ## One series
#
# A series is one indicator of one area in one measure; `scenario` keeps targets apart from what happened. Here: budget revenue of Luohu District.

# %%
columns = ["time_period", "value_text", "unit_text", "obs_value", "yoy_percent", "yoy_low", "yoy_high", "yoy_status"]
one = (luohu["indicator"] == "BUDGET_REVENUE") & (luohu["measure"] == "LEVEL") & (luohu["scenario"] == "ACTUAL")
revenue = luohu.loc[one, columns].reset_index(drop=True)
print(revenue.to_string())

# %% [markdown]
# `OK` is the only status without a caveat. `BASE_EXPECTED`: one of the two years is an expectation. `SCOPE_CHANGED`: the source itself gives another rate,
# on comparable scope. Lower case: there is no growth, and the word says why. Every status is explained in `CODEBOOK.md`.
#
# ## The same in Polars and DuckDB

# %%
lazy = pl.scan_parquet(f"{LUOHU}/observations.parquet")
wanted = (pl.col("indicator") == "BUDGET_REVENUE") & (pl.col("measure") == "LEVEL") & (pl.col("scenario") == "ACTUAL")
in_polars = lazy.filter(wanted).select(columns).collect()

in_duckdb = duckdb.sql(f"""
    SELECT {", ".join(columns)} FROM '{LUOHU}/observations.parquet'
    WHERE indicator = 'BUDGET_REVENUE' AND measure = 'LEVEL' AND scenario = 'ACTUAL'
    ORDER BY time_period
""")
rows = [tuple(None if pd.isna(cell) else cell for cell in row) for row in revenue.itertuples(index=False)]
print("Polars the same:", in_polars.rows() == rows)
print("DuckDB the same:", in_duckdb.fetchall() == rows)

# %% [markdown]
# ## Plotted: the level, and its growth with the interval
#
# Growth that has a caveat is drawn hollow. Names come from the code list, in the language of your readers.

# %%
names = pd.read_csv(f"{LUOHU}/indicators.csv", dtype="str", keep_default_na=False).set_index("indicator")["name_en"]


def plot(series, title, unit, factor):
    """A series above, its growth in percent with the interval of the printed digits below."""
    figure, (level, growth) = plt.subplots(2, 1, figsize=(7, 5), sharex=True, height_ratios=(3, 2), layout="constrained")
    series = series.assign(year=series["time_period"].astype("int"))  # a true axis: years without a figure stay empty
    level.bar(series["year"], series["obs_value"] / factor, color="#4c72b0")
    level.set(title=title, ylabel=unit, xticks=range(series["year"].min(), series["year"].max() + 1))
    known = series.dropna(subset=["yoy_percent", "yoy_low", "yoy_high"])
    for good, face in ((True, "#c44e52"), (False, "white")):
        part = known[(known["yoy_status"] == "OK") == good]
        if part.empty:
            continue
        around = [part["yoy_percent"] - part["yoy_low"], part["yoy_high"] - part["yoy_percent"]]
        label = "comparable" if good else "with a caveat (yoy_status)"
        growth.errorbar(part["year"], part["yoy_percent"], yerr=around, fmt="o", color="#c44e52", markerfacecolor=face, capsize=4, label=label)
    growth.axhline(0, color="grey", linewidth=0.8)
    growth.set(ylabel="growth on year, %")
    growth.legend(frameon=False)
    plt.show()


plot(revenue, f"{names['BUDGET_REVENUE']}, Luohu District", "100 million yuan", 1e8)

# %% [markdown]
# ## Where the interval decides
#
# The population of Tibet is printed in units of 10 000 people: 366 and 366 are any growth between −0.28 and +0.28 percent. Whether it grew in 2021 or in
# 2023 cannot be said from these figures.

# %%
one = (provinces["indicator"] == "RESIDENT_POPULATION") & (provinces["ref_area"] == "540000") & (provinces["measure"] == "LEVEL")
tibet = provinces.loc[one, columns].reset_index(drop=True)
print(tibet.drop(columns="obs_value").to_string())
unclear = tibet[(tibet["yoy_low"] <= 0) & (tibet["yoy_high"] >= 0)]
print("growth or decline cannot be told:", ", ".join(unclear["time_period"]))
plot(tibet, "Resident population, Tibet", "million people", 1e6)

# %% [markdown]
# ## All provinces at once
#
# The latest year, the growth of nominal gross regional product, and whether the order of two provinces is beyond rounding.

# %%
ranked = duckdb.sql(f"""
    SELECT a.name_en AS area, yoy_percent, yoy_low, yoy_high,
           yoy_low > lead(yoy_high) OVER (ORDER BY yoy_percent DESC, o.ref_area) AS surely_above_the_next
    FROM '{PROVINCES}/observations.parquet' o JOIN read_csv('{PROVINCES}/areas.csv', all_varchar = true) a USING (ref_area)
    WHERE indicator = 'GRP' AND measure = 'LEVEL' AND time_period = '2024' AND yoy_status = 'OK'
    ORDER BY yoy_percent DESC, o.ref_area LIMIT 8
""").df()
print(ranked.to_string())

# %% [markdown]
# ## Back to the cell
#
# `lineage` says where each observation comes from: the file, its digest, line, column and the text that stood there.

# %%
lineage = pd.read_parquet(f"{LUOHU}/lineage.parquet")
found = lineage[(lineage["indicator"] == "BUDGET_REVENUE") & (lineage["measure"] == "LEVEL") & (lineage["scenario"] == "ACTUAL")]
print(found[["time_period", "file", "line", "column", "raw"]].astype({"line": int, "column": int}).reset_index(drop=True).to_string())
