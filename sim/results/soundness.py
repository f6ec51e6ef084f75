"""Whether a result can be true: no method's numbers pass as ok that physics forbids.

    result, its film --> sentences of what cannot be --> status invalid, nothing averaged

A share of the emitted light lies in 0 to 1. What the shares of single dipoles lie outside of it,
averaged by photons,

    e = < max(0, -s, s - 1) >,                                                     (1)

is the least that they are wrong by in the mean. Where e is more than the result's own error, the
error is wrong as well. For light to the observer that is the error of LEE; for all other shares
`OPEN_SHARE` is added, the open part of a budget that is still called closed.

A total power is positive: passive surroundings cannot feed a dipole. Far from every wall it is
nearly the film's: of a wave with wavenumber k that the film guides, a straight mirror at distance
d returns at most

    sqrt(2 / (pi k 2 d))                                                           (2)

of the amplitude at the dipole (Hankel function of the image, asymptotically), and m straight walls
m times that; light that is not guided returns less. k is that of vacuum, the smallest a guided wave
can have. (2) is asked at one vacuum wavelength and more from the wall, where it is asymptotic. A
round wall focuses what it returns and is not asked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from geometry.arrays import FloatArray
from sim.results.averages import Averager, crosstalk, lee
from sim.results.electrical import ElectricalResult
from sim.results.optical import OpticalResult
from sim.results.status import Status

OPEN_SHARE = 0.03
"""Open share of a budget that is still called closed."""

ROUNDING = 1e-6
"""What is smaller is rounding: far above the 1e-9 of quadratures, far below any effect."""


def checked(result: OpticalResult) -> OpticalResult:
    """The result; with status invalid and the reasons where it cannot be true.

    A result without numbers is left alone.
    """
    if not result.status.is_solved:
        return result
    reasons = tuple(_not_numbers(result)) or tuple(_impossible(result))
    return _invalid(result, reasons) if reasons else result


def checked_by_film(
    result: OpticalResult, film: FloatArray, straight_walls: int | None
) -> OpticalResult:
    """Likewise, of a pixel whose power far from its walls must be the film's.

    Args:
        result: of the pixel.
        film: (N, O, W) Purcell factors of its film at the pixel's heights.
        straight_walls: of the pixel's outline; None where it is round.
    """
    if not result.status.is_solved or straight_walls is None:
        return result
    distance, wave = result.wall_distance_um[:, None], 1e-3 * result.wavelength_nm
    returned = np.sqrt(2.0 / (4.0 * math.pi**2 * np.maximum(distance, wave) / wave))  # (2)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.abs(result.purcell / film - 1.0)
    solved = (result.purcell != 0.0) & (film > ROUNDING)
    allowed = straight_walls * returned + OPEN_SHARE + _relative_error(result)
    excess = np.where(solved & (distance >= wave)[:, None], change - allowed[:, None], -1.0)
    at = np.unravel_index(int(np.argmax(excess)), excess.shape)
    if excess[at] <= 0.0:
        return result
    return _invalid(
        result,
        (
            f"a dipole {result.wall_distance_um[at[0]]:.3g} um from the nearest wall has a Purcell "
            f"factor of {result.purcell[at]:.3g}; the film's is {film[at]:.3g}, and no wall that "
            "far away changes it that much",
        ),
    )


def checked_currents(result: ElectricalResult) -> ElectricalResult:
    """The result; not converged where voltages have no currents and no other sentence says so."""
    current = result.current_density_a_m2
    bad = ~np.isfinite(current) | ((current > 0.0) & ~np.isfinite(result.eqe))
    if result.status is not Status.OK or not bad.any():
        return result
    sentence = (
        f"from {result.voltage_v[np.argmax(bad)]:.3g} V on currents are not finite numbers: give "
        "electrical.series_resistance, or a lower electrical.voltage_stop"
    )
    return replace(result, status=Status.NOT_CONVERGED, warnings=(*result.warnings, sentence))


def _invalid(result: OpticalResult, reasons: tuple[str, ...]) -> OpticalResult:
    warnings = tuple(dict.fromkeys((*result.warnings, *reasons)))
    return replace(result, status=Status.INVALID, warnings=warnings, lee_error=float("nan"))


def _not_numbers(result: OpticalResult) -> Iterator[str]:
    named = {
        "Purcell factors": result.purcell,
        "shares to the observer": result.air,
        "shares in the substrate": result.substrate,
        "shares that leave sideways": result.lateral,
        "shares through the superstrate": result.superstrate,
        "absorbed shares": result.absorbed,
        "reabsorbed shares": result.reabsorbed,
        "shares of the own pixel": result.own_pixel_share,
        "directions of the far field": result.far_field,
        "rings of the far field": result.rings,
        "powers of the absorbing emitter": result.lossy_air,
        "powers that leave the absorbing emitter": result.away,
        "powers that neighbours' emitters take": result.to_neighbours,
        "shares that leave the cell": result.left_cell,
        "shares within the numerical aperture": result.collected,
        "shares of the own pixel within the numerical aperture": result.own_collected_share,
        "errors of LEE": np.array([result.lee_error, *result.error_parts.values()]),
    }
    for name, values in named.items():
        if values is None:
            continue
        bad = int((~np.isfinite(values)).sum())
        if bad:
            yield f"{bad} of {values.size} {name} are not finite numbers"


def _impossible(result: OpticalResult) -> Iterator[str]:
    if float(result.purcell.min()) < -ROUNDING:
        yield (
            f"a dipole has a total power of {result.purcell.min():.3g} of that in the unbounded "
            "emitter; passive surroundings cannot feed it"
        )
        return  # averages weigh by power
    error = result.lee_error + ROUNDING
    excess = _outside(result, result.air)
    if excess > error:
        yield (
            f"shares of light to the observer lie outside 0 to 1 by {excess:.3g} in the mean "
            f"(LEE {lee(result):.3g}), more than the error of {result.lee_error:.3g}"
        )
    yield from _other_shares(result, error + OPEN_SHARE)
    own = crosstalk(result)
    allowed = OPEN_SHARE + _relative_error(result)
    if not -allowed <= own <= 1.0 + allowed:
        yield f"{own:.3g} of the light leaves over other pixels; a share lies in 0 to 1"
    if result.far_field.size and float(result.far_field.min()) < -ROUNDING - error:
        yield f"the far field is negative: {result.far_field.min():.3g} per steradian"


def _other_shares(result: OpticalResult, allowed: float) -> Iterator[str]:
    named = {
        "light that stays in the substrate": result.substrate,
        "light that leaves sideways": result.lateral,
        "light through the superstrate": result.superstrate,
        "reabsorbed light": result.reabsorbed,
        **{
            f"light absorbed in {part}": result.absorbed[..., number]
            for number, part in enumerate(result.absorbing_parts)
        },
    }
    for name, share in named.items():
        excess = _outside(result, share)
        if excess > allowed:
            yield (
                f"shares of {name} lie outside 0 to 1 by {excess:.3g} in the mean, more than "
                f"{allowed:.3g}"
            )


def _outside(result: OpticalResult, share: FloatArray) -> float:
    """e of (1)."""
    return float(Averager(result).mean(np.maximum(np.maximum(-share, share - 1.0), 0.0)))


def _relative_error(result: OpticalResult) -> float:
    value = lee(result)
    return result.lee_error / value if value > 0.0 else 0.0
