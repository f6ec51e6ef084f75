"""A case solved as an unpatterned film: every height, orientation and wavelength, exactly."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.emission_zone import emission_heights
from sim.optics.film.film import FAR_FIELD_POINTS, FilmPoint, film_points
from sim.optics.film.rings import refined, ring_means, rings_of
from sim.optics.powers import Axes, assemble, stacked_shares
from sim.optics.spectrum import emission_spectrum
from sim.results.averages import lee, recycled_lee
from sim.results.far_field import normal_factor
from sim.results.records import Cost, OpticalResult, Status
from sim.study import Glass, Method, OpticsSpec

_CLOSURE = 1e-5
"""Largest open share of a budget that is called closed: far above rounding and quadrature error,
far below every share of interest."""

_NARROW_MODES = (
    "{:.2g} of a dipole's power is missing: guided light loses so little in the layers that its "
    "resonances are narrower than the quadrature of the exact film resolves, or a mode runs "
    "backwards; LEE counts it as its error"
)


@dataclass(frozen=True)
class _Rule:
    """What is solved with which quadrature; ``powers_only``: the far field is its normal alone."""

    device: Device
    glass: Glass
    heights: int
    wavelengths: int
    powers_only: bool = False

    @classmethod
    def of(cls, device: Device, optics: OpticsSpec) -> _Rule:
        """The quadrature that the numerics ask for."""
        return cls(device, optics.glass, optics.dipoles.vertical, optics.wavelengths)


def planar_optics(device: Device, optics: OpticsSpec) -> OpticalResult:
    """Solve the device's stack as an unpatterned film; pixels, bank and matrix are ignored.

    ``lee_error`` adds the quadratures' own estimate to the change of LEE by one more height and two
    more wavelengths, ``recycling_errors`` those of light per exciton with recycling. Where the case
    asks for one wavelength or height, that change is the error of representing the spectrum by its
    peak or the zone by its mid-plane.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    started = time.perf_counter()
    rule = _Rule.of(device, optics)
    result = _solve(rule)
    value = _light_of(result)
    parts = {
        "quadrature": np.array([result.lee_error, result.recycling_errors["quadrature"], 0.0]),
        "emission_zone": abs(_light(replace(rule, heights=rule.heights + 1)) - value),
    }
    warnings = list(result.warnings)
    try:
        parts["spectrum"] = abs(_light(replace(rule, wavelengths=rule.wavelengths + 2)) - value)
    except ValueError as problem:
        warnings.append(f"no error estimate for the spectrum: {problem}")
    return replace(
        result,
        lee_error=float(sum(part[0] for part in parts.values())),
        error_parts={name: float(part[0]) for name, part in parts.items()},
        recycling_errors={name: float(part[1]) for name, part in parts.items()},
        normal_errors={
            name: float(part[2] / value[2]) if value[2] > 0.0 else 0.0
            for name, part in parts.items()
        },
        warnings=tuple(warnings),
        cost=Cost(runs=result.air.size, wall_s=time.perf_counter() - started),
    )


def planar_powers(device: Device, optics: OpticsSpec) -> OpticalResult:
    """The film of :func:`planar_optics` without reabsorption and error estimate.

    Its far field is the intensity along the normal (U = 1).

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    return _solve(replace(_Rule.of(device, optics), powers_only=True))


def _light(rule: _Rule) -> FloatArray:
    return _light_of(_solve(replace(rule, powers_only=True)))


def _light_of(result: OpticalResult) -> FloatArray:
    """LEE, light per exciton with recycling, and I(0) over the light: (3,)."""
    return np.array([lee(result), recycled_lee(result), normal_factor(result) or 0.0])


def _solve(rule: _Rule) -> OpticalResult:
    """All heights and wavelengths of one quadrature."""
    device = rule.device
    zone = emission_heights(device.emission, device.stack.emitter.thickness_um, rule.heights)
    spectrum = emission_spectrum(device.emission, rule.wavelengths)
    cosine = np.zeros(1) if rule.powers_only else np.linspace(-1.0, 1.0, FAR_FIELD_POINTS)
    points = [
        film_points(device, zone.height_um, float(wave), rule.glass, cosine)
        for wave in spectrum.wavelength_um
    ]
    place = np.zeros((zone.weight.size, 3))
    place[:, 2] = device.stack.interfaces_um[device.stack.emitter_index] + zone.height_um
    wave_first = stacked_shares([stacked_shares([p.shares for p in row]) for row in points])
    result = assemble(
        method=Method.PLANAR,
        shares=wave_first.each(lambda values: np.moveaxis(values, 0, 2)),
        axes=Axes(
            node_um=place,
            node_weight=zone.weight,
            wall_distance_um=np.full(zone.weight.size, np.inf),
            spectrum=spectrum,
            parts=tuple(layer.name for layer in device.stack.layers),
            direction_cosine=cosine,
        ),
        device=device,
    )
    result = replace(
        result,
        lossy_air=_node_first([[point.lossy_air for point in row] for row in points]),
        away=_node_first([[point.away for point in row] for row in points]),
    )
    if not rule.powers_only:
        result = _with_rings(result, rule, zone.height_um)
    return _with_status(result, [point for row in points for point in row])


def _with_rings(result: OpticalResult, rule: _Rule, height_um: FloatArray) -> OpticalResult:
    """With the far field against polar angle."""

    def means(theta_deg: FloatArray) -> FloatArray:
        rows = [
            [
                ring_means(rule.device, float(height), float(nm) * 1e-3, rule.glass, theta_deg)
                for nm in result.wavelength_nm
            ]
            for height in height_um
        ]
        power = np.moveaxis(np.array(rows), 1, 2)
        return np.asarray(power / result.purcell[..., None])

    number = rings_of(rule.device, float(result.wavelength_nm.min()) * 1e-3)
    angles, rings = refined(means, number)
    return replace(result, ring_deg=angles, rings=rings)


def _node_first(rows: list[list[FloatArray]]) -> FloatArray:
    """(N, O, W) from W rows of N arrays (O,)."""
    return np.moveaxis(np.array(rows), 0, 2)


def _with_status(result: OpticalResult, points: list[FilmPoint]) -> OpticalResult:
    solutions = [point.solution for point in points]
    open_shares = [(s.horizontal.closure, s.vertical.closure) for s in solutions]
    closure = float(np.max(np.abs(open_shares)))
    error = max(solution.quadrature_error for solution in solutions)
    status, warnings = Status.OK, result.warnings
    if closure > _CLOSURE:
        status = Status.BUDGET_OPEN
        warnings = (*warnings, _NARROW_MODES.format(closure))
    if not all(s.converged for s in solutions) or not all(p.absorbing.converged for p in points):
        status = Status.NOT_CONVERGED
    return replace(
        result,
        status=status,
        warnings=warnings,
        lee_error=error + closure,
        recycling_errors={"quadrature": max(p.absorbing.quadrature_error for p in points)},
    )
