"""One case in its own process or MPI job: ``python -m sim.worker CONFIG OUT [SHARED]``.

CONFIG is a resolved configuration; SHARED a folder of solutions that the cases of a sweep share.
With SHARED the job also ends when its standard input does, that is when its launcher dies. Rank 0
writes OUT and says on standard output how far it is, one JSON object a line; everything else that a
rank prints is for the log.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from sim.config_errors import ConfigError
from sim.config_loader import load_study, shipped_library
from sim.electrical.devsim_setup import DevsimUnavailableError
from sim.film_cache import StoredFilms
from sim.progress import Reporter, SilentReporter
from sim.results import CaseResult
from sim.run import RunContext, fingerprint, needs_meep, solve_case
from sim.store import append_dipole, drop_dipoles, read_dipole, write_case

_RANK_VARIABLES = ("OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID")

MARK = "pencsim:"
"""Begins every line that is meant for the launcher."""


def tell(event: str, units: float, text: str) -> None:
    """Send the launcher one line, in a single write: other threads and ranks write there too."""
    line = json.dumps({"event": event, "units": units, "text": text})
    os.write(1, f"{MARK}{line}\n".encode())


class PipeReporter:
    """Progress as lines for the launcher."""

    def start(self, total_units: float, text: str) -> None:
        """Begin a stage."""
        self._say("start", total_units, text)

    def update(self, done_units: float, text: str) -> None:
        """Tell how far it is."""
        self._say("update", done_units, text)

    def finish(self, text: str) -> None:
        """Tell that it has ended."""
        self._say("finish", 0.0, text)

    def warn(self, text: str) -> None:
        """Pass on a warning."""
        self._say("warn", 0.0, text)

    def _say(self, event: str, units: float, text: str) -> None:
        tell(event, units, text)


@dataclass(frozen=True)
class StoredDipoles:
    """Dipole runs kept beside the result that they belong to."""

    path: Path
    is_first: bool

    def load(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        """Arrays kept under ``key``, or None."""
        return read_dipole(self.path, key)

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays; only the first rank writes."""
        if self.is_first:
            append_dipole(self.path, key, arrays)


def work(config: Path, out: Path, shared: Path | None = None) -> None:
    """Solve the case in ``config`` and write ``out``; what is in ``shared`` is taken from there."""
    study = load_study(config)
    library = shipped_library()
    is_first, ranks = True, 1
    if needs_meep(study):
        from sim.optics.fdtd import is_master, rank_count

        is_first, ranks = is_master(), rank_count()
    reporter: Reporter = PipeReporter() if is_first else SilentReporter()
    kept = out if shared is None else shared / fingerprint(study)[:24]
    # The film is solved without MPI: what the other ranks find is dropped, only the first shares.
    films = None if shared is None or not is_first else StoredFilms(shared)
    context = RunContext(library, reporter, StoredDipoles(kept, is_first), ranks, films)
    case = solve_case(study, context)
    if is_first:
        _write(out, case, reporter, drop=shared is None)


def _write(out: Path, case: CaseResult, reporter: Reporter, drop: bool) -> None:
    write_case(out, case)
    if drop:
        drop_dipoles(out)
    reporter.finish(f"{case.status.value}: {case.status.sentence}")


def main(arguments: list[str]) -> int:
    """Exit status 0 when OUT is written; 1 with the reason as the last line otherwise."""
    config, out, *rest = (Path(argument) for argument in arguments)
    if rest:
        threading.Thread(target=_end_with_launcher, daemon=True).start()
    try:
        work(config, out, *rest)
    except (ConfigError, ValueError, OSError, MemoryError, DevsimUnavailableError) as error:
        # The launcher shows the last line; the log keeps the whole story.
        traceback.print_exc()
        tell("error", 0.0, str(error))
        return 1
    return 0


def _end_with_launcher() -> None:
    """Wait for the end of standard input, which the launcher holds open while it lives.

    mpirun hands its own input to the first rank only; the others find theirs empty at once.
    """
    rank = next((os.environ[name] for name in _RANK_VARIABLES if name in os.environ), "0")
    if rank != "0":
        return
    while os.read(0, 1024):
        continue
    os._exit(1)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    if code:
        # Other ranks may be waiting in a collective call: end the job, not only this process.
        os._exit(code)
