"""The unpatterned film of a device: exact optics of every height, orientation and wavelength."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geometry.device import Device
from geometry.exit import ENCAPSULATION
from geometry.stack import Stack
from sim.optics.emission_zone import HeightRule, emission_heights
from sim.optics.film.far_field import air_pattern
from sim.optics.film.modes import guided_modes
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.outside import outside_of
from sim.optics.film.reabsorption import reabsorption
from sim.optics.film.solver import PlanarPower, PlanarSolution, solve_planar
from sim.optics.spectrum import SpectrumRule, emission_spectrum
from sim.results.averages import lee
from sim.results.records import ORIENTATIONS, Cost, OpticalResult, Status
from sim.study import Glass, Method, OpticsSpec

FloatArray = NDArray[np.float64]

FAR_FIELD_POINTS = 61
"""Points of the direction-cosine grid along ux and uy; odd, so that the normal is on it."""

_CLOSURE = 1e-6
"""Largest open share of a budget that is called closed: far above rounding and quadrature error,
far below every share of interest."""

_MUCH_REABSORBED = 0.2
"""Reabsorbed share above which the user is told."""


@dataclass(frozen=True)
class _Point:
    """One height and wavelength."""

    solution: PlanarSolution
    reabsorbed: FloatArray
    """(O,)"""
    far_field: FloatArray
    """(O, U, U)"""


def planar_stack(stack: Stack, wavelength_um: float) -> PlanarStack:
    """Indices and thicknesses of a stack at one wavelength.

    The thick substrate's own absorption is left out: only its real index enters.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    nm = wavelength_um * 1e3
    return PlanarStack(
        substrate_index=complex(float(stack.substrate.index(nm).real)),
        layer_index=tuple(complex(layer.material.index(nm)) for layer in stack.layers),
        thickness_um=tuple(layer.thickness_um for layer in stack.layers),
        emitter=stack.emitter_index,
        superstrate_index=complex(stack.superstrate.index(nm)),
    )


def exit_stack(device: Device, wavelength_um: float) -> PlanarStack:
    """A device's film as its planar solution sees it: light leaves into the "substrate".

    Upside down where the device emits upwards, so that its superstrate is the thick half-space that
    light leaves through; with what lies outside that. Heights count from the emitter's face on the
    exit side (:func:`exit_height_um`), layers from there on.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    stack = replace(
        planar_stack(device.stack, wavelength_um), outside=outside_of(device.exit, wavelength_um)
    )
    if not device.exit.upwards:
        return stack
    return replace(
        stack,
        substrate_index=complex(complex(stack.superstrate_index or 1.0).real),
        layer_index=stack.layer_index[::-1],
        thickness_um=stack.thickness_um[::-1],
        emitter=len(stack.layer_index) - 1 - stack.emitter,
        superstrate_index=stack.substrate_index,
    )


def exit_height_um(device: Device, height_um: float) -> float:
    """A height above the emitter's lower face, counted from its face on the exit side."""
    if not device.exit.upwards:
        return height_um
    return device.stack.emitter.thickness_um - height_um


def upright(device: Device, power: PlanarPower) -> PlanarPower:
    """Shares solved for :func:`exit_stack`, named and ordered as in the device."""
    if not device.exit.upwards:
        return power
    return replace(
        power,
        substrate=power.superstrate,
        superstrate=power.substrate,
        absorbed=power.absorbed[::-1],
    )


