"""Thirty cases, their launcher's process group killed again and again: nothing is lost or mixed.

After every kill each file that exists is whole, and the next launch runs exactly what is missing.
In the end the results are, bit for bit, those of a sweep that nobody disturbed, apart from
provenance and measured times.
"""

from __future__ import annotations

import dataclasses
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
from batch.batch_cases import pencsim, start, thicknesses, write_study
from batch.loopback_slurm import wait_for

from sim.batch.running.folder import CaseState, SweepFolder
from sim.batch.study.cases import load_cases
from sim.results.records import CaseResult, Cost
from sim.store.hdf5 import read_case

KILLS = 20
CASES = 30
PATIENCE_S = 120.0


def finished(out: Path) -> set[str]:
    """Results that are there."""
    return {path.stem for path in (out / "cases").glob("*.h5")}


def same(one: Any, other: Any) -> bool:
    """Whether two stored values are equal to the last bit; NaN equals NaN."""
    if dataclasses.is_dataclass(one) and not isinstance(one, type):
        fields = dataclasses.fields(one)
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields)
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) or (one != one and other != other)


def timeless(case: CaseResult) -> CaseResult:
    """The case without provenance and times."""
    optics = dataclasses.replace(case.optics, cost=Cost())
    return dataclasses.replace(case, provenance={}, optics=optics)


def test_killed_twenty_times(tmp_path: Path) -> None:
    chance = random.Random(11)
    study, out = write_study(tmp_path, thicknesses(list(range(30, 30 + CASES)))), tmp_path / "out"
    keys = [case.key for case in load_cases(study).cases]
    folder = SweepFolder(out)
    for _ in range(KILLS):
        if len(finished(out)) > CASES - 8:  # room for the next kill to fall midway
            for key in chance.sample(sorted(finished(out)), CASES // 2):
                folder.result(key).unlink()
                folder.record_file(key).unlink()
        before = finished(out)
        launcher = start("sweep", study, "--out", out, "--jobs", "2")
        enough = len(before) + chance.randint(0, 2)
        wait_for(lambda n=enough: len(finished(out)) >= n, PATIENCE_S, "progress")
        time.sleep(chance.uniform(0.0, 0.4))
        os.killpg(launcher.pid, signal.SIGKILL)
        launcher.wait()
        assert before <= finished(out)
        for key in finished(out):
            assert folder.examine(key).state is CaseState.DONE
            read_case(folder.result(key))

    missing = set(keys) - finished(out)
    kept = {key: folder.result(key).stat().st_mtime_ns for key in finished(out)}
    ended = pencsim("sweep", study, "--out", out)
    assert ended.returncode == 0, ended.stderr
    assert f"{len(missing)} run now" in ended.stdout
    assert finished(out) == set(keys)
    assert {key: folder.result(key).stat().st_mtime_ns for key in kept} == kept
    assert list(folder.cases.glob("*.part")) == []

    calm = tmp_path / "calm"
    assert pencsim("sweep", study, "--out", calm).returncode == 0
    for key in keys:
        one = read_case(folder.result(key))
        other = read_case(SweepFolder(calm).result(key))
        assert same(timeless(one), timeless(other))
