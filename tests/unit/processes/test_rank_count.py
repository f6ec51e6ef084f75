"""Ranks that were asked for are compared with those that came, before anything is stepped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from unit.config_cases import write_case

from sim.processes.command import WorkerOrder
from sim.processes.rank_count import rank_problem

MPIRUN_OF_ANOTHER_MPI = """\
#!/bin/sh
# starts copies that know nothing of one another
exec 3<&0; shift; copies=$1; shift
while [ $copies -gt 0 ]; do "$@" <&3 & copies=$((copies - 1)); done
wait $!
"""


def test_equal_numbers_are_no_problem() -> None:
    assert rank_problem(1, 1, "none") is None
    assert rank_problem(8, 8, "mpirun") is None


@pytest.mark.parametrize(("asked", "came"), [(2, 1), (1, 2), (4, 2), (4096, 1)])
@pytest.mark.parametrize("launcher", ["auto", "mpirun", "srun", "none"])
def test_one_sentence_with_both_numbers_and_the_launcher(
    asked: int, came: int, launcher: str
) -> None:
    sentence = rank_problem(asked, came, launcher)
    assert sentence is not None
    assert sentence.startswith(f"asked for {asked} MPI ranks, but MPI reports {came}: ")
    assert {"auto": "mpirun", "none": "run.launcher is none"}.get(launcher, launcher) in sentence
    assert "\n" not in sentence


@pytest.mark.alone
def test_copies_of_one_rank_write_nothing(tmp_path: Path) -> None:
    pytest.importorskip("meep")
    mpirun = tmp_path / "mpirun"
    mpirun.write_text(MPIRUN_OF_ANOTHER_MPI)
    mpirun.chmod(0o755)
    config, out = write_case(tmp_path), tmp_path / "case.h5"
    config.write_text(config.read_text().replace("optics:\n", "optics:\n  method: fdtd\n"))
    command = [str(mpirun), "-n", "2", *WorkerOrder(config, out, ranks=2).command()]
    ended = subprocess.run(
        command, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "asked for 2 MPI ranks, but MPI reports 1" in ended.stdout
    assert not out.exists()
    assert not list(tmp_path.glob("*.dipoles"))
    assert sys.executable in command
