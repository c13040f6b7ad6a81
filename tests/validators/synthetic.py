"""Makes a project with many invented figures, to measure readers of a large release by: tongbi run, then share.py.

    synthetic.py FOLDER AREAS INDICATORS YEARS
"""

import hashlib, random, shutil, sys
from pathlib import Path

folder, (areas, indicators, years) = Path(sys.argv[1]), map(int, sys.argv[2:5])
catalog, raw = folder / "catalog", folder / "raw/panel"
(catalog / "areas").mkdir(parents=True)
raw.mkdir(parents=True)
real = Path(__file__).resolve().parents[2] / "catalog"
for name in ("categories.toml", "units.toml", "areas.toml"):
    shutil.copy(real / name, catalog)
lines = [f"X{number:05},某地{number:05},Area {number:05}" for number in range(areas)]
(catalog / "areas/synthetic.csv").write_text("\n".join(["code,zh,en", *lines, ""]), encoding="utf-8")
entry = '''[[indicator]]
code = "I{0:03}"
name = {{ zh = "指标{0:03}", en = "Indicator {0:03}" }}
category = "NATIONAL_ACCOUNTS"
measure = "LEVEL"
nature = "flow"
unit = "CNY"
display = "亿元"
price_basis = "CURRENT"
growth_basis = "CURRENT"
definition = {{ zh = "虚构的指标，用于测量。", en = "Invented, to measure by." }}
'''
(catalog / "indicators.toml").write_text("\n".join(entry.format(number) for number in range(indicators)), encoding="utf-8")
chance = random.Random(1)
with open(raw / "panel.csv", "w", encoding="utf-8") as file:
    file.write("地区,指标,年份,数值,单位\n")
    for indicator in range(indicators):
        for area in range(areas):
            level = chance.uniform(10, 10_000)
            for year in range(years):
                level *= chance.uniform(0.95, 1.15)
                file.write(f"某地{area:05},指标{indicator:03},{2024 - years + year},{level:.2f},亿元\n")
unknown = ("publisher", "delivered", "published", "address", "licence", "carrier", "standing")
digest = hashlib.sha256((raw / "panel.csv").read_bytes()).hexdigest()
(raw / "source.toml").write_text(
    'title = "虚构的面板"\nfidelity = "original"\norigin = "as downloaded"\norigin_note = "invented by a program"\n'
    + "".join(f'{key} = "unknown"\n' for key in unknown) + f'[files]\n"panel.csv" = "{digest}"\n', encoding="utf-8")
(folder / "pipeline.toml").write_text('''[project]
catalog = "catalog"
output = "output"

[layouts.panel]
columns = { "地区" = "area", "指标" = "indicator", "年份" = "period", "数值" = "value", "单位" = "unit" }

[sources.panel]
folder = "raw/panel"
layout = "panel"
declared.scenario = "ACTUAL"

[[sources.panel.tables]]
files = "panel.csv"

[packages.synthetic]
title = { zh = "虚构的面板", en = "Invented panel" }
description = { zh = "用于测量。", en = "To measure by." }
language = "zh"
sources = ["panel"]
''', encoding="utf-8")
