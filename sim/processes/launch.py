"""Starting one case: in this process if it needs no Meep, else as an MPI job of its own."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sim.config.loader import dump_study, shipped_library
from sim.cost.predict import plan_of
from sim.cost.run_plan import asked_at_once
from sim.cost.stepping_rate import SteppingRate
from sim.optics.methods.choose import method_of
from sim.optics.methods.prediction import RunPlan
from sim.processes.child import Child, job_environment
from sim.processes.child import RunError as RunError
from sim.processes.command import WorkerOrder, on_ranks
from sim.processes.ending import ended_by, last_words, read_log, signal_of
from sim.processes.environment import environment_problems
from sim.processes.lines import Listener
from sim.processes.rate import calibrate
from sim.progress import Reporter
from sim.solve import RunContext, solve_case
from sim.store.hdf5 import write_case
from sim.study import Study


def run_study(study: Study, out: Path, ranks: int | None, force: bool, reporter: Reporter) -> Path:
    """Solve a study and write its result.

    Args:
        study: the case.
        out: result file.
        ranks: MPI processes; None takes run.ranks.
        force: drop what an interrupted run of the case has left.
        reporter: shows the progress.

    Raises:
        RunError: no result could be written.
    """
    _make_folder(out)
    if not method_of(study).needs_mpi:
        return _run_here(study, out, reporter)
    if force:
        shutil.rmtree(out.with_name(out.name + ".dipoles"), ignore_errors=True)
    count = ranks if ranks is not None else study.run.ranks
    environment = _checked_environment(study, count)
    return _run_job(study, out, count, environment, reporter)


def calibrate_for(study: Study) -> SteppingRate:
    """Measure how fast this machine steps with the ranks of a study, and keep that.

    Raises:
        RunError: Meep or mpirun does not start, or the cache cannot be written.
    """
    return calibrate(study.run.ranks, _checked_environment(study, study.run.ranks))


def _checked_environment(study: Study, ranks: int) -> dict[str, str]:
    """Environment of a study's job on a machine that can run it.

    Raises:
        RunError: Meep or mpirun does not start.
    """
    environment = job_environment(study.run.threads)
    problems = environment_problems(ranks, environment)
    if problems:
        raise RunError("; ".join(problems))
    return environment


def _make_folder(out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"cannot make {out.parent}: {error.strerror}") from error


def _run_here(study: Study, out: Path, reporter: Reporter) -> Path:
    reporter.start(1.0, study.name)
    try:
        case = solve_case(study, RunContext(shipped_library(), reporter))
        write_case(out, case)
    except (ValueError, OSError) as error:
        raise RunError(str(error)) from error
    reporter.update(1.0, study.name)
    reporter.finish(f"{case.status.value}: {case.status.sentence}")
    return out


def launch_command(
    study: Study, ranks: int, config: Path, out: Path, shared: Path | None = None
) -> list[str]:
    """The command line of a job, which ends with the process that starts it.

    Args:
        study: the case.
        ranks: MPI processes in all.
        config: file that holds the study.
        out: result file.
        shared: folder of what the cases of a sweep share; None for a case of its own.
    """
    order = WorkerOrder(config, out, shared, ends_with_launcher=True, ranks=ranks)
    plan = _plan_of(study, ranks)
    if plan is None or plan.at_once == 1:
        return on_ranks(study.run, ranks, order.command())
    words = [sys.executable, "-m", "sim.processes.side_by_side", str(config), str(out)]
    if shared is not None:
        words.append(str(shared))
    words += ["--ranks", str(ranks), "--at-once", str(plan.at_once)]
    return [*words, "--left-over", str(plan.left_over), "--ends-with-launcher"]


def _plan_of(study: Study, ranks: int) -> RunPlan | None:
    """How runs share the ranks; None where they do not, or the job will say what is wrong."""
    if asked_at_once(study.run, ranks) == 1:
        return None
    try:
        return plan_of(study, ranks)
    except ValueError:
        return None


def _run_job(
    study: Study, out: Path, ranks: int, environment: Mapping[str, str], reporter: Reporter
) -> Path:
    log = out.with_suffix(".log")
    listener = Listener(reporter)
    with tempfile.TemporaryDirectory(prefix="pencsim-") as folder:
        config = Path(folder) / f"{study.name}.yaml"
        config.write_text(dump_study(study), encoding="utf-8")
        command = launch_command(study, ranks, config, out.resolve())
        # By lines: the job writes to the same file, and its last line must stay the last.
        with (
            log.open("w", encoding="utf-8", buffering=1) as file,
            Child(command, environment, file) as child,
        ):
            listener.follow(child.lines(), file)
            status = child.wait()
    if status != 0 or not out.exists():
        raise RunError(f"{study.name}: {_reason(status, listener.error, log)} (log: {log})")
    return out


def _reason(status: int, error: str, log: Path) -> str:
    """Why a job has no result: its own words, the signal that ended it, or its last line."""
    text = read_log(log)
    number = signal_of(status, text)
    if error or number is None:
        return error or last_words(text) or f"exit status {status}"
    return ended_by(number)
