"""Sweeps on this machine: resume, damage, changes, two launchers, lost workers, full disks."""

from __future__ import annotations

import csv
import json
import os
import signal
import time
from pathlib import Path

import h5py
import pytest
from batch.batch_cases import (
    ETL,
    FDTD,
    PLANAR,
    pencsim,
    start,
    status,
    thicknesses,
    write_study,
)
from batch.loopback_slurm import wait_for

from sim.batch.running.failures import record_failure
from sim.batch.running.folder import CaseState, Outcome, Reason, SweepFolder
from sim.batch.running.lock import FolderBusyError, folder_lock, is_locked
from sim.batch.running.planar_worker import solve_here
from sim.batch.running.table import to_pandas
from sim.batch.study.cases import load_cases
from sim.config.loader import shipped_library
from sim.store.hdf5 import read_case

PATIENCE_S = 120.0
"""For a machine that does much else; everything here takes seconds on an idle one."""


def results(out: Path) -> dict[str, tuple[int, int]]:
    """Result files with what changes when they are written again."""
    found = {path.name: path.stat() for path in (out / "cases").glob("*.h5")}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of three cases that has run."""
    folder = tmp_path_factory.mktemp("swept")
    study = write_study(folder, thicknesses([40, 50, 60]))
    ended = pencsim("sweep", study, "--out", folder / "out", "--jobs", "2")
    assert ended.returncode == 0, ended.stderr
    return folder


def test_every_case_has_result_log_and_record(swept: Path) -> None:
    out = swept / "out"
    found = status(out)
    assert found["counts"] == {"done": 3, "failed": 0, "corrupt": 0, "missing": 0, "total": 3}
    for case in found["cases"]:
        stored = read_case(out / "cases" / f"{case['key']}.h5")
        assert stored.name == f"study-{case['key'][:8]}"
        assert case["measures"]["eqe_peak"] == stored.electrical.eqe_peak  # type: ignore[union-attr]
        assert "done in" in (out / "cases" / f"{case['key']}.log").read_text()


def test_the_table_holds_axes_and_measures(swept: Path) -> None:
    with (swept / "out" / "table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row[ETL] for row in rows] == ["40 nm", "50 nm", "60 nm"]
    assert all(0.0 < float(row["lee"]) < 1.0 for row in rows)
    assert (swept / "out" / "table.hdf5").stat().st_size > 0


def test_pandas_is_an_option(swept: Path) -> None:
    pytest.importorskip("pandas")
    assert list(to_pandas(swept / "out")[ETL]) == [40.0, 50.0, 60.0]


def test_the_stored_copy_of_a_study_is_the_same_study(swept: Path) -> None:
    again = load_cases(swept / "out" / "study.yaml")
    original = load_cases(swept / "study.yaml")
    assert [case.key for case in again.cases] == [case.key for case in original.cases]


def test_nothing_is_run_twice_and_damage_is_found(swept: Path) -> None:
    study, out = swept / "study.yaml", swept / "out"
    before = results(out)
    assert "0 run now" in pencsim("sweep", study, "--out", out).stdout
    assert results(out) == before

    names = sorted(before)
    cut, flipped = out / "cases" / names[0], out / "cases" / names[1]
    cut.write_bytes(cut.read_bytes()[:-100])
    with h5py.File(flipped, "r") as file:
        place = file["electrical/eqe"].id.get_offset()
    content = bytearray(flipped.read_bytes())
    content[place] ^= 1  # a value's last bit: what describes values may change, they may not
    flipped.write_bytes(content)
    assert status(out)["counts"]["corrupt"] == 2
    ended = pencsim("sweep", study, "--out", out)
    assert ended.returncode == 0
    assert names[0] in ended.stderr
    assert names[1] in ended.stderr
    assert "2 run now" in ended.stdout
    after = results(out)
    assert after[names[2]] == before[names[2]]
    assert {name for name in names if after[name] != before[name]} == set(names[:2])


def test_a_changed_base_makes_new_cases(tmp_path: Path) -> None:
    study, out = write_study(tmp_path, thicknesses([40])), tmp_path / "out"
    assert pencsim("sweep", study, "--out", out).returncode == 0
    write_study(tmp_path, thicknesses([40]), PLANAR.replace("n: 1.9}", "n: 1.8}"))
    ended = pencsim("sweep", study, "--out", out)
    assert "1 run now" in ended.stdout
    assert len(results(out)) == 2
    assert status(out)["other_results"] == 1
    # A result under another case's name is never taken for its own.
    first, second = sorted((out / "cases").glob("*.h5"))
    second.write_bytes(first.read_bytes())
    for record in (out / "cases").glob("*.json"):
        record.unlink()
    folder = SweepFolder(out)
    assert folder.examine(first.stem).state is CaseState.DONE
    assert folder.examine(second.stem).state is CaseState.CORRUPT
    assert "another case" in folder.examine(second.stem).note


def test_the_film_that_cases_share_is_solved_once(tmp_path: Path) -> None:
    axes = "    - {path: electrical.overshoot, values: [0, 0.1, 0.2, 0.3]}\n"
    study, out = write_study(tmp_path, axes), tmp_path / "out"
    assert pencsim("sweep", study, "--out", out, "--jobs", "2").returncode == 0
    assert len(list((out / "shared").glob("film-*"))) == 1
    walls = {read_case(path).optics.cost.wall_s for path in (out / "cases").glob("*.h5")}
    assert len(walls) == 1  # the very same solution, with the time that it took


def test_two_launchers_do_not_clash(tmp_path: Path) -> None:
    with folder_lock(tmp_path) as descriptor:
        assert is_locked(tmp_path)
        with pytest.raises(FolderBusyError, match=f"process {os.getpid()}"), folder_lock(tmp_path):
            pass
        assert descriptor > 2
    assert not is_locked(tmp_path)
    with folder_lock(tmp_path):
        pass


def test_a_second_launcher_is_refused_in_one_line(tmp_path: Path) -> None:
    study, out = write_study(tmp_path, thicknesses([40])), tmp_path / "out"
    out.mkdir()
    with folder_lock(out):
        ended = pencsim("sweep", study, "--out", out)
    assert ended.returncode == 1
    assert "another launcher works here" in ended.stderr


def test_a_lock_outlives_its_launcher_while_a_job_holds_it(tmp_path: Path) -> None:
    with folder_lock(tmp_path) as descriptor:
        orphan = os.dup(descriptor)  # what a job has inherited
    (tmp_path / ".lock").write_text(json.dumps({"pid": 2**22 + 1, "host": os.uname().nodename}))
    with pytest.raises(FolderBusyError), folder_lock(tmp_path, wait_s=0.3):
        pass
    os.close(orphan)
    with folder_lock(tmp_path, wait_s=0.3):
        pass


def test_interrupting_ends_children_and_leaves_whole_files(tmp_path: Path) -> None:
    study, out = write_study(tmp_path, thicknesses(list(range(20, 90)))), tmp_path / "out"
    launcher = start("sweep", study, "--out", out, "--jobs", "2")
    wait_for(lambda: len(results(out)) >= 2, PATIENCE_S, "two results")
    os.kill(launcher.pid, signal.SIGTERM)
    assert launcher.wait(PATIENCE_S) == 130
    with pytest.raises(ProcessLookupError):
        os.killpg(launcher.pid, 0)
    assert list((out / "cases").glob("*.part")) == []
    for path in (out / "cases").glob("*.h5"):
        assert read_case(path).name.startswith("study-")
    assert status(out)["counts"]["failed"] == 0


def test_a_lost_worker_costs_its_case_alone(tmp_path: Path) -> None:
    study, out = write_study(tmp_path, thicknesses(list(range(20, 60)))), tmp_path / "out"
    launcher = start("sweep", study, "--out", out, "--jobs", "1")
    # A worker that is hit between two cases costs nothing; three are not all hit there.
    for number in (1, 5, 9):
        wait_for(lambda n=number: len(results(out)) >= n, PATIENCE_S, "results")
        wait_for(lambda: bool(workers(out)), PATIENCE_S, "a worker")
        os.kill(workers(out)[0], signal.SIGKILL)
    assert launcher.wait(PATIENCE_S) == 1
    found = status(out)
    lost = found["counts"]["failed"]
    assert 1 <= lost <= 3
    assert found["counts"]["done"] == 40 - lost
    assert {c["reason"] for c in found["cases"] if c["state"] == "failed"} == {"killed"}
    ended = pencsim("sweep", study, "--out", out, "--retry-failed")
    assert ended.returncode == 0
    assert f"{lost} run now" in ended.stdout


def workers(out: Path) -> list[int]:
    """Planar workers of a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if "sim.batch.running.planar_worker" in words and str(out) in words:
                found.append(int(entry.name))
    return found


