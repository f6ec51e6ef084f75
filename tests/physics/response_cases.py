"""Small devices at rest, for the laws of devices in time."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from physics.electrical_cases import led_mesh

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.layers import (
    DeviceMesh,
    DotTraps,
    NanocrystalLayer,
    build_mesh,
)
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver

TRAPS = DotTraps(density_1_m3=2e23, depth_ev=0.4, capture_m3_s=1e-15, other_capture_m3_s=1e-16)


@cache
def trapping_mesh() -> DeviceMesh:
    """The LED of two sheets with half a trap per dot, which both bands reach."""
    layers = tuple(
        replace(layer, traps=TRAPS) if isinstance(layer, NanocrystalLayer) else layer
        for layer in led_mesh(60).layers
    )
    return build_mesh(layers, 60)


def solver_at(mesh: DeviceMesh, voltage_v: float) -> DriftDiffusionSolver:
    """A mesh between PEDOT:PSS and LiF / Al, ramped to a voltage."""
    contacts = ContactPair(Contact(5.1), Contact(2.9))
    solver = DriftDiffusionSolver(DriftDiffusionDevice(mesh, contacts, 300.0, 1e3))
    steps = np.linspace(0.0, voltage_v, 1 + round(abs(voltage_v) / 0.25))
    for point in solver.ramp(steps):
        assert point.profile is not None
    return solver
