"""Runs the cases of a digest by the command line, in a folder of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import h5py
from cases import CONFIGS, ROOT, Case
from hashes import Entry, folder_entries, json_entries, printed_entries, values_entry

PENCSIM = Path(sys.executable).parent / "pencsim"
FINISHED = (0, 3)
"""Exit statuses of a command that has ended with a result; 3: not converged."""


@dataclass
class Found:
    """What came of a case."""

    entries: list[Entry] = field(default_factory=list)
    cpu_s: float = 0.0
    wall_s: float = 0.0
    error: str = ""
    commit: str = ""


class StepError(Exception):
    """A command of a case has failed; one line says how."""


@dataclass(frozen=True)
class Workplace:
    """Where cases run.

    Attributes:
        folder: scratch.
        environment: one thread, no cache of the user's.
    """

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Of every command: a figure kept in the user's cache would change predictions."""
        fixed = {
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "COLUMNS": "160",
            "MPLBACKEND": "Agg",
        }
        return {**os.environ, **fixed}

    def call(self, words: Sequence[str], log: Path) -> tuple[str, int, float]:
        """What a command prints, its exit status, and the processor seconds that it took.

        Raises:
            StepError: it has ended without a result.
        """
        printed_to, told_to = log.with_suffix(".out"), log.with_suffix(".err")
        with printed_to.open("w") as out, told_to.open("w") as err:
            process = subprocess.Popen(
                [str(PENCSIM), *words], stdout=out, stderr=err, cwd=ROOT, env=self.environment
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in FINISHED:
            last = (told_to.read_text().strip().splitlines() or ["no message"])[-1]
            raise StepError(f"{words[0]} ended with {process.returncode}: {last}")
        text = printed_to.read_text(encoding="utf-8")
        return text, process.returncode, usage.ru_utime + usage.ru_stime


PRINTS = ("show", "validate", "materials", "schema")
"""Commands whose output is hashed; the others print names of files and times."""


def solve(case: Case, place: Workplace) -> Found:
    """Run a case and hash what it leaves."""
    home = place.folder / case.name.replace(" ", "_")
    out, inputs = home / "out", home / "in"
    for folder in (out, inputs):
        folder.mkdir(parents=True)
    for name, text in case.inputs:
        configs = os.path.relpath(ROOT / CONFIGS, inputs)
        (inputs / name).write_text(text.replace("{configs}", configs), encoding="utf-8")
    found, began = Found(), time.monotonic()
    try:
        for number, step in enumerate(case.steps):
            words = [w.replace("{out}", str(out)).replace("{in}", str(inputs)) for w in step]
            text, status, seconds = place.call(words, home / f"step{number}")
            found.cpu_s += seconds
            name = " ".join(w for w in step[:2] if w[0] not in "{-")
            found.entries.append(values_entry(f"exit status of step {number}", status))
            if step[0] in PRINTS:
                # the scratch folder's name has digits
                found.entries += printed_entries(
                    f"{number} {name}", text.replace(str(place.folder), "")
                )
        found.entries += folder_entries(out)
        found.commit = commit_of(out)
    except StepError as error:
        found.error = str(error)
    found.wall_s = time.monotonic() - began
    return found


def commit_of(folder: Path) -> str:
    """The commit that the first result of a folder names; empty where there is none."""
    for path in sorted(folder.rglob("*.h5")):
        with h5py.File(path, "r", locking=False) as file:
            if "provenance" in file:
                return str(file["provenance"].attrs.get("git_commit", ""))
    return ""


def add_summaries(cases: Sequence[Case], found: Mapping[str, Found], place: Workplace) -> float:
    """Hash the JSON summaries of all results, which one command prints; returns its seconds."""
    folder = place.folder / "summaries"
    folder.mkdir()
    owners: list[tuple[str, str]] = []
    for case in cases:
        for name in () if found[case.name].error else case.shown:
            result = place.folder / case.name.replace(" ", "_") / "out" / name
            shutil.copy(result, folder / f"{len(owners):04d}.h5")
            owners.append((case.name, name))
    if not owners:
        return 0.0
    text, _, seconds = place.call(["show", "--json", str(folder)], folder / "show")
    summaries = json.loads(text)
    summaries = summaries if isinstance(summaries, list) else [summaries]
    for (owner, name), summary in zip(owners, summaries, strict=True):
        found[owner].entries += json_entries(summary, f"show {name}")
    return seconds


def solve_all(cases: Sequence[Case], jobs: int) -> dict[str, Found]:
    """Run all cases, telling how far it is."""
    with tempfile.TemporaryDirectory(prefix="digest-") as scratch:
        place = Workplace(Path(scratch))
        found: dict[str, Found] = {}
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            for case, one in zip(cases, pool.map(lambda c: solve(c, place), cases), strict=True):
                found[case.name] = one
                told = one.error or f"{len(one.entries)} hashes"
                took = f"{one.wall_s:6.1f} s, {one.cpu_s:6.1f} s of processor time"
                print(f"{case.name:30} {took}: {told}", flush=True)
        seconds = add_summaries(cases, found, place)
        print(f"{'summaries':30} {seconds:6.1f} s of processor time", flush=True)
    return found
