"""Raw results of the device equations over the stack: levels, carriers, field, recombination.

Axes: L voltages, K mesh nodes from the anode on, J edges between them, Y layers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import BoolArray, FloatArray

EMITTER = "emitter"
"""Name of the sheets of dots among ``layer_names``; each sheet is one node."""


@dataclass(frozen=True)
class LevelsResult:
    """One column of a device at 0 V and at the peak of its EQE; energies over the cathode's Fermi
    level, positions from the anode's face on.

    Attributes:
        area: share of the emitting area that has this column's number of sheets, the largest.
        bias_v: voltage at the terminals, (L,).
        device_v: of it across the layers, behind the series resistance, (L,).
        position_m: of the nodes, (K,).
        edge_m: middles of the edges, (J,).
        layer_names: transport layers and the emitter, (Y,).
        layer_end_m: faces of the layers away from the anode, (Y,).
        conduction_ev, valence_ev: band edges, (L, K); of dots their first states.
        electron_fermi_ev, hole_fermi_ev: quasi-Fermi levels, (L, K).
        electrons_1_m3, holes_1_m3: densities, (L, K).
        recombination_1_m3s: net, (L, K).
        field_v_m: electric field, positive away from the anode, (L, J).
    """

    area: float
    bias_v: FloatArray
    device_v: FloatArray
    position_m: FloatArray
    edge_m: FloatArray
    layer_names: tuple[str, ...]
    layer_end_m: FloatArray
    conduction_ev: FloatArray
    valence_ev: FloatArray
    electron_fermi_ev: FloatArray
    hole_fermi_ev: FloatArray
    electrons_1_m3: FloatArray
    holes_1_m3: FloatArray
    recombination_1_m3s: FloatArray
    field_v_m: FloatArray

    @property
    def layer_start_m(self) -> FloatArray:
        """Faces of the layers towards the anode, (Y,)."""
        return np.concatenate(([0.0], self.layer_end_m[:-1]))

    @property
    def is_sheet(self) -> BoolArray:
        """Which nodes are sheets of dots, (K,)."""
        emitter = self.layer_names.index(EMITTER)
        low, high = self.layer_start_m[emitter], self.layer_end_m[emitter]
        return np.asarray((self.position_m > low) & (self.position_m < high))
