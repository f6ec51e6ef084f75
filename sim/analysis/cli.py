"""What the commands that analyse cases do before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli_exit import FAILED, stop

if TYPE_CHECKING:
    from sim.analysis.calibration.records import Calibration
    from sim.analysis.sensitivity.records import Sensitivity
    from sim.analysis.waterfall_records import Explained


def sensitivity_of(config: Path, overrides: Sequence[str], out: Path | None) -> Sensitivity:
    """Vary every assumed input of a case and write sensitivity.json and .csv.

    Ends the command with one line where the case cannot be solved or the folder not be written.
    """
    from sim.analysis.sensitivity.files import write_sensitivity
    from sim.analysis.sensitivity.one_at_a_time import sensitivity
    from sim.config.loader import load_checked, shipped_library
    from sim.progress import reporter_for

    loaded = load_checked(config, overrides)
    with _one_line():
        found = sensitivity(loaded.study, shipped_library(), reporter_for())
        write_sensitivity(found, out or default_folder(found.name, "sensitivity"))
    return found


def calibration_of(study: Path, out: Path | None) -> Calibration:
    """Fit a study's parameters and write calibration.json.

    Ends the command with one line where a row cannot be solved or the folder not be written.
    """
    from sim.analysis.calibration.files import load_calibration, write_calibration
    from sim.analysis.calibration.fit import calibrate
    from sim.config.loader import shipped_library
    from sim.progress import reporter_for

    library = shipped_library()
    case = load_calibration(study, library)
    with _one_line():
        found = calibrate(case, library, reporter_for())
        write_calibration(found, out or default_folder(found.name, "calibration"))
    return found


def explained_of(files: Sequence[Path]) -> dict[Path, Explained]:
    """Take stored pixels apart into mechanisms.

    Ends the command with one line where a file cannot be read.
    """
    from sim.analysis.explain import explain_files
    from sim.config.loader import shipped_library
    from sim.progress import reporter_for

    with _one_line():
        return explain_files(files, shipped_library(), reporter_for())


def default_folder(name: str, kind: str) -> Path:
    """Where results go unless the user says so."""
    return Path("runs") / name / kind


@contextmanager
def _one_line() -> Iterator[None]:
    from sim.electrical.drift_diffusion.devsim_setup import DevsimUnavailableError

    try:
        yield
    except (ValueError, OSError, DevsimUnavailableError) as error:
        stop(FAILED, str(error))
