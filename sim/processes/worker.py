"""One case in its own process or MPI job: ``python -m sim.processes.worker CONFIG OUT [SHARED]``.

CONFIG is a resolved configuration; SHARED a folder of solutions that the cases of a sweep share.
With --ends-with-launcher the job ends when its standard input does, that is when its launcher dies.
Rank 0 writes OUT and sends its progress on standard output (sim.processes.lines); everything else
that a rank prints is for the log.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path

from sim.config.errors import ConfigError
from sim.config.loader import load_study, shipped_library
from sim.optics.methods.choose import method_of
from sim.optics.methods.protocol import Share
from sim.processes.command import WorkerOrder
from sim.processes.lines import PipeReporter, send
from sim.processes.parent import end_with_launcher
from sim.processes.rank_count import rank_problem
from sim.progress import Reporter, SilentReporter
from sim.results.records import CaseResult
from sim.solve import RunContext, solve_case, solve_share
from sim.store.films import StoredFilms
from sim.store.hdf5 import drop_dipoles, write_case
from sim.store.stored_runs import StoredRuns


@dataclass(frozen=True)
class ClaimFolder:
    """Runs shared out by files that only one process can make."""

    folder: Path

    def take(self, number: int) -> bool:
        """Whether run ``number`` is the caller's."""
        try:
            os.close(os.open(self.folder / str(number), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        return True


def work(order: WorkerOrder) -> None:
    """Solve a case and write its result, or step a share of its dipole runs.

    Raises:
        ConfigError, ValueError: a mistake in the study, a device that cannot be solved, or other
            ranks than were asked for.
        OSError: the file system refuses.
    """
    study = load_study(order.config)
    library, method = shipped_library(), method_of(study)
    is_first, ranks = True, 1
    if method.needs_mpi:
        from sim.optics.meep.ranks import is_master, rank_count

        is_first, ranks = is_master(), rank_count()
        problem = rank_problem(order.ranks or ranks, ranks, study.run.launcher)
        if problem is not None:
            raise ValueError(problem)
    reporter: Reporter = PipeReporter() if is_first else SilentReporter()
    kept = order.out if order.shared is None else order.shared / method.key(study)[:24]
    # The film is solved without MPI: what the other ranks find is dropped, only the first shares.
    films = None if order.shared is None or not is_first else StoredFilms(order.shared)
    cache = StoredRuns(kept, is_first)
    context = RunContext(library, reporter, cache, order.case_ranks or ranks, films, order.started)
    if order.claims is not None:
        solve_share(study, context, Share(ClaimFolder(order.claims), order.left_over))
        return
    case = solve_case(study, context)
    if order.started is not None:
        case = _timed_from(order.started, case)
    if is_first:
        _write(order.out, case, reporter, drop=order.shared is None)


def _timed_from(started: float, case: CaseResult) -> CaseResult:
    """Count the time of the processes that have worked before this one."""
    cost = replace(case.optics.cost, wall_s=time.time() - started)
    return replace(case, optics=replace(case.optics, cost=cost))


def _write(out: Path, case: CaseResult, reporter: Reporter, drop: bool) -> None:
    write_case(out, case)
    if drop:
        drop_dipoles(out)
    reporter.finish(f"{case.status.value}: {case.status.sentence}")


def _order(arguments: list[str]) -> WorkerOrder:
    parser = argparse.ArgumentParser(prog="sim.processes.worker")
    parser.add_argument("config", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("shared", type=Path, nargs="?")
    parser.add_argument("--claims", type=Path)
    parser.add_argument("--left-over", type=int, default=0)
    parser.add_argument("--case-ranks", type=int)
    parser.add_argument("--started", type=float)
    parser.add_argument("--ranks", type=int)
    parser.add_argument("--ends-with-launcher", action="store_true")
    return WorkerOrder(**vars(parser.parse_args(arguments)))


def main(arguments: list[str]) -> int:
    """Exit status 0 when the work is done; 1 with the reason as the last line otherwise."""
    order = _order(arguments)
    if order.ends_with_launcher:
        end_with_launcher()
    try:
        work(order)
    except (ConfigError, ValueError, OSError, MemoryError) as error:
        # The launcher shows the last line; the log keeps the whole story.
        traceback.print_exc()
        send("error", 0.0, str(error))
        return 1
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    if code:
        # Other ranks may be waiting in a collective call: end the job, not only this process.
        os._exit(code)
