"""What all checks share: the tables of a release, the error of a check, and the proof that each check sees what it is for.

A check takes the folder of a release and says in a line what held, or raises `Refused`. With it stand copies that are broken on purpose and the words by
which it must name each fault.
"""

import json, shutil
from pathlib import Path


class Refused(Exception):
    """A check that found something wrong."""


def descriptor(release):
    return json.loads((release / "datapackage.json").read_text(encoding="utf-8"))


def resources(release, kind):
    """The tables of a release; exports and flavours of them lie elsewhere."""
    return [r for r in descriptor(release)["resources"] if r["format"] == kind and r["path"].startswith("data/")]


def fields(resource):
    """Types by name, in the order of the columns."""
    return {f["name"]: f["type"] for f in resource["schema"]["fields"]}


def pairs(release):
    """The tables that are CSV and Parquet."""
    tables = {r["name"]: r for r in resources(release, "csv")}
    for resource in resources(release, "parquet"):
        yield tables[resource["name"].removesuffix("-parquet")], resource


def releases(output):
    """The latest release of every package."""
    return sorted(path.parent.resolve() for path in Path(output).glob("*/latest/SHA256SUMS"))


class Proof:
    """Runs checks on fresh copies, and on broken ones, and counts."""

    def __init__(self, work):
        self.work, self.checks, self.failures = Path(work).absolute(), 0, []
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)

    def _copy(self, folder):
        copy = self.work / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        return copy

    def _run(self, check, copy):
        self.checks += 1
        try:
            return check(copy), None
        except Refused as reason:
            return None, str(reason)

    def of(self, folder, checks):
        """Each check with its broken copies; prints a line for each."""
        for name, check, breakages in checks:
            said, reason = self._run(check, self._copy(folder))
            if reason is None:
                print(f"  ok      {name}: {said}")
            else:
                self.failures.append(f"{folder.name}: {name}")
                print(f"  FAILED  {name}: {reason}")
            for what, damage, words in breakages:
                copy = self._copy(folder)
                damage(copy)
                reason = self._run(check, copy)[1]
                if reason is not None and words in reason:
                    print(f"  ok      {name} rejects {what}")
                else:
                    self.failures.append(f"{folder.name}: {name} does not see {what}")
                    print(f"  FAILED  {name} does not see {what}: {reason or 'accepted'}")

    def end(self, what):
        """Prints the count; the exit code."""
        shutil.rmtree(self.work)
        print(f"{self.checks} checks on {what}, {len(self.failures)} failed")
        return 1 if self.failures else 0
