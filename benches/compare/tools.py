"""What is compared: how each tool is started, what it needs, and where its files are."""

import re, shutil, subprocess, sys
from pathlib import Path

import measure
import project

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = ["polars==2.1.0", "duckdb==2.0.0"]
PEERS = ["polars", "duckdb"]


class Tongbi:
    """tongbi over one panel, declared one way."""

    name = "tongbi"

    def __init__(self, binary, panel, data, place, options=project.Options(), arguments=()):
        self.binary, self.place, self.arguments = binary, place, arguments
        project.make(panel, data, place, options)

    def run(self):
        for old in ["output", ".tongbi"]:
            shutil.rmtree(self.place / old, ignore_errors=True)
        return measure.once([self.binary, "run", "--project", self.place, *self.arguments], self.place / "log.txt")

    @property
    def release(self):
        return self.place / "output" / "panel" / "latest"

    def sizes(self):
        data = self.release / "data"
        return size(data / "observations.csv"), size(data / "observations.parquet")

    def version(self):
        return first_line([self.binary, "--version"])


class Peer:
    """A script of ours over the same panel."""

    def __init__(self, name, python, panel, data, place):
        self.name, self.place = name, place
        self.command = [python, "-B", HERE / f"peer_{name}.py", data, place, panel.freq]
        self.python = python

    def run(self):
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        return measure.once(self.command, self.place.with_suffix(".log"))

    def sizes(self):
        return size(self.place / "panel.csv"), size(self.place / "panel.parquet")

    def version(self):
        return f"{self.name} " + first_line([self.python, "-c", f"import {self.name}; print({self.name}.__version__)"])


def size(path):
    return path.stat().st_size / 1e6


def first_line(command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[0].strip()


def python_with_peers(folder, say):
    """A Python with the peers, in a place of its own; none where a package index cannot be reached, which is said."""
    place = folder / "venv"
    python, mark = place / "bin" / "python", place / "installed"
    if not mark.exists() or mark.read_text().split() != PACKAGES:
        shutil.rmtree(place, ignore_errors=True)
        say(f"installing {' '.join(PACKAGES)}")
        steps = [[sys.executable, "-m", "venv", place], [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]]
        if any(subprocess.run([str(word) for word in step], check=False).returncode for step in steps):
            say("SKIPPED: the peers cannot be installed here; nothing is compared, tongbi is measured alone")
            return None
        mark.write_text(" ".join(PACKAGES))
    return python


def machine():
    """The processor as the system names it, without saying whose machine it is."""
    try:
        models = re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        models = []
    return models[0] if models else "processor unknown"


def compiler():
    found = shutil.which("rustc")
    return " ".join(first_line([found, "--version"]).split()[:2]) if found else "rustc unknown"
