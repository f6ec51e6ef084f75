"""LEE of a pixel with its gradient by several parameters.

With F and A the total and the air power over bulk of a position, averaged over orientations, and
the weights w of positions and spectrum (sim.results.averages; q the quantum yield),

    LEE = N / D,   N = sum w q A / (1 - q + q F),   D = sum w q F / (1 - q + q F),  (1)

and dLEE = (dN - LEE dD) / D. F and A are the sums (1) of sim.optics.methods.fmm.levels; so are
their derivatives, and the same sums with fewer orders or wavevectors give the gradient's error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.outside import outside_of
from sim.optics.methods.fmm.arriving import Ends
from sim.optics.methods.fmm.case import Rules, prepare
from sim.optics.methods.fmm.errors import left_of_change
from sim.optics.methods.fmm.gradient.film import exact_rates, summed_rates
from sim.optics.methods.fmm.gradient.moves import Moves, moves
from sim.optics.methods.fmm.gradient.zone import Rates, ZoneSum
from sim.optics.methods.fmm.levels import Sums
from sim.optics.methods.fmm.wave import Case
from sim.results.optical import orientation_weights
from sim.study import OpticsSpec

DevicesAt = Callable[[FloatArray], Device]
"""The device at shares (P,) of the parameters' ranges, 0 to 1 each."""

_KINDS = ("best", "with_few_orders", "with_few_wavevectors")


@dataclass(frozen=True)
class LeeGradient:
    """LEE at a point.

    Attributes:
        value: LEE.
        slope: (P,) its derivatives, per range of each parameter.
        slope_error: (P,) change of them with half of the orders, and what twice the wavevectors
            have changed times the share of it that may be left.
    """

    value: float
    slope: FloatArray
    slope_error: FloatArray


def lee_gradient(
    devices_at: DevicesAt, shares: FloatArray, optics: OpticsSpec, done: Callable[[], None]
) -> LeeGradient:
    """LEE of the transparent emitter with its gradient.

    Args:
        devices_at: devices over the parameters' ranges.
        shares: (P,) of the ranges.
        optics: numerics.
        done: called after every wavevector.

    Raises:
        ValueError: a device that cannot be cut into slices, a kink at this point, or a parameter
            that is no length of the device.
    """
    device = devices_at(shares)
    case, rules = prepare(device, optics)
    moved = tuple(
        moves(_along(devices_at, shares, number), float(share), case, optics)
        for number, share in enumerate(shares)
    )
    waves = [_wave(case, moved, float(w), done) for w in rules.spectrum.wavelength_um]
    count = rules.heights.weight.size * rules.lateral.weight.size
    slope_weights = np.array([one.weight for one in moved]).reshape(len(moved), count)
    best, fewer_orders, fewer_waves = (
        _lee(case, rules, slope_weights, [_part(wave, kind) for wave in waves]) for kind in _KINDS
    )
    returns_um = case.levels.fine * float(np.linalg.norm(case.slices.cell.vectors_um, axis=1).min())
    error = np.abs(fewer_orders[1] - best[1])
    error = error + left_of_change(returns_um) * np.abs(fewer_waves[1] - best[1])
    return LeeGradient(best[0], best[1], error)


def lee_value(device: Device, optics: OpticsSpec, done: Callable[[], None]) -> float:
    """LEE alone, by the same sums.

    Raises:
        ValueError: a device that cannot be cut into slices.
    """
    return lee_gradient(lambda _: device, np.zeros(0), optics, done).value


def _along(devices_at: DevicesAt, shares: FloatArray, number: int) -> Callable[[float], Device]:
    def device_at(share: float) -> Device:
        there = shares.copy()
        there[number] = share
        return devices_at(there)

    return device_at


@dataclass(frozen=True)
class _Wave:
    """Sums of powers (2, H, L, O) and of every parameter's derivatives."""

    value: Sums
    slopes: tuple[Sums, ...]


def _wave(
    case: Case, moved: tuple[Moves, ...], wavelength_um: float, done: Callable[[], None]
) -> _Wave:
    ends = Ends(case.parts, outside_of(case.device.exit, wavelength_um), case.device.exit.upwards)
    zone = ZoneSum(case, moved, wavelength_um, ends, done)
    exact = exact_rates(zone)
    sums = [zone.rates(*one) for one in case.levels.sums]
    if case.device.emitter_is_continuous:
        # As sim.optics.methods.fmm.wave: the film over the pixel's own wavevectors.
        films = [summed_rates(zone, *one) for one in case.levels.sums]
        sums = [_less(one, film) for one, film in zip(sums, films, strict=True)]
        tails = [exact, exact]
    else:
        of_orders = (summed_rates(zone, o, None) for o in (case.levels.many, case.levels.few))
        tails = [_less(exact, film) for film in of_orders]
    value = Sums(*(one.value for one in sums), *(one.value[:, :, 0] for one in tails))
    slopes = tuple(
        Sums(*(one.slope[p] for one in sums), *(one.slope[p][:, :, 0] for one in tails))
        for p in range(len(moved))
    )
    return _Wave(value, slopes)


def _less(one: Rates, other: Rates) -> Rates:
    return Rates(one.value - other.value, one.slope - other.slope)


def _part(wave: _Wave, kind: str) -> Rates:
    """One way of making a number of the sums, (2, H, L, O)."""
    value, slopes = getattr(wave.value, kind), [getattr(slope, kind) for slope in wave.slopes]
    return Rates(value, np.array(slopes).reshape(len(slopes), *value.shape))


def _lee(
    case: Case, rules: Rules, slope_weights: FloatArray, waves: list[Rates]
) -> tuple[float, FloatArray]:
    """(1) and its derivatives (P,).

    Args:
        case: gives orientations and yield.
        rules: positions and spectrum.
        slope_weights: (P, H L) derivatives of the positions' weights.
        waves: of every wavelength.
    """
    emission, spectrum = case.device.emission, rules.spectrum.weight
    o, q = orientation_weights(emission.horizontal_fraction), emission.plqy
    node = np.outer(rules.heights.weight, rules.lateral.weight).ravel()
    photons = node[:, None] * spectrum
    value = np.stack([one.value for one in waves], axis=-1)
    total, air = np.einsum("rhlow,o->rhlw", value, o).reshape(2, node.size, -1)
    slope = np.stack([one.slope for one in waves], axis=-1)
    slope = np.einsum("prhlow,o->prhlw", slope, o)
    slope = slope.reshape(slope.shape[0], 2, node.size, spectrum.size)
    rate = 1.0 - q + q * total
    above, below = (
        float((photons * q * air / rate).sum()),
        float((photons * q * total / rate).sum()),
    )
    moved = slope_weights[:, :, None] * spectrum
    d_total, d_air = slope[:, 0], slope[:, 1]
    d_above = photons * q * (d_air / rate - q * air * d_total / rate**2) + moved * q * air / rate
    d_below = photons * q * (1.0 - q) * d_total / rate**2 + moved * q * total / rate
    value_of = above / below
    return value_of, np.asarray((d_above - value_of * d_below).sum(axis=(1, 2)) / below)
