"""One case from configuration to result: device, optics, reference film, electrical model.

Runs in one process or in every rank of an MPI job; ranks other than the first do the same field
solution and their results are dropped.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geometry.device import Device, build_device
from geometry.materials.library import Assumption, MaterialLibrary
from sim.config.loader import dump_study
from sim.coupling import prepare_electrical, solve_electrical, weighted_by_zone
from sim.optics.film.film import planar_optics
from sim.optics.methods.choose import choose_method
from sim.optics.methods.edge.key import section_fingerprint
from sim.optics.methods.edge.small_pixel import corner_study, left_out
from sim.optics.methods.fdtd.refinement import Refined, Tools, refine
from sim.progress import Reporter
from sim.results.records import (
    CaseResult,
    ElectricalResult,
    OpticalResult,
    Status,
    without_far_field,
)
from sim.store.provenance import PHYSICS_VERSION, provenance
from sim.study import Method, OpticsSpec, Study

if TYPE_CHECKING:
    from sim.optics.methods.fdtd.runs import Claims, DipoleCache
    from sim.store.films import StoredFilms


@dataclass(frozen=True)
class RunContext:
    """What a case needs besides its study.

    Attributes:
        library: materials by name.
        reporter: told how far it is.
        cache: keeps finished dipole runs of an interrupted case.
        ranks: MPI processes that work on it.
        films: planar solutions shared with other cases.
        started: time.time() at which the case began; None for now.
    """

    library: MaterialLibrary
    reporter: Reporter
    cache: DipoleCache | None = None
    ranks: int = 1
    films: StoredFilms | None = None
    started: float | None = None


def method_of(study: Study) -> Method:
    """The method that solves a study: what it asks for, or what fits its device."""
    return choose_method(study).method


def needs_meep(study: Study) -> bool:
    """Whether a study is solved in time."""
    return method_of(study) is not Method.PLANAR


def fingerprint(study: Study) -> str:
    """Names everything that the dipole runs of a study depend on.

    Besides device and optics that is the version of the physics in the code. The number of
    dipoles is left out: a refined rule finds the dipoles that it shares with the coarser one.
    Runs of method edge depend on the wall's section, which pixels of any width share.
    """
    if method_of(study) is Method.EDGE:
        return section_fingerprint(study)
    apart = {"dipoles", "tolerance", "method", "grid_correction", "refine", "reciprocity",
             "corner_width_um"}  # fmt: skip
    optics = study.optics.model_dump_json(by_alias=True, exclude=apart)
    device = study.device.model_dump_json(by_alias=True)
    return hashlib.sha256(f"{PHYSICS_VERSION}|{device}|{optics}".encode()).hexdigest()


def solve_case(study: Study, context: RunContext) -> CaseResult:
    """Solve a study.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
        DevsimUnavailableError: drift_diffusion on a machine where DEVSIM does not work.
    """
    started = time.time() if context.started is None else context.started
    prepare_electrical(study.electrical)
    device = build_device(study.device, context.library)
    film = device.as_film()
    is_film = device.array is None and not needs_meep(study)
    reference = None if is_film else _planar(study, film, context)
    if method_of(study) is Method.RECIPROCITY:
        return _directional(study, device, context, reference, started)
    solved = solve_optics(study, device, context, reference)
    optics = solved.result
    numerics = _film_numerics(solved)
    if reference is not None and _quadrature(numerics) != _quadrature(study.optics):
        reference = _planar(_with_optics(study, numerics), film, context)
    electrical, film_electrical = None, None
    if study.electrical is not None and optics.status is not Status.UNSTABLE:
        electrical = solve_electrical(device, study.electrical, optics)
        optics = weighted_by_zone(device, optics, electrical.emission_zone)
        if reference is not None:
            film_electrical = solve_electrical(film, study.electrical, reference)
            reference = weighted_by_zone(film, reference, film_electrical.emission_zone)
    kept = study.output.far_field
    return CaseResult(
        name=study.name,
        config_yaml=dump_study(study),
        provenance=provenance(context.ranks, started),
        optics=optics if kept else without_far_field(optics),
        reference=reference if kept or reference is None else without_far_field(reference),
        electrical=electrical,
        reference_electrical=film_electrical,
        assumptions=_assumptions(device, electrical),
        warnings=(*_choice(study), *left_out(study), *_warnings(optics, electrical, study.optics)),
    )


def solve_optics(
    study: Study, device: Device, context: RunContext, film: OpticalResult | None = None
) -> Refined:
    """The optics of a case by the method that fits it, refined if the study asks for that.

    Args:
        study: the case.
        device: built from it.
        context: materials, cache, progress.
        film: the exact solution of the device's film where the caller has it.
    """
    if not needs_meep(study):
        return Refined(_planar(study, device, context), study.optics)
    # Meep is imported only where it is used, so that planar cases run without it.
    if method_of(study) is Method.EDGE:
        return Refined(_edge(study, device, context), study.optics)
    from sim.optics.methods.fdtd.case import fdtd_optics
    from sim.optics.methods.fdtd.run import on_all_ranks

    def solve(optics: OpticsSpec) -> OpticalResult:
        same = _quadrature(optics) == _quadrature(study.optics)
        name = fingerprint(_with_optics(study, optics))
        return fdtd_optics(
            device, optics, context.reporter, context.cache, name, film if same else None
        )

    first = solve(study.optics)
    if study.optics.refine.rounds == 0 or first.status is Status.UNSTABLE:
        return Refined(first, study.optics)
    tools = Tools(
        solve, _predictor(study, first, context), time.monotonic, on_all_ranks, context.reporter
    )
    return refine(first, device, study.optics, tools)


def _edge(study: Study, device: Device, context: RunContext) -> OpticalResult:
    """A wide pixel from its straight wall, and from a small pixel's corners if it asks for that."""
    small = corner_study(study)
    if small is None:
        from sim.optics.methods.edge.case import edge_optics

        return edge_optics(
            device, study.optics, context.reporter, context.cache, fingerprint(study)
        )
    from sim.optics.methods.edge.with_corners import SmallPixel, edge_with_corners

    built = build_device(small.device, context.library)
    return edge_with_corners(
        device,
        study.optics,
        SmallPixel(built, small.optics, fingerprint(small)),
        context.reporter,
        context.cache,
        fingerprint(study),
    )


