"""One case from configuration to result: device, optics, reference film, electrical model.

Runs in one process or in every rank of an MPI job; ranks other than the first do the same field
solution and their results are dropped.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geometry.device import Device, build_device
from geometry.materials import Assumption, MaterialLibrary
from sim.config import Method, OpticsSpec, Study
from sim.config_loader import dump_study
from sim.coupling import prepare_electrical, solve_electrical, weighted_by_zone
from sim.optics.planar_case import planar_optics
from sim.progress import Reporter
from sim.provenance import PHYSICS_VERSION, provenance
from sim.results import CaseResult, ElectricalResult, OpticalResult, Status

if TYPE_CHECKING:
    from sim.film_cache import StoredFilms
    from sim.optics.fdtd_runs import DipoleCache


@dataclass(frozen=True)
class RunContext:
    """What a case needs besides its study.

    Attributes:
        library: materials by name.
        reporter: told how far it is.
        cache: keeps finished dipole runs of an interrupted case.
        ranks: MPI processes that work on it.
        films: planar solutions shared with other cases.
    """

    library: MaterialLibrary
    reporter: Reporter
    cache: DipoleCache | None = None
    ranks: int = 1
    films: StoredFilms | None = None


def method_of(study: Study) -> Method:
    """The method that solves a study: what it asks for, or what fits its device."""
    asked = study.optics.method
    if asked is not Method.AUTO:
        return asked
    return Method.PLANAR if study.device.array is None else Method.FDTD


def needs_meep(study: Study) -> bool:
    """Whether a study is solved in time."""
    return method_of(study) is not Method.PLANAR


def fingerprint(study: Study) -> str:
    """Names everything that the dipole runs of a study depend on.

    Besides device and optics that is the version of the physics in the code. The number of
    dipoles is left out: a refined rule finds the dipoles that it shares with the coarser one.
    """
    optics = study.optics.model_dump_json(by_alias=True, exclude={"dipoles", "tolerance", "method"})
    device = study.device.model_dump_json(by_alias=True)
    return hashlib.sha256(f"{PHYSICS_VERSION}|{device}|{optics}".encode()).hexdigest()


def solve_case(study: Study, context: RunContext) -> CaseResult:
    """Solve a study.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
        DevsimUnavailableError: drift_diffusion on a machine where DEVSIM does not work.
    """
    started = time.time()
    prepare_electrical(study.electrical)
    device = build_device(study.device, context.library)
    optics = solve_optics(study, device, context)
    is_film = device.array is None and optics.method == Method.PLANAR.value
    film = device.as_film()
    reference = None if is_film else _planar(study, film, context)
    electrical, film_electrical = None, None
    if study.electrical is not None and optics.status is not Status.UNSTABLE:
        electrical = solve_electrical(device, study.electrical, optics)
        optics = weighted_by_zone(device, optics, electrical.emission_zone)
        if reference is not None:
            film_electrical = solve_electrical(film, study.electrical, reference)
            reference = weighted_by_zone(film, reference, film_electrical.emission_zone)
    return CaseResult(
        name=study.name,
        config_yaml=dump_study(study),
        provenance=provenance(context.ranks, started),
        optics=optics,
        reference=reference,
        electrical=electrical,
        reference_electrical=film_electrical,
        assumptions=_assumptions(device, electrical),
        warnings=_warnings(optics, electrical, study.optics),
    )


def solve_optics(study: Study, device: Device, context: RunContext) -> OpticalResult:
    """The optics of a case by the method that fits it."""
    if not needs_meep(study):
        return _planar(study, device, context)
    # Meep is imported only where it is used, so that planar cases run without it.
    from sim.optics.fdtd_case import fdtd_optics

    return fdtd_optics(device, study.optics, context.reporter, context.cache, fingerprint(study))


def _planar(study: Study, device: Device, context: RunContext) -> OpticalResult:
    """The film of a device, solved here or taken from the cases that share it."""
    if context.films is None:
        return planar_optics(device, study.optics)
    return context.films.planar(study, lambda: planar_optics(device, study.optics))


def result_path(study: Study, folder: Path) -> Path:
    """Where a study's result goes by default."""
    return folder / study.name / f"{study.name}.h5"


def _assumptions(device: Device, electrical: ElectricalResult | None) -> tuple[Assumption, ...]:
    found = device.assumptions
    return found if electrical is None else found + electrical.assumptions


def _warnings(
    optics: OpticalResult, electrical: ElectricalResult | None, numerics: OpticsSpec
) -> tuple[str, ...]:
    from sim.averages import lee

    sentences = list(optics.warnings)
    if optics.status is not Status.OK:
        sentences.append(optics.status.sentence)
    value = lee(optics)
    if optics.lee_error > numerics.tolerance * value:
        largest = max(optics.error_parts, key=lambda part: optics.error_parts[part])
        sentences.append(
            f"LEE {value:.3f} may be wrong by {optics.lee_error:.3f}, more than the tolerance of "
            f"{numerics.tolerance:.0%}; the largest part is {largest}"
        )
    if electrical is not None:
        sentences += electrical.warnings
    return tuple(dict.fromkeys(sentences))
