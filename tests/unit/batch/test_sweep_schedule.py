"""Which case may start, how Slurm tasks are planned, and what the end of a job means."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.batch.running.board import Board, SilentView
from sim.batch.running.folder import CaseState, Outcome, Reason, Record, SweepFolder
from sim.batch.running.machine_size import this_machine
from sim.batch.running.mpi_job import judge_exit
from sim.batch.running.schedule import Need, Schedule
from sim.batch.slurm import backend as slurm_backend
from sim.batch.slurm import queue as slurm_queue
from sim.batch.slurm.backend import SlurmBackend, SlurmSettings, plan_tasks
from sim.batch.slurm.machine import MachineSpec, load_machine
from sim.batch.slurm.queue import QueuedTask, TaskId
from sim.batch.slurm.task import Chunk, ChunkCase, read_chunk, write_chunk
from sim.batch.study.cases import Case
from sim.optics.methods.prediction import Prediction
from sim.study import Method, MethodChoice

FDTD, PLANAR = (MethodChoice(method, "") for method in (Method.FDTD, Method.PLANAR))


def case(key: str, runs: str = "", needs_meep: bool = False) -> Case:
    """A case of which nothing but its name matters."""
    return Case(key, {}, "{}", FDTD if needs_meep else PLANAR, "film", runs)


def schedule(cases: list[Case], need: Need, limit: Need) -> Schedule:
    """A schedule in which every case needs the same."""
    return Schedule(cases, lambda c: c.runs or None, lambda _: need, limit)


def test_cores_and_memory_bound_what_runs_at_a_time() -> None:
    for need in (Need(2, 0.0), Need(1, 3e9)):
        plan = schedule([case(str(n)) for n in range(4)], need, Need(5, 7e9))
        taken = [plan.take(), plan.take()]
        assert all(taken)
        assert plan._fitting() is None
        first = taken[0]
        assert first is not None
        plan.give_back(first)
        assert plan._fitting() is not None


def test_a_case_larger_than_the_machine_runs_alone() -> None:
    plan = schedule([case("a"), case("b")], Need(8, 1e12), Need(2, 1e9))
    turn = plan.take()
    assert turn is not None
    assert plan._fitting() is None
    plan.give_back(turn)
    assert plan.take() is not None


def test_cases_with_the_same_dipoles_take_turns() -> None:
    plan = schedule([case("a", "d"), case("b", "d"), case("c", "e")], Need(1, 0.0), Need(9, 1e9))
    first, other = plan.take(), plan.take()
    assert first is not None
    assert other is not None
    assert [first.case.key, other.case.key] == ["a", "c"]
    plan.give_back(first)
    second = plan.take()
    assert second is not None
    assert second.case.key == "b"
    plan.give_back(other)
    plan.give_back(second)
    assert plan.take() is None


def test_nothing_is_handed_out_after_a_stop() -> None:
    plan = schedule([case("a")], Need(1, 0.0), Need(1, 1e9))
    plan.stop()
    assert plan.take() is None


def test_this_machine_has_something() -> None:
    assert this_machine().cores >= 1
    assert this_machine().memory_bytes > 1e6


@pytest.mark.parametrize(
    ("status", "error", "log", "had_oom", "reason"),
    [
        (-9, "", "", False, Reason.KILLED),
        (137, "", "", True, Reason.OUT_OF_MEMORY),
        (1, "", "process rank 1 exited on signal 9 (Killed).", True, Reason.OUT_OF_MEMORY),
        (
            1,
            "",
            "process rank 0 exited on signal 11 (fault)",
            False,
            Reason.DEAD_RANK,
        ),
        (143, "", "", False, Reason.KILLED),
        (1, "", "process rank 1 exited on signal 15 (Terminated).", False, Reason.KILLED),
        (1, "[Errno 28] No space left on device", "", False, Reason.NO_SPACE),
        (1, "", "MemoryError", False, Reason.OUT_OF_MEMORY),
        (1, "the emitter vanishes on the grid", "", False, Reason.SOLVER),
    ],
)
def test_what_the_end_of_a_job_means(
    status: int, error: str, log: str, had_oom: bool, reason: Reason
) -> None:
    outcome = judge_exit(status, error, log, had_oom)
    assert outcome.reason is reason
    assert outcome.message


def test_a_killed_rank_is_named_by_its_signal_not_by_the_last_line() -> None:
    log = "process rank 1 with PID 0 on node n exited on signal 9 (Killed).\nElapsed run time = 3 s"
    assert judge_exit(137, "", log, False).message == "rank ended by signal 9 (SIGKILL)"
    assert judge_exit(-11, "", "", False, "worker").message == "worker ended by signal 11 (SIGSEGV)"
    assert judge_exit(3, "", "banner\nlast words\n", False).message == "last words"


# --- Slurm ---------------------------------------------------------------------------------------


def settings(**more: object) -> SlurmSettings:
    """Settings for a machine."""
    machine = MachineSpec.model_validate({"schema": 1, "name": "m", **more})
    return SlurmSettings(machine)


def test_planar_cases_share_tasks_and_equal_dipoles_one_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    predicted = Prediction("fdtd", (1, 1, 1), 1, 0.0, 10, 1, 5e9, 900.0, 2)
    monkeypatch.setattr(slurm_backend, "_predict", lambda *_: predicted)
    planar = [case(f"p{n}") for n in range(7)]
    stepped = [case("a", "x", True), case("b", "x", True), case("c", "y", True)]
    plans = plan_tasks(
        planar + stepped, settings(cases_per_task=3, ranks=2), lambda _, p: p.seconds
    )
    groups = sorted([c.key for c in plan.cases] for plan in plans)
    assert groups == [["a", "b"], ["c"], ["p0", "p1", "p2"], ["p3", "p4", "p5"], ["p6"]]
    by_first = {plan.cases[0].key: plan.size for plan in plans}
    assert by_first["a"].limit_s == 2 * by_first["c"].limit_s == 1800.0
    assert by_first["a"].ranks == 2
    assert by_first["a"].memory_bytes >= 1.3 * 5e9
    assert sum(by_first[key].cap for key in ("a", "c", "p0")) <= 64 + 2


def test_a_chunk_is_what_was_written(tmp_path: Path) -> None:
    entry = ChunkCase("key", "{}", True, False, 2)
    chunk = Chunk("abc", ((entry,), (entry, entry)), 2, 60.0)
    write_chunk(tmp_path, chunk)
    assert read_chunk(tmp_path, "abc") == chunk


class Queue:
    """A scheduler that says what it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[dict[TaskId, QueuedTask] | None] = []
        self.submitted: list[str] = []
        self.cancelled: list[str] = []
        monkeypatch.setattr(slurm_queue, "queued_tasks", self.queued)
        monkeypatch.setattr(slurm_queue, "max_array_size", lambda: 1001)
        monkeypatch.setattr(slurm_queue, "why_gone", lambda job: Outcome(Reason.KILLED, job))
        monkeypatch.setattr(slurm_queue, "cancel", self.cancelled.extend)
        monkeypatch.setattr(slurm_backend, "submit", self.submit)
        monkeypatch.setattr(slurm_backend, "_SETTLE_S", 0.0)

    def queued(self) -> dict[TaskId, QueuedTask] | None:
        """The next answer; the queue stays empty after the last one."""
        return self.answers.pop(0) if self.answers else {}

    def submit(self, _machine: object, _size: object, _at: Path, chunk: str, _tasks: range) -> str:
        """Remember a submission."""
        self.submitted.append(chunk)
        return "1"


