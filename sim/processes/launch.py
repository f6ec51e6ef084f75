"""Starting one case: in this process if it needs no Meep, else as an MPI job of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sim.config.loader import dump_study, shipped_library
from sim.cost.predict import plan_of
from sim.cost.run_plan import asked_at_once
from sim.cost.stepping_rate import CalibrationError, SteppingRate, calibrate
from sim.electrical.drift_diffusion.devsim_setup import DevsimUnavailableError
from sim.optics.methods.choose import method_of
from sim.optics.methods.prediction import RunPlan
from sim.processes.command import WorkerOrder, on_ranks
from sim.processes.environment import environment_problems
from sim.processes.lines import JobLine
from sim.progress import Reporter
from sim.solve import RunContext, solve_case
from sim.store.hdf5 import write_case
from sim.study import Study


class RunError(Exception):
    """A case that could not be finished; one line says why."""


def run_study(study: Study, out: Path, ranks: int | None, force: bool, reporter: Reporter) -> Path:
    """Solve a study and write its result.

    Args:
        study: the case.
        out: result file.
        ranks: MPI processes; None takes run.ranks.
        force: drop what an interrupted run of the case has left.
        reporter: told how far it is.

    Raises:
        RunError: no result could be written.
    """
    _make_folder(out)
    if not method_of(study).needs_mpi:
        return _run_here(study, out, reporter)
    if force:
        shutil.rmtree(out.with_name(out.name + ".dipoles"), ignore_errors=True)
    count = ranks if ranks is not None else study.run.ranks
    environment = job_environment(study.run.threads)
    problems = environment_problems(count, environment)
    if problems:
        raise RunError("; ".join(problems))
    return _run_job(study, out, count, environment, reporter)


def calibrate_for(study: Study) -> SteppingRate:
    """Measure how fast this machine steps with the ranks of a study, and keep that.

    Raises:
        RunError: Meep or mpirun does not start, or the cache cannot be written.
    """
    environment = job_environment(study.run.threads)
    problems = environment_problems(study.run.ranks, environment)
    if problems:
        raise RunError("; ".join(problems))
    try:
        return calibrate(study.run.ranks, environment)
    except CalibrationError as error:
        raise RunError(str(error)) from error


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
    except (ValueError, OSError, DevsimUnavailableError) as error:
        raise RunError(str(error)) from error
    reporter.update(1.0, study.name)
    reporter.finish(f"{case.status.value}: {case.status.sentence}")
    return out


def job_environment(threads: int) -> dict[str, str]:
    """Environment of a job: one thread per rank, and root allowed where we are root."""
    environment = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment[name] = str(threads)
    # Open MPI pins ranks to the first cores; jobs side by side would share them.
    environment.setdefault("OMPI_MCA_hwloc_base_binding_policy", "none")
    # A rank that waits lets others work: on a busy machine spinning ranks starve each other.
    environment.setdefault("OMPI_MCA_mpi_yield_when_idle", "1")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
        environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    return environment


def launch_command(
    study: Study, ranks: int, config: Path, out: Path, shared: Path | None = None
) -> list[str]:
    """The command line of a job; ``shared``: folder of what the cases of a sweep share."""
    run = study.run
    plan = _plan_of(study, ranks)
    if plan is None or plan.at_once == 1:
        return on_ranks(run, ranks, WorkerOrder(config, out, shared).command())
    words = [sys.executable, "-m", "sim.processes.side_by_side", str(config), str(out)]
    if shared is not None:
        words.append(str(shared))
    words += ["--ranks", str(ranks), "--at-once", str(plan.at_once)]
    return [*words, "--left-over", str(plan.left_over)]


def _plan_of(study: Study, ranks: int) -> RunPlan | None:
    """How runs share the ranks; None where they do not, or the job will say what is wrong."""
    if asked_at_once(study.run, ranks) == 1:
        return None
    try:
        return plan_of(study, ranks)
    except ValueError:
        return None


@dataclass
class Listener:
    """Turns a job's lines into progress; remembers the last error."""

    reporter: Reporter
    error: str = ""

    def hear(self, line: str) -> bool:
        """Whether a line was meant for us."""
        message = JobLine.parse(line)
        if message is None:
            return False
        event, units, text = message.event, message.units, message.text
        if event == "start":
            self.reporter.start(units, text)
        elif event == "update":
            self.reporter.update(units, text)
        elif event == "finish":
            self.reporter.finish(text)
        elif event == "warn":
            self.reporter.warn(text)
        elif event == "error":
            self.error = text
        return True


def _run_job(
    study: Study, out: Path, ranks: int, environment: dict[str, str], reporter: Reporter
) -> Path:
    log = out.with_suffix(".log")
    listener = Listener(reporter)
    with tempfile.TemporaryDirectory(prefix="pencsim-") as folder:
        config = Path(folder) / f"{study.name}.yaml"
        config.write_text(dump_study(study), encoding="utf-8")
        command = launch_command(study, ranks, config, out.resolve())
        status = _follow(command, environment, log, listener)
    if status != 0 or not out.exists():
        reason = listener.error or last_line(log) or f"exit status {status}"
        raise RunError(f"{study.name}: {reason} (log: {log})")
    return out


def _follow(command: list[str], environment: dict[str, str], log: Path, listener: Listener) -> int:
    """Run a job, pass its progress on, keep the rest in its log; it ends when we do."""
    with log.open("w", encoding="utf-8") as file:
        try:
            job = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
                env=environment,
                errors="replace",
            )
        except OSError as error:
            raise RunError(f"cannot start {command[0]}: {error.strerror}") from error
        with job:
            try:
                for line in job.stdout or ():
                    if not listener.hear(line):
                        file.write(line)
                return job.wait()
            finally:
                if job.poll() is None:
                    job.terminate()
                    job.wait()


def last_line(log: Path) -> str:
    """The last line of a log that says something."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8").splitlines()]
    said = [line for line in lines if line and not line.startswith(("-", "*"))]
    return said[-1] if said else ""
