"""How tongbi's cost grows: with rows, files, sources, indicators, threads, and with what a release holds."""

from dataclasses import replace

import measure
import report
from panel import Panel
from project import Options
from tools import Tongbi

GROUPS = {
    "names": ["indicator_name", "ref_area_name"],
    "rest of the key": ["measure", "scenario", "cumulation", "price_basis", "comparability", "base_per", "adjustment"],
    "days": ["period_start", "period_end"],
    "bounds and printed digits": ["value_low", "value_high", "qualifier", "decimals", "half_width"],
    "status, stage, category": ["conf_status", "stage", "category"],
    "ends of growth, points": ["yoy_points", "yoy_low", "yoy_high"],
    "origin": ["derivation", "source_id"],
}


def variants(base):
    """Label to panel, declaration and arguments; the first is what the others differ from."""
    rows = base.rows
    found = {f"{rows / 1e6:g}M rows": (base, Options(), ())}
    for factor in [0.1, 3]:
        found[f"{rows * factor / 1e6:g}M rows"] = (replace(base, rows=int(rows * factor)), Options(), ())
    for files in [1, 200]:
        found[f"in {files} file{'s' * (files > 1)}"] = (replace(base, files=files), Options(), ())
    found["20 sources of one file"] = (base, Options(sources=20), ())
    for indicators in [20, 200]:
        found[f"{indicators} indicators, as many rows"] = (replace(base, indicators=indicators), Options(), ())
    found["one thread"] = (base, Options(), ("--threads", "1"))
    found["two threads"] = (base, Options(), ("--threads", "2"))
    for name, columns in GROUPS.items():
        found[f"+ {name} ({len(columns)} columns)"] = (base, Options(more_columns=tuple(columns)), ())
    found["every column"] = (base, Options(all_columns=True), ())
    found["+ lineage"] = (base, Options(lineage=True), ())
    found["+ lineage, Parquet only"] = (base, Options(lineage="parquet"), ())
    found["+ every statement"] = (base, Options(every_statement=True), ())
    found["every column + lineage, Parquet only"] = (base, Options(all_columns=True, lineage="parquet"), ())
    found["everything"] = (base, Options(all_columns=True, lineage=True, every_statement=True), ())
    return found


def table(binary, folder, rows, rounds, say):
    """Measures every variant by turns and gives the text for docs/performance.md."""
    base, jobs = Panel(rows=rows), {}
    for at, (label, (panel, options, arguments)) in enumerate(variants(base).items()):
        jobs[label] = Tongbi(binary, panel, panel.make(folder), folder / "growth" / str(at), options, arguments)
    load = measure.load()
    runs = measure.by_turns({label: tool.run for label, tool in jobs.items()}, rounds, say)
    first = measure.median(next(iter(runs.values())), "cpu")
    lines = []
    for label, tool in jobs.items():
        ratio = measure.median(runs[label], "cpu") / first
        sizes = [f"{size:.1f}" for size in tool.sizes()]
        lines.append([label, report.span(runs[label], "cpu", 2), f"{ratio:.2f}", f"{measure.median(runs[label], 'wall'):.2f}", f"{measure.median(runs[label], 'peak'):.0f}", *sizes])
    head = ["", "CPU s", "of the first", "wall s", "peak MB", "CSV MB", "Parquet MB"]
    version = next(iter(jobs.values())).version()
    basis = f"The first line: {base.indicators} indicators, {base.areas} areas, years, {base.files} files of one source, fourteen columns, lineage off, contested statements, all threads. Every other line changes one thing. Sizes are those of `observations`."
    return f"{basis} {report.circumstances([version], rounds, load)}\n\n{report.table(head, lines)}"
