"""The compact twin of a drift-diffusion device: read off its solution, not fitted to its curves.

What is read, per sheet of dots and voltage: electrons and holes per dot, share of the current. What
is left out every second voltage and compared says how far interpolation between voltages is off.
The equations in between are those of :mod:`sim.electrical.twin.model`.

A law A n + B n^2 + C n^3 of one density, with or without single dots that give light, cannot stand
in for these devices: the sheets charge in opposite directions. As the current rises, electrons pile
up in front of the hole side's sheet, which dims, and leave the other one, which brightens until
holes fill it; the EQE falls, rises and falls again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge

from geometry.arrays import FloatArray, IntArray
from sim.electrical.drift_diffusion.emitter import emitter_of
from sim.electrical.drift_diffusion.model import DriftDiffusionSolution, drift_diffusion_solution
from sim.electrical.pixel import Pixel
from sim.electrical.sheet_table import SheetTable
from sim.electrical.spec import CompactSpec, DriftDiffusionSpec, ElectricalBase, Kinetics
from sim.electrical.twin.model import solve_twin, transport_of
from sim.results.records import ElectricalResult, RadiativeEnvironment

_LEAST_POINTS = 8
_STEPS = 4000


class TwinError(ValueError):
    """A device that has no twin: too few points with light in them."""


@dataclass(frozen=True)
class CompactTwin:
    """A compact model that stands in for the device equations.

    Attributes:
        spec: the compact model's inputs.
        compact, drift_diffusion: both solutions.
        low_a_m2, high_a_m2: range of terminal current that the twin is judged over.
        eqe_deviation: largest relative difference of the EQE at equal current in that range,
            between every second voltage and a twin that is made without them.
        voltage_deviation_v: the same of the voltage.
    """

    spec: CompactSpec
    compact: ElectricalResult
    drift_diffusion: ElectricalResult
    low_a_m2: float
    high_a_m2: float
    eqe_deviation: float
    voltage_deviation_v: float


def compact_twin(
    spec: DriftDiffusionSpec,
    pixel: Pixel,
    environment: RadiativeEnvironment,
    lowest_luminance_cd_m2: float = 1.0,
) -> CompactTwin:
    """Solve the device equations and read the twin off the solution.

    Args:
        spec, pixel, environment: as for :func:`solve_drift_diffusion`; the sweep's voltages are
            the twin's.
        lowest_luminance_cd_m2: from where on the twin is judged, to the end of the sweep.

    Raises:
        TwinError: fewer than eight points are lit.
    """
    solution = drift_diffusion_solution(spec, pixel, environment)
    solved = solution.result
    judged = _judged(solved, lowest_luminance_cd_m2)
    resolved = _resolved(solution)
    twin = _with_table(spec, pixel, environment, solution, resolved)
    # The last voltage stays in both, so that the held-out ones lie between its own.
    half = _with_table(spec, pixel, environment, solution, resolved[::-1][::2][::-1])
    thinned = solve_twin(_finely(half), pixel, environment)
    held_out = np.intersect1d(judged, resolved[::-1][1::2])
    current = solved.current_density_a_m2
    return CompactTwin(
        spec=twin,
        compact=solve_twin(_finely(twin), pixel, environment),
        drift_diffusion=solved,
        low_a_m2=float(current[judged[0]]),
        high_a_m2=float(current[judged[-1]]),
        eqe_deviation=eqe_deviation(thinned, solved, held_out),
        voltage_deviation_v=_voltage_deviation(thinned, solved, held_out),
    )


def eqe_deviation(twin: ElectricalResult, solved: ElectricalResult, rows: IntArray) -> float:
    """Largest relative difference of the EQE at the currents of ``rows`` of ``solved``."""
    flows = twin.current_density_a_m2 > 0.0
    at = np.log(solved.current_density_a_m2[rows])
    eqe = np.interp(at, np.log(twin.current_density_a_m2[flows]), twin.eqe[flows])
    return float(np.abs(eqe / solved.eqe[rows] - 1.0).max())


def _voltage_deviation(twin: ElectricalResult, solved: ElectricalResult, rows: IntArray) -> float:
    at = solved.current_density_a_m2[rows]
    voltage = np.interp(at, twin.current_density_a_m2, twin.voltage_v)
    return float(np.abs(voltage - solved.voltage_v[rows]).max())


def _judged(solved: ElectricalResult, lowest_cd_m2: float) -> IntArray:
    """Rows from the lowest luminance on."""
    with np.errstate(invalid="ignore"):
        lit = np.isfinite(solved.eqe) & (solved.luminance_cd_m2 >= lowest_cd_m2)
    if np.count_nonzero(lit) < _LEAST_POINTS:
        raise TwinError(
            f"{np.count_nonzero(lit)} points above {lowest_cd_m2:g} cd/m2; a twin needs "
            f"{_LEAST_POINTS}: take smaller voltage steps or a higher voltage_stop"
        )
    return np.flatnonzero(lit)


def _resolved(solution: DriftDiffusionSolution) -> IntArray:
    """Rows whose current is above the solver's floor."""
    with np.errstate(invalid="ignore"):
        flows = (solution.device_a_m2 > 0.0) & np.all(solution.states.pairs > 0.0, axis=1)
    return np.flatnonzero(flows)


def _with_table(
    spec: DriftDiffusionSpec,
    pixel: Pixel,
    environment: RadiativeEnvironment,
    solution: DriftDiffusionSolution,
    rows: IntArray,
) -> CompactSpec:
    """The compact model with these rows of the solution as its table."""
    shared = {name: getattr(spec, name) for name in ElectricalBase.model_fields}
    base = CompactSpec().model_copy(update=shared)
    emitter = emitter_of(base, pixel, environment)
    states, current = solution.states, solution.device_a_m2[rows]
    carriers = states.electrons[rows] + states.holes[rows]
    solved = solution.emitter
    decay = solved.pair_rate_1_s + solved.crowded_rate_1_s * carriers / 4.0
    into = elementary_charge * emitter.dots_1_m2 * states.pairs[rows] * decay
    voltage = solution.result.voltage_v[rows]
    transport = transport_of(base, pixel)
    kept = {name: transport.thickness_m[name] for name in (*solution.transport_names, "emitter")}
    table = SheetTable(
        voltage_v=tuple(voltage.tolist()),
        current_a_m2=tuple(current.tolist()),
        electrons=_rows(states.electrons[rows]),
        holes=_rows(states.holes[rows]),
        share=_rows(into / current[:, None]),
        meeting_rate_1_s=solution.meeting_rate_1_s,
        transport=transport.model_copy(update={"thickness_m": kept}),
    )
    update = {"kinetics": Kinetics.CHARGED, "sheets": table, "voltage_stop_v": float(voltage[-1])}
    return base.model_copy(update=update)


def _rows(values: FloatArray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())


def _finely(spec: CompactSpec) -> CompactSpec:
    """The same model on voltages so close that interpolation does not show."""
    return spec.model_copy(update={"voltage_step_v": spec.voltage_stop_v / _STEPS})
