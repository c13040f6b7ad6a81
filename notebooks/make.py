"""Makes the notebook from its script, and checks that both still say what the releases say. tests/notebooks.sh calls it.

    make.py write            executes indicators.py as a notebook and writes indicators.ipynb with its outputs
    make.py check OUTPUT     the notebook has the script's cells; the script, run on the releases under OUTPUT, prints what the notebook shows;
                             on a release with another figure it does not

Pictures are made, not compared: they differ with every version of matplotlib.
"""

import os, shutil, subprocess, sys, tempfile
from pathlib import Path

import jupytext
import nbformat
import pyarrow.compute as pc
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
SCRIPT, NOTEBOOK = HERE / "indicators.py", HERE / "indicators.ipynb"


def write():
    from nbclient import NotebookClient

    notebook = jupytext.read(SCRIPT)
    NotebookClient(notebook, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(HERE)}}).execute()
    # Nothing that another run or machine would say otherwise.
    for number, cell in enumerate(notebook.cells, 1):
        cell.id, cell.metadata = f"cell-{number}", {}
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
    NOTEBOOK.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    print(f"{NOTEBOOK.name}: {len(notebook.cells)} cells, {NOTEBOOK.stat().st_size} bytes")


def printed(notebook):
    streams = [output for cell in notebook.cells for output in cell.get("outputs", ()) if output.output_type == "stream"]
    return "".join(stream.text for stream in streams if stream.name == "stdout")


def run(output):
    """What the script prints when it stands beside these releases."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "notebooks"
        place.mkdir()
        shutil.copy(SCRIPT, place)
        (Path(folder) / "output").symlink_to(output)
        environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONUTF8": "1"}
        done = subprocess.run([sys.executable, SCRIPT.name], cwd=place, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"FAILED: {SCRIPT.name}: {done.stderr[-600:]}")
    return done.stdout


def first_difference(one, other):
    pairs = zip(one.splitlines() + [""], other.splitlines() + [""])
    return next((f"`{left}` and not `{right}`" for left, right in pairs if left != right), "another number of lines")


def check(output):
    notebook, script = nbformat.read(NOTEBOOK, as_version=4), jupytext.read(SCRIPT)
    cells = [[(cell.cell_type, cell.source) for cell in one.cells] for one in (notebook, script)]
    if cells[0] != cells[1]:
        sys.exit(f"FAILED: {NOTEBOOK.name} has other cells than {SCRIPT.name}: tests/notebooks.sh --write")
    pictures = sum(1 for cell in notebook.cells for one in cell.get("outputs", ()) if "image/png" in one.get("data", {}))
    errors = sum(1 for cell in notebook.cells for one in cell.get("outputs", ()) if one.output_type == "error" or one.get("name") == "stderr")
    if pictures != 2 or errors:
        sys.exit(f"FAILED: {NOTEBOOK.name} has {pictures} pictures and {errors} errors")
    shown, said = printed(notebook), run(output)
    if said != shown:
        sys.exit(f"FAILED: {SCRIPT.name} prints {first_difference(said, shown)}: tests/notebooks.sh --write, if the release is right")
    print(f"ok      {SCRIPT.name} prints the {len(said.splitlines())} lines of the notebook, and draws its {pictures} pictures")
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "output"
        shutil.copytree(output, broken, symlinks=True)
        path = broken / "provincial-accounts/latest/data/observations.parquet"
        table = pq.read_table(path)
        at = table.schema.get_field_index("yoy_low")
        pq.write_table(table.set_column(at, "yoy_low", pc.subtract(table["yoy_low"], 0.5)), path)
        if run(broken) == shown:
            sys.exit(f"FAILED: {SCRIPT.name} prints the same of other bounds")
    print(f"ok      {SCRIPT.name} prints something else of other bounds")


if sys.argv[1:] == ["write"]:
    write()
elif len(sys.argv) == 3 and sys.argv[1] == "check":
    check(Path(sys.argv[2]).resolve())
else:
    sys.exit(__doc__)