def test_a_case_over_its_time_limit_is_marked(tmp_path: Path) -> None:
    study, out = write_study(tmp_path, thicknesses([50]), FDTD), tmp_path / "out"
    # Half a second is less than starting Meep takes.
    ended = pencsim("sweep", study, "--out", out, "--ranks", "1", "--time-limit", "0.01")
    assert ended.returncode == 1
    (case,) = status(out)["cases"]
    assert case["reason"] == "time limit"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(28, "No space left on device"), Reason.NO_SPACE),
        (MemoryError(), Reason.OUT_OF_MEMORY),
        (ValueError("does not work"), Reason.SOLVER),
    ],
)
def test_what_stops_a_case_is_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: Reason
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("sim.batch.running.planar_worker.write_case", fail)
    (case,) = load_cases(write_study(tmp_path, thicknesses([50]))).cases
    folder = SweepFolder(tmp_path / "out")
    folder.cases.mkdir(parents=True)
    outcome = solve_here(folder, case.key, case.study, shipped_library(), share=False)
    assert outcome.reason is reason
    record_failure(folder, case.key, outcome, 0.0)
    found = folder.examine(case.key)
    assert found.state is CaseState.FAILED
    assert found.record is not None
    assert found.record.log_line
    assert not folder.result(case.key).exists()


