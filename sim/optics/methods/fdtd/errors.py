"""What the LEE of an FDTD case may be wrong by, and why; contributions are absolute and add.

grid        what the cells do to the unpatterned film (known without a run); of what was corrected
            (sim.optics.film_on_grid.correction) `GRID_LEFT` remains
snapping    likewise what moving interfaces and dipoles onto the grid does to the film
closure     the open share of the budget, as a share of LEE: total power and its parts are
            computed independently, so what is missing bounds what one of them can be wrong by
time        change of powers between the last two looks
emission_zone   change of the exact planar LEE by one more height; where the film has corrected the
            pixel for the heights that it was not solved at, `GRID_LEFT` of what that changed
spectrum    change of the exact planar LEE by two more wavelengths
dipole_rule spread of LEE (mean of heights) over the lateral positions over their number; with one
            position, how far the pixel is from the film, which is what walls can change at most
            across the pixel
roughness   of a rough wall one random course was solved: what the walls change of LEE times the
            share of their reflection that is scattered (`roughness_error`)
wall        what the cells make of the walls, beside a wall without its stack
            (sim.optics.methods.fdtd.wall_error)
cell_size   films: what is left between the run and the film on the same grid, whose cell is
            infinite; pixels: what walls beyond the cell may do to the light that leaves it
            sideways, judged by what the walls inside it did (`beyond_cell`)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.optics.film_on_grid.correction import KnownFilm, is_corrected
from sim.optics.meep.records import Stepping
from sim.results.averages import Averager, budget, lee
from sim.results.records import OpticalResult

GRID_LEFT = 0.5
"""Share of the film's known bias that its correction may leave in a pixel: of the bias of one film,
others (20 nm more or less of ITO, 10 nm of emitter, Ag) keep up to 0.42 after its correction, a
pixel at twice the cells 0.1 (docs/validation.md)."""


@dataclass(frozen=True)
class Evidence:
    """What the error of a case is judged by.

    Attributes:
        known: the film behind every dipole, exactly and on the grid.
        film: the exact planar solution of the device as asked for.
        steppings: how the runs went.
    """

    known: KnownFilm
    film: OpticalResult
    steppings: tuple[Stepping, ...]


def error_parts(result: OpticalResult, evidence: Evidence) -> dict[str, float]:
    """Contributions to the error of LEE by name, absolute.

    Args:
        result: the assembled result, corrected or not, without its error.
        evidence: what else is known.
    """
    value, film = lee(result), evidence.film
    known = evidence.known
    asked, at_nodes, snapped, on_grid = (
        known.mean_lee(power, result)
        for power in (known.asked, known.at_nodes, known.snapped, known.on_grid)
    )
    kept = _left(result, known)
    return {
        "grid": kept * abs(on_grid - snapped),
        "closure": abs(budget(result).closure_error) * value,
        "time": max(stepping.last_change for stepping in evidence.steppings) * value,
        "snapping": kept * abs(snapped - at_nodes),
        "emission_zone": (
            kept * abs(asked - at_nodes)
            if is_corrected(result) and asked != at_nodes
            else film.error_parts["emission_zone"]
        ),
        "spectrum": film.error_parts.get("spectrum", 0.0),
        "dipole_rule": _dipole_rule(result, abs(value - asked)),
        "cell_size": beyond_cell(result, known) if _is_pixel(result) else abs(value - on_grid),
    }


def roughness_error(changed: float, rms_um: float, index: float, wavelength_um: float) -> float:
    """What another course of the same roughness may give in LEE, absolute.

    A wave that meets a wall along its normal comes back with phases of spread 4 pi n rms / lambda,
    so that 1 - exp(-(4 pi n rms / lambda)^2) of its power is scattered (P. Beckmann,
    A. Spizzichino, The Scattering of Electromagnetic Waves from Rough Surfaces, Pergamon 1963):
    that part of what walls do hangs on the course.

    Args:
        changed: what the walls change of the film's LEE, absolute.
        rms_um: of the displacement.
        index: of the emitter.
        wavelength_um: vacuum wavelength of the peak.
    """
    spread = 4.0 * np.pi * index * rms_um / wavelength_um
    return changed * float(-np.expm1(-(spread**2)))


def beyond_cell(result: OpticalResult, known: KnownFilm) -> float:
    """What the pixels outside a pixel's cell may add to or take from its LEE, absolute.

    Walls inside the cell changed a dipole's share to air by |air - film's air|; of the light that
    entered no glass, 1 - air - substrate, a share leaves the cell sideways and may meet as many
    walls again. Absolute values are averaged, so that nothing cancels.
    """
    bound = 1.0 - result.air - result.substrate
    out = np.clip(result.lateral / np.where(bound > 0.0, bound, 1.0), 0.0, 1.0)
    return float(Averager(result).mean(np.abs(result.air - known.asked.air) * out))


def _left(result: OpticalResult, known: KnownFilm) -> float:
    """Share of the film's bias that may be in the result still."""
    if result.correction is None:
        return 1.0
    corrected = float(result.node_weight[known.applies].sum())
    return 1.0 - corrected * (1.0 - GRID_LEFT)


def _is_pixel(result: OpticalResult) -> bool:
    return bool(np.all(np.isfinite(result.wall_distance_um)))


def _dipole_rule(result: OpticalResult, from_film: float) -> float:
    if not _is_pixel(result):
        return 0.0
    places, at = np.unique(result.node_um[:, :2], axis=0, return_inverse=True)
    if len(places) == 1:
        return from_film
    # Heights have a rule and an error of their own: their mean is what positions differ by.
    weight = np.bincount(at, result.node_weight)
    per_node = Averager(result).spectrum_mean(result.air)
    per_place = np.bincount(at, result.node_weight * per_node) / weight
    return float(np.std(per_place)) / len(places)
