"""A dipole in a planar multilayer: where its power goes, exactly.

With the spectral power G(nu) of sim.optics.film.kernel and G_0 its value in the unbounded emitter,
the total power over that in the unbounded emitter is an integral along a contour below the real
axis (time dependence exp(-i w t)), away from guided poles,

    F = F_0 + Re int (G - G_0) d nu,     F_0 = 3/4, 1/4, 1 in the three channels,   (1)
    nu = x - i h n x / (x + n),          x from 0 to infinity,                      (2)

n the emitter's index, h = 0.35. What leaves into the half-spaces and what layer j absorbs are
integrals on the real axis of the power S through its faces,

    A_j = int S_(inner face) - S_(outer face) d nu;                                 (3)

resonances that are too narrow for that (sim.optics.film.narrow_modes), and guided modes of stacks
without loss, are residues. The two evaluations share nothing but
the reflection coefficients, so that the closure tests both:

    1 - (air + substrate + encapsulation + superstrate + lateral + sum A_j) / F.    (4)

The emitter is taken without loss; light in the substrate counts as arrived when it has entered.
Limits, all of which show in ``closure``: the contour assumes that no mode runs backwards, which
holds for metals with |eps| above that of the adjacent layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.arriving import ENDS, arriving_power
from sim.optics.film.gauss_kronrod import integrate
from sim.optics.film.kernel import (
    Channel,
    excess_density,
    mode_powers,
    surroundings,
)
from sim.optics.film.lateral_axis import real_axis
from sim.optics.film.modes import SEARCH_DENSITY, GuidedMode, guided_modes, leaky_modes
from sim.optics.film.multilayer import PlanarStack, Side, sides
from sim.optics.film.narrow_modes import CUT, narrow_modes
from sim.study import Glass

_DEPTH = 0.35
"""Depth of the contour below the real axis over the emitter's index: a compromise between the
distance from the poles and the growth of oscillations; any depth gives the same integral."""

_CONVERGED = 1e-6
"""Quadrature error over the bulk power that is still called converged."""

_MISSED_MODE = 1e-7
"""Open share of a lossless budget that means a missed guided mode; rounding leaves 1e-13."""

_DENSER = 10
"""Second search for missed modes, in points relative to the first."""


@dataclass(frozen=True)
class PlanarPower:
    """Where the power of one dipole goes; shares of its own total power.

    Attributes:
        purcell: total power over the power in the unbounded emitter.
        air: leaves the substrate and reaches the observer (air, unless the stack says else).
        substrate: enters the substrate and stays there.
        encapsulation: absorbed by plates outside the substrate.
        superstrate: enters the upper half-space.
        lateral: carried away by guided modes of a stack without loss.
        absorbed: per layer, from the substrate up.
        guided: diagnostic, part of the above: evanescent in the half-spaces, not in the emitter.
        plasmon: diagnostic, part of the above: evanescent in the half-spaces and the emitter
            (surface plasmons, lossy near field, modes of layers denser than the emitter).
        closure: 1 minus air, substrate, encapsulation, superstrate, lateral and absorbed.
    """

    purcell: float
    air: float
    substrate: float
    encapsulation: float
    superstrate: float
    lateral: float
    absorbed: tuple[float, ...]
    guided: float
    plasmon: float
    closure: float


@dataclass(frozen=True)
class PlanarSolution:
    """Both orientations of a dipole at one height and wavelength.

    Attributes:
        horizontal, vertical: dipole in the plane of the layers, and along their normal.
        quadrature_error: estimated absolute error of the power integrals over bulk power.
        converged: whether that error is below 1e-6.
    """

    horizontal: PlanarPower
    vertical: PlanarPower
    quadrature_error: float
    converged: bool


@dataclass(frozen=True)
class _Total:
    """Total power over bulk power per channel."""

    power: dict[Channel, float]
    error: float


@dataclass(frozen=True)
class _Parts:
    """Real-axis powers over bulk power, per channel (3,)."""

    air: FloatArray
    trapped: FloatArray
    encapsulation: FloatArray
    superstrate: FloatArray
    absorbed: FloatArray
    """(3, L)"""
    guided: FloatArray
    plasmon: FloatArray
    lateral: FloatArray
    error: float


def solve_planar(
    stack: PlanarStack,
    dipole_height_um: float,
    wavelength_um: float,
    glass: Glass = Glass.SINGLE_PASS,
    tolerance: float = 1e-9,
    modes: tuple[GuidedMode, ...] | None = None,
) -> PlanarSolution:
    """Power budget of a dipole ``dipole_height_um`` above its layer's lower face.

    Args:
        glass: what becomes of light reflected inside the substrate's outer face: trapped there
            (single_pass) or reflected by the stack again and again without interference, where
            layers and superstrate take their shares of it.
        tolerance: absolute, per quadrature panel, in units of the bulk power.
        modes: guided modes of the stack with a lossless emitter, where the caller has them: they
            are the same for every height.

    Raises:
        ValueError: a dipole outside the emitter, or on one of its faces.
    """
    clean = stack.with_lossless_emitter()
    beside = sides(clean, dipole_height_um)
    if min(beside[0].gap_um, beside[1].gap_um) <= 0.0:
        raise ValueError("the dipole must lie inside the emitter, not on its face")
    if modes is None:
        modes = guided_modes(clean, wavelength_um)
    total = _total_power(*beside, wavelength_um, tolerance)
    parts = _real_axis_parts(clean, beside, modes, wavelength_um, glass, tolerance)
    if not clean.is_lossless:
        return _solution(total, parts)
    first = _solution(total, _with_residues(parts, modes, beside, wavelength_um))
    if max(abs(first.horizontal.closure), abs(first.vertical.closure)) <= _MISSED_MODE:
        return first
    modes = guided_modes(clean, wavelength_um, _DENSER * SEARCH_DENSITY)
    return _solution(total, _with_residues(parts, modes, beside, wavelength_um))


def _solution(total: _Total, parts: _Parts) -> PlanarSolution:
    """Both orientations."""
    error = max(total.error, parts.error)
    return PlanarSolution(
        _power((Channel.HORIZONTAL_S, Channel.HORIZONTAL_P), total, parts),
        _power((Channel.VERTICAL_P,), total, parts),
        error,
        error <= _CONVERGED,
    )


def _total_power(below: Side, above: Side, wavelength_um: float, tolerance: float) -> _Total:
    """1 (bulk) + integral of the excess below the real axis."""
    n = below.emitter_index
    channels = tuple(Channel)

    def integrand(t: FloatArray) -> ComplexArray:
        x, dx = n * t / (1.0 - t), n / (1.0 - t) ** 2
        lateral = x - 1j * _DEPTH * n * x / (x + n)  # (2)
        slope = 1.0 - 1j * _DEPTH * n**2 / (x + n) ** 2
        around = surroundings(below, above, lateral, wavelength_um)
        density = [excess_density(c, n, lateral, around[c.polarisation]) for c in channels]
        return np.asarray(np.array(density) * slope * dx)

    integral = integrate(integrand, np.array([0.0, 0.25, 0.5, 0.75, 1.0]), tolerance)
    bulk = {Channel.HORIZONTAL_S: 0.75, Channel.HORIZONTAL_P: 0.25, Channel.VERTICAL_P: 1.0}
    values = zip(channels, integral.value, strict=True)
    power = {channel: bulk[channel] + float(value.real) for channel, value in values}  # (1)
    return _Total(power, integral.error)


def _real_axis_parts(
    stack: PlanarStack,
    beside: tuple[Side, Side],
    modes: tuple[GuidedMode, ...],
    wavelength_um: float,
    glass: Glass,
    tolerance: float,
) -> _Parts:
    """Integrals of the power that arrives somewhere, on the real axis."""
    arriving = partial(arriving_power, stack, beside, wavelength_um, glass)
    resonances = leaky_modes(stack, wavelength_um)
    if not stack.is_lossless:
        resonances = (*modes, *resonances)
    narrow = narrow_modes(stack, beside, resonances, arriving, wavelength_um)
    cut = {mode.mode: CUT for mode in narrow}
    axis = real_axis(stack, resonances, cut=cut)

    def integrand(t: FloatArray) -> ComplexArray:
        lateral = axis.lateral(t)
        density = arriving(lateral)
        for row, channel in zip(density, Channel, strict=True):
            for mode in cut:
                if mode.polarisation is channel.polarisation:
                    row[:, np.abs(lateral - mode.index.real) < CUT] = 0.0
        return (density.reshape(-1, t.size) * axis.slope(t)).astype(complex)

    integral = integrate(integrand, axis.edges, tolerance)
    panels = integral.panels.real.reshape(len(Channel), ENDS + len(stack.layer_index), -1)
    bound = panels.sum(axis=1)
    light_line = max([complex(n).real for n in stack.half_spaces if n is not None], default=0.0)
    power, lateral = panels.sum(axis=2), np.zeros(len(Channel))
    guided = bound[:, axis.is_guided].sum(axis=1)
    plasmon = bound[:, axis.is_evanescent].sum(axis=1)
    for mode in narrow:
        power, lateral = power + mode.arriving, lateral + mode.lateral
        if mode.mode.index.real > stack.emitter_index:
            plasmon = plasmon + mode.total
        elif mode.mode.index.real > light_line:
            guided = guided + mode.total
    air, trapped, plates, above = (power[:, number] for number in range(ENDS))
    layers = power[:, ENDS:]
    return _Parts(air, trapped, plates, above, layers, guided, plasmon, lateral, integral.error)


def _with_residues(
    parts: _Parts, modes: tuple[GuidedMode, ...], beside: tuple[Side, Side], wavelength_um: float
) -> _Parts:
    """Powers of a stack without loss: those of guided modes are residues."""
    power = np.array([mode_powers(c, modes, *beside, wavelength_um) for c in Channel])
    slow = np.array([m.index.real > beside[0].emitter_index for m in modes], dtype=bool)
    return _Parts(
        parts.air,
        parts.trapped,
        parts.encapsulation,
        parts.superstrate,
        parts.absorbed,
        power[:, ~slow].sum(axis=1),
        power[:, slow].sum(axis=1),
        parts.lateral + power.sum(axis=1),
        parts.error,
    )


def _fraction(power: float, total: float) -> float:
    """0 for a dipole that cannot radiate at all, as between two mirrors."""
    return power / total if total > 0.0 else 0.0


def _power(channels: tuple[Channel, ...], total: _Total, parts: _Parts) -> PlanarPower:
    """Shares of one orientation."""
    rows = [list(Channel).index(channel) for channel in channels]
    purcell = sum(total.power[channel] for channel in channels)

    def share_of_total(values: FloatArray) -> float:
        return _fraction(float(values[rows].sum()), purcell)

    air, trapped = share_of_total(parts.air), share_of_total(parts.trapped)
    encapsulation = share_of_total(parts.encapsulation)
    superstrate = share_of_total(parts.superstrate)
    guided, plasmon = share_of_total(parts.guided), share_of_total(parts.plasmon)
    absorbed = tuple(_fraction(float(a), purcell) for a in parts.absorbed[rows].sum(axis=0))
    lateral = share_of_total(parts.lateral)
    return PlanarPower(
        purcell=purcell,
        air=air,
        substrate=trapped,
        encapsulation=encapsulation,
        superstrate=superstrate,
        lateral=lateral,
        absorbed=absorbed,
        guided=guided,
        plasmon=plasmon,
        # (4)
        closure=1.0 - air - trapped - encapsulation - superstrate - lateral - sum(absorbed),
    )