def backend(folder: SweepFolder, machine: SlurmSettings) -> SlurmBackend:
    """A backend that does not wait."""
    return SlurmBackend(folder, machine, Board(1, SilentView()), sleep=lambda _: None)


@pytest.fixture
def folder(tmp_path: Path) -> SweepFolder:
    """An empty folder of a sweep."""
    found = SweepFolder(tmp_path)
    found.cases.mkdir()
    return found


def test_a_job_that_vanishes_is_submitted_again_a_few_times(
    folder: SweepFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(monkeypatch)
    backend(folder, settings(max_runs=3)).run([case("a")])
    assert len(queue.submitted) == 3
    record = folder.read_record("a")
    assert record is not None
    assert (record.state, record.attempts) == (CaseState.FAILED, 3)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("FAILED", Reason.KILLED),  # the solver's own failures have a record
        ("TIMEOUT", Reason.TIME_LIMIT),
        ("OUT_OF_MEMORY", Reason.OUT_OF_MEMORY),
        ("COMPLETED", Reason.KILLED),
    ],
)
def test_why_a_job_without_a_record_is_gone(
    monkeypatch: pytest.MonkeyPatch, state: str, reason: Reason
) -> None:
    """A job that Slurm fails before the program runs says nothing about its case: it runs again."""
    monkeypatch.setattr(slurm_queue, "_accounted", lambda _: None)
    monkeypatch.setattr(slurm_queue, "_remembered", lambda _: state)
    assert slurm_queue.why_gone("7_0") == Outcome(reason, f"job 7_0: Slurm: {state}")


