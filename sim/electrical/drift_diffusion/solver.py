"""Newton's method, Gummel's iteration and the voltage ramp for the device equations.

Newton's step (1) solves the system that the device assembles. It is taken in the form in which the
equations are nearly linear: (2), (3) are steps of exp(-phi_n / Vt) and exp(phi_h / Vt) (Slotboom
variables, in which continuity is linear at fixed potential); (4) shortens long steps of psi to
their logarithm.

    J x = r,  with mobile ions (J - u u^T) x = r                        (1)
    phi_n += -Vt ln(1 + clip(-x_n / Vt))                                (2)
    phi_h += Vt ln(1 + clip(x_h / Vt))                                  (3)
    psi += sign(x_psi) l ln(1 + |x_psi| / l),  l = potential_limit_v    (4)
    x = y + z (u . y) / (1 - u . z),  J y = r,  J z = u                 (5)

The unknowns are numbered node by node, so that J is a band of eleven diagonals. (5) is the formula
of Sherman and Morrison, Ann. Math. Stat. 21, 124 (1950).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, solve_banded

from geometry.arrays import BoolArray, FloatArray
from sim.electrical.drift_diffusion.block_system import BAND, PHI_H, PHI_N, PSI, scaled_band
from sim.electrical.drift_diffusion.device import DeviceState, DriftDiffusionDevice, Profile
from sim.electrical.drift_diffusion.noise import StepWatch, rounding_a_m2

_RATIO_CHANGE = (-0.95, 1e9)


@dataclass(frozen=True)
class SolverSettings:
    """Numerics of the ramp.

    Attributes:
        tolerance_v: largest step of any unknown at which an iteration ends.
        stalled_v: largest step at which it also ends once steps no longer shrink: charge that is
            cut off from both contacts has a level only to that precision, and the spread of the
            current then says whether anything can be read off.
        drowned_v: largest step at which it ends, too, once ``patience`` steps in a row were none
            smaller and the current is rounding, where no better level would be seen.
        patience: see there.
        roundings: how far apart, in roundings of the exchanged currents, the current of different
            edges may be to be called rounding. Never a current above 2e-10 of the exchanged ones.
        iterations: Newton steps before a voltage counts as failed.
        potential_limit_v: potential steps beyond this are shortened logarithmically.
        smallest_step_v: where halving the voltage step ends.
        gummel_cycles: cycles of the fallback.
        voltage_budget, sweep_budget: assemblies after which a voltage, and the sweep, is given up.
        floor: relative spread of the total current above which it is below the solver's floor.
    """

    tolerance_v: float = 1e-9
    stalled_v: float = 1e-6
    drowned_v: float = 1e-3
    patience: int = 6
    roundings: float = 1e3
    iterations: int = 50
    potential_limit_v: float = 0.1
    smallest_step_v: float = 2e-3
    gummel_cycles: int = 30
    voltage_budget: int = 800
    sweep_budget: int = 5000
    floor: float = 1e-3


@dataclass(frozen=True)
class BiasPoint:
    """One voltage of a ramp; ``profile`` is None and ``status`` a sentence where it failed."""

    voltage_v: float
    status: str
    profile: Profile | None

    @property
    def current_density_a_m2(self) -> float:
        """Terminal current; nan where there is none."""
        if self.profile is None:
            return float("nan")
        return float(np.mean(self.profile.total_current_a_m2))

    @property
    def current_spread(self) -> float:
        """Largest difference of the total current between edges over its mean."""
        if self.profile is None:
            return float("nan")
        total = self.profile.total_current_a_m2
        mean = abs(float(np.mean(total)))
        return float(np.ptp(total)) / mean if mean > 0.0 else float("inf")


class DriftDiffusionSolver:
    """Solves one device at voltages that rise, or fall, from 0 V on."""

    def __init__(
        self, device: DriftDiffusionDevice, settings: SolverSettings | None = None
    ) -> None:
        self.device = device
        self._settings = settings or SolverSettings()
        nodes = device.mesh.x_m.size
        interior = np.ones((3, nodes), dtype=bool)
        interior[:, [0, -1]] = False
        self._interior = interior
        self._assemblies = 0
        self._allowed = self._settings.sweep_budget
        self._past: list[DeviceState] = []

    def equilibrium(self) -> DeviceState:
        """Potential at 0 V from the nonlinear Poisson equation, both Fermi levels flat.

        Raises:
            ArithmeticError: no solution was found.
        """
        device = self.device
        device.store(np.zeros((3, device.mesh.x_m.size)))
        device.apply(0.0)
        values = device.values
        x = device.screened_m
        values[PSI] = np.interp(x, x[[0, -1]], values[PSI, [0, -1]])
        device.store(values)
        if not self._newton((PSI,)):
            raise ArithmeticError("the equilibrium Poisson equation did not converge")
        return DeviceState(0.0, device.values)

    def start(self) -> None:
        """Go to rest, from where a sweep in either direction begins.

        Raises:
            ArithmeticError: no equilibrium was found.
        """
        self._past = [self.equilibrium()]

    def ramp(self, voltages_v: FloatArray) -> Iterator[BiasPoint]:
        """Solve from 0 V on at each of ``voltages_v`` in turn; failed ones are passed over."""
        self.start()
        for voltage in voltages_v:
            yield self.point(float(voltage))

    def point(self, target_v: float) -> BiasPoint:
        """Solve at one voltage, from the last ones solved; a failed one has no profile."""
        budget = self._settings.sweep_budget
        self._allowed = min(budget, self._assemblies + self._settings.voltage_budget)
        if target_v == 0.0:
            self._restore(self._past[0])
        elif not self._reach(target_v, self._past):
            self._restore(self._past[-1])
            return BiasPoint(target_v, f"no convergence at {target_v:.3f} V: point left out", None)
        point = BiasPoint(target_v, "", self.device.profile())
        below = target_v != 0.0 and point.current_spread > self._settings.floor
        status = "current below the solver's floor" if below else ""
        return BiasPoint(target_v, status, point.profile)

    def _restore(self, state: DeviceState) -> None:
        self.device.apply(state.voltage_v)
        self.device.store(state.values)

    def _reach(self, target_v: float, past: list[DeviceState]) -> bool:
        """Go from the last solution to ``target_v``, halving the step where it fails.

        Gummel's iteration is tried on the whole step when the halves have become too small.
        """
        step = target_v - past[-1].voltage_v
        while True:
            voltage = past[-1].voltage_v + step
            if abs(target_v - voltage) <= 1e-9 or (target_v - voltage) * step < 0.0:
                voltage = target_v
            if self._solve_at(voltage, past):
                past.append(DeviceState(voltage, self.device.values))
                del past[:-2]
                if voltage == target_v:
                    return True
            elif abs(step) < self._settings.smallest_step_v or self._assemblies >= self._allowed:
                return self._attempt_gummel(target_v, past)
            else:
                step /= 2.0

    def _solve_at(self, voltage_v: float, past: list[DeviceState]) -> bool:
        last = past[-1]
        if len(past) > 1 and last.voltage_v != past[0].voltage_v:
            slope = (last.values - past[0].values) / (last.voltage_v - past[0].voltage_v)
            if self._attempt(voltage_v, last.values + slope * (voltage_v - last.voltage_v)):
                return True
        return self._attempt(voltage_v, last.values)

    def _attempt(self, voltage_v: float, start: FloatArray) -> bool:
        self.device.store(start)
        self.device.apply(voltage_v)
        return self._newton((PSI, PHI_N, PHI_H))

    def _attempt_gummel(self, voltage_v: float, past: list[DeviceState]) -> bool:
        if self._assemblies >= self._settings.sweep_budget:
            return False
        self._allowed = self._assemblies + self._settings.voltage_budget
        self.device.store(past[-1].values)
        self.device.apply(voltage_v)
        if not (self._gummel() and self._newton((PSI, PHI_N, PHI_H))):
            return False
        past.append(DeviceState(voltage_v, self.device.values))
        del past[:-2]
        return True

    def _gummel(self) -> bool:
        """Poisson, electrons, holes in turn until a cycle moves nothing by more than kT/q."""
        for _ in range(self._settings.gummel_cycles):
            before = self.device.values
            for unknown in (PSI, PHI_N, PHI_H):
                if not self._newton((unknown,), to_the_end=False):
                    return False
            change = float(np.abs(self.device.values - before).max())
            if change < self.device.thermal_voltage_v:
                return True
        return False

    def _newton(self, unknowns: tuple[int, ...], to_the_end: bool = True) -> bool:
        """Iterate some unknowns; False when it breaks down or, ``to_the_end``, is not done."""
        active = np.zeros_like(self._interior)
        active[list(unknowns)] = self._interior[list(unknowns)]
        previous = np.inf
        watch = StepWatch(self._settings.drowned_v, self._settings.patience)
        for _ in range(self._settings.iterations):
            if self._assemblies >= self._allowed:
                return False
            try:
                step = self._direction(active)
            except (ArithmeticError, LinAlgError):
                return False
            if not np.all(np.isfinite(step)):
                return False
            start = self.device.values
            self.device.store(start + self._limited(step))
            size = float(np.abs(step).max())
            stalled = size <= self._settings.stalled_v and size > 0.5 * previous
            if size <= self._settings.tolerance_v or stalled:
                return True
            previous = size
            if watch.wanders(size, start) and self._drowns(watch.calmest):
                return True
        return not to_the_end

    def _drowns(self, values: FloatArray) -> bool:
        """Whether the current at ``values`` is rounding; the device is left there only if so."""
        present = self.device.values
        self.device.store(values)
        point = BiasPoint(0.0, "", self.device.profile())
        if point.current_spread > self._settings.floor:
            spread = float(np.ptp(self.device.profile().total_current_a_m2))
            self._assemblies += 1
            rounding = rounding_a_m2(self.device.assemble(), values)
            if spread <= self._settings.roundings * rounding:
                return True
        self.device.store(present)
        return False

    def _limited(self, step: FloatArray) -> FloatArray:
        vt, limit = self.device.thermal_voltage_v, self._settings.potential_limit_v
        taken = np.empty_like(step)
        taken[PSI] = np.sign(step[PSI]) * limit * np.log1p(np.abs(step[PSI]) / limit)  # (4)
        taken[PHI_N] = -vt * np.log1p(np.clip(-step[PHI_N] / vt, *_RATIO_CHANGE))  # (2)
        taken[PHI_H] = vt * np.log1p(np.clip(step[PHI_H] / vt, *_RATIO_CHANGE))  # (3)
        return taken

    def _direction(self, active: BoolArray) -> FloatArray:
        """Newton's step of the active unknowns, shape (3, K)."""
        self._assemblies += 1
        band = scaled_band(self.device.assemble(), active.T)
        if band.coupling_rows is None or band.coupling_columns is None:
            step = _banded(band.matrix, band.right_hand_side)  # (1)
        else:
            right = np.stack([band.right_hand_side, band.coupling_rows], axis=1)
            step = _coupled(band.matrix, right, band.coupling_columns)
        return np.asarray(step.reshape(active.shape[::-1]).T)


def _banded(band: FloatArray, right: FloatArray) -> FloatArray:
    return np.asarray(
        solve_banded((BAND, BAND), band, right, overwrite_ab=True, check_finite=False)
    )


def _coupled(band: FloatArray, right: FloatArray, coupling: FloatArray) -> FloatArray:
    """Solution by (5); ``right`` holds r and u, scaled."""
    plain, moved = _banded(band, right).T  # y, z
    remaining = 1.0 - coupling @ moved
    if remaining <= 0.0:
        raise ArithmeticError("ions answer more than the potential that moves them")
    return np.asarray(plain + moved * (coupling @ plain / remaining))  # (5)
