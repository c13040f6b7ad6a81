"""A national panel as bureaus deliver it: one CSV a year, labels and units that differ from block to block, and known defects.

The same parameters give the same bytes. Beside the tables lie what any tool has to be told: `units.csv` and `names.csv`. Nothing here knows a tool.
"""

import csv, json, math, multiprocessing, random, shutil
from dataclasses import asdict, dataclass
from pathlib import Path

FIRST_YEAR, YEARS = 2003, {"Y": 20, "Q": 10, "M": 10}
PERIODS = {"Y": 1, "Q": 4, "M": 12}
HEADER = "area,indicator,period,value,unit,note\n"

# Canonical code and symbol, then what tables write, with its factor.
UNITS = {
    "CNY": ("元", {"元": "1", "万元": "10000", "亿元": "100000000"}),
    "person": ("人", {"人": "1", "万人": "10000"}),
    "m2": ("平方米", {"平方米": "1", "万平方米": "10000", "公顷": "10000"}),
    "t": ("吨", {"吨": "1", "万吨": "10000", "千克": "0.001"}),
    "percent": ("%", {"%": "1", "‰": "0.1"}),
    "item": ("个", {"个": "1", "万个": "10000"}),
    "kWh": ("千瓦时", {"千瓦时": "1", "万千瓦时": "10000", "亿千瓦时": "100000000"}),
    "m3": ("立方米", {"立方米": "1", "亿立方米": "100000000"}),
}
COUNTED = {"person", "item"}
# What is measured, its canonical unit, and the power of ten of a usual figure.
STEMS = [
    ("地区总产出", "CNY", 11), ("财政收入", "CNY", 10), ("财政支出", "CNY", 10), ("工资总额", "CNY", 9), ("商品零售额", "CNY", 10), ("存款", "CNY", 10),
    ("人口", "person", 6), ("就业人员", "person", 5), ("在校学生", "person", 5), ("耕地", "m2", 9), ("建筑面积", "m2", 7), ("绿地", "m2", 7),
    ("粮食", "t", 6), ("水产品", "t", 5), ("货物", "t", 7), ("就业率", "percent", 1), ("绿化率", "percent", 1), ("企业", "item", 3), ("学校", "item", 2),
    ("用电", "kWh", 9), ("用水", "m3", 7),
]
SCOPES = ["全部", "城镇", "农村", "国有", "民营", "沿海", "内地", "山区", "平原", "新区"]
SPELLINGS = ["{scope}{stem}", "{stem}（{scope}）", "{scope}{stem}合计", "{stem}，{scope}"]
MARKS = ["…", "-", "", "NA"]
STRANGE_UNITS = ["标准箱", "亿斤", "?"]
NOTES = ["初步数", "含直管县", "按可比口径，调整后"]
# Shares of rows, one after the other: no row, no value, a unit nobody knows, a copy, a second figure, a zero.
DEFECTS = {"gap": 0.01, "missing": 0.015, "strange": 0.001, "copy": 0.003, "conflict": 0.0005, "zero": 0.0001}


@dataclass(frozen=True)
class Panel:
    """`rows` as asked for; `block` areas stand together in one style (1: every row for itself); `errors`: half the rows cannot be understood."""

    rows: int = 1_000_000
    freq: str = "Y"
    block: int = 100
    indicators: int = 100
    files: int = 20
    errors: bool = False

    @property
    def areas(self):
        return max(1, round(self.rows / (self.indicators * YEARS[self.freq] * PERIODS[self.freq])))

    @property
    def name(self):
        ends = [self.freq, f"i{self.indicators}", f"b{self.block}", f"f{self.files}"] + ["errors"] * self.errors
        return "-".join([f"{self.rows / 1e6:g}M", *ends])

    def make(self, folder):
        """The folder with the panel, made where it is not there yet."""
        place = folder / "data" / self.name
        done, said = place / "made.json", json.dumps(asdict(self))
        if not done.exists() or done.read_text() != said:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            self.lookups(place)
            with multiprocessing.get_context("spawn").Pool() as pool:
                pool.starmap(write_year, [(self, place, year) for year in range(YEARS[self.freq])])
            split(place, self.files)
            done.write_text(said)
        return place

    def lookups(self, place):
        with open(place / "units.csv", "w", encoding="utf-8", newline="") as file:
            rows = [(text, code, factor) for code, (_, texts) in UNITS.items() for text, factor in texts.items()]
            csv.writer(file, lineterminator="\n").writerows([("unit", "code", "factor"), *rows])
        with open(place / "names.csv", "w", encoding="utf-8", newline="") as file:
            rows = [(name, code) for code, names, _, _ in series(self.indicators) for name in names]
            csv.writer(file, lineterminator="\n").writerows([("name", "code"), *rows])


