"""Running a sweep: what is missing, cut off or corrupt is run; the rest is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sim.batch.running.board import Board, BoardView, SilentView
from sim.batch.running.folder import SweepFolder, clear_parts
from sim.batch.running.local import LocalBackend, LocalSettings
from sim.batch.running.lock import FolderBusyError, folder_lock
from sim.batch.running.machine_size import this_machine
from sim.batch.running.mpi_job import JobSettings
from sim.batch.running.outcome import SweepOutcome, conclude
from sim.batch.running.preparation import SweepOptions, Warn, prepare, prepare_folder
from sim.batch.slurm.backend import SlurmBackend, SlurmSettings, plan_tasks
from sim.batch.slurm.machine import load_machine
from sim.batch.slurm.queue import queued_tasks
from sim.batch.slurm.submit import script
from sim.batch.study.cases import Case, Sweep
from sim.processes.child import RunError, job_environment
from sim.processes.environment import environment_problems


class Backend(Protocol):
    """Runs cases to their ends and records failures."""

    def run(self, cases: Sequence[Case]) -> None:
        """Run them."""


def run_local(
    sweep: Sweep, out: Path, options: SweepOptions, view: BoardView, warn: Warn
) -> SweepOutcome:
    """Run a sweep on this machine.

    Raises:
        RunError: the folder cannot be used, or the machine cannot run the cases.
        KeyboardInterrupt: interrupted; what was finished is kept.
    """

    def backend(folder: SweepFolder, board: Board, lock: int, cases: Sequence[Case]) -> Backend:
        _check_environment(cases, options)
        _check_queue(folder)
        job = JobSettings(options.ranks, options.limit_s, (lock,))
        return LocalBackend(folder, LocalSettings(this_machine(), options.jobs, job), board)

    return run_sweep(sweep, out, options, Surroundings(view, warn, backend))


def run_slurm(
    sweep: Sweep,
    out: Path,
    options: SweepOptions,
    view: BoardView,
    warn: Warn,
    machine: Path | None,
) -> SweepOutcome:
    """Run a sweep as Slurm jobs; interrupting it leaves them to Slurm.

    Raises:
        ConfigError: a mistake in the machine's file.
        RunError: the folder cannot be used, or Slurm refuses.
        KeyboardInterrupt: interrupted; the jobs go on.
    """
    settings = slurm_settings(options, machine)

    def backend(folder: SweepFolder, board: Board, lock: int, cases: Sequence[Case]) -> Backend:
        del lock, cases
        return SlurmBackend(folder, settings, board)

    return run_sweep(sweep, out, options, Surroundings(view, warn, backend))


def slurm_settings(options: SweepOptions, machine: Path | None) -> SlurmSettings:
    """What the options and the machine's file say together.

    Raises:
        ConfigError: a mistake in the machine's file.
    """
    return SlurmSettings(load_machine(machine), options.ranks, options.limit_s, options.jobs)


def slurm_script(sweep: Sweep, out: Path, options: SweepOptions, machine: Path | None) -> str:
    """The batch scripts that a sweep would submit, one per size of task; needs no Slurm.

    Raises:
        ConfigError: a mistake in the machine's file.
    """
    settings = slurm_settings(options, machine)
    backend = SlurmBackend(SweepFolder(out), settings, Board(0, SilentView()))
    plans = plan_tasks(sweep.cases, settings, backend.limit_of)
    counted = Counter(plan.size for plan in plans)
    logs = out.resolve() / "slurm" / "jobs"
    return "\n".join(script(settings.machine, size, logs, n) for size, n in counted.items())


def run_sweep(
    sweep: Sweep, out: Path, options: SweepOptions, surroundings: Surroundings
) -> SweepOutcome:
    """Run what is missing of a sweep by any backend.

    Raises:
        RunError: the folder cannot be used, or the backend cannot start.
        KeyboardInterrupt: interrupted; what was finished is kept.
    """
    folder = SweepFolder(out)
    try:
        prepare_folder(folder)
        with folder_lock(out) as lock:
            plan = prepare(folder, sweep, options, surroundings.warn)
            board = Board(len(plan.cases), surroundings.view, out / "progress.json")
            try:
                surroundings.backend(folder, board, lock, plan.cases).run(plan.cases)
            finally:
                board.close()
                clear_parts(folder.cases)
            return conclude(folder, sweep, plan, board)
    except FolderBusyError as error:
        raise RunError(str(error)) from error
    except OSError as error:
        raise RunError(f"{error.filename or out}: {error.strerror or error}") from error


@dataclass(frozen=True)
class Surroundings:
    """What a launch shows, where its warnings go, and how it runs cases.

    ``backend`` takes the folder, the board, the folder's lock and the cases.
    """

    view: BoardView
    warn: Warn
    backend: Callable[[SweepFolder, Board, int, Sequence[Case]], Backend]


def _check_environment(cases: Sequence[Case], options: SweepOptions) -> None:
    """Refuse to start what cannot run here.

    Raises:
        RunError: no Meep, no MPI, or more ranks than cores.
    """
    stepped = [case for case in cases if case.method.needs_mpi]
    if not stepped:
        return
    first = stepped[0].study
    ranks = options.ranks if options.ranks is not None else first.run.ranks
    problems = environment_problems(ranks, job_environment(first.run.threads))
    if problems:
        raise RunError("; ".join(problems))


def _check_queue(folder: SweepFolder) -> None:
    """Refuse to run here what Slurm is running.

    Raises:
        RunError: jobs of this folder wait or run.
    """
    chunks = {path.stem for path in (folder.path / "slurm").glob("*.json")}
    if not chunks:
        return
    busy = sum(task.chunk in chunks for task in queued_tasks() or {})
    if busy:
        raise RunError(f"{folder.path}: {busy} Slurm tasks work here; use --backend slurm")
