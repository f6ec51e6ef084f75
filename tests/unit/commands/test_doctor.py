"""``pencsim doctor`` tries what a run needs, in the environment that a run has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import pencsim
from sim.processes import environment
from sim.processes.environment import rank_problems

STRANGERS = """\
#!/bin/sh
# an mpirun whose processes know nothing of one another
shift; shift; "$@"; "$@"
"""


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(pencsim.app, ["doctor", *arguments])


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without faults, without starting anything."""
    monkeypatch.setattr(environment, "meep_problems", lambda *_: [])
    monkeypatch.setattr(environment, "launch_problems", lambda *_: [])
    monkeypatch.setattr(environment, "rank_problems", lambda *_: [])


def test_a_sound_machine(sound: None) -> None:
    ended = doctor()
    assert ended.exit_code == 0
    lines = [line for line in ended.output.splitlines() if line.startswith("ok")]
    assert [line.split()[1] for line in lines] == ["Meep,", "mpirun", "Meep", "materials", "cache"]
    assert "PROBLEM" not in ended.output
    assert "mpirun" not in doctor("--ranks", "1").output


def test_a_fault_is_named_and_the_status_1(sound: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "meep_problems", lambda *_: ["Meep is missing: do this"])
    ended = doctor()
    assert ended.exit_code == 1
    assert "PROBLEM Meep, for pixels\n        Meep is missing: do this" in ended.output
    assert "counts" not in ended.output


def test_mpirun_is_tried_as_a_run_would_use_it(
    sound: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root, runs tell Open MPI to allow it; so must the trial."""
    seen: list[str | None] = []

    def launch(ranks: int, variables: dict[str, str]) -> list[str]:
        seen.append(variables.get("OMPI_ALLOW_RUN_AS_ROOT"))
        return []

    monkeypatch.delenv("OMPI_ALLOW_RUN_AS_ROOT", raising=False)
    monkeypatch.setattr(environment, "launch_problems", launch)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "as root, which runs allow" in doctor().output
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "root" not in doctor().output.replace("/root", "")
    assert seen == ["1", None]


def test_a_cache_that_cannot_be_written(sound: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "set XDG_CACHE_HOME" in doctor().output


@pytest.mark.alone
def test_an_mpirun_of_another_mpi_is_noticed(tmp_path: Path) -> None:
    pytest.importorskip("meep")
    (tmp_path / "mpirun").write_text(STRANGERS)
    (tmp_path / "mpirun").chmod(0o755)
    variables = dict(os.environ) | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    (line,) = rank_problems(2, variables)
    assert line.startswith("asked for 2 MPI ranks, but MPI reports 1")
