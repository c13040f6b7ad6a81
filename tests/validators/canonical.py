"""The canonical file with the types that its descriptor gives: no code loses a zero, no column has another type in another release."""

import csv, json, re, subprocess, xml.etree.ElementTree as xml

import duckdb
import pandas as pd
import polars as pl

import damage
from harness import Refused, fields, resources

OFFICE, TABLE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}", "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


def types(release):
    """Types by column, as datapackage.json has them."""
    return fields(next(r for r in resources(release, "csv") if r["path"] == "data/observations.csv"))


def in_pandas(path, kinds):
    words = {"string": "str", "number": "float64", "integer": "int8"}
    dates = [name for name, kind in kinds.items() if kind == "date"]
    given = {name: words[kind] for name, kind in kinds.items() if kind in words}
    frame = pd.read_csv(path, dtype=given, parse_dates=dates, keep_default_na=False, na_values=[""])
    return {name: (str(frame[name].dtype), frame[name].astype("object").where(frame[name].notna(), None).tolist()) for name in frame}


def in_polars(path, kinds):
    words = {"string": pl.String, "number": pl.Float64, "integer": pl.Int8, "date": pl.Date}
    frame = pl.read_csv(path, schema={name: words[kind] for name, kind in kinds.items()})
    return {name: (str(frame[name].dtype), frame[name].to_list()) for name in frame.columns}


def in_duckdb(path, kinds):
    words = {"string": "VARCHAR", "number": "DOUBLE", "integer": "TINYINT", "date": "DATE"}
    columns = ", ".join(f"'{name}': '{words[kind]}'" for name, kind in kinds.items())
    table = duckdb.sql(f"SELECT * FROM read_csv('{path}', header = true, delim = ',', quote = '\"', columns = {{{columns}}})")
    rows = table.fetchall()
    return {name: (str(kind), [row[at] for row in rows]) for at, (name, kind) in enumerate(zip(table.columns, table.dtypes))}


def in_libreoffice(soffice, work):
    """Columns of texts are imported as text, as in the dialog of an import; the others as they are."""
    def load(path, kinds):
        formats = "/".join(f"{at}/{2 if kind == 'string' else 1}" for at, kind in enumerate(kinds.values(), 1))
        run = subprocess.run(
            [soffice, f"-env:UserInstallation=file://{work}/profile", "--headless", f"--infilter=CSV:44,34,76,1,{formats}", "--convert-to", "fods",
             "--outdir", work, path], capture_output=True, text=True, timeout=300)
        document = work / f"{path.stem}.fods"
        if run.returncode or not document.exists():
            raise Refused(f"{path.name}: {run.stdout[-200:]}{run.stderr[-200:]}")
        rows = []
        for element in xml.parse(document).getroot().iter(f"{TABLE}table-row"):
            cells = []
            for cell in element.iter(f"{TABLE}table-cell"):
                text = "".join(part for paragraph in cell for part in paragraph.itertext())
                value = cell.get(f"{OFFICE}value") if cell.get(f"{OFFICE}value-type") in ("float", "percentage") else text
                cells += [value or None] * min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), len(kinds) - len(cells))
            rows.append(cells + [None] * (len(kinds) - len(cells)))
        document.unlink()
        return {name: ("", [row[at] for row in rows[1:]]) for at, name in enumerate(kinds)}
    return load


def variants(release, work):
    """The file as it is; with codes that begin with 0 and periods that are years; with one row, as a small release may have."""
    path = release / "data/observations.csv"
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    codes = {"ref_area": "010001", "time_period": "2021", "value_text": "007", "source_id": "0"}
    changed = [[codes.get(name, cell) for name, cell in zip(header, row)] for row in rows]
    for name, body in (("whole", rows), ("zeros", changed), ("one", rows[:1])):
        copy = work / f"canonical-{name}.csv"
        with open(copy, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *body])
        yield copy, dict(zip(header, zip(*body)))


def held(load, release, work):
    kinds, first, cells = types(release), None, 0
    for path, texts in variants(release, work):
        try:
            table = load(path, kinds)
        except (ValueError, pl.exceptions.PolarsError, duckdb.Error) as error:
            raise Refused(f"{path.name}: {type(error).__name__}: {str(error)[:200]}")
        found = {name: kind for name, (kind, _) in table.items()}
        first = first or found
        if found != first:
            raise Refused(f"{path.name}: " + ", ".join(f"{name} is {found[name]} and was {kind}" for name, kind in first.items() if found[name] != kind))
        for name, kind in kinds.items():
            values = table[name][1]
            if kind == "string":
                # LibreOffice keeps blanks in a form of its own.
                said = [" ".join(str(value).split()) if value is not None else "" for value in values]
                raw = [" ".join(text.split()) for text in texts[name]]
            elif kind == "date":
                said, raw = [str(value or "")[:10] for value in values], list(texts[name])
            else:
                lost = next((text for text in texts[name] if text and not NUMBER.fullmatch(text)), None)
                if lost:
                    raise Refused(f"{path.name}: {name} is read as a number and has {lost!r}")
                said, raw = ([float(value) if value not in (None, "") else None for value in column] for column in (values, texts[name]))
            for row, (one, other) in enumerate(zip(said, raw, strict=True), 1):
                if one != other:
                    raise Refused(f"{path.name} row {row}: {name} {other!r} has become {one!r}")
            cells += len(raw)
    return f"{cells} cells are what they are, zeros before codes too, and types do not depend on the rows"


def area_as_number(release):
    """A descriptor that takes codes of areas for numbers."""
    path = release / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            if field["name"] == "ref_area":
                field["type"] = "number"
    path.write_text(json.dumps(package), encoding="utf-8")


def checks(soffice, work):
    readers = [("pandas", in_pandas), ("polars", in_polars), ("duckdb", in_duckdb)]
    if soffice:
        readers.append(("libreoffice", in_libreoffice(soffice, work)))
    damages = [
        ("codes that the descriptor takes for numbers", area_as_number, "canonical-"),
        ("a figure with a comma", damage.set_value("2,571.67"), "2,571.67"),
    ]
    return [(f"canonical, {name}", lambda release, load=load: held(load, release, work), damages) for name, load in readers]
