"""Numbers of the layers as the arrays that the device equations name."""

from __future__ import annotations

import math

import numpy as np
from scipy.constants import epsilon_0

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.fluxes import EdgeData
from sim.electrical.drift_diffusion.layers import (
    NEVER_S,
    DeviceMesh,
    NanocrystalLayer,
    TransportLayer,
)
from sim.electrical.drift_diffusion.node_laws import NodeData

Entries = dict[str, float | FloatArray]


def node_data(mesh: DeviceMesh, thermal_voltage_v: float) -> NodeData:
    """Numbers of the layers at every mesh node."""
    parts: dict[str, list[FloatArray]] = {}
    for number, layer in enumerate(mesh.layers):
        count = int(np.count_nonzero(mesh.layer_of_node == number))
        if isinstance(layer, NanocrystalLayer):
            entries = _dots(layer, thermal_voltage_v)
        else:
            entries = _continuous(layer, thermal_voltage_v)
        for name, value in entries.items():
            parts.setdefault(name, []).append(np.broadcast_to(value, count).astype(float))
    return NodeData(**{name: np.concatenate(values) for name, values in parts.items()})


def edge_data(mesh: DeviceMesh, thermal_voltage_v: float, velocity_m_s: float) -> EdgeData:
    """Numbers of the edges of a mesh.

    Args:
        mesh: nodes and edges.
        thermal_voltage_v: kT/q.
        velocity_m_s: bound to the flux between two continuous layers.
    """
    diffusion_m = thermal_voltage_v / mesh.length_m
    electrons = mesh.electron_mobility_m2_vs * diffusion_m
    holes = mesh.hole_mobility_m2_vs * diffusion_m
    into_dots = mesh.nanocrystal_node[:-1] != mesh.nanocrystal_node[1:]
    dipole_v = np.zeros_like(mesh.length_m)
    for edge in np.flatnonzero(into_dots):
        interface = mesh.interface_of(int(edge))
        dipole_v[edge] = interface.dipole_v
        for velocity in (electrons, holes):
            hop = velocity[edge] if interface.velocity_m_s is None else interface.velocity_m_s
            velocity[edge] = hop * interface.passed
    bounded = mesh.crosses_layers & ~into_dots
    return EdgeData(
        capacitance=epsilon_0 * mesh.relative_permittivity / mesh.length_m,
        dipole_v=dipole_v,
        drift_n=electrons,
        drift_p=holes,
        inverse_velocity=np.where(bounded, 1.0 / velocity_m_s, 0.0),
    )


_NO_CAPTURE = 1e-40
"""m3/s: electrons and holes of a level are exchanged with one band alone."""


def _dot_traps(layer: NanocrystalLayer, vt: float) -> Entries:
    traps, gap_ev = layer.traps, layer.ionisation_ev - layer.affinity_ev
    depth_ev = np.where(traps.holds_holes, gap_ev - traps.depth_ev, traps.depth_ev)
    own, other = traps.capture_m3_s, np.maximum(traps.other_capture_m3_s, _NO_CAPTURE)
    electrons = np.where(traps.holds_holes, other, own)
    holes = np.where(traps.holds_holes, own, other)
    return {
        "doping": np.where(traps.holds_holes, traps.density_1_m3, 0.0),
        "trap_density": traps.density_1_m3,
        "trap_level_density": layer.states_1_m3 * np.exp(-depth_ev / vt),
        "trap_hole_level_density": layer.states_1_m3 * np.exp((depth_ev - gap_ev) / vt),
        "capture_ratio": holes / electrons,
        "hole_capture": holes,
    }


def _dots(layer: NanocrystalLayer, vt: float) -> Entries:
    return {
        "affinity": layer.affinity_ev,
        "ionisation": layer.ionisation_ev,
        "log_states": math.log(layer.states_1_m3),
        "inverse_limit": 1.0 / layer.states_1_m3,
        **_dot_traps(layer, vt),
        "double_weight": math.exp(-layer.charging_energy_ev / vt),
        "separation": math.exp(-layer.binding_energy_ev / vt),
        "bimolecular": 0.0,
        "electron_lifetime": NEVER_S,
        "hole_lifetime": NEVER_S,
        "intrinsic": 1.0,
        "is_dot": 1.0,
        "dot_density": layer.dots_1_m3,
        "pair_decay": layer.pair_rate_1_s,
        "crowded_decay": layer.crowded_rate_1_s,
        "meeting": layer.meeting_rate_1_s,
    }


def _continuous(layer: TransportLayer, vt: float) -> Entries:
    return {
        "affinity": layer.affinity_ev,
        "ionisation": layer.ionisation_ev,
        "log_states": math.log(layer.states_1_m3),
        "inverse_limit": 0.0,
        "doping": layer.doping_1_m3,
        "trap_density": layer.trap_density_1_m3,
        "trap_level_density": layer.states_1_m3 * math.exp(-layer.trap_depth_ev / vt),
        "trap_hole_level_density": 0.0,
        "capture_ratio": 0.0,
        "hole_capture": 0.0,
        "double_weight": 1.0,
        "separation": 1.0,
        "bimolecular": layer.bimolecular_m3_s,
        "electron_lifetime": layer.electron_lifetime_s,
        "hole_lifetime": layer.hole_lifetime_s,
        "intrinsic": layer.states_1_m3 * math.exp(-layer.gap_ev / (2.0 * vt)),
        "is_dot": 0.0,
        "dot_density": 1.0,
        "pair_decay": 0.0,
        "crowded_decay": 0.0,
        "meeting": 1.0,
    }
