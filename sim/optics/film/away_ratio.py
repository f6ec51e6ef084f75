"""Powers with an absorbing emitter where only the transparent one was solved: the film's ratio.

    P_air = P_air,transparent  <P_air>_film / <P_air,transparent>_film       per orientation and
    P_away = P_tot,transparent <P_away>_film / <P_tot,transparent>_film      wavelength

at the same height where the film was solved at the case's heights, else as means over its emission
zone. On a 0.8 um pixel the rule is off by +3, +1 and -8 % of light per exciton at three positions,
3 % in the mean (an independent modal method); RATIO_ERROR of it is counted as error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.results.averages import lee, recycled_lee
from sim.results.records import OpticalResult

RATIO_ERROR = 0.05
"""Error of light per exciton by the film's ratio, relative."""

RATIO_WARNING = (
    "light with recycling takes what the emitter's own absorption changes from the unpatterned "
    f"film; {RATIO_ERROR:.0%} of it is counted as its error"
)


@dataclass(frozen=True)
class FilmPowers:
    """A film's powers over bulk for the positions of a case, (N, O, W) each.

    Attributes:
        total, air: with the transparent emitter.
        lossy_air, away: with the absorbing one.
    """

    total: FloatArray
    air: FloatArray
    lossy_air: FloatArray
    away: FloatArray


def film_at_nodes(film: OpticalResult, node_um: FloatArray) -> FilmPowers:
    """The film's powers at the heights of positions (N, 3), or their means over its zone.

    Raises:
        ValueError: a film without the powers of its absorbing emitter.
    """
    if film.lossy_air is None or film.away is None:
        raise ValueError(
            "the film must have the powers of its absorbing emitter; this one is of an older "
            "version: solve it again"
        )
    heights, at = np.unique(np.round(node_um[:, 2], 9), return_inverse=True)
    order = np.argsort(film.node_um[:, 2])
    same = film.node_weight.size == heights.size

    def of(power: FloatArray) -> FloatArray:
        if same:
            return power[order][at]
        mean = np.tensordot(film.node_weight, power, 1)
        return np.broadcast_to(mean, (at.size, *mean.shape))

    return FilmPowers(
        of(film.purcell), of(film.purcell * film.air), of(film.lossy_air), of(film.away)
    )


def with_film_ratio(result: OpticalResult, film: OpticalResult) -> OpticalResult:
    """A result whose powers with the absorbing emitter are judged by its film's.

    Args:
        result: with LEE and its error.
        film: exact solution of its film at the same wavelengths.

    Raises:
        ValueError: a film without the powers of its absorbing emitter.
    """
    known = film_at_nodes(film, result.node_um)
    judged = replace(
        result,
        lossy_air=result.purcell * result.air * _ratio(known.lossy_air, known.air),
        away=result.purcell * _ratio(known.away, known.total),
    )
    parts = scaled_errors(judged)
    if np.allclose(known.away, known.total, rtol=1e-9):
        return replace(judged, recycling_errors=parts)
    parts["recycling"] = RATIO_ERROR * recycled_lee(judged)
    warnings = tuple(dict.fromkeys((*result.warnings, RATIO_WARNING)))
    return replace(judged, recycling_errors=parts, warnings=warnings)


def scaled_errors(result: OpticalResult) -> dict[str, float]:
    """The error parts of LEE as errors of light per exciton: relatively alike."""
    extraction = lee(result)
    scale = recycled_lee(result) / extraction if extraction > 0.0 else 0.0
    return {name: scale * part for name, part in result.error_parts.items()}


def _ratio(over: FloatArray, under: FloatArray) -> FloatArray:
    """1 where the film has no such light."""
    return np.divide(over, under, out=np.ones(under.shape), where=under > 0.0)
