"""The compact twin of a drift-diffusion device: the few rates that give the same curves in no time.

Kept as they are: quantum yield, lifetime, wall, rim, shunts, Purcell factors. Fitted, in the order
of what they rule as the current rises:

    A   background_auger        Auger recombination in dots that are charged at rest
    B   radiative_coefficient   light from dots that charge with current
    T   trion_coefficient       Auger recombination in them: the yield levels off at B / (B + T)
    C   auger_coefficient       dots that hold two pairs
    ideality, turn-on voltage, series resistance: current against voltage, in logarithms

Overshoot is read off, not fitted. Densities are known up to a factor only (J = q d R does not
change with n -> s n, r_i -> r_i / s^i): k_r per dot fixes it. A law A n + B n^2 + C n^3 without
light from single dots misses drift-diffusion devices by 8 % and more, because charged dots make
the yield level off, which it cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.constants import elementary_charge
from scipy.optimize import least_squares

from sim.electrical.compact import emitter_rates, internal_yield, recombination_law, solve_compact
from sim.electrical.diode import Diode
from sim.electrical.drift_diffusion import solve_drift_diffusion
from sim.electrical.pixel import Pixel
from sim.electrical.rim import rim_loss
from sim.electrical.spec import CompactSpec, DriftDiffusionSpec, ElectricalBase, Kinetics
from sim.results import ElectricalResult, RadiativeEnvironment

FloatArray = NDArray[np.float64]

DECADES = 3.0
"""Range of current that a twin is made for."""
_STARTS = (-6.0, 0.0, 6.0, 12.0)
_LEAST_POINTS = 8
_STEPS = 4000


class TwinError(ValueError):
    """A device that has no twin: too few points with light in them."""


@dataclass(frozen=True)
class CompactTwin:
    """A compact model and how well it stands in for the device equations.

    Attributes:
        spec: the compact model's inputs.
        compact, drift_diffusion: both solutions.
        low_a_m2, high_a_m2: range of current that was fitted.
        eqe_deviation: largest relative difference of the EQE at equal current in that range.
        voltage_deviation_v: largest difference of the voltage at equal current.
    """

    spec: CompactSpec
    compact: ElectricalResult
    drift_diffusion: ElectricalResult
    low_a_m2: float
    high_a_m2: float
    eqe_deviation: float
    voltage_deviation_v: float


@dataclass(frozen=True)
class _Target:
    """Drift-diffusion points to be reproduced, each of shape (K,)."""

    voltage_v: FloatArray
    terminal_a_m2: FloatArray
    diode_a_m2: FloatArray
    eqe: FloatArray
    overshoot: float


def compact_twin(
    spec: DriftDiffusionSpec,
    pixel: Pixel,
    environment: RadiativeEnvironment,
    lowest_luminance_cd_m2: float = 1.0,
) -> CompactTwin:
    """Solve the device equations and fit the compact model to them.

    Args:
        spec, pixel, environment: as for :func:`solve_drift_diffusion`; the sweep's voltages are
            the points of the fit.
        lowest_luminance_cd_m2: where the range of three decades of current begins.

    Raises:
        TwinError: fewer than eight points are lit.
        DevsimUnavailableError: DEVSIM does not work on this machine.
    """
    solved = solve_drift_diffusion(spec, pixel, environment)
    target = _target(solved, lowest_luminance_cd_m2)
    start = _kept(spec, target.overshoot)
    twin = _with_current(_with_rates(start, pixel, environment, target), target)
    compact = solve_compact(_finely(twin), pixel, environment)
    return CompactTwin(
        spec=twin,
        compact=compact,
        drift_diffusion=solved,
        low_a_m2=float(target.terminal_a_m2[0]),
        high_a_m2=float(target.terminal_a_m2[-1]),
        eqe_deviation=_largest_share(compact, target),
        voltage_deviation_v=_largest_voltage(compact, target),
    )


def _target(solved: ElectricalResult, lowest_cd_m2: float) -> _Target:
    current = solved.current_density_a_m2
    with np.errstate(invalid="ignore"):
        lit = np.isfinite(solved.eqe) & (solved.luminance_cd_m2 >= lowest_cd_m2)
    if lit.any():
        lit &= current <= current[lit].min() * 10.0**DECADES
    if np.count_nonzero(lit) < _LEAST_POINTS:
        raise TwinError(
            f"{np.count_nonzero(lit)} points between {lowest_cd_m2:g} cd/m2 and three decades of "
            f"current above; a twin needs {_LEAST_POINTS}: take smaller voltage steps"
        )
    shunts = sum(solved.losses[f"shunt_{name}"] for name in ("perimeter", "gap", "area"))
    diode = current * (1.0 - shunts)
    overshoot = np.clip(solved.losses["overshoot"][lit] * current[lit] / diode[lit], 0.0, 0.99)
    return _Target(
        solved.voltage_v[lit], current[lit], diode[lit], solved.eqe[lit], float(overshoot.mean())
    )


def _kept(spec: DriftDiffusionSpec, overshoot: float) -> CompactSpec:
    """The compact model with what both models share."""
    shared = {name: getattr(spec, name) for name in ElectricalBase.model_fields}
    return CompactSpec().model_copy(update={**shared, "overshoot": overshoot})


def _with_rates(
    start: CompactSpec, pixel: Pixel, environment: RadiativeEnvironment, target: _Target
) -> CompactSpec:
    """A, B, C and T by least squares of ln EQE at the device's currents."""
    rates = emitter_rates(start, pixel.plqy)
    rim = rim_loss(start, pixel, environment)
    emitter = (1.0 - start.overshoot) * target.diode_a_m2
    generation = emitter / (elementary_charge * pixel.emitter_thickness_m)
    k_r, density = rates.radiative_1_s, rates.density_1_m3

    def spec_at(x: FloatArray) -> CompactSpec:
        return start.model_copy(
            update={
                "kinetics": Kinetics.CHARGED,
                "background_auger_1_s": k_r * float(x[3]),
                "radiative_coefficient_m3_s": k_r / density * float(np.exp(x[0])),
                "trion_coefficient_m3_s": k_r / density * float(np.exp(x[1])),
                "auger_coefficient_m6_s": k_r / density**2 * float(np.exp(x[2])),
            }
        )

    def deviations(x: FloatArray) -> FloatArray:
        law = recombination_law(spec_at(x), pixel, environment)
        inner = internal_yield(law, environment, rim, generation, density)
        eqe = emitter / target.terminal_a_m2 * inner.extracted / (1.0 - inner.returned)
        return np.asarray(np.log(eqe / target.eqe))

    low, high = [-20.0, -20.0, -20.0, 0.0], [35.0, 35.0, 60.0, 100.0]
    searches = [
        least_squares(deviations, [log, log, -10.0, 0.01], bounds=(low, high), x_scale="jac")
        for log in _STARTS
    ]
    best = min(searches, key=lambda search: float(search.cost))
    return spec_at(np.asarray(best.x))


