"""Newton's system of the device equations is the one that DEVSIM assembles.

Formula: residual and all derivatives of Poisson's and both continuity equations, entry by entry.
Reference: the same equations as expressions that DEVSIM evaluates and differentiates symbolically
(tests/physics/devsim_reference.py).
Domain: PTAA, two sheets of dots, TPBi at three states between which densities span 25 decades: a
straight line of potential with level steps of up to 1 V drawn at random, at 0, 2.5 and 6 V.
Known bias: none. Tolerance: 1e-11 of the largest entry of a row (exponents of up to 100, 1e-16
each, in both).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from physics.devsim_reference import Equations, reference_system
from physics.electrical_cases import led_device, led_mesh

from sim.electrical.drift_diffusion.block_system import BlockSystem
from sim.electrical.drift_diffusion.layers import (
    DeviceMesh,
    DotTraps,
    Interface,
    NanocrystalLayer,
    build_mesh,
)
from sim.electrical.drift_diffusion.mesh_data import edge_data, node_data
from sim.electrical.thermal import thermal_voltage_v

VT = thermal_voltage_v(300.0)


def _mesh() -> DeviceMesh:
    """With everything that a layer of dots can have."""
    plain = led_mesh(cells=8)
    ptaa, dots, tpbi = plain.layers
    assert isinstance(dots, NanocrystalLayer)
    dots = replace(
        dots,
        charging_energy_ev=0.035,
        binding_energy_ev=0.04,
        traps=DotTraps(np.array([3e23, 1e23]), 0.6, np.array([False, True]), 1e-15, 2e-16),
        interfaces=(Interface(0.4, 0.3, 0.5), Interface(dipole_v=-0.2)),
    )
    return build_mesh((ptaa, dots, tpbi), 8)


def _dense(system: BlockSystem) -> NDArray[np.float64]:
    """Variable by variable."""
    count = system.diagonal.shape[0]
    dense = np.zeros((3, count, 3, count))
    node = np.arange(count)
    dense[:, node, :, node] = system.diagonal
    dense[:, node[1:], :, node[:-1]] = system.lower
    dense[:, node[:-1], :, node[1:]] = system.upper
    return dense.reshape(3 * count, 3 * count)


@pytest.mark.parametrize("bias_v", [0.0, 2.5, 6.0])
def test_system_is_devsims(bias_v: float) -> None:
    mesh = _mesh()
    device = led_device(mesh)
    drawn = np.random.default_rng(5).uniform(-0.4, 0.4, (3, mesh.x_m.size))
    straight = np.linspace(bias_v - 5.1, -2.9, mesh.x_m.size)
    device.apply(bias_v)
    state = np.stack([straight, np.linspace(bias_v, 0.0, mesh.x_m.size), 0.0 * straight]) + drawn
    device.store(state)
    equations = Equations(mesh, node_data(mesh, VT), edge_data(mesh, VT, 1e3), VT)
    reference = reference_system(equations, state, bias_v)
    system = device.assemble()
    dense, inner = _dense(system), np.ones(mesh.x_m.size, dtype=bool)
    inner[[0, -1]] = False  # DEVSIM leaves contacts to contact equations
    rows = np.tile(inner, 3)
    scale = np.abs(reference.matrix).max(axis=1)[rows, None]
    assert np.abs((dense - reference.matrix)[rows] / scale).max() < 1e-11
    exchanged = system.exchanged(state).T[:, inner]
    difference = system.right_hand_side.T[:, inner] - reference.right_hand_side[:, inner]
    assert np.abs(difference / exchanged).max() < 1e-11
