"""The voltage sweep of an LED: contacts, mobile ions where they are asked for, every voltage.

Levels, carriers, field and recombination over the stack are kept of two states that it passed:

    E_c = -(psi + chi),   E_v = -(psi + I),   E_Fn = -phi_n,   E_Fp = -phi_p                   (1)

in eV: the potentials are 0 at the cathode's Fermi level, so that at 0 V both Fermi levels are 0.
Behind a resistance the sweep stops on or just beyond the wanted voltage; what is kept names the
voltage that was solved.
"""

from __future__ import annotations

import numpy as np
from scipy.constants import epsilon_0

from geometry.arrays import FloatArray
from geometry.units import one_digit
from sim.electrical.drift_diffusion.columns import (
    Column,
    SweepPoint,
    SweepRows,
    sweep_columns,
)
from sim.electrical.drift_diffusion.contacts import ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice, Profile
from sim.electrical.drift_diffusion.ions import MobileIons, settling_time_s
from sim.electrical.drift_diffusion.layers import DeviceMesh, NanocrystalLayer
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.ions_spec import IonSpec, IonState
from sim.electrical.pixel import sweep_voltages_v
from sim.electrical.spec import DriftDiffusionSpec
from sim.electrical.thermal import thermal_voltage_v
from sim.results.levels import EMITTER, LevelsResult


def solve_sweep(
    spec: DriftDiffusionSpec,
    stacks: tuple[tuple[DeviceMesh, float], ...],
    contacts: ContactPair,
    voltage_v: FloatArray,
) -> SweepRows:
    """Every voltage in turn; those that fail are kept with a sentence.

    Args:
        spec: inputs of the model.
        stacks: meshes of the columns and their shares of the area.
        contacts: metals at both ends.
        voltage_v: at the terminals, rising, 0 V among them.
    """
    columns = tuple(Column(mesh, area, solver_of(spec, mesh, contacts)) for mesh, area in stacks)
    try:
        if spec.ions is not None and spec.ions.state is IonState.FROZEN:
            for column in columns:
                settle_at(column.solver, spec.ions.preset_voltage_v, spec.voltage_step_v)
        return sweep_columns(columns, spec.resistance_ohm_m2, voltage_v)
    except ArithmeticError as error:
        # The optics are solved and worth keeping: every voltage is one that failed.
        sheets = sum(int(np.count_nonzero(mesh.nanocrystal_node)) for mesh, _ in stacks)
        nothing = np.full(voltage_v.size, np.nan)
        carriers = np.full((4, voltage_v.size, sheets), np.nan)
        return SweepRows(voltage_v, nothing, carriers, (str(error),) * voltage_v.size)


def solver_of(
    spec: DriftDiffusionSpec, mesh: DeviceMesh, contacts: ContactPair
) -> DriftDiffusionSolver:
    """The solver of one mesh with the specification's ions."""
    ions = mobile_ions(spec, mesh)
    device = DriftDiffusionDevice(
        mesh, contacts, spec.temperature_k, spec.transfer_velocity_m_s, ions
    )
    return DriftDiffusionSolver(device)


def mobile_ions(spec: DriftDiffusionSpec, mesh: DeviceMesh) -> MobileIons | None:
    """The ions of the emitter's sheets; None without any."""
    if spec.ions is None or spec.ions.density_1_m3 == 0.0:
        return None
    return MobileIons(
        volume_m=mesh.volume_m,
        mean_1_m3=np.where(mesh.nanocrystal_node, spec.ions.density_1_m3, 0.0),
        site_density_1_m3=spec.ions.site_density_1_m3 or np.inf,
        thermal_voltage_v=thermal_voltage_v(spec.temperature_k),
    )


def settle_at(solver: DriftDiffusionSolver, preset_v: float, step_v: float) -> None:
    """Let the ions come to rest at a voltage and hold them there.

    Raises:
        ArithmeticError: that voltage was not reached.
    """
    steps = [0.0] if preset_v == 0.0 else sweep_voltages_v(preset_v, min(step_v, preset_v))
    for point in solver.ramp(np.asarray(steps)):
        if point.profile is None:
            raise ArithmeticError(f"ions at the preset voltage: {point.status}")
    solver.device.hold_ions()


def ion_note(spec: DriftDiffusionSpec, ions: IonSpec, emitter_thickness_m: float) -> str:
    """One sentence: how many there are, which limit was computed, for which scans it holds."""
    per_dot = ions.density_1_m3 * spec.nanocrystal_pitch_m**3
    if ions.density_1_m3 == 0.0:
        return "electrical.ions.density is 0: no mobile ions"
    settling = settling_time_s(
        ions.density_1_m3,
        ions.mobility_m2_vs,
        epsilon_0 * spec.relative_permittivity,
        emitter_thickness_m,
        thermal_voltage_v(spec.temperature_k),
    )
    meaning = (
        f"follow the voltage: scans that take longer than their settling time of some "
        f"{one_digit(settling)} s per step"
        if ions.state is IonState.STEADY
        else f"stay where they were at {ions.preset_voltage_v:g} V: scans that are over long "
        f"before their settling time of some {one_digit(settling)} s"
    )
    return f"mobile ions, {per_dot:.2g} per dot on average, {meaning}"


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
