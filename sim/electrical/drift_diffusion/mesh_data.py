"""Numbers of the layers as the arrays that the device equations name."""

from __future__ import annotations

import math

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.layers import (
    NEVER_S,
    DeviceMesh,
    NanocrystalLayer,
    TransportLayer,
)

Entries = dict[str, float | FloatArray]


def node_data(mesh: DeviceMesh, thermal_voltage_v: float) -> dict[str, FloatArray]:
    """Arrays of shape (K,) by the names of sim.electrical.drift_diffusion.equations."""
    parts: dict[str, list[FloatArray]] = {}
    for number, layer in enumerate(mesh.layers):
        count = int(np.count_nonzero(mesh.layer_of_node == number))
        if isinstance(layer, NanocrystalLayer):
            entries = _dots(layer)
        else:
            entries = _continuous(layer, thermal_voltage_v)
        for name, value in entries.items():
            parts.setdefault(name, []).append(np.broadcast_to(value, count).astype(float))
    return {name: np.concatenate(values) for name, values in parts.items()}


def _dots(layer: NanocrystalLayer) -> Entries:
    return {
        "affinity": layer.affinity_ev,
        "ionisation": layer.ionisation_ev,
        "log_states": math.log(layer.states_1_m3),
        "inverse_limit": 1.0 / layer.states_1_m3,
        "doping": 0.0,
        "trap_density": 0.0,
        "trap_level_density": 1.0,
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
