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

from geometry.arrays import BoolArray, FloatArray, IntArray
from sim.electrical.drift_diffusion.device import DeviceState, DriftDiffusionDevice, Profile
from sim.electrical.drift_diffusion.noise import StepWatch, rounding_a_m2

PSI, PHI_N, PHI_H = 0, 1, 2
_BAND = 5
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
    voltage_budget: int = 400
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
    """Solves one device at rising voltages."""

    def __init__(
        self, device: DriftDiffusionDevice, settings: SolverSettings | None = None
    ) -> None:
        self._device = device
        self._settings = settings or SolverSettings()
        nodes = device.mesh.x_m.size
        # Unknown number (variable by variable) -> place in the band (node by node).
        self._place = np.arange(3 * nodes).reshape(nodes, 3).T.ravel()
        interior = np.ones((3, nodes), dtype=bool)
        interior[:, [0, -1]] = False
        self._interior = interior
        self._assemblies = 0
        self._allowed = self._settings.sweep_budget

    def equilibrium(self) -> DeviceState:
        """Potential at 0 V from the nonlinear Poisson equation, both Fermi levels flat.

        Raises:
            ArithmeticError: no solution was found.
        """
        device = self._device
        device.store(np.zeros((3, device.mesh.x_m.size)))
        device.apply(0.0)
        values = device.values
        x = device.screened_m
        values[PSI] = np.interp(x, x[[0, -1]], values[PSI, [0, -1]])
        device.store(values)
        if not self._newton((PSI,)):
            raise ArithmeticError("the equilibrium Poisson equation did not converge")
        return DeviceState(0.0, device.values)

    def ramp(self, voltages_v: FloatArray) -> Iterator[BiasPoint]:
        """Solve at each of the rising ``voltages_v``; failed ones are passed over."""
        past = [self.equilibrium()]
        for voltage in voltages_v:
            target = float(voltage)
            budget = self._settings.sweep_budget
            self._allowed = min(budget, self._assemblies + self._settings.voltage_budget)
            if target == 0.0:
                self._restore(past[0])
            elif not self._reach(target, past):
                self._restore(past[-1])
                yield BiasPoint(target, f"no convergence at {target:.3f} V: point left out", None)
                continue
            point = BiasPoint(target, "", self._device.profile())
            below = target != 0.0 and point.current_spread > self._settings.floor
            status = "current below the solver's floor" if below else ""
            yield BiasPoint(target, status, point.profile)

    def _restore(self, state: DeviceState) -> None:
        self._device.apply(state.voltage_v)
        self._device.store(state.values)

    def _reach(self, target_v: float, past: list[DeviceState]) -> bool:
        """Go from the last solution to ``target_v``, halving the step where it fails.

        Gummel's iteration is tried on the whole step when the halves have become too small.
        """
        step = target_v - past[-1].voltage_v
        while True:
            voltage = min(target_v, past[-1].voltage_v + step)
            if self._solve_at(voltage, past):
                past.append(DeviceState(voltage, self._device.values))
                del past[:-2]
                if voltage == target_v:
                    return True
            elif step < self._settings.smallest_step_v or self._assemblies >= self._allowed:
                return self._attempt_gummel(target_v, past)
            else:
                step /= 2.0

    def _solve_at(self, voltage_v: float, past: list[DeviceState]) -> bool:
        last = past[-1]
        if len(past) > 1 and last.voltage_v > past[0].voltage_v:
            slope = (last.values - past[0].values) / (last.voltage_v - past[0].voltage_v)
            if self._attempt(voltage_v, last.values + slope * (voltage_v - last.voltage_v)):
                return True
        return self._attempt(voltage_v, last.values)

    def _attempt(self, voltage_v: float, start: FloatArray) -> bool:
        self._device.store(start)
        self._device.apply(voltage_v)
        return self._newton((PSI, PHI_N, PHI_H))

    def _attempt_gummel(self, voltage_v: float, past: list[DeviceState]) -> bool:
        if self._assemblies >= self._settings.sweep_budget:
            return False
        self._allowed = self._assemblies + self._settings.voltage_budget
        self._device.store(past[-1].values)
        self._device.apply(voltage_v)
        if not (self._gummel() and self._newton((PSI, PHI_N, PHI_H))):
            return False
        past.append(DeviceState(voltage_v, self._device.values))
        del past[:-2]
        return True

    def _gummel(self) -> bool:
        """Poisson, electrons, holes in turn until a cycle moves nothing by more than kT/q."""
        for _ in range(self._settings.gummel_cycles):
            before = self._device.values
            for unknown in (PSI, PHI_N, PHI_H):
                if not self._newton((unknown,), to_the_end=False):
                    return False
            change = float(np.abs(self._device.values - before).max())
            if change < self._device.thermal_voltage_v:
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
            start = self._device.values
            self._device.store(start + self._limited(step))
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
        present = self._device.values
        self._device.store(values)
        point = BiasPoint(0.0, "", self._device.profile())
        if point.current_spread > self._settings.floor:
            spread = float(np.ptp(self._device.profile().total_current_a_m2))
            self._assemblies += 1
            rounding = rounding_a_m2(self._device.assemble(), values)
            if spread <= self._settings.roundings * rounding:
                return True
        self._device.store(present)
        return False

    def _limited(self, step: FloatArray) -> FloatArray:
        vt, limit = self._device.thermal_voltage_v, self._settings.potential_limit_v
        taken = np.empty_like(step)
        taken[PSI] = np.sign(step[PSI]) * limit * np.log1p(np.abs(step[PSI]) / limit)  # (4)
        taken[PHI_N] = -vt * np.log1p(np.clip(-step[PHI_N] / vt, *_RATIO_CHANGE))  # (2)
        taken[PHI_H] = vt * np.log1p(np.clip(step[PHI_H] / vt, *_RATIO_CHANGE))  # (3)
        return taken

    def _direction(self, active: BoolArray) -> FloatArray:
        """Newton's step of the active unknowns, shape (3, K); rows scaled to 1 before solving."""
        self._assemblies += 1
        system = self._device.assemble()
        free = active.ravel()
        kept = free[system.row] & free[system.column]
        row, column = system.row[kept], system.column[kept]
        value = system.value[kept]
        largest = np.zeros(free.size)
        np.maximum.at(largest, row, np.abs(value))
        # A row whose carriers have underflowed to nothing says nothing about its unknown.
        solved = free & (largest > 0.0)
        scale = np.divide(1.0, largest, out=np.ones_like(largest), where=solved)
        band = np.zeros((2 * _BAND + 1, free.size))
        at_row, at_column = self._place[row], self._place[column]
        np.add.at(band, (_BAND + at_row - at_column, at_column), value * scale[row])
        band[_BAND, self._place[~solved]] = 1.0
        right = np.zeros((free.size, 1 if system.coupling is None else 2))
        right[self._place, 0] = np.where(solved, system.right_hand_side * scale, 0.0)
        if system.coupling is None:
            step = _banded(band, right)[:, 0]  # (1)
        else:
            right[self._place, 1] = np.where(solved, system.coupling * scale, 0.0)
            step = _coupled(band, right, np.where(free, system.coupling, 0.0), self._place)
        return np.asarray(step[self._place].reshape(active.shape))


def _banded(band: FloatArray, right: FloatArray) -> FloatArray:
    return np.asarray(
        solve_banded((_BAND, _BAND), band, right, overwrite_ab=True, check_finite=False)
    )


def _coupled(
    band: FloatArray, right: FloatArray, coupling: FloatArray, place: IntArray
) -> FloatArray:
    """Solution by (5); ``right`` holds r and u, scaled."""
    plain, moved = _banded(band, right).T  # y, z
    remaining = 1.0 - coupling @ moved[place]
    if remaining <= 0.0:
        raise ArithmeticError("ions answer more than the potential that moves them")
    return np.asarray(plain + moved * (coupling @ plain[place] / remaining))  # (5)
