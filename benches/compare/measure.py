"""Whole processes, measured by the kernel's own account. This process stays small: a child begins with the peak of its parent."""

import os, statistics, subprocess, time
from dataclasses import dataclass


class Failed(Exception):
    """A command did not end well; the text says which and how."""


@dataclass
class Run:
    """Seconds of wall and of CPU (user and system, children included), and the peak of resident memory in MB."""

    wall: float
    cpu: float
    peak: float


def once(command, log):
    """One run of a command; what it prints goes into the file `log`."""
    with open(log, "wb") as said:
        start = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        with open(log, encoding="utf-8", errors="replace") as said:
            raise Failed(f"{' '.join(map(str, command))} ended with {child.returncode}: {said.read()[-2000:]}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)


def by_turns(jobs, rounds, say):
    """Runs every job `rounds` times, one after the other by turns. `jobs`: name to a function that gives a Run."""
    runs = {name: [] for name in jobs}
    for turn in range(rounds):
        for name, job in jobs.items():
            runs[name].append(job())
            last = runs[name][-1]
            say(f"{turn + 1}/{rounds} {name}: {last.wall:.2f} s wall, {last.cpu:.2f} s CPU, {last.peak:.0f} MB")
    return runs


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def load():
    """How many processes the machine had to run over the last minute; none where the system does not say."""
    try:
        return os.getloadavg()[0]
    except OSError:
        return None
