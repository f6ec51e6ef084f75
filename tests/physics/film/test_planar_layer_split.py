"""A layer described as two halves of the same material changes nothing.

Interfaces between equal indices reflect nothing, also inside the emitter and between metal layers.
The two descriptions sum the same phases in another order: tolerance 1e-10 at a quadrature tolerance
of 1e-12.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import PlanarPower, solve_planar


def solve(stack: PlanarStack, height_um: float = MID_PLANE_UM) -> tuple[PlanarPower, PlanarPower]:
    solution = solve_planar(stack, height_um, WAVELENGTH_UM, tolerance=1e-12)
    return solution.horizontal, solution.vertical


def split(stack: PlanarStack, layer: int) -> PlanarStack:
    index, thickness = list(stack.layer_index), list(stack.thickness_um)
    index.insert(layer, index[layer])
    thickness[layer] *= 0.5
    thickness.insert(layer, thickness[layer])
    emitter = stack.emitter + (layer < stack.emitter)
    return replace(stack, layer_index=tuple(index), thickness_um=tuple(thickness), emitter=emitter)


@pytest.mark.parametrize("layer", [0, 1, 2, 4])
def test_split_layer(layer: int) -> None:
    for whole, halves in zip(solve(led_stack()), solve(split(led_stack(), layer)), strict=True):
        assert halves.purcell == pytest.approx(whole.purcell, abs=1e-10)
        assert halves.air == pytest.approx(whole.air, abs=1e-10)
        joined = halves.absorbed[layer] + halves.absorbed[layer + 1]
        assert joined == pytest.approx(whole.absorbed[layer], abs=1e-10)


def test_split_emitter() -> None:
    """The dipole in the upper part of the emitter, whose lower part is a layer of its own."""
    thickness = (0.150, 0.040, 0.020, 0.010, 0.020, 0.035)
    index = (1.9 + 0.005j, 1.53 + 0.01j, 1.70, 1.95, 1.95, 1.72)
    stack = PlanarStack(1.52, index, thickness, 4, 0.78 + 6.2j)
    for whole, parts in zip(solve(led_stack()), solve(stack, 0.005), strict=True):
        assert parts.purcell == pytest.approx(whole.purcell, abs=1e-10)
        assert parts.air == pytest.approx(whole.air, abs=1e-10)


def test_metal_as_thick_layer_and_as_half_space() -> None:
    """A micrometre of aluminium is opaque: exp(-2 k0 6.2 d) = 1e-65."""
    metal = replace(
        led_stack(),
        layer_index=(*led_stack().layer_index, 0.78 + 6.2j),
        thickness_um=(*led_stack().thickness_um, 1.0),
        superstrate_index=1.0,
    )
    for half_space, layer in zip(solve(led_stack()), solve(metal), strict=True):
        assert layer.purcell == pytest.approx(half_space.purcell, abs=1e-10)
        assert layer.absorbed[-1] == pytest.approx(half_space.superstrate, abs=1e-10)
