"""The tongbi project for a panel: code lists, declared sources, one package. What the declaration may vary is `Options`."""

import hashlib, json, os, shutil
from dataclasses import dataclass

from panel import UNITS, area, series

COLUMNS = [
    "indicator", "ref_area", "freq", "time_period", "obs_value", "unit_measure", "obs_status", "yoy_base", "yoy_change", "yoy_percent", "yoy_status",
    "value_text", "unit_text", "note",
]
KINDS = {"CNY": "currency", "person": "counter", "item": "counter", "percent": "ratio"}
EXTRA_UNITS = {"公顷": ("ha", "m2", "10000"), "千克": ("kg", "t", "1/1000"), "‰": ("permille", "percent", "1/10")}
LAYOUT = """[layouts.panel]
columns = { "area" = "area", "indicator" = "indicator", "period" = "period", "value" = "value", "unit" = "unit", "note" = "note" }
marks = { "…" = "N", "-" = "O", "" = "O", "NA" = "O" }
"""
SIDECAR = """title = "Panel"
publisher = "Nobody: the figures are made up"
delivered = "2025"
published = "2025"
address = "unknown"
licence = "unknown"
carrier = "generated"
fidelity = "original"
origin = "as downloaded"
origin_note = "benches/compare/panel.py"
standing = "made up"

[files]
"""


@dataclass(frozen=True)
class Options:
    """What the package holds beside the columns that a script for this job would write, and over how many sources its files are spread."""

    more_columns: tuple = ()
    all_columns: bool = False
    lineage: bool | str = False
    every_statement: bool = False
    sources: int = 1


def make(panel, data, place, options):
    """Writes the project anew into `place`; raw files are linked where the file system can."""
    shutil.rmtree(place, ignore_errors=True)
    (place / "catalog" / "areas").mkdir(parents=True)
    (place / "catalog" / "units.toml").write_text(units(), encoding="utf-8")
    (place / "catalog" / "indicators.toml").write_text(indicators(panel), encoding="utf-8")
    areas = "".join(f"{area(at)},地区{area(at)}\n" for at in range(panel.areas))
    (place / "catalog" / "areas" / "all.csv").write_text("code,zh\n" + areas, encoding="utf-8")
    names = [f"panel{at + 1:02}" for at in range(options.sources)]
    files = sorted(data.glob("panel_*.csv"))
    for at, name in enumerate(names):
        source(place / "raw" / name, files[len(files) * at // len(names) : len(files) * (at + 1) // len(names)])
    (place / "pipeline.toml").write_text(pipeline(names, options), encoding="utf-8")


def source(folder, files):
    folder.mkdir(parents=True)
    for path in files:
        try:
            os.link(path, folder / path.name)
        except OSError:
            shutil.copyfile(path, folder / path.name)
    digests = "".join(f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n' for path in files)
    (folder / "source.toml").write_text(SIDECAR + digests, encoding="utf-8")


def units():
    """The canonical units and those that no number word makes of them (万元 and 亿元 need no entry)."""
    own = [(code, symbol, code, "1") for code, (symbol, _) in UNITS.items()]
    more = [(code, symbol, base, factor) for symbol, (code, base, factor) in EXTRA_UNITS.items()]
    form = '[[unit]]\ncode = "{}"\nsymbol = "{}"\nkind = "{}"\ndimension = "{}"\nfactor = "{}"\nname = {{ zh = "{}", en = "{}" }}\n'
    return "\n".join(form.format(code, symbol, KINDS.get(base, "physical"), base, factor, symbol, code) for code, symbol, base, factor in own + more)


def indicators(panel):
    form = '[[indicator]]\ncode = "{}"\nname = {{ zh = "{}", en = "Series {}" }}\naliases = {}\nunit = "{}"\nmeasure = "{}"\nprice_basis = "NA"\n'
    rows = [
        form.format(code, names[0], code, json.dumps(names[1:], ensure_ascii=False), unit, "RATE" if unit == "percent" else "LEVEL")
        for code, names, unit, _ in series(panel.indicators)
    ]
    return "\n".join(rows)


def pipeline(names, options):
    parts = [LAYOUT]
    parts += [f'[sources.{name}]\nfolder = "raw/{name}"\nlayout = "panel"\ntables = [{{ files = "panel_*.csv" }}]\n' for name in names]
    parts.append(f'[packages.panel]\ntitle = "Panel"\ndescription = "A made-up national panel"\nsources = {json.dumps(names)}')
    parts.append("tolerance = { quarantined = 1000000000 }\nrounding = { percent_digits = 4 }")
    parts.append(f"lineage = {json.dumps(options.lineage)}")
    if not options.every_statement:
        parts.append('statements = "contested"')
    if not options.all_columns:
        parts.append(f"columns = {json.dumps(COLUMNS + list(options.more_columns))}")
    return "\n".join(parts) + "\n"
