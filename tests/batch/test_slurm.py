"""Sweeps as jobs of a real Slurm: failures isolated, more time after a time-out, kills survived."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from batch.batch_cases import (
    FDTD,
    PLANAR,
    pencsim,
    start,
    status,
    thicknesses,
    write_study,
)
from batch.loopback_slurm import LoopbackSlurm, wait_for

from sim.store.hdf5 import read_case

PATIENCE_S = 240.0
"""For a machine that does much else; everything here takes seconds on an idle one."""


def machine_file(folder: Path, more: str = "") -> Path:
    """A machine's file for the loopback cluster."""
    path = folder / "machine.yaml"
    path.write_text(
        f"schema: 1\nname: loopback\npartition: debug\ntime: 10 min\nmemory: 500 MB\n{more}"
    )
    return path


def options(study: Path, out: Path, machine: Path) -> list[str | Path]:
    """Arguments of a sweep on Slurm."""
    return ["sweep", study, "--out", out, "--backend", "slurm", "--machine", machine]


def conf(slurm: LoopbackSlurm) -> dict[str, str]:
    """Environment that leads to the private cluster."""
    return {"SLURM_CONF": str(slurm.conf)}


def names_in_queue(slurm: LoopbackSlurm) -> list[str]:
    """States of all tasks that wait or run."""
    return slurm.ask("squeue", "-h", "-r", "-o", "%T").split()


