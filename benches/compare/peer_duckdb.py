"""The same job as a DuckDB script, with binary floats. Usage: peer_duckdb.py DATA OUT FREQ

Writes `panel.csv` and `panel.parquet` in tongbi's columns and order, and `rejects.csv`.
"""

import sys

import duckdb

data, out, freq = sys.argv[1:]
YEAR = "CAST(period[1:4] AS BIGINT) * 12"
MONTH = {"Y": YEAR, "Q": f"{YEAR} + CAST(period[6:] AS BIGINT) * 3", "M": f"{YEAR} + CAST(period[6:] AS BIGINT)"}[freq]
TEXTS = ", ".join(f"'{name}': 'VARCHAR'" for name in ["area", "indicator", "period", "value", "unit", "note"])
PANEL = """
    SELECT n.indicator, n.area AS ref_area, '{freq}' AS freq, n.period AS time_period, n.value AS obs_value, n.unit AS unit_measure,
        CASE WHEN n.value IS NOT NULL THEN 'A' WHEN n.value_text = '…' THEN 'N' ELSE 'O' END AS obs_status,
        CASE WHEN n.value IS NOT NULL THEN b.value END AS yoy_base,
        n.value - b.value AS yoy_change,
        CASE WHEN n.unit <> 'percent' AND b.value <> 0 THEN round((n.value - b.value) / b.value * 100, 4) END AS yoy_percent,
        CASE WHEN n.value IS NULL THEN 'no_value' WHEN b.key IS NULL THEN 'no_base' WHEN b.value IS NULL THEN 'base_missing'
            WHEN b.value = 0 AND n.unit <> 'percent' THEN 'zero_base' ELSE 'OK' END AS yoy_status,
        n.value_text, n.unit_text, n.note
    FROM once n LEFT JOIN once b ON b.key = n.key - 12 ORDER BY n.key
"""

run = duckdb.connect().execute
run(f"CREATE TABLE names AS SELECT name, code, dense_rank() OVER (ORDER BY code) * 1000000 AS line FROM read_csv('{data}/names.csv')")
run(f"CREATE TABLE units AS SELECT unit, code, CAST(factor AS DOUBLE) AS factor FROM read_csv('{data}/units.csv', all_varchar = true)")
run(f"""CREATE TABLE cells AS
    SELECT n.code AS indicator, c.area, c.period, TRY_CAST(replace(c.value, ',', '') AS DOUBLE) * u.factor AS value, u.code AS unit,
        c.indicator AS name, c.value AS value_text, c.unit AS unit_text, c.note, (n.line + CAST(c.area AS BIGINT)) * 100000 + {MONTH} AS key
    FROM read_csv('{data}/panel_*.csv', header = true, columns = {{{TEXTS}}}) c
    LEFT JOIN names n ON c.indicator = n.name LEFT JOIN units u ON c.unit = u.unit""")
run("CREATE TABLE twice AS SELECT key FROM cells WHERE indicator IS NOT NULL AND unit IS NOT NULL GROUP BY key HAVING count(*) > 1")
run("CREATE TABLE shared AS SELECT DISTINCT * FROM cells WHERE indicator IS NOT NULL AND unit IS NOT NULL AND key IN (FROM twice)")
run("CREATE TABLE contested AS SELECT key FROM shared GROUP BY key HAVING count(*) > 1")
run("""CREATE TABLE once AS
    SELECT * FROM cells WHERE indicator IS NOT NULL AND unit IS NOT NULL AND key NOT IN (FROM twice)
    UNION ALL SELECT * FROM shared WHERE key NOT IN (FROM contested)""")
rejects = "SELECT area, name, period, value_text, unit_text, note FROM"
run(f"""COPY ({rejects} cells WHERE indicator IS NULL OR unit IS NULL UNION ALL {rejects} shared WHERE key IN (FROM contested))
    TO '{out}/rejects.csv' (HEADER)""")
run("CREATE TABLE panel AS" + PANEL.format(freq={"Y": "A"}.get(freq, freq)))
run(f"COPY panel TO '{out}/panel.csv' (HEADER)")
run(f"COPY panel TO '{out}/panel.parquet' (FORMAT parquet, COMPRESSION zstd)")