def _directional(
    study: Study,
    device: Device,
    context: RunContext,
    reference: OpticalResult | None,
    started: float,
) -> CaseResult:
    """A case that is solved by reciprocity: emission into directions, without total powers."""
    from sim.optics.methods.reciprocity.case import solve_reciprocity

    solved = solve_reciprocity(device, study.optics, context.reporter)
    optics = solved.optical()
    return CaseResult(
        name=study.name,
        config_yaml=dump_study(study),
        provenance=provenance(context.ranks, started),
        optics=optics,
        reference=reference,
        assumptions=device.assumptions,
        warnings=_warnings(optics, None, study.optics),
        directional=solved.directional,
    )


def solve_share(
    study: Study, context: RunContext, cache: DipoleCache, claims: Claims, left_over: int
) -> None:
    """Step the dipole runs of a case that this process can claim; they are left in ``cache``.

    Args:
        study: the case.
        context: materials, progress.
        cache: keeps finished dipole runs.
        claims: says which runs nobody else has.
        left_over: the cheapest so many runs are left to a later process.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
    """
    from sim.optics.methods.fdtd.runs import CaseRuns, Share

    device = build_device(study.device, context.library)
    runs = CaseRuns(device, study.optics)
    runs.solve_share(Share(claims, left_over), context.reporter, cache, fingerprint(study))


def _predictor(
    study: Study, first: OpticalResult, context: RunContext
) -> Callable[[OpticsSpec], float]:
    """Seconds that a solution with other numerics takes, at the pace of the first one."""
    from sim.cost.predict import predict

    def seconds(optics: OpticsSpec) -> float:
        return predict(_with_optics(study, optics), context.library).seconds

    pace = max(1.0, first.cost.stepping_s / seconds(study.optics))
    return lambda optics: pace * seconds(optics)


def _with_optics(study: Study, optics: OpticsSpec) -> Study:
    return study.model_copy(update={"optics": optics})


def _film_numerics(solved: Refined) -> OpticsSpec:
    """Numerics of the film that a case's light is compared with: over the zone where its own is."""
    from sim.optics.film_on_grid.correction import is_corrected
    from sim.optics.film_on_grid.zone import film_numerics

    whole = solved.result.method == Method.EDGE.value or is_corrected(solved.result)
    return film_numerics(solved.optics) if whole else solved.optics


def _quadrature(optics: OpticsSpec) -> tuple[int, int]:
    """Heights and wavelengths, which the exact film is solved for as well."""
    return (optics.dipoles.vertical, optics.wavelengths)


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


def _choice(study: Study) -> tuple[str, ...]:
    """Why a pixel whose method was left open is solved as it is."""
    left_open = study.optics.method is Method.AUTO and study.device.array is not None
    return (choose_method(study).reason,) if left_open else ()


def _warnings(
    optics: OpticalResult, electrical: ElectricalResult | None, numerics: OpticsSpec
) -> tuple[str, ...]:
    from sim.results.averages import lee

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
