"""Why each pixel of a set of stored results has the EQE that it has: waterfalls and bands.

Only the electrical model is solved, from the optics that are stored. A pixel with a black matrix
is compared with its sister without one where that is among the results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from geometry.device import DeviceError, build_device
from geometry.materials.files import MaterialFileError
from geometry.materials.library import MaterialLibrary, UnknownMaterial
from sim.analysis.bands import BandCase, edge_band
from sim.analysis.waterfall import PixelCase, WaterfallError, waterfall
from sim.analysis.waterfall_records import Explained
from sim.config.errors import ConfigError
from sim.config.stored import stored_study
from sim.electrical.spec import CompactSpec
from sim.forked import in_processes
from sim.progress import Reporter
from sim.results.records import CaseResult, OpticalResult
from sim.store.hdf5 import read_case, read_config
from sim.store.keys import sister_key
from sim.study import Study


@dataclass(frozen=True)
class _Stored:
    """A result file with its study."""

    path: Path
    study: Study


def explain_files(
    paths: Sequence[Path], library: MaterialLibrary, reporter: Reporter, processes: int = 1
) -> dict[Path, Explained]:
    """Take every pixel apart; films, and results without an electrical model, are left out.

    Args:
        paths: result files.
        library: materials.
        reporter: receives the progress.
        processes: that work beside each other, where the system can fork.

    Raises:
        StoreError: a file that is no result.
    """
    explained: dict[Path, Explained] = {}
    stored = _studies(paths, explained)
    sisters = {sister_key(e.study): e.path for e in stored if not _has_matrix(e.study)}
    tasks = [partial(_explained, entry, sisters, library) for entry in stored]
    reporter.start(float(len(stored)), "mechanisms")
    for done, (number, outcome) in enumerate(in_processes(tasks, processes), start=1):
        if outcome is not None:
            explained[stored[number].path] = outcome
        reporter.update(float(done), stored[number].path.stem)
    reporter.finish(f"{len(explained)} pixels taken apart")
    return {path: explained[path] for path in paths if path in explained}


def _explained(
    entry: _Stored, sisters: Mapping[str, Path], library: MaterialLibrary
) -> Explained | None:
    """One file taken apart; None of a film, and without an electrical model."""
    case = read_case(entry.path)
    if entry.study.device.array is None or case.electrical is None:
        return None
    sister = sisters.get(sister_key(entry.study)) if _has_matrix(entry.study) else None
    bare = None if sister is None else read_case(sister).optics
    return explain(case, entry.study, library, bare)


def explain(
    case: CaseResult, study: Study, library: MaterialLibrary, bare: OpticalResult | None = None
) -> Explained:
    """One pixel.

    Args:
        case: its stored result.
        study: its configuration.
        library: materials.
        bare: optics of the same pixel without its black matrix, where they were solved.
    """
    if study.electrical is None or case.reference is None or not case.optics.status.is_solved:
        return Explained(note="no electrical model, no film, or no optics to compare with")
    try:
        device = build_device(study.device, library)
        steps = waterfall(PixelCase(device, study.electrical, case.optics, case.reference, bare))
    except (DeviceError, MaterialFileError, UnknownMaterial, WaterfallError) as error:
        return Explained(note=str(error))
    band = None
    if isinstance(study.electrical, CompactSpec):
        technique = study.device.technique
        band = edge_band(BandCase(device, study.electrical, case.optics, technique))
    return Explained(steps, band)


def _studies(paths: Sequence[Path], explained: dict[Path, Explained]) -> list[_Stored]:
    """Configurations of all files; those that this version does not read are noted."""
    stored = []
    for path in paths:
        try:
            stored.append(_Stored(path, stored_study(read_config(path), str(path))))
        except ConfigError as error:
            explained[path] = Explained(note=f"its configuration does not load: {error}")
    return stored


def _has_matrix(study: Study) -> bool:
    return study.device.array is not None and study.device.array.black_matrix is not None
