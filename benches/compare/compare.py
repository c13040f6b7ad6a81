#!/usr/bin/env python3
"""tongbi beside the scripts that people would write instead, as whole processes; or, with --growth, how its cost grows.

    cargo build --release --locked
    python3 benches/compare/compare.py              1 million rows, three rounds; writes into docs/performance.md
    python3 benches/compare/compare.py --help

Data, projects and the peers' Python lie under target/compare. No time counts before the outputs agree (agree.py says how closely).
Exit codes: 0 measured, 1 a tool failed or the outputs differ.
"""

import argparse, os, shutil, subprocess, sys
from pathlib import Path

# Also for the processes that make the data: nothing is left beside the scripts.
sys.dont_write_bytecode, os.environ["PYTHONDONTWRITEBYTECODE"] = True, "1"

import growth
import measure
import report
import tools
from panel import Panel
from project import Options


# Panels of more rows are national ones, with more indicators and a place of their own on the page.
NATIONAL = 3_000_000


def arguments():
    parser = argparse.ArgumentParser(description="Compares tongbi with Polars and DuckDB scripts for the same job.")
    parser.add_argument("rows", nargs="?", type=count, default="1M", help="about how many rows: 100k, 1M, 12M (default 1M)")
    parser.add_argument("--freq", choices="YQM", default="Y", help="years (default), quarters or months")
    parser.add_argument("--shuffled", action="store_true", help="every row for itself, instead of blocks of 100 areas")
    parser.add_argument("--errors", action="store_true", help="half the rows cannot be understood")
    parser.add_argument("--all-columns", action="store_true", help="tongbi writes every column, every statement and the lineage; peers as always")
    parser.add_argument("--growth", action="store_true", help="how tongbi's cost grows, without peers")
    parser.add_argument("--rounds", type=at_least_one, default=3)
    parser.add_argument("--tools", default=",".join(tools.PEERS), help="peers, by commas; 'none' for tongbi alone")
    parser.add_argument("--threads", help="how many threads tongbi may use (default: all)")
    parser.add_argument("--binary", type=Path, default=tools.ROOT / "target" / "release" / "tongbi")
    parser.add_argument("--python", type=Path, help="a Python that has the peers, instead of installing them")
    parser.add_argument("--folder", type=Path, default=tools.ROOT / "target" / "compare", help="where data and projects are made")
    parser.add_argument("--print-only", action="store_true", help="leave docs/performance.md as it is")
    return parser.parse_args()


def count(text):
    """A number of rows: 100k, 1M, 250000."""
    factor = {"k": 1_000, "M": 1_000_000}.get(text[-1:], 1)
    return at_least_one(float(text.rstrip("kM")) * factor)


def at_least_one(number):
    if int(number) < 1:
        raise ValueError(number)
    return int(number)


def say(text):
    print(text, file=sys.stderr, flush=True)


def set_up(asked, panel):
    """tongbi first, then every peer that is there."""
    folder, data = asked.folder.resolve(), panel.make(asked.folder.resolve())
    wide = Options(all_columns=True, lineage=True, every_statement=True) if asked.all_columns else Options()
    threads = ("--threads", asked.threads) if asked.threads else ()
    wanted = [name for name in asked.tools.split(",") if name != "none"]
    if unknown := set(wanted) - set(tools.PEERS):
        raise measure.Failed(f"no peer is called {', '.join(sorted(unknown))}; there are {', '.join(tools.PEERS)}")
    python = asked.python or (tools.python_with_peers(folder, say) if wanted else None)
    peers = [tools.Peer(name, python, panel, data, folder / "peers" / name) for name in wanted if python]
    return tools.Tongbi(asked.binary, panel, data, folder / "project", wide, threads), peers


def agreement(tongbi, peers):
    """One run of each, unmeasured, and what agree.py says of the outputs."""
    for tool in [tongbi, *peers]:
        say(f"first run of {tool.name}, not counted")
        tool.run()
    if peers:
        named = [f"{peer.name}={peer.place}" for peer in peers]
        command = [peers[0].python, "-B", tools.HERE / "agree.py", tongbi.release, *named]
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=False)
        say(done.stdout.rstrip())
        if done.returncode != 0:
            raise measure.Failed("the outputs differ, so no time counts")


def comparison(asked, panel):
    """Measures and gives the text for docs/performance.md."""
    tongbi, peers = set_up(asked, panel)
    agreement(tongbi, peers)
    load, everyone = measure.load(), [tongbi, *peers]
    runs = measure.by_turns({tool.name: tool.run for tool in everyone}, asked.rounds, say)
    # Ratios are against Polars; where it is not there, against whoever is first.
    against = runs.get("polars", runs["tongbi"])
    lines = []
    for tool in everyone:
        mine = runs[tool.name]
        ratios = [f"{measure.median(mine, what) / measure.median(against, what):.2f}" for what in ("wall", "cpu", "peak")]
        spans = [report.span(mine, "wall", 2), report.span(mine, "cpu", 2), report.span(mine, "peak", 0)]
        lines.append([tool.name, *spans, " / ".join(ratios), *(f"{size:.1f}" for size in tool.sizes())])
    head = ["", "wall s", "CPU s", "peak MB", f"of {'Polars' if 'polars' in runs else 'tongbi'}: wall / CPU / MB", "CSV MB", "Parquet MB"]
    kind = {"Y": "years", "Q": "quarters", "M": "months"}[panel.freq]
    what = f"About {panel.rows:,} rows of {kind} ({panel.areas} areas, {panel.indicators} indicators, {panel.files} CSV files)"
    what += ", rows shuffled one by one" * (panel.block == 1) + ", half of them not understood" * panel.errors
    what += f"; tongbi with {'every column, every statement and lineage' if asked.all_columns else 'the same fourteen columns, lineage off'}."
    held = f" Before: keys, units, nulls and refused cells of {' and '.join(peer.name for peer in peers)} the same as tongbi's, values within 1e-9." if peers else " No peer was there."
    return f"{what}{held} {report.circumstances([tool.version() for tool in everyone], asked.rounds, load)}\n\n{report.table(head, lines)}"


def main():
    asked = arguments()
    if not (asked.binary.is_file() or shutil.which(str(asked.binary))):
        raise measure.Failed(f"there is no {asked.binary}: cargo build --release --locked makes it")
    rows = asked.rows
    if asked.growth:
        mark, text = "growth", growth.table(asked.binary, asked.folder.resolve(), rows, asked.rounds, say)
    else:
        panel = Panel(rows, asked.freq, 1 if asked.shuffled else 100, 200 if rows > NATIONAL else 100, 20 if asked.freq == "Y" else 10, asked.errors)
        mark, text = "national" if rows > NATIONAL else "comparison", comparison(asked, panel)
    print(text)
    if not asked.print_only:
        report.write(mark, text)


if __name__ == "__main__":
    try:
        main()
    except measure.Failed as failed:
        sys.exit(f"compare.py: {failed}")
