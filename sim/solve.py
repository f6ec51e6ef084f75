"""One case from configuration to result, on one page.

    study --build--> device --method--> light --coupling--> electrical --> CaseResult
                        |                 ^
                        +--exact film-----+   (the light that a pixel's is compared with)
                                                     electrical --panel--> its display

Runs in one process or in every rank of an MPI job; ranks other than the first do the same field
solution and their results are dropped.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from geometry.device import Device, build_device
from geometry.materials.library import MaterialLibrary
from geometry.spec.array import ArraySpec
from sim.analysis.panel.of_case import FROM_FILE, panel_of, shows_file
from sim.config.loader import dump_study
from sim.cost.predict import predict
from sim.coupling import solve_electrical, solve_in_time, weighted_by_zone
from sim.optics.film.away_ratio import film_at_nodes
from sim.optics.film.collected import with_collected
from sim.optics.methods.choose import choice_notes, method_of
from sim.optics.methods.planar.case import planar_optics
from sim.optics.methods.protocol import Share, Solved, Tools
from sim.progress import Reporter
from sim.results.crosstalk import with_crosstalk_errors
from sim.results.far_field import far_field_warnings, with_normal_errors
from sim.results.records import (
    CaseResult,
    ElectricalResult,
    OpticalResult,
    PanelResult,
    without_far_field,
)
from sim.results.soundness import checked, checked_by_film
from sim.results.warnings import case_warnings, with_tolerance
from sim.store.films import StoredFilms
from sim.store.keys import film_key
from sim.store.provenance import provenance
from sim.store.run_cache import RunCache
from sim.study import Study


@dataclass(frozen=True)
class RunContext:
    """What a case needs besides its study.

    Attributes:
        library: materials by name.
        reporter: receives the progress.
        cache: keeps finished dipole runs of an interrupted case.
        ranks: MPI processes that work on it.
        films: planar solutions shared with other cases.
        started: time.time() at which the case began; None for now.
    """

    library: MaterialLibrary
    reporter: Reporter
    cache: RunCache | None = None
    ranks: int = 1
    films: StoredFilms | None = None
    started: float | None = None

    def tools(self) -> Tools:
        """What a method needs of that; a film that it asks for twice is solved once."""
        kept: dict[str, OpticalResult] = {}

        def film(study: Study, device: Device) -> OpticalResult:
            key = film_key(study)
            if key not in kept:
                kept[key] = _film(study, device, self.films)
            return kept[key]

        def seconds(study: Study) -> float:
            return predict(study, self.library).seconds

        return Tools(self.library, self.reporter, self.cache, film, seconds)


def solve_case(study: Study, context: RunContext) -> CaseResult:
    """Solve a study that was loaded.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
    """
    started = time.time() if context.started is None else context.started
    device = build_device(study.device, context.library)
    solved, film = solve_optics(study, device, context)
    light, electrical, film_electrical = solved.result, None, None
    panel: PanelResult | None = None
    refusal: str | None = None
    if study.electrical is not None and light.status.is_solved:
        electrical = solve_electrical(device, study.electrical, light)
        electrical = solve_in_time(device, study.electrical, light, electrical, context.reporter)
        light = weighted_by_zone(
            device, light, electrical.emission_zone, electrical.emission_height
        )
        panel, refusal = _panel(study, device, light, electrical)
        if film is not None:
            film_electrical = solve_electrical(device.as_film(), study.electrical, film)
            # The film's layers are the pixel's: its levels differ by currents alone.
            film_electrical = replace(film_electrical, levels=None)
            film = weighted_by_zone(
                device.as_film(),
                film,
                film_electrical.emission_zone,
                film_electrical.emission_height,
            )
    if solved.directional is None:
        light = with_crosstalk_errors(with_normal_errors(light, film))
    if study.asks_for_tolerance:
        light = with_tolerance(light, study.optics.tolerance)
    if not study.output.keep_fields:
        light = replace(light, waves=())
    kept = study.output.far_field or solved.directional is not None
    return CaseResult(
        name=study.name,
        config_yaml=dump_study(study),
        provenance=provenance(context.ranks, started),
        optics=light if kept else without_far_field(light),
        reference=film if kept or film is None else without_far_field(film),
        electrical=electrical,
        reference_electrical=film_electrical,
        assumptions=device.assumptions + (() if electrical is None else electrical.assumptions),
        warnings=(
            *choice_notes(study),
            *case_warnings(light, electrical, study.optics.tolerance, study.asks_for_tolerance),
            *(far_field_warnings(light) if solved.directional is None else ()),
            *((FROM_FILE,) if shows_file(study) else ()),
            *(() if refusal is None else (refusal,)),
        ),
        directional=solved.directional,
        panel=panel,
        panel_refusal=refusal,
    )


def _panel(
    study: Study, device: Device, light: OpticalResult, currents: ElectricalResult
) -> tuple[PanelResult | None, str | None]:
    """The display of its pixels that a study asks for, or why these pixels cannot be it.

    Light and currents are solved and worth keeping.
    """
    try:
        with np.errstate(all="ignore"):
            return panel_of(study, device, light, currents), None
    except (ArithmeticError, ValueError) as error:
        text = str(error)
        return None, text if text.startswith("panel") else f"panel: {text}"


def solve_optics(
    study: Study, device: Device, context: RunContext
) -> tuple[Solved, OpticalResult | None]:
    """The optics of a case by its method, and those of its film; None where the case is the film.

    Raises:
        ValueError: a device that the method cannot treat, or that the grid cannot hold.
    """
    method, tools = method_of(study), context.tools()
    solved = method.solve(study, device, tools)
    if solved.directional is None:
        solved = replace(solved, result=checked(solved.result))
    if device.array is None and method.leaves_out_pixels:
        return solved, None
    like = study.model_copy(update={"optics": solved.film_optics})
    film = tools.film(like, device.as_film())
    if solved.directional is None and device.array is not None:
        solved = replace(solved, result=_checked_by(film, solved.result, device.array))
    return solved, film


def _checked_by(film: OpticalResult, result: OpticalResult, array: ArraySpec) -> OpticalResult:
    """Checked against its film, unless a coffee ring makes the layers differ across the well."""
    if not (film.status.is_solved and result.status.is_solved) or array.coffee_ring.height_um > 0.0:
        return result
    power = film_at_nodes(film, result.node_um).total
    return checked_by_film(result, power, array.aperture.shape.straight_walls)


def solve_share(study: Study, context: RunContext, share: Share) -> None:
    """Step the runs of a case that this process can claim; they are left in the context's cache.

    Raises:
        ValueError: a device that cannot be built or put on the grid, or a method without runs that
            can be stepped side by side.
    """
    runs = method_of(study).side_by_side
    if runs is None:
        raise ValueError(f"{study.choice.method.value} has no runs that could share ranks")
    runs.solve_share(study, build_device(study.device, context.library), share, context.tools())


def _film(study: Study, device: Device, shared: StoredFilms | None) -> OpticalResult:
    """The film of a device, solved here or taken from the cases that share it."""
    if shared is None:
        film = planar_optics(device, study.optics)
    else:
        film = shared.planar(study, lambda: planar_optics(device, study.optics))
    return checked(with_collected(film, device, study.optics))
