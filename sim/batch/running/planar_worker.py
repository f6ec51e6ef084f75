"""Cases that need no MPI, one after another in one process.

    python -m sim.batch.running.planar_worker DIR

The launcher writes one JSON object a line to standard input ({"key", "study", "share"}) and gets
one back when the case has ended ({"key", "reason", "message"}; reason null if it has its result).
The process ends when its input does, that is also when its launcher dies.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TextIO

from geometry.materials.library import MaterialLibrary
from sim.batch.running.folder import CaseState, Outcome, Reason, Record, SweepFolder
from sim.batch.running.result_digest import digest
from sim.batch.study.measures import measures_of
from sim.config.loader import shipped_library, study_from_json
from sim.optics.methods.choose import method_of
from sim.progress import SilentReporter
from sim.solve import RunContext, solve_case
from sim.store.atomic import renamed_when_whole
from sim.store.content import content_digest
from sim.store.films import StoredFilms
from sim.store.hdf5 import write_case
from sim.store.stored_runs import StoredRuns
from sim.study import Study


def solve_here(
    folder: SweepFolder, key: str, study: Study, library: MaterialLibrary, share: bool
) -> Outcome:
    """Solve one case in this process; write its result, record and log.

    Args:
        folder: of the sweep.
        key: of the case.
        study: resolved.
        library: materials.
        share: whether other cases need the same film.
    """
    started = time.monotonic()
    films = StoredFilms(folder.shared) if share else None
    try:
        shared = StoredRuns(folder.shared / method_of(study).key(study)[:24])
        case = solve_case(study, RunContext(library, SilentReporter(), shared, films=films))
        path = folder.result(key)
        # Before there is a result: who is killed between result and record costs nobody time.
        measures, content = measures_of(case), content_digest(case)
        write_case(path, case)
        whole = digest(path)
        record = Record(
            CaseState.DONE,
            whole.sha256,
            whole.size,
            case.status.value,
            measures,
            content=content,
        )
        lines = [f"{case.status.value}: {case.status.sentence}", *case.warnings]
        lines.append(f"done in {time.monotonic() - started:.3f} s")
        folder.log(key).write_text("\n".join(lines) + "\n", encoding="utf-8")
        folder.write_record(key, record)
    except (ValueError, ArithmeticError, RuntimeError, OSError, MemoryError) as error:
        outcome = Outcome(reason_of(error), str(error).splitlines()[0] if str(error) else "")
        _try_to_log(folder.log(key), traceback.format_exc())
        return outcome
    return Outcome()


def reason_of(error: BaseException) -> Reason:
    """What an exception means for a case."""
    if isinstance(error, MemoryError):
        return Reason.OUT_OF_MEMORY
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Reason.NO_SPACE
    return Reason.SOLVER


def _try_to_log(path: Path, text: str) -> None:
    """Keep what went wrong, if the disk lets us."""
    try:
        with renamed_when_whole(path) as part:
            part.write_text(text, encoding="utf-8")
    except OSError:
        return


def serve(folder: SweepFolder, requests: TextIO, answers: TextIO) -> None:
    """Solve case after case until the requests end."""
    library = shipped_library()
    for line in requests:
        asked = json.loads(line)
        study = study_from_json(asked["study"], library)
        outcome = solve_here(folder, asked["key"], study, library, asked["share"])
        reply = {"key": asked["key"], "reason": outcome.reason, "message": outcome.message}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


def main(arguments: list[str]) -> None:
    """Serve; whatever a library prints goes to standard error instead of into an answer."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        serve(SweepFolder(Path(arguments[0])), sys.stdin, answers)


if __name__ == "__main__":
    main(sys.argv[1:])
