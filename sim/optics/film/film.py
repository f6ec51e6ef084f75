"""The unpatterned film of a device: its layers for the planar engines, and its dipoles exactly.

Device -> planar_stack -> exit_stack (the side that light leaves through is "below")
       -> solve_planar, reabsorption, air_pattern at each height -> Shares of x, y, z dipoles
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.stack import Stack
from sim.optics.film.far_field import angular_power
from sim.optics.film.modes import guided_modes
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.outside import outside_of
from sim.optics.film.reabsorption import reabsorption
from sim.optics.film.recycling import FilmAway, powers_away
from sim.optics.film.solver import PlanarPower, PlanarSolution, solve_planar
from sim.optics.powers import Shares
from sim.results.records import ORIENTATIONS
from sim.study import Glass

FAR_FIELD_POINTS = 61
"""Points of the direction-cosine grid along ux and uy; odd, so that the normal is on it."""


@dataclass(frozen=True)
class FilmPoint:
    """Dipoles at one height and wavelength of a film.

    Attributes:
        shares: of x, y and z dipoles, S = (O,).
        solution: what they come from, with its quadrature error.
        absorbing: powers that leave the emitter where it absorbs its own light.
    """

    shares: Shares
    solution: PlanarSolution
    absorbing: FilmAway

    @property
    def lossy_air(self) -> FloatArray:
        """P_air over bulk of x, y and z dipoles, (O,)."""
        h, z = self.absorbing.horizontal.air, self.absorbing.vertical.air
        return np.array([h, h, z])

    @property
    def away(self) -> FloatArray:
        """P_away over bulk of x, y and z dipoles, (O,)."""
        h, z = self.absorbing.horizontal.away, self.absorbing.vertical.away
        return np.array([h, h, z])


def planar_stack(stack: Stack, wavelength_um: float) -> PlanarStack:
    """Indices and thicknesses of a stack at one wavelength.

    The thick substrate's own absorption is left out: only its real index enters. Light ends at a
    perfect conductor: it takes the half-space's place, and the layers from it on get no thickness.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    nm = wavelength_um * 1e3
    low, high = _seen(stack)
    full = PlanarStack(
        substrate_index=complex(float(stack.substrate.index(nm).real)),
        layer_index=tuple(complex(layer.material.index(nm)) for layer in stack.layers),
        thickness_um=tuple(layer.thickness_um for layer in stack.layers),
        emitter=stack.emitter_index,
        superstrate_index=complex(stack.superstrate.index(nm)),
    )
    if (low, high) == (0, len(stack.layers)):
        return full
    is_seen = [low <= number < high for number in range(len(stack.layers))]
    placeholder = complex(full.emitter_index)
    return replace(
        full,
        substrate_index=full.substrate_index if low == 0 else None,
        layer_index=tuple(
            index if seen else placeholder
            for index, seen in zip(full.layer_index, is_seen, strict=True)
        ),
        thickness_um=tuple(
            thickness if seen else 0.0
            for thickness, seen in zip(full.thickness_um, is_seen, strict=True)
        ),
        superstrate_index=full.superstrate_index if high == len(stack.layers) else None,
    )


def _seen(stack: Stack) -> tuple[int, int]:
    """First layer, and one past the last, between the perfect conductors beside the emitter."""
    mirrors = [n for n, layer in enumerate(stack.layers) if layer.material.is_perfect_conductor]
    below = [n for n in mirrors if n < stack.emitter_index]
    above = [n for n in mirrors if n > stack.emitter_index]
    return (max(below) + 1 if below else 0, min(above) if above else len(stack.layers))


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
        substrate_index=_real(stack.superstrate_index),
        layer_index=stack.layer_index[::-1],
        thickness_um=stack.thickness_um[::-1],
        emitter=len(stack.layer_index) - 1 - stack.emitter,
        superstrate_index=stack.substrate_index,
    )


def _real(index: complex | None) -> complex | None:
    return None if index is None else complex(complex(index).real)


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


def film_points(
    device: Device,
    height_um: FloatArray,
    wavelength_um: float,
    glass: Glass,
    direction_cosine: FloatArray | None = None,
) -> list[FilmPoint]:
    """Solve a film at one wavelength.

    Args:
        device: its layers count; pixels, bank and matrix are ignored.
        height_um: (N,) of the dipoles above the emitter's lower face.
        wavelength_um: vacuum wavelength.
        glass: what becomes of light that the exit's outer face reflects.
        direction_cosine: (U,) grid of the far field; one direction asks for no reabsorption (0),
            None for the powers alone, with neither (U = 1, both 0).

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    stack = exit_stack(device, wavelength_um)
    modes = guided_modes(stack.with_lossless_emitter(), wavelength_um)
    absorbs = complex(stack.layer_index[stack.emitter]).imag > 0.0
    points = []
    for height in height_um:
        place = (stack, exit_height_um(device, float(height)), wavelength_um, glass)
        solution = solve_planar(*place, modes=modes)
        reabsorbed = np.zeros(len(ORIENTATIONS))
        far_field = np.zeros((len(ORIENTATIONS), 1, 1))
        if direction_cosine is not None:
            if absorbs and direction_cosine.size > 1:
                by_kind = reabsorption(*place)
                reabsorbed = np.array([by_kind.horizontal.share] * 2 + [by_kind.vertical.share])
            total = np.array([power.purcell for power in _by_orientation(solution)])
            far_field = _far_field(*place, direction_cosine) / total[:, None, None]
        shares = _shares(device, solution, reabsorbed, far_field)
        points.append(FilmPoint(shares, solution, powers_away(*place)))
    return points


def _by_orientation(solution: PlanarSolution) -> tuple[PlanarPower, ...]:
    """In the order of ORIENTATIONS."""
    return (solution.horizontal, solution.horizontal, solution.vertical)


def _shares(
    device: Device, solution: PlanarSolution, reabsorbed: FloatArray, far_field: FloatArray
) -> Shares:
    """Named and ordered as in the device; all air light of a film is its own."""
    powers = [upright(device, power) for power in _by_orientation(solution)]
    return Shares(
        purcell=np.array([power.purcell for power in powers]),
        air=np.array([power.air for power in powers]),
        substrate=np.array([power.substrate for power in powers]),
        lateral=np.array([power.lateral for power in powers]),
        superstrate=np.array([power.superstrate for power in powers]),
        absorbed=np.array([power.absorbed for power in powers]),
        reabsorbed=reabsorbed,
        own_share=np.ones_like(reabsorbed),
        far_field=far_field,
        encapsulation=np.array([power.encapsulation for power in powers]),
        answer_range=np.zeros_like(reabsorbed),
        collected=np.zeros_like(reabsorbed),
        own_collected_share=np.ones_like(reabsorbed),
    )


def _far_field(
    stack: PlanarStack, height_um: float, wavelength_um: float, glass: Glass, cosine: FloatArray
) -> FloatArray:
    """(O, U, U) power per steradian in the observer's medium over bulk power."""
    ux, uy = cosine[:, None], cosine[None, :]
    sine = np.hypot(ux, uy)
    cos_azimuth = np.divide(ux, sine, out=np.ones_like(sine), where=sine > 0)
    pattern = angular_power(
        stack, height_um, wavelength_um, stack.outside.index * sine.ravel(), glass
    )
    flat = cos_azimuth.ravel()
    sin_azimuth = np.sqrt(np.maximum(0.0, 1.0 - flat**2))
    rows = [pattern.along_x(flat), pattern.along_x(sin_azimuth), pattern.vertical_p]
    return np.asarray(np.stack(rows).reshape(len(ORIENTATIONS), cosine.size, cosine.size))