def test_a_mark_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    folder = SweepFolder(tmp_path / "file" / "out")
    (tmp_path / "file").write_text("no folder")
    outcome = record_failure(folder, "key", Outcome(Reason.NO_SPACE, "full"), 0.0)
    assert outcome.reason is Reason.NO_SPACE
    assert "not recorded" in outcome.message


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    study = write_study(tmp_path, thicknesses([50]))
    ended = pencsim("sweep", study, "--out", "/proc/nowhere")
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1


def test_too_little_disk_is_said_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.batch.running.preparation import check_disk
    from sim.processes.launch import RunError

    with pytest.raises(RunError, match="the disk has"):
        check_disk(tmp_path, 10**9)
    check_disk(tmp_path, 0)


def test_an_mpi_case_ends_with_its_launcher(tmp_path: Path) -> None:
    slow = FDTD.replace("lateral_cell: 50 nm", "lateral_cell: 20 nm").replace("1 um", "3 um")
    study, out = write_study(tmp_path, thicknesses([50]), slow), tmp_path / "out"
    launcher = start("sweep", study, "--out", out)
    wait_for(lambda: bool(list(out.glob("cases/*.log"))), PATIENCE_S, "a job")
    time.sleep(1.0)
    os.kill(launcher.pid, signal.SIGKILL)  # the launcher alone: its job is an orphan now
    launcher.wait()
    wait_for(lambda: not is_locked(out), PATIENCE_S, "the end of the orphan")
    assert status(out)["counts"]["missing"] == 1
