"""The job of runs side by side: one story of several workers, with stand-ins for these."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from sim.processes.command import WorkerOrder, on_ranks
from sim.processes.lines import JobLine
from sim.processes.side_by_side import Progress, Workers
from sim.processes.worker import ClaimFolder
from sim.study import RunSpec


def script(path: Path, body: str) -> list[str]:
    """A worker: ``send`` is there."""
    head = "import os, sys, time\nfrom pathlib import Path\nfrom sim.processes.lines import send\n"
    path.write_text(head + textwrap.dedent(body), encoding="utf-8")
    return [sys.executable, str(path)]


def heard(printed: str) -> list[JobLine]:
    lines = (JobLine.parse(line) for line in printed.splitlines())
    return [line for line in lines if line is not None]


def test_progress_is_summed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    body = "send('start', 4, 'runs')\nsend('update', 1, 'a')\nsend('update', 2, 'b')\nprint('chat')"
    status = Workers(Progress()).run([script(tmp_path / "w.py", body)] * 2)
    printed = capfd.readouterr().out
    told = heard(printed)
    assert status == 0
    assert [line.event for line in told].count("start") == 1
    updates = [line.units for line in told if line.event == "update"]
    assert updates == sorted(updates)
    assert updates[-1] == 4.0
    assert printed.splitlines().count("chat") == 2


def test_the_last_worker_does_not_turn_progress_back(capfd: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    progress.hear(0, JobLine("update", 3.0, ""))
    progress.begin_last()
    progress.hear(0, JobLine("update", 1.0, ""))
    progress.hear(0, JobLine("update", 4.0, ""))
    assert [line.units for line in heard(capfd.readouterr().out)] == [3.0, 3.0, 4.0]


def test_one_failure_ends_all_and_is_told_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "pid"
    good = script(tmp_path / "good.py", f"Path({str(mark)!r}).write_text('1')\ntime.sleep(60)\n")
    bad = script(
        tmp_path / "bad.py",
        f"while not Path({str(mark)!r}).exists(): time.sleep(0.01)\n"
        "send('error', 0, 'no such thing')\nsys.exit(7)\n",
    )
    began = time.monotonic()
    assert Workers(Progress()).run([good, bad, bad]) == 7
    assert time.monotonic() - began < 30.0
    errors = [line.text for line in heard(capfd.readouterr().out) if line.event == "error"]
    assert errors == ["no such thing"]


def test_a_killed_worker_is_said_as_shells_do(tmp_path: Path) -> None:
    killed = script(tmp_path / "w.py", "os.kill(os.getpid(), 9)\n")
    assert Workers(Progress()).run([killed]) == 137


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_job(tmp_path: Path, number: signal.Signals) -> None:
    """However the job ends, its workers do: by signal, or because their input ends."""
    mark = tmp_path / "pid"
    worker = script(
        tmp_path / "worker.py",
        "from sim.processes.parent import end_with_launcher\nend_with_launcher()\n"
        f"Path({str(mark)!r}).write_text(str(os.getpid()))\ntime.sleep(60)\n",
    )
    config = tmp_path / "none.yaml"
    job = script(
        tmp_path / "job.py",
        f"""
        import sim.processes.side_by_side as job
        from unittest.mock import MagicMock
        job.on_ranks = lambda *a: {worker!r}
        job.load_study = lambda path: MagicMock()
        sys.exit(job.main([{str(config)!r}, 'out.h5', '--ranks', '2', '--at-once', '2']))
        """,
    )
    process = subprocess.Popen(job, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60.0
        while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(timeout=30) != 0
    finally:
        process.kill()
        process.wait()
    deadline = time.monotonic() + 10.0
    while _lives(int(mark.read_text())) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _lives(int(mark.read_text()))


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"  # an orphan that nobody has buried yet


def test_a_run_is_claimed_once(tmp_path: Path) -> None:
    first, second = ClaimFolder(tmp_path), ClaimFolder(tmp_path)
    assert [first.take(0), second.take(0), second.take(1), first.take(1)] == [True, False] * 2


def test_commands() -> None:
    order = WorkerOrder(Path("a.yaml"), Path("b.h5"))
    worker = [sys.executable, "-m", "sim.processes.worker", "a.yaml", "b.h5"]
    assert order.command() == worker
    assert on_ranks(RunSpec(), 2, worker) == ["mpirun", "-n", "2", *worker]
    assert on_ranks(RunSpec(), 1, worker) == worker
    assert on_ranks(RunSpec(launcher="srun"), 1, worker)[0] == "srun"
    share = WorkerOrder(Path("a"), Path("b"), claims=Path("c"), ends_with_launcher=True)
    assert share.command()[3:] == ["a", "b", "--claims", "c", "--ends-with-launcher"]
    assert os.path.basename(sys.executable) in share.command()[0]
