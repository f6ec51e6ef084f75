r"""From the states that a sweep passed to levels, carriers, field and recombination of a stack.

    E_c = -(psi + chi),   E_v = -(psi + I),   E_Fn = -phi_n,   E_Fp = -phi_p                   (1)

in eV: the potentials are 0 at the cathode's Fermi level, so that at 0 V both Fermi levels are 0.
The states are solved ones: behind a resistance the sweep stops on or just beyond the wanted
voltage, and what is kept names the voltage that was solved.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.columns import SweepPoint, SweepRows
from sim.electrical.drift_diffusion.device import Profile
from sim.electrical.drift_diffusion.layers import DeviceMesh, NanocrystalLayer
from sim.results.levels import EMITTER, LevelsResult


def device_levels(
    stacks: tuple[tuple[DeviceMesh, float], ...],
    sides: tuple[tuple[str, ...], tuple[str, ...]],
    rows: SweepRows,
    peak: int | None,
) -> LevelsResult | None:
    """The column with the largest area at 0 V and at the peak of the EQE.

    Args:
        stacks: meshes of the columns and their shares of the area.
        sides: names of the transport layers below and above the emitter, nearest first.
        rows: the sweep.
        peak: its voltage at the peak of the EQE; None where nothing emits.

    Returns:
        None where neither voltage was solved.
    """
    column = int(np.argmax([area for _, area in stacks]))
    mesh, area = stacks[column]
    wanted = [int(np.argmin(np.abs(rows.voltage_v)))]
    wanted += [] if peak is None or peak in wanted else [peak]
    points = [rows.solved[row] for row in wanted if row < len(rows.solved)]
    points = [point for point in points if point.profiles]
    if not points:
        return None
    below, above = sides
    names = (*below[::-1], EMITTER, *above)
    return _levels(mesh, area, names, points, [point.profiles[column] for point in points])


def _levels(
    mesh: DeviceMesh,
    area: float,
    names: tuple[str, ...],
    points: list[SweepPoint],
    profiles: list[Profile],
) -> LevelsResult:
    def rows(name: str) -> FloatArray:
        return np.stack([getattr(profile, name) for profile in profiles])

    affinity = np.array([layer.affinity_ev for layer in mesh.layers])[mesh.layer_of_node]
    ionisation = np.array([layer.ionisation_ev for layer in mesh.layers])[mesh.layer_of_node]
    potential = rows("potential_v")
    return LevelsResult(
        area=area,
        bias_v=np.array([point.terminal_v for point in points]),
        device_v=np.array([point.inner_v for point in points]),
        position_m=mesh.x_m,
        edge_m=0.5 * (mesh.x_m[:-1] + mesh.x_m[1:]),
        layer_names=names,
        layer_end_m=_ends(mesh),
        conduction_ev=-(potential + affinity),  # (1)
        valence_ev=-(potential + ionisation),
        electron_fermi_ev=-rows("electron_fermi_v"),
        hole_fermi_ev=-rows("hole_fermi_v"),
        electrons_1_m3=rows("electrons_1_m3"),
        holes_1_m3=rows("holes_1_m3"),
        recombination_1_m3s=rows("recombination_1_m3s"),
        field_v_m=rows("field_v_m"),
    )


def _ends(mesh: DeviceMesh) -> FloatArray:
    """Faces away from the anode; a sheet's node is in the middle of its dots."""
    last = np.array([at[-1] for at in _nodes_by_layer(mesh)])
    reach = [
        0.5 * layer.pitch_m if isinstance(layer, NanocrystalLayer) else 0.0 for layer in mesh.layers
    ]
    return np.asarray(last + reach)


def _nodes_by_layer(mesh: DeviceMesh) -> list[FloatArray]:
    return [mesh.x_m[mesh.layer_of_node == number] for number in range(len(mesh.layers))]
