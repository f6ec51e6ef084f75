"""What Slurm would read in a folder's name, and cases that wait in its queue."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.batch.running.board import Running
from sim.batch.slurm.machine import MachineSpec
from sim.batch.slurm.submit import TaskSize, submit
from sim.processes.child import RunError


@pytest.mark.parametrize("name", ["%A", "run%j", "100 %"])
def test_per_cent_in_the_folder(tmp_path: Path, name: str) -> None:
    size = TaskSize(ranks=1, limit_s=60.0, memory_bytes=0.0, cap=1)
    with pytest.raises(RunError, match="give --out a path without %"):
        submit(MachineSpec.model_construct(), size, tmp_path / name, "chunk", [0])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "waits"),
    [("pending (Resources)", True), ("configuring ", True), ("running ", False), ("40 %", False)],
)
def test_waiting_is_not_running(text: str, waits: bool) -> None:
    assert Running(text).waits is waits
