"""The files for portals and Excel in the tools of their editors, which guess types; and the canonical file in the types that its descriptor gives.

tests/portals.sh makes what it needs.
"""


import csv, io, json, re, shutil, subprocess, sys, xml.etree.ElementTree as xml
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

import canonical
from harness import Proof, Refused, releases as latest

output = Path(sys.argv[1]).resolve()
proof = Proof(sys.argv[2])
work = proof.work
SOFFICE = shutil.which("soffice")
FORMULA = re.compile(r"[=+@\t\r＝＋－＠]|-(?!\d+(\.\d+)?([eE][+-]?\d+)?$)")
FIGURES = re.compile(r"value|value_low|value_high|数值|下限|上限|yoy_(percent|points)|同比(增速|变动).*|y\d.*|\d{4}年.*|\d{4}—\d{4}年|obs_value|half_width|decimals|yoy_(base|change|low|high)")
DAYS = {"period_start", "period_end", "起始日", "截止日"}


def text_of(path):
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    raise Refused(f"{path.name}: neither UTF-8 nor GB18030")


def rows_of(path):
    return list(csv.reader(io.StringIO(text_of(path), newline="")))


def pieces(folder):
    return sorted(folder.glob("observations*.csv"), key=lambda path: (len(path.name), path.name))


def folders(release):
    return [folder for folder in [release / "excel", *sorted(release.glob("portal/*"))] if folder.is_dir()]


def tables(release):
    """Every flavour: the canonical file and the pieces of each profile."""
    return [release / "data/observations.csv", *(piece for folder in folders(release) for piece in pieces(folder))]


def as_utf8(path):
    """The file as a loader is given it that reads UTF-8 only."""
    copy = work / "utf8.csv"
    copy.write_text(text_of(path), encoding="utf-8", newline="")
    return copy


def dictionary(folder, header):
    """The data dictionary, where there is one, has the columns of the table and types that the datastore knows; the canonical table has one."""
    path = folder / "observations.dictionary.json"
    if not path.exists():
        if folder.name == "data":
            raise Refused("the canonical table has no dictionary")
        return
    fields = json.loads(path.read_text(encoding="utf-8"))["fields"]
    if [field["id"] for field in fields] != header:
        raise Refused(f"{folder.name}: the dictionary has other columns than the table")
    if {field["info"]["type_override"] for field in fields} - {"text", "numeric", "timestamp"}:
        raise Refused(f"{folder.name}: a type that the datastore does not know")


def bytes_and_rows(release):
    canonical = len(rows_of(release / "data/observations.csv")) - 1
    for folder in folders(release):
        count, header = 0, None
        for piece in pieces(folder):
            data, rows = piece.read_bytes(), rows_of(piece)
            if folder.name == "excel" and not data.startswith(b"\xef\xbb\xbf"):
                raise Refused(f"{piece.name}: no byte order mark")
            ends, bare = data.count(b"\r\n"), data.count(b"\n")
            if ends not in (0, bare) or bare != len(rows):
                raise Refused(f"{piece.name}: {ends} CR LF, {bare} LF, {len(rows)} rows")
            if len({len(row) for row in rows}) != 1 or len(set(rows[0])) != len(rows[0]):
                raise Refused(f"{piece.name}: rows of several widths, or a header twice")
            if header not in (None, rows[0]):
                raise Refused(f"{piece.name}: another header than the first piece")
            header, count = rows[0], count + len(rows) - 1
        wide = any(re.match(r"y\d|\d{4}年", name) for name in header)
        if not wide and count != canonical:
            raise Refused(f"{folder.name}: {count} rows, {canonical} in the canonical table")
        dictionary(folder, header)
    dictionary(release / "data", rows_of(release / "data/observations.csv")[0])
    return f"{len(folders(release))} profiles, {canonical} rows each but for wide ones"


def formulas(release):
    cells = 0
    for path in tables(release):
        header, *body = rows_of(path)
        for number, row in enumerate(body, 1):
            for name, cell in zip(header, row):
                if FORMULA.match(cell):
                    raise Refused(f"{path.name} row {number}: {name} is {cell!r}")
                cells += 1
    return f"{cells} cells, none of which a spreadsheet takes for a formula"


def compare(path, name, raw, kind, values):
    """What a loader made of a column, against its texts: figures are numbers, days are days or texts, all else is the same texts."""
    if not any(raw) or name in DAYS:
        return
    if FIGURES.fullmatch(name):
        if kind == "text":
            raise Refused(f"{path.name}: {name} is text")
        if [float(text) if text else None for text in raw] != values:
            raise Refused(f"{path.name}: {name} has other figures")
    else:
        if kind != "text":
            raise Refused(f"{path.name}: {name} is {kind}, and it is no figure")
        if [text or None for text in raw] != values:
            raise Refused(f"{path.name}: {name} has other texts")


def loaded(release, load):
    count = 0
    for folder in folders(release):
        for piece in pieces(folder):
            header, *body = rows_of(piece)
            columns = dict(zip(header, zip(*body)))
            for name, kind, values in load(as_utf8(piece)):
                compare(piece, name, columns[name], kind, values)
                count += 1
    return f"{count} columns are what they are"


def pandas_guess(path):
    frame = pd.read_csv(path)
    for name in frame.columns:
        column = frame[name]
        values = [None if pd.isna(value) else value for value in column.tolist()]
        yield name, "text" if column.dtype == "str" else str(column.dtype), values


def polars_guess(path):
    frame = pl.read_csv(path, infer_schema_length=None)
    for name in frame.columns:
        column = frame[name]
        yield name, "text" if column.dtype == pl.String else str(column.dtype), column.to_list()


