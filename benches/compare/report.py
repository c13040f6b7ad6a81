"""Tables of Markdown, and the place between two marks of docs/performance.md where they belong."""

import datetime, os, platform

import measure
import tools

DOCUMENT = tools.ROOT / "docs" / "performance.md"


def table(head, rows):
    """Rows of texts under a head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def span(runs, what, digits):
    """Median, and the least and most of all runs."""
    values = [getattr(run, what) for run in runs]
    return f"{measure.median(runs, what):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def circumstances(versions, rounds, load):
    """When, with what and on what it was measured; load is that of the minute before the first run."""
    day = datetime.datetime.now(datetime.timezone.utc).date()
    busy = "" if load is None else f" Load of the minute before, its own preparations included: {load:.1f}."
    said = f"{day}; {', '.join(versions)}, Python {platform.python_version()}, {tools.compiler()}; {os.cpu_count()} cores, {tools.machine()}."
    return f"{said} Whole processes, start-up included: median (least to most) of {rounds} runs by turns.{busy}"


def write(mark, text):
    """Puts a text between `<!-- mark -->` and `<!-- /mark -->`."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    page = DOCUMENT.read_text(encoding="utf-8")
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(end) < page.index(begin):
        raise measure.Failed(f"{DOCUMENT.name} needs one {begin} and, behind it, one {end}")
    before, after = page[: page.index(begin)], page[page.index(end) + len(end) :]
    DOCUMENT.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