def planar_optics(device: Device, optics: OpticsSpec) -> OpticalResult:
    """Solve the device's stack as an unpatterned film; pixels, bank and matrix are ignored.

    ``lee_error`` adds the quadratures' own estimate to the change of LEE by one more height and two
    more wavelengths. Where the case asks for one wavelength or height, that change is the error of
    representing the spectrum by its peak or the zone by its mid-plane.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    started = time.perf_counter()
    case = _Rule(device, optics.glass, optics.dipoles.vertical, optics.wavelengths)
    result = _solve(case)
    value = lee(result)
    parts = {
        "quadrature": result.lee_error,
        "emission_zone": abs(_lee_of(replace(case, heights=case.heights + 1)) - value),
    }
    warnings = list(result.warnings)
    try:
        parts["spectrum"] = abs(_lee_of(replace(case, wavelengths=case.wavelengths + 2)) - value)
    except ValueError as problem:
        warnings.append(f"no error estimate for the spectrum: {problem}")
    return replace(
        result,
        lee_error=sum(parts.values()),
        error_parts=parts,
        warnings=tuple(warnings),
        cost=Cost(runs=result.air.size, wall_s=time.perf_counter() - started),
    )


@dataclass(frozen=True)
class _Rule:
    """What is solved with which quadrature; ``shares_only``: no far field, no reabsorption."""

    device: Device
    glass: Glass
    heights: int
    wavelengths: int
    shares_only: bool = False


def _lee_of(rule: _Rule) -> float:
    return lee(_solve(replace(rule, shares_only=True)))


def _solve(rule: _Rule) -> OpticalResult:
    """All heights and wavelengths of one quadrature."""
    emission, stack = rule.device.emission, rule.device.stack
    zone = emission_heights(emission, stack.emitter.thickness_um, rule.heights)
    spectrum = emission_spectrum(emission, rule.wavelengths)
    cosine = np.zeros(1) if rule.shares_only else np.linspace(-1.0, 1.0, FAR_FIELD_POINTS)
    points = [_column(rule, zone, float(w), cosine) for w in spectrum.wavelength_um]
    return _assemble(rule, zone, spectrum, cosine, points)


def _column(
    rule: _Rule, zone: HeightRule, wavelength_um: float, cosine: FloatArray
) -> list[_Point]:
    """All heights at one wavelength."""
    stack = exit_stack(rule.device, wavelength_um)
    modes = guided_modes(stack.with_lossless_emitter(), wavelength_um)
    absorbs = complex(stack.layer_index[stack.emitter]).imag > 0.0
    points = []
    for height in zone.height_um:
        where = (stack, exit_height_um(rule.device, float(height)), wavelength_um, rule.glass)
        solution = solve_planar(*where, modes=modes)
        again = np.zeros(len(ORIENTATIONS))
        if absorbs and not rule.shares_only:
            found = reabsorption(*where)
            again = np.array([found.horizontal.share] * 2 + [found.vertical.share])
        total = np.array([p.purcell for p in _by_orientation(solution)])
        far_field = _far_field(*where, cosine) / total[:, None, None]
        points.append(_Point(solution, again, far_field))
    return points


def _by_orientation(solution: PlanarSolution) -> tuple[PlanarPower, ...]:
    """In the order of ORIENTATIONS."""
    return (solution.horizontal, solution.horizontal, solution.vertical)


def _far_field(
    stack: PlanarStack, height_um: float, wavelength_um: float, glass: Glass, cosine: FloatArray
) -> FloatArray:
    """(O, U, U) power per steradian in the observer's medium over bulk power."""
    ux, uy = cosine[:, None], cosine[None, :]
    sine = np.hypot(ux, uy)
    cos_azimuth = np.divide(ux, sine, out=np.ones_like(sine), where=sine > 0)
    pattern = air_pattern(
        stack, height_um, wavelength_um, stack.outside.index * sine.ravel(), glass
    )
    flat = cos_azimuth.ravel()
    sin_azimuth = np.sqrt(np.maximum(0.0, 1.0 - flat**2))
    rows = [pattern.along_x(flat), pattern.along_x(sin_azimuth), pattern.vertical_p]
    return np.asarray(np.stack(rows).reshape(len(ORIENTATIONS), cosine.size, cosine.size))


def _assemble(
    rule: _Rule,
    zone: HeightRule,
    spectrum: SpectrumRule,
    cosine: FloatArray,
    points: list[list[_Point]],
) -> OpticalResult:
    """Stack wavelength-major points into (N, O, W, ...) arrays."""
    stack, emission = rule.device.stack, rule.device.emission
    nodes = np.zeros((zone.weight.size, 3))
    nodes[:, 2] = stack.interfaces_um[stack.emitter_index] + zone.height_um

    def powers(of: Callable[[PlanarPower], float | tuple[float, ...]]) -> FloatArray:
        return _gather(
            points,
            lambda point: [of(upright(rule.device, p)) for p in _by_orientation(point.solution)],
        )

    outside = (ENCAPSULATION,) if rule.device.exit.absorbs else ()

    again = _gather(points, lambda point: point.reabsorbed)
    every = [point.solution for row in points for point in row]
    error = max(solution.quadrature_error for solution in every)
    closure = float(np.max(np.abs(powers(lambda p: p.closure))))
    return OpticalResult(
        method=Method.PLANAR.value,
        status=_status(every, closure),
        wavelength_nm=spectrum.wavelength_um * 1e3,
        spectral_weight=spectrum.weight,
        node_um=nodes,
        node_weight=zone.weight,
        wall_distance_um=np.full(zone.weight.size, np.inf),
        horizontal_fraction=emission.horizontal_fraction,
        plqy=emission.plqy,
        purcell=powers(lambda p: p.purcell),
        air=powers(lambda p: p.air),
        substrate=powers(lambda p: p.substrate),
        lateral=powers(lambda p: p.lateral),
        superstrate=powers(lambda p: p.superstrate),
        absorbing_parts=(*(layer.name for layer in stack.layers), *outside),
        absorbed=powers(lambda p: (*p.absorbed, *([p.encapsulation] * len(outside)))),
        reabsorbed=again,
        own_pixel_share=np.ones_like(again),
        direction_cosine=cosine,
        far_field=_gather(points, lambda point: point.far_field),
        lee_error=error + closure,
        warnings=_warnings(again),
    )


def _gather(points: list[list[_Point]], of: Callable[[_Point], Any]) -> FloatArray:
    """(W, N, O, ...) values of all points as an (N, O, W, ...) array."""
    return np.asarray(np.moveaxis(np.array([[of(point) for point in row] for row in points]), 0, 2))


def _status(solutions: list[PlanarSolution], closure: float) -> Status:
    if not all(solution.converged for solution in solutions):
        return Status.NOT_CONVERGED
    return Status.OK if closure <= _CLOSURE else Status.BUDGET_OPEN


def _warnings(reabsorbed: FloatArray) -> tuple[str, ...]:
    largest = float(reabsorbed.max())
    if largest <= _MUCH_REABSORBED:
        return ()
    return (
        f"up to {largest:.0%} of a dipole's power is reabsorbed by the emitter; the shares of the "
        "budget are those before reabsorption",
    )
