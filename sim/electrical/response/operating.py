r"""A device of columns at rest at a terminal voltage, ready to be looked at in time.

    V = V_i + R J(V_i),   J = sum of area_c J_c(V_i)                                     (1)
    V_i += (V - V_i - R J) / (1 + R dJ/dV)                                               (2)

Columns of sheets share V_i behind the resistance R, as in the steady sweep; the slope of (2) is the
admittance at frequency 0. Light of all sheets together is linear in their pairs per dot:

    L = sum over sheets of w_m X_m,   w_m = (cd/A) q N_dots k_r F_m extracted_m          (3)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge

from geometry.arrays import ComplexArray, FloatArray
from sim.electrical.channels.terminal import shunt_currents
from sim.electrical.drift_diffusion.model import BuiltDevice, built_device
from sim.electrical.drift_diffusion.solver import BiasPoint
from sim.electrical.drift_diffusion.sweep import settle_at, solver_of
from sim.electrical.ions_spec import IonState
from sim.electrical.pixel import Pixel
from sim.electrical.response.column import Column
from sim.electrical.response.small_signal import Linearised
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.records import RadiativeEnvironment

_CLOSE_V = 1e-7
_ROUNDS = 8
_STRIDE_V = 0.25
"""Voltages between the wanted ones are solved on the way when these lie farther apart."""


@dataclass(frozen=True)
class OperatingPoint:
    """Where a device is at rest.

    Attributes:
        terminal_v, inner_v: V and V_i of (1).
        device_a_m2: J, without shunts; nan where no solution was found.
        status: a sentence where something is wrong.
    """

    terminal_v: float
    inner_v: float
    device_a_m2: float
    status: str

    @property
    def is_solved(self) -> bool:
        """Whether the columns stand at this point."""
        return bool(np.isfinite(self.device_a_m2))


@dataclass(frozen=True)
class SmallSignal:
    """Answer of the terminals to a small voltage on them, arrays of (F,).

    Attributes:
        admittance_s_m2: Y over the emitting area, resistance and shunts in it.
        light_cd_m2_v: luminance per volt.
        device_s_m2: that of the columns alone, per volt across them.
        spread: of the current between edges, the largest of the columns.
    """

    admittance_s_m2: ComplexArray
    device_s_m2: ComplexArray
    light_cd_m2_v: ComplexArray
    spread: FloatArray


class DeviceAtRest:
    """The columns of a pixel behind its resistance, solved at one terminal voltage after another.

    Args:
        spec: inputs of the model.
        pixel: the device, SI.
        environment: optics per emitter position.

    Raises:
        ValueError: layers or traps that the model does not take.
        ArithmeticError: no equilibrium.
    """

    def __init__(
        self, spec: DriftDiffusionSpec, pixel: Pixel, environment: RadiativeEnvironment
    ) -> None:
        self.built = built_device(spec, pixel, environment)
        self.resistance_ohm_m2 = spec.resistance_ohm_m2
        self.shunt_s_m2 = float(shunt_currents(spec, pixel, np.ones(1)).total[0])
        self.area = tuple(share for _, share in self.built.stacks)
        self._solvers = tuple(
            solver_of(spec, mesh, self.built.contacts.pair) for mesh, _ in self.built.stacks
        )
        moves = spec.ions is not None and spec.ions.state is IonState.STEADY
        self._ion_mobility_m2_vs = spec.ions.mobility_m2_vs if moves and spec.ions else 0.0
        if spec.ions is not None and spec.ions.state is IonState.FROZEN:
            for solver in self._solvers:
                settle_at(solver, spec.ions.preset_voltage_v, spec.voltage_step_v)
        self.light_per_pair = _light_per_pair(self.built, pixel)
        self._start()

    def _start(self) -> None:
        for solver in self._solvers:
            solver.start()
        self._last = OperatingPoint(0.0, 0.0, 0.0, "")
        self._slope_s_m2 = 0.0

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns at the present state."""
        return tuple(Column(solver.device) for solver in self._solvers)

    def columns_in_time(self) -> tuple[Column, ...]:
        """The columns at the present state, whose ions no longer rest in every potential.

        They move from here on with their mobility, or stay where they are where the specification
        holds them. The device cannot :meth:`go_to` other voltages afterwards.
        """
        for solver in self._solvers:
            solver.device.hold_ions()
        return tuple(Column(solver.device, self._ion_mobility_m2_vs) for solver in self._solvers)

    def go_to(self, terminal_v: float) -> OperatingPoint:
        """Solve at a terminal voltage, from the last one on, or from 0 V where it lies closer."""
        if terminal_v * self._last.terminal_v < 0.0 or abs(terminal_v) < abs(self._last.terminal_v):
            self._start()
        way = terminal_v - self._last.terminal_v
        steps = max(1, int(np.ceil(abs(way) / _STRIDE_V - 1e-9)))
        first = self._last.terminal_v
        for number in range(1, steps + 1):
            target = terminal_v if number == steps else first + way * number / steps
            point = self._solve(target)
            if point.is_solved:
                self._last = point
        return point

    def _solve(self, terminal_v: float) -> OperatingPoint:
        resistance, last = self.resistance_ohm_m2, self._last
        gain = 1.0 + resistance * self._slope_s_m2
        inner = last.inner_v + (terminal_v - last.terminal_v) / gain
        for _ in range(_ROUNDS):
            points = [solver.point(inner) for solver in self._solvers]
            current, status = self._together(points)
            if not np.isfinite(current):
                return OperatingPoint(terminal_v, inner, np.nan, status)
            if resistance == 0.0:
                break
            self._slope_s_m2 = self._slope()
            error = terminal_v - inner - resistance * current
            if abs(error) <= _CLOSE_V:
                break
            inner += error / (1.0 + resistance * self._slope_s_m2)  # (2)
        else:
            status = status or f"the resistance's drop was not met at {terminal_v:.3f} V"
        return OperatingPoint(terminal_v, inner, current, status)

    def _together(self, points: list[BiasPoint]) -> tuple[float, str]:
        current = sum(
            (0.0 if point.profile is not None and point.voltage_v == 0.0 else 1.0)
            * share
            * point.current_density_a_m2
            for share, point in zip(self.area, points, strict=True)
        )
        return float(current), next((point.status for point in points if point.status), "")

    def _slope(self) -> float:
        zero = np.zeros(1)
        parts = [Linearised(column).response(zero).admittance_s_m2[0] for column in self.columns]
        return float(sum(a * y.real for a, y in zip(self.area, parts, strict=True)))

    def luminance_cd_m2(self) -> float:
        """L of (3) at the present state."""
        pairs = np.concatenate([column.pairs() for column in self.columns])
        return float(self.light_per_pair @ pairs)

    def small_signal(self, frequency_hz: FloatArray) -> SmallSignal:
        """What the terminals answer at the present state, frequencies of shape (F,).

        Raises:
            ArithmeticError: a matrix is singular.
        """
        parts = [Linearised(column).response(frequency_hz) for column in self.columns]
        inner = np.asarray(
            sum(a * p.admittance_s_m2 for a, p in zip(self.area, parts, strict=True))
        )
        pairs = np.concatenate([part.pairs_1_v for part in parts], axis=1)
        across = 1.0 + self.resistance_ohm_m2 * inner
        return SmallSignal(
            admittance_s_m2=self.shunt_s_m2 + inner / across,
            device_s_m2=inner,
            light_cd_m2_v=pairs @ self.light_per_pair / across,
            spread=np.max([part.spread for part in parts], axis=0),
        )


def _light_per_pair(built: BuiltDevice, pixel: Pixel) -> FloatArray:
    """w of (3), (P,)."""
    emitter = built.emitter
    emitted = emitter.rates.radiative_1_s * emitter.light.purcell * emitter.light.extracted
    return np.asarray(pixel.candela_per_ampere * elementary_charge * emitter.dots_1_m2 * emitted)
