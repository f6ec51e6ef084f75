r"""Steps in time of the columns and the circuit around them: TR-BDF2 with an embedded error.

ds/dt = G(s) in two implicit stages with one matrix, gamma = 2 - sqrt 2, a = 2 / (gamma h):

    a (s_g - s_0) = G_g + G_0                                      trapezoid to t + gamma h    (1)
    G_1 = a s_1 - a [s_g / (gamma (2 - gamma)) - s_0 (1 - gamma)^2 / (gamma (2 - gamma))]      (2)
    e = 2 k h [G_0 / gamma - G_g / (gamma (1 - gamma)) + G_1 / (1 - gamma)],                   (3)
    k = (-3 gamma^2 + 4 gamma - 2) / (12 (2 - gamma))

s are n, p, n_t, P at all nodes, eps E on all edges and the voltage on the terminals. Each stage is
G = a s - h, as :mod:`sim.electrical.response.column` and :mod:`~.circuit` take it, and Newton's
steps are those of the steady solver: Slotboom variables and shortened potentials. (3) goes through
the last matrix once, which takes out what only stiff parts add, and is then read as an error of the
potential and of the light; what it says of the voltage across the device counts as it is.

Sources: Bank et al., IEEE Trans. Comput.-Aided Des. 4, 436 (1985); Hosea and Shampine, Appl. Numer.
Math. 20, 21 (1996) for (3). Second order, L-stable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import BoolArray, FloatArray
from sim.electrical.drift_diffusion.block_system import PHI_H, PHI_N, PSI
from sim.electrical.response.circuit import Circuit, Drive, Nodes, circuit_step
from sim.electrical.response.column import Column, StepSystem, Stored
from sim.electrical.response.small_signal import EdgeCurrents

GAMMA = 2.0 - math.sqrt(2.0)
_K = (-3.0 * GAMMA**2 + 4.0 * GAMMA - 2.0) / (12.0 * (2.0 - GAMMA))
_DIVERGED_V = 1e3
_BRISK_S = 1e-8
_RATIO_CHANGE = (-0.95, 1e9)


@dataclass(frozen=True)
class StepSettings:
    """Numerics of the steps.

    Attributes:
        tolerance: of a step, relative for the light, times ``scale_v`` for the potential.
        scale_v: potential that counts as one.
        dark: light over the most so far below which it is not followed.
        floor_cd_m2: light that is not followed in any case.
        first_s: first step after each kink of the voltage.
        smallest_s: where the march ends without success.
        converged_v: largest step of any unknown at which Newton's iteration ends; short steps of
            time, whose displacement current is a small difference over a short time, ask for less.
        stalled_v: and at which it also ends once steps no longer shrink.
        fewest_1_m3: density below which a carrier's level is not waited for.
        iterations: Newton steps of a stage before the step is halved.
        potential_limit_v: potential steps beyond this are shortened logarithmically.
    """

    tolerance: float = 1e-3
    scale_v: float = 0.25
    dark: float = 1e-3
    floor_cd_m2: float = 1e-2
    first_s: float = 1e-11
    smallest_s: float = 1e-16
    converged_v: float = 1e-6
    stalled_v: float = 1e-6
    fewest_1_m3: float = 1e8
    iterations: int = 12
    potential_limit_v: float = 0.1


@dataclass(frozen=True)
class Instant:
    """Everything at one time; columns in order.

    Attributes:
        values: unknowns of each column, (3, K).
        nodes: voltages of the circuit.
        stored, rates: s and ds/dt of each column.
        terminal_rate_v_s: dV_t/dt.
    """

    values: tuple[FloatArray, ...]
    nodes: Nodes
    stored: tuple[Stored, ...]
    rates: tuple[Stored, ...]
    terminal_rate_v_s: float


@dataclass(frozen=True)
class Slope:
    """How fast unknowns and voltages move between two instants."""

    values_v_s: tuple[FloatArray, ...]
    terminal_v_s: float
    device_v_s: float

    @classmethod
    def between(cls, first: Instant, last: Instant, length_s: float) -> Slope:
        """On the line through both."""
        pairs = zip(first.values, last.values, strict=True)
        before, after = first.nodes, last.nodes
        return cls(
            tuple((b - a) / length_s for a, b in pairs),
            (after.terminal_v - before.terminal_v) / length_s,
            (after.device_v - before.device_v) / length_s,
        )


@dataclass(frozen=True)
class StepOutcome:
    """A step: where it ends, and its error by part.

    Attributes:
        potential_error: largest error of psi over ``scale_v``.
        light_error: of the light, over the light or what counts as dark.
    """

    end: Instant
    potential_error: float
    light_error: float

    @property
    def error(self) -> float:
        """The larger of both."""
        return max(self.potential_error, self.light_error)


class Stepper:
    """Moves columns behind a circuit from one instant to the next.

    Args:
        columns: at rest at the voltage ``at``.
        area: share of each column.
        circuit: what lies around them.
        light_per_pair: luminance per pair and dot of every sheet, column after column.
        at: voltages of the circuit.
        settings: numerics.
    """

    def __init__(
        self,
        columns: tuple[Column, ...],
        area: tuple[float, ...],
        circuit: Circuit,
        light_per_pair: FloatArray,
        at: Nodes,
        settings: StepSettings,
    ) -> None:
        self._columns, self._area, self._circuit = columns, area, circuit
        self._settings = settings
        counts = np.cumsum([int(np.count_nonzero(column.dots)) for column in columns])
        self._light = np.split(light_per_pair, counts[:-1])
        self.brightest = 0.0
        self._slope: Slope | None = None
        stored = tuple(column.stored() for column in columns)
        self.instant = Instant(
            tuple(column.device.values for column in columns),
            at,
            stored,
            tuple(s.times(0.0) for s in stored),
            0.0,
        )

    def luminance(self) -> float:
        """Light at the present state."""
        parts = zip(self._light, self._columns, strict=True)
        return float(sum(weight @ column.pairs() for weight, column in parts))

    def current(self) -> tuple[float, float]:
        """J over the emitting area, and how far the edges differ from it."""
        mean, spread = 0.0, 0.0
        parts = zip(
            *(self._area, self._columns, self.instant.stored, self.instant.rates), strict=True
        )
        for area, column, stored, rate in parts:
            total = column.device.conducted_a_m2 + rate.displacement_c_m2
            total = total + column.ion_current_a_m2(stored)
            mean += area * float(np.mean(total))
            spread += area * float(np.ptp(total))
        return mean, spread

    def restore(self, instant: Instant) -> None:
        """Go back to an instant, and guess the next one from it alone."""
        self.instant, self._slope = instant, None
        self._put(instant.values, instant.nodes)

    def _put(self, values: tuple[FloatArray, ...], nodes: Nodes) -> None:
        for column, state in zip(self._columns, values, strict=True):
            column.device.store(state)
            column.device.apply(nodes.device_v)

    def bend(self) -> None:
        """The generator's voltage turns here: the next step is not guessed from the last."""
        self._slope = None

    def step(self, length_s: float, middle_v: float, end_v: float) -> StepOutcome | None:
        """One step; the columns are left at its end. None: a stage did not converge.

        Args:
            length_s: h.
            middle_v, end_v: the generator's voltage at t + gamma h and t + h.
        """
        start, pace = self.instant, 2.0 / (GAMMA * length_s)
        known = tuple(  # (1)
            s.times(pace).plus(1.0, r) for s, r in zip(start.stored, start.rates, strict=True)
        )
        at_v = start.nodes.terminal_v
        drive = Drive(middle_v, pace, pace * at_v + start.terminal_rate_v_s)
        nodes = self._guess(start, GAMMA * length_s)
        middle = self._stage(nodes, drive, known)
        if middle is None:
            return None
        late, early = pace / (GAMMA * (2.0 - GAMMA)), (1.0 - GAMMA) ** 2
        known = tuple(  # (2)
            m.times(late).plus(-late * early, s)
            for m, s in zip(middle.stored, start.stored, strict=True)
        )
        known_v = late * (middle.nodes.terminal_v - early * at_v)
        self._slope = Slope.between(start, middle, GAMMA * length_s)
        end = self._stage(self._guess(start, length_s), Drive(end_v, pace, known_v), known)
        if end is None:
            return None
        self._slope = Slope.between(start, end, length_s)
        return self._judged(length_s, start, middle, end)

    def _guess(self, start: Instant, ahead_s: float) -> Nodes:
        """Put the columns on the line through the last two instants, and the circuit with them."""
        slope = self._slope
        if slope is None:
            self._put(start.values, start.nodes)
            return start.nodes
        nodes = Nodes(
            start.nodes.terminal_v + ahead_s * slope.terminal_v_s,
            start.nodes.device_v + ahead_s * slope.device_v_s,
        )
        guesses = []
        for column, values, rate in zip(self._columns, start.values, slope.values_v_s, strict=True):
            move = ahead_s * rate
            # Levels without carriers are noise: there the density stays.
            moving = self._counted(column)
            raised = move[PSI] - (nodes.device_v - start.nodes.device_v)
            move[PHI_N] = np.where(moving[PHI_N], move[PHI_N], move[PSI])
            move[PHI_H] = np.where(moving[PHI_H], move[PHI_H], raised)
            guesses.append(values + move)
        self._put(tuple(guesses), nodes)
        return nodes

    def settle(self, generator_v: float) -> bool:
        """Bring columns and circuit to rest together at a voltage of the generator."""
        zero = tuple(s.times(0.0) for s in self.instant.stored)
        end = self._stage(self.instant.nodes, Drive(generator_v, 0.0, 0.0), zero)
        if end is None:
            return False
        none = tuple(s.times(0.0) for s in end.stored)
        self.instant = replace(end, rates=none, terminal_rate_v_s=0.0)
        return True

    def _stage(self, nodes: Nodes, drive: Drive, known: tuple[Stored, ...]) -> Instant | None:
        """Newton's method for one stage from the columns' state; they are left at its solution."""
        previous = math.inf
        for _ in range(self._settings.iterations):
            try:
                nodes, size = self._newton(nodes, drive, known)
            except (ArithmeticError, ValueError):
                return None
            if not size <= _DIVERGED_V:
                return None
            stalled = size <= self._settings.stalled_v and size > 0.5 * previous
            if size <= self._settings.converged_v / (1.0 + _BRISK_S * drive.pace_1_s) or stalled:
                return self._instant(nodes, drive, known)
            previous = size
        return None

    def _newton(self, nodes: Nodes, drive: Drive, known: tuple[Stored, ...]) -> tuple[Nodes, float]:
        pace = drive.pace_1_s
        current, slope, answers = 0.0, 0.0, []
        for area, column, amount in zip(self._area, self._columns, known, strict=True):
            system = column.system(pace, amount)
            answer = column.answer(system, system.right_hand_side)
            answers.append(answer)
            there, moved = _first_edge(column, system, pace, amount)
            current += area * (there + float(moved[1] @ answer.free[:, 1]))
            slope += area * float(moved[0].sum() - moved[1] @ answer.moved[:, 1])
        change = circuit_step(self._circuit, drive, nodes, current, slope)
        size = max(abs(change.device_v), abs(change.terminal_v))
        for column, answer in zip(self._columns, answers, strict=True):
            step = answer.free - answer.moved * change.device_v
            step[:, [0, -1]] = 0.0
            size = max(size, float(np.abs(step[self._counted(column)]).max()))
            values = column.device.values + self._limited(step, column.device.thermal_voltage_v)
            # phi_h is counted from the voltage of the contact, the step from ground.
            values[PHI_H, 1:-1] -= change.device_v
            column.device.store(values)
            column.device.apply(nodes.device_v + change.device_v)
        return nodes.moved(change), size

    def _counted(self, column: Column) -> BoolArray:
        """Unknowns that converge: levels count where there are carriers, (3, K)."""
        at, fewest = column.carriers(), self._settings.fewest_1_m3
        return np.stack([np.ones(at.n.size, dtype=bool), at.n > fewest, at.p > fewest])

    def _limited(self, step: FloatArray, vt: float) -> FloatArray:
        """As the steady solver shortens its steps."""
        limit = self._settings.potential_limit_v
        taken = np.empty_like(step)
        taken[PSI] = np.sign(step[PSI]) * limit * np.log1p(np.abs(step[PSI]) / limit)
        taken[PHI_N] = -vt * np.log1p(np.clip(-step[PHI_N] / vt, *_RATIO_CHANGE))
        taken[PHI_H] = vt * np.log1p(np.clip(step[PHI_H] / vt, *_RATIO_CHANGE))
        return taken

    def _instant(self, nodes: Nodes, drive: Drive, known: tuple[Stored, ...]) -> Instant:
        pairs = tuple(zip(self._columns, known, strict=True))
        pace = drive.pace_1_s
        stored = tuple(column.stored(pace, amount) for column, amount in pairs)
        return Instant(
            tuple(column.device.values for column in self._columns),
            nodes,
            stored,
            tuple(s.times(pace).plus(-1.0, h) for s, h in zip(stored, known, strict=True)),
            pace * nodes.terminal_v - drive.known_v_s,
        )

    def _judged(
        self, length_s: float, start: Instant, middle: Instant, end: Instant
    ) -> StepOutcome:
        """The error (3) through the matrix of the end, as potential and as light."""
        pace, light = 2.0 / (GAMMA * length_s), 0.0
        first_v, second_v, third_v = (i.terminal_rate_v_s for i in (start, middle, end))
        bent_v = first_v / GAMMA - second_v / (GAMMA * (1.0 - GAMMA)) + third_v / (1.0 - GAMMA)
        stored = self._circuit.parallel_f_m2 > 0.0
        potential = abs(2.0 * _K * length_s * bent_v) if stored else 0.0
        rows = zip(self._columns, self._light, start.rates, middle.rates, end.rates, strict=True)
        for column, weight, first, second, third in rows:
            error = first.times(1.0 / GAMMA).plus(-1.0 / (GAMMA * (1.0 - GAMMA)), second)
            error = error.plus(1.0 / (1.0 - GAMMA), third).times(2.0 * _K * length_s)  # (3)
            moved = column.moved_by(error, pace)
            across = abs(column.device.drop_v(error.displacement_c_m2))
            potential = max(potential, across, float(np.abs(moved[PSI]).max()))
            slope = np.einsum("mi,im->m", column.pairs_slope(), moved[:, column.dots])
            light += float(weight @ slope)
        bright = self.luminance()
        self.brightest = max(self.brightest, bright)
        self.instant = end
        scale = max(bright, self._settings.dark * self.brightest, self._settings.floor_cd_m2)
        return StepOutcome(end, potential / self._settings.scale_v, abs(light) / scale)


def _first_edge(
    column: Column, system: StepSystem, pace_1_s: float, known: Stored
) -> tuple[float, FloatArray]:
    """J on the edge at the contact that moves, and its derivatives by both nodes, (2, 3)."""
    edges = EdgeCurrents.of(system)
    stored = pace_1_s * column.device.displacement_c_m2[0] - known.displacement_c_m2[0]
    current = float(column.device.conducted_a_m2[0] + stored)
    first = edges.conducted_first[0] + pace_1_s * edges.stored_first[0]
    second = edges.conducted_second[0] + pace_1_s * edges.stored_second[0]
    return current, np.stack([first, second])
