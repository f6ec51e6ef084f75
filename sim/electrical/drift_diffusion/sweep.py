"""The voltage sweep of an LED: contacts, mobile ions where they are asked for, every voltage."""

from __future__ import annotations

import numpy as np
from scipy.constants import epsilon_0

from geometry.arrays import FloatArray
from geometry.units import one_digit
from sim.electrical.drift_diffusion.columns import Column, SweepRows, sweep_columns
from sim.electrical.drift_diffusion.contacts import ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.ions import MobileIons, settling_time_s
from sim.electrical.drift_diffusion.layers import DeviceMesh
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.ions_spec import IonSpec, IonState
from sim.electrical.pixel import sweep_voltages_v
from sim.electrical.spec import DriftDiffusionSpec
from sim.electrical.thermal import thermal_voltage_v


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