def _with_current(spec: CompactSpec, target: _Target) -> CompactSpec:
    """Ideality, turn-on voltage and series resistance by least squares of ln J."""
    reference = float(target.diode_a_m2[0])

    def diode(x: FloatArray) -> Diode:
        return Diode(float(x[0]), float(x[1]), reference, float(np.exp(x[2])), spec.temperature_k)

    def deviations(x: FloatArray) -> FloatArray:
        current = diode(x).current_density_a_m2(target.voltage_v)
        return np.asarray(np.log(current / target.diode_a_m2))

    start = [2.0, float(target.voltage_v[0]), np.log(1e-3)]
    found = least_squares(
        deviations, start, bounds=([0.5, 0.1, np.log(1e-9)], [20.0, 20.0, np.log(1.0)])
    )
    return spec.model_copy(
        update={
            "ideality": float(found.x[0]),
            "turn_on_voltage_v": float(found.x[1]),
            "turn_on_current_density_a_m2": reference,
            "series_resistance_ohm_m2": float(np.exp(found.x[2])),
        }
    )


def _finely(spec: CompactSpec) -> CompactSpec:
    """The same model on voltages so close that interpolation does not show."""
    return spec.model_copy(update={"voltage_step_v": spec.voltage_stop_v / _STEPS})


def _largest_share(compact: ElectricalResult, target: _Target) -> float:
    flows = compact.current_density_a_m2 > 0.0
    log_current = np.log(compact.current_density_a_m2[flows])
    eqe = np.interp(np.log(target.terminal_a_m2), log_current, compact.eqe[flows])
    return float(np.abs(eqe / target.eqe - 1.0).max())


def _largest_voltage(compact: ElectricalResult, target: _Target) -> float:
    voltage = np.interp(target.terminal_a_m2, compact.current_density_a_m2, compact.voltage_v)
    return float(np.abs(voltage - target.voltage_v).max())
