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
    TransportLayer,
    build_mesh,
)
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.response.circuit import Circuit, Nodes
from sim.electrical.response.column import Column
from sim.electrical.response.time_steps import Stepper, StepSettings

TRAPS = DotTraps(density_1_m3=2e23, depth_ev=0.3, capture_m3_s=1e-15, other_capture_m3_s=1e-16)


@cache
def trapping_mesh() -> DeviceMesh:
    """The LED of two sheets with half a trap per dot, which both bands reach."""
    layers = tuple(
        replace(layer, traps=TRAPS) if isinstance(layer, NanocrystalLayer) else layer
        for layer in led_mesh(40).layers
    )
    return build_mesh(layers, 40)


def solver_at(mesh: DeviceMesh, voltage_v: float) -> DriftDiffusionSolver:
    """A mesh between PEDOT:PSS and LiF / Al, ramped to a voltage."""
    contacts = ContactPair(Contact(5.1), Contact(2.9))
    solver = DriftDiffusionSolver(DriftDiffusionDevice(mesh, contacts, 300.0, 1e3))
    steps = np.linspace(0.0, voltage_v, 1 + round(abs(voltage_v) / 0.25))
    for point in solver.ramp(steps):
        assert point.profile is not None
    return solver


INSULATOR = TransportLayer(100e-9, 1.0, 8.0, 1e27, 1e-10, 1e-10, 3.0)
"""A film that no carrier enters from a metal of 4.5 eV."""


def stepper_of(
    layers: tuple[TransportLayer, ...], metals: ContactPair, circuit: Circuit, cells: int = 20
) -> Stepper:
    """Films without light behind a circuit, at rest at 0 V."""
    device = DriftDiffusionDevice(build_mesh(layers, cells), metals, 300.0, 1e3)
    DriftDiffusionSolver(device).start()
    settings = StepSettings(tolerance=1e-4)
    column = Column(device)
    return Stepper((column,), (1.0,), circuit, np.zeros(0), Nodes(0.0, 0.0), settings)


def led_stepper(mesh: DeviceMesh, circuit: Circuit, settings: StepSettings) -> Stepper:
    """The LED of sheets of dots behind a circuit, at rest at 0 V; its light is a count of pairs."""
    solver = solver_at(mesh, 0.0)
    light = np.full(int(np.count_nonzero(mesh.nanocrystal_node)), 1e10)
    return Stepper((Column(solver.device),), (1.0,), circuit, light, Nodes(0.0, 0.0), settings)