def test_a_silent_controller_proves_nothing(
    folder: SweepFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(monkeypatch)
    queue.answers = [{}, None, None, None]
    sleeps: list[float] = []

    def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        if len(sleeps) == 3:  # the result arrives while the controller is down
            folder.result("a").write_bytes(b"whole")
            folder.write_record("a", Record(CaseState.DONE))

    SlurmBackend(folder, settings(), Board(1, SilentView()), sleep).run([case("a")])
    assert len(queue.submitted) == 1
    assert len(sleeps) == 3


def test_jobs_of_an_earlier_launcher_are_taken_up(
    folder: SweepFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(monkeypatch)
    write_chunk(folder.path, Chunk("old", ((ChunkCase("a", "{}", False, False, 0),),), 1, 60.0))
    waiting = {TaskId("old", 0): QueuedTask("7_0", "PENDING", "Resources")}
    queue.answers = [waiting, waiting]
    done = iter([None, None])

    def sleep(seconds: float) -> None:
        next(done)
        folder.result("a").write_bytes(b"whole")
        folder.write_record("a", Record(CaseState.DONE))

    SlurmBackend(folder, settings(), Board(1, SilentView()), sleep).run([case("a")])
    assert queue.submitted == []


def test_a_job_that_slurm_holds_for_good_is_taken_back(
    folder: SweepFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(monkeypatch)
    write_chunk(folder.path, Chunk("old", ((ChunkCase("a", "{}", False, False, 0),),), 1, 60.0))
    held = {TaskId("old", 0): QueuedTask("7_0", "PENDING", slurm_queue.HELD)}
    queue.answers = [held, held]
    backend(folder, settings(max_runs=2)).run([case("a")])
    assert queue.cancelled == ["7_0"]
    assert len(queue.submitted) == 1


def test_a_case_that_ran_out_of_time_gets_twice_as_much(folder: SweepFolder) -> None:
    predicted = Prediction("fdtd", None, 1, 0.0, 0, 0, 0.0, 500.0, 1)
    found = backend(folder, settings(max_time="1 h"))
    assert found.limit_of(case("a"), predicted) == 2000.0
    late = Record(CaseState.FAILED, reason=Reason.TIME_LIMIT.value, limit_s=1700.0)
    folder.write_record("a", late)
    assert found.limit_of(case("a"), predicted) == 3400.0
    folder.write_record("a", Record(CaseState.FAILED, reason="time limit", limit_s=3000.0))
    assert found.limit_of(case("a"), predicted) == 3600.0


def test_a_shipped_machine_loads(project_root: Path) -> None:
    for path in (project_root / "configs" / "machines").glob("*.yaml"):
        assert load_machine(path).name
    assert load_machine(None).array_cap > 0