def series(count):
    """Code, names, canonical unit and power of ten of each indicator; at most 210 of them."""
    made = []
    for at in range(count):
        (stem, unit, power), scope = STEMS[at % len(STEMS)], SCOPES[at // len(STEMS)]
        made.append((f"I{at + 1:03}", [text.format(scope=scope, stem=stem) for text in SPELLINGS], unit, power))
    return made


def area(at):
    """The code of an area: two digits each for province, prefecture and county."""
    return f"{11 + at // 400:02}{at // 20 % 20 + 1:02}{at % 20 + 1:02}"


def period(freq, year, part):
    return {"Y": f"{year}", "Q": f"{year}Q{part + 1}", "M": f"{year}-{part + 1:02}"}[freq]


def printed(value, factor, unit, grouped):
    """The figure as a table in this unit prints it, quoted where it has a comma."""
    value /= factor
    digits = 0 if factor == 1 and unit in COUNTED else 4 if abs(value) < 1 else 2 if abs(value) < 1e6 else 1
    text = f"{value:,.{digits}f}" if grouped else f"{value:.{digits}f}"
    return f'"{text}"' if "," in text else text


def style(draw, names, unit, power):
    """One spelling, one unit in which the figures can be printed with some digits, and whether thousands are grouped."""
    fitting = [(text, float(factor)) for text, factor in UNITS[unit][1].items() if -1 <= power - math.log10(float(factor)) < 10]
    return draw.choice(names), *draw.choice(fitting), draw.random() < 0.05


def write_year(panel, place, year):
    """The table of one year: blocks in random order; copies and second figures come later in the file."""
    draw, known = random.Random(f"tongbi {panel.name} {year}"), series(panel.indicators)
    starts, parts = range(0, panel.areas, panel.block), range(PERIODS[panel.freq])
    blocks = [(one, start, part) for one in range(len(known)) for start in starts for part in parts]
    draw.shuffle(blocks)
    lines, later = [HEADER], []
    for one, start, part in blocks:
        code, names, unit, power = known[one]
        look, when = style(draw, names, unit, power), year + part / len(parts)
        for at in range(start, min(start + panel.block, panel.areas)):
            level = (one * 7919 + at * 104729) % 1000 / 1000
            value = 10 ** (power + (level - 0.5) * (0.4 if unit == "percent" else 2)) * (0.96 + 0.08 * draw.random())
            value *= 1 if unit == "percent" else (1.01 + 0.07 * level) ** when
            one_row(panel, draw, (area(at), period(panel.freq, FIRST_YEAR + year, part), unit), look, value, lines, later)
    (place / f"panel_{FIRST_YEAR + year}.csv").write_text("".join(lines + later), encoding="utf-8")


def one_row(panel, draw, key, look, value, lines, later):
    """Adds the row of a figure, with what is wrong with it."""
    (place, when, unit), (name, text, factor, grouped) = key, look
    defect, chance = None, draw.random()
    for what, share in DEFECTS.items():
        if (chance := chance - share) < 0:
            defect = what
            break
    if defect == "gap":
        return
    note = draw.choice(NOTES) if draw.random() < 0.02 else ""
    value = 0 if defect == "zero" else value
    figure = draw.choice(MARKS) if defect == "missing" else printed(value, factor, unit, grouped)
    broken = panel.errors and draw.random() < 0.5
    if broken and draw.random() < 0.5:
        name += "？"
    elif broken or defect == "strange":
        text = draw.choice(STRANGE_UNITS)
    line = f"{place},{name},{when},{figure},{text},{note}\n"
    lines.append(line)
    if not broken and defect == "copy":
        later.append(line)
    if not broken and defect == "conflict":
        later.append(f"{place},{name},{when},{printed(value * 1.5 + factor, factor, unit, grouped)},{text},\n")


def split(place, files):
    """The same rows in another number of files: all in one, or each year in several."""
    years = sorted(place.glob("panel_*.csv"))
    if files == 1:
        with open(place / "panel.csv", "w", encoding="utf-8") as whole:
            whole.write(HEADER)
            for path in years:
                whole.writelines(path.read_text(encoding="utf-8").splitlines(keepends=True)[1:])
                path.unlink()
        (place / "panel.csv").rename(place / "panel_all.csv")
        return
    pieces = max(1, files // len(years))
    for path in years if pieces > 1 else []:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
        for piece in range(pieces):
            text = "".join([HEADER, *lines[len(lines) * piece // pieces : len(lines) * (piece + 1) // pieces]])
            path.with_name(f"{path.stem}_{piece:03}.csv").write_text(text, encoding="utf-8")
        path.unlink()