def ranks_of(out: Path) -> list[int]:
    """Processes that step cases of a folder (mpirun, which starts them, is none)."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if (
            "sim.processes.worker" in words
            and "mpirun" not in words[0]
            and str(out) in " ".join(words)
        ):
            found.append(int(entry.name))
    return sorted(found)


def chunks(out: Path) -> list[Path]:
    """Arrays that were submitted."""
    return sorted((out / "slurm").glob("*.json"))


def test_an_array_of_two_rank_cases_of_which_one_loses_a_rank(
    slurm: LoopbackSlurm, tmp_path: Path
) -> None:
    study, out = write_study(tmp_path, thicknesses([50, 55, 60]), FDTD), tmp_path / "out"
    machine = machine_file(tmp_path, "max_runs: 1\n")
    launcher = start(*options(study, out, machine), environment=conf(slurm))
    wait_for(lambda: len(ranks_of(out)) >= 2, PATIENCE_S, "two ranks of a case")
    os.kill(ranks_of(out)[0], signal.SIGKILL)
    assert launcher.wait(PATIENCE_S) == 1
    found = status(out)
    assert found["counts"] == {"done": 2, "failed": 1, "corrupt": 0, "missing": 0, "total": 3}
    failed = next(case for case in found["cases"] if case["state"] == "failed")
    assert failed["reason"] == "killed"
    assert failed["log_line"]
    for case in found["cases"]:
        if case["state"] == "done":
            assert read_case(out / "cases" / f"{case['key']}.h5").provenance["ranks"] == 2
    assert len(chunks(out)) == 1

    # What failed is tried again only when asked to.
    again = pencsim(*options(study, out, machine), environment=conf(slurm))
    assert again.returncode == 1
    assert "0 run now" in again.stdout
    retried = pencsim(*options(study, out, machine), "--retry-failed", environment=conf(slurm))
    assert retried.returncode in (0, 3), retried.stderr
    assert status(out)["counts"]["done"] == 3


def test_a_case_that_runs_out_of_time_is_run_again_with_more(
    slurm: LoopbackSlurm, tmp_path: Path
) -> None:
    study, out = write_study(tmp_path, thicknesses([50]), FDTD), tmp_path / "out"
    # Half a second is less than starting Meep takes; ten doublings are nine minutes.
    machine = machine_file(tmp_path, "max_runs: 10\n")
    ended = pencsim(*options(study, out, machine), "--time-limit", "0.01", environment=conf(slurm))
    assert ended.returncode in (0, 3), ended.stderr
    assert status(out)["counts"]["done"] == 1
    assert len(chunks(out)) >= 2


def test_a_requeued_task_completes(slurm: LoopbackSlurm, tmp_path: Path) -> None:
    study, out = write_study(tmp_path, thicknesses([55]), FDTD), tmp_path / "out"
    launcher = start(*options(study, out, machine_file(tmp_path)), environment=conf(slurm))
    try:
        wait_for(lambda: "RUNNING" in names_in_queue(slurm), PATIENCE_S, "a running task")
        job = slurm.ask("squeue", "-h", "-o", "%i").split()[0]
        slurm.ask("scontrol", "requeue", job)
        wait_for(lambda: "PENDING" in names_in_queue(slurm), PATIENCE_S, "the task to wait")
        # Slurm holds a requeued job back for two minutes: within the second in which it has revoked
        # the job's credential it could not start the job again, and fails it.
        slurm.ask("scontrol", "update", f"JobId={job}", "StartTime=now+2")
        assert launcher.wait(PATIENCE_S) in (0, 3)
    finally:
        launcher.kill()
        launcher.wait()
    assert status(out)["counts"]["done"] == 1
    assert len(chunks(out)) == 1


def test_killed_controller_and_killed_launcher_lose_nothing(
    slurm: LoopbackSlurm, tmp_path: Path
) -> None:
    values = list(range(40, 70))
    study, out = write_study(tmp_path, thicknesses(values), PLANAR), tmp_path / "out"
    machine = machine_file(tmp_path, "cases_per_task: 5\n")
    launcher = start(*options(study, out, machine), environment=conf(slurm))
    wait_for(lambda: "RUNNING" in names_in_queue(slurm), PATIENCE_S, "a running task")
    os.killpg(launcher.pid, signal.SIGKILL)
    launcher.wait()
    slurm.kill_controller()
    slurm.start_controller()

    second = start(*options(study, out, machine), environment=conf(slurm))

    def has_ended() -> bool:
        slurm.resume_node()
        return second.poll() is not None

    wait_for(has_ended, PATIENCE_S, "the second launcher")
    assert second.returncode in (0, 3)
    found = status(out)
    assert found["counts"]["done"] == len(values)
    # Six tasks, one array: the second launcher has taken up the jobs of the first.
    assert len(chunks(out)) == 1


def test_an_array_beyond_the_largest_is_split(slurm: LoopbackSlurm, tmp_path: Path) -> None:
    study, out = write_study(tmp_path, thicknesses([50, 51, 52]), PLANAR), tmp_path / "out"
    machine = machine_file(tmp_path, "cases_per_task: 1\nmax_array_size: 2\n")
    ended = pencsim(*options(study, out, machine), environment=conf(slurm))
    assert ended.returncode in (0, 3), ended.stderr
    assert status(out)["counts"]["done"] == 3
    assert len(chunks(out)) == 2


def test_a_local_launcher_leaves_the_jobs_of_slurm_alone(
    slurm: LoopbackSlurm, tmp_path: Path
) -> None:
    study, out = write_study(tmp_path, thicknesses([57]), FDTD), tmp_path / "out"
    launcher = start(*options(study, out, machine_file(tmp_path)), environment=conf(slurm))
    wait_for(lambda: bool(names_in_queue(slurm)), PATIENCE_S, "a task")
    os.killpg(launcher.pid, signal.SIGKILL)
    launcher.wait()
    refused = pencsim("sweep", study, "--out", out, environment=conf(slurm))
    slurm.ask("scancel", "--me")
    wait_for(lambda: not names_in_queue(slurm), PATIENCE_S, "an empty queue")
    assert refused.returncode == 1
    assert "Slurm tasks work here" in refused.stderr


def test_without_slurm_it_is_said_in_one_line(tmp_path: Path) -> None:
    study, out = write_study(tmp_path, thicknesses([50])), tmp_path / "out"
    empty = tmp_path / "empty"
    empty.mkdir()
    ended = pencsim(*options(study, out, machine_file(tmp_path)), environment={"PATH": str(empty)})
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1].startswith("Slurm:")


@pytest.mark.parametrize("line", ["partition: 'a; rm -rf b'", 'setup: ["a\\nb"]', "ranks: 0"])
def test_a_machine_that_makes_no_sense(tmp_path: Path, line: str) -> None:
    study = write_study(tmp_path, thicknesses([50]))
    machine = tmp_path / "machine.yaml"
    machine.write_text(f"schema: 1\nname: odd\n{line}\n")
    ended = pencsim(*options(study, tmp_path / "out", machine), "--dry-run")
    assert ended.returncode == 2
    assert "machine.yaml:3:" in ended.stderr


def test_the_batch_script_is_printed_without_slurm(tmp_path: Path) -> None:
    study = write_study(tmp_path, thicknesses([50, 60]), FDTD)
    machine = machine_file(tmp_path, "setup: [module load meep]\nconstraint: icelake\n")
    ended = pencsim(*options(study, tmp_path / "out", machine), "--dry-run")
    assert ended.returncode == 0, ended.stderr
    for line in (
        "#SBATCH --array=0-1%2",
        "#SBATCH --ntasks=2",
        "#SBATCH --constraint=icelake",
        "#SBATCH --partition=debug",
        "module load meep",
    ):
        assert line in ended.stdout.splitlines()
    assert not (tmp_path / "out").exists()