def duckdb_guess(path):
    table = duckdb.sql(f"SELECT * FROM read_csv('{path}', sample_size=-1, header=true)")
    columns = list(zip(*table.fetchall())) or [()] * len(table.columns)
    number = lambda value: value if value is None or isinstance(value, str) or hasattr(value, "year") else float(value)
    for name, dtype, values in zip(table.columns, table.dtypes, columns):
        yield name, "text" if str(dtype) == "VARCHAR" else str(dtype), [number(value) for value in values]


def libreoffice(release):
    """Opens every flavour in LibreOffice and reads its cells from a flat document: no formula, and texts of codes as they are."""
    office, table = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}", "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    count = 0
    for path in tables(release):
        source = as_utf8(path)
        run = subprocess.run(
            [SOFFICE, f"-env:UserInstallation=file://{work}/profile", "--headless", "--infilter=CSV:44,34,76,1", "--convert-to", "fods", "--outdir", work, source],
            capture_output=True, text=True, timeout=300)
        document = work / "utf8.fods"
        if run.returncode or not document.exists():
            raise Refused(f"{path.name}: {run.stdout[-200:]}{run.stderr[-200:]}")
        rows = rows_of(path)
        index = 0
        for element in xml.parse(document).getroot().iter(f"{table}table-row"):
            cells = []
            for cell in element.iter(f"{table}table-cell"):
                if f"{table}formula" in cell.attrib:
                    raise Refused(f"{path.name} row {index}: a formula, {cell.attrib[table + 'formula']}")
                text = "".join(part for paragraph in cell for part in paragraph.itertext())
                kind = cell.get(f"{office}value-type", "")
                times = min(int(cell.get(f"{table}number-columns-repeated", "1")), len(rows[0]) - len(cells))
                cells += [(kind, text)] * times
            for name, raw, (kind, text) in zip(rows[0], rows[index] if index < len(rows) else [], cells):
                if index and raw and re.fullmatch(r"0\d+", raw) and text != raw:
                    raise Refused(f"{path.name} row {index}: {name} {raw} has become {text}")
                if index and FIGURES.fullmatch(name) and raw and kind != "float":
                    raise Refused(f"{path.name} row {index}: {name} {raw} is no number")
                if index and kind == "string" and text != " ".join(raw.split("  ")) and text.split() != raw.split():
                    raise Refused(f"{path.name} row {index}: {name} {raw!r} is {text!r}")
                count += 1
            index += 1
            if index >= len(rows):
                break
        document.unlink()
    return f"{count} cells: no formula, no zero lost, figures are numbers"


def edit(change, name="excel/observations.csv"):
    def damage(release):
        path = release / name
        data = path.read_bytes()
        mark, text = data.startswith(b"\xef\xbb\xbf"), text_of(path)
        rows = list(csv.reader(io.StringIO(text, newline="")))
        change(rows)
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\r\n" if "\r\n" in text else "\n").writerows(rows)
        path.write_bytes((b"\xef\xbb\xbf" if mark else b"") + buffer.getvalue().encode("utf-8"))
    return damage


def set_cells(column, value, every=False):
    def change(rows):
        for row in rows[1:] if every else rows[1:2]:
            row[rows[0].index(column)] = value
    return change


def without_mark(release):
    path = release / "excel/observations.csv"
    path.write_bytes(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))


def without_column(release):
    for path in [*release.glob("portal/*/observations.dictionary.json"), release / "data/observations.dictionary.json"]:
        content = json.loads(path.read_text(encoding="utf-8"))
        del content["fields"][0]
        path.write_text(json.dumps(content), encoding="utf-8")


formula = edit(set_cells("说明", "=1+1"))
code = edit(set_cells("地区代码", "010001", every=True))
grouped = edit(set_cells("数值", "2,571.67"))
CHECKS = [
    ("bytes", bytes_and_rows, [
        ("a file without its mark", without_mark, "no byte order mark"),
        ("a row less", edit(lambda rows: rows.pop()), "in the canonical table"),
        ("a cell more", edit(lambda rows: rows[1].append("x")), "several widths"),
        ("a dictionary of other columns", without_column, "other columns"),
    ]),
    ("formulas", formulas, [
        ("a formula in the Excel file", formula, "=1+1"),
        ("a formula in the canonical file", edit(set_cells("note", "@x"), "data/observations.csv"), "@x"),
    ]),
    ("pandas", lambda release: loaded(release, pandas_guess), [("codes of digits", code, "地区代码"), ("a figure with a comma", grouped, "数值 is text")]),
    ("polars", lambda release: loaded(release, polars_guess), [("codes of digits", code, "地区代码"), ("a figure with a comma", grouped, "数值 is text")]),
    ("duckdb", lambda release: loaded(release, duckdb_guess), [("a figure with a comma", grouped, "数值 is text")]),
]
if SOFFICE:
    CHECKS.append(("libreoffice", libreoffice, [
        ("a formula", formula, "a formula"),
        ("codes of digits", code, "has become 10001"),
        ("a formula in the canonical file", edit(set_cells("note", "=1+1"), "data/observations.csv"), "a formula"),
    ]))
else:
    print("SKIPPED: LibreOffice (soffice is not installed)")

releases = [release for release in latest(output) if folders(release)]
if not releases:
    sys.exit("no release with files for portals under output/: run tongbi first")
for release in releases:
    print(release.relative_to(output))
    proof.of(release, CHECKS)
    proof.of(release, canonical.checks(SOFFICE, work))
sys.exit(proof.end(f"{len(releases)} releases"))
