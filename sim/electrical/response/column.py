r"""One column of sheets in time: the steady equations, what is stored, and the contact that moves.

    F(y) + dQ(y)/dt = 0,   Q = volume x (n, p, n_t, P),   J_e = J_n + J_p + J_P + d(eps E)/dt    (1)

F is the residual of :mod:`sim.electrical.drift_diffusion.device`. Every implicit step, and every
small signal, replaces the derivative of a stored amount s by a s - h, with a number a (1/s) and
what is known, h: both share the one matrix

    A = dF/dy + a dQ/dy                                                                    (2)

The contact at x = 0 moves all of its three unknowns with the voltage V, and phi_p everywhere is
counted from ground:

    A x = r - b dV,   b = A e_0   =>   x = y - z dV,   A y = r,  A z = b                   (3)
    dJ_0 = w_1 . y_1 + (w_0 . e - w_1 . z_1) dV                                            (4)

with w the derivatives of J_e on the first edge. With a = i omega and r = 0 the bracket of (4) is
the admittance. J_e is the same on all edges to rounding.

Ions that move (P, :mod:`.ions`) answer the potential of all nodes that hold them: A is then the
band and a full block E between these few rows of Poisson's equation and their potentials,

    (A + U E U^T)^-1 r = x - X (1 + E U^T X)^-1 E U^T x,   A x = r,  A X = U               (5)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge
from scipy.linalg import LinAlgError, solve_banded

from geometry.arrays import FloatArray, IntArray
from sim.electrical.drift_diffusion.block_system import (
    BAND,
    PHI_H,
    PHI_N,
    PSI,
    BlockSystem,
    scaled_band,
)
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.response.ions import IonKinetics, IonStep
from sim.electrical.response.traps import (
    Carriers,
    DotTrapKinetics,
    TrapRates,
    Values,
    carriers_of,
    trap_blocks,
    trap_sources,
    without_traps,
)


@dataclass(frozen=True)
class Stored:
    """What is stored in a column: n, p, n_t, P of every node (4, K), eps E of every edge (K - 1,).

    Also used for its rate of change, and for h of an implicit step.
    """

    carriers_1_m3: FloatArray
    displacement_c_m2: FloatArray

    def plus(self, factor: float, other: Stored) -> Stored:
        """This and ``factor`` times the other."""
        return Stored(
            self.carriers_1_m3 + factor * other.carriers_1_m3,
            self.displacement_c_m2 + factor * other.displacement_c_m2,
        )

    def times(self, factor: float) -> Stored:
        """``factor`` times all of it."""
        return Stored(factor * self.carriers_1_m3, factor * self.displacement_c_m2)


@dataclass(frozen=True)
class Answer:
    """Solution of (3), both of shape (3, K), with x = free - moved dV in psi, phi_n and phi_p.

    Attributes:
        free: y; 0 without a right-hand side.
        moved: z, with -1 on the contact that moves.
    """

    free: Values
    moved: Values


@dataclass(frozen=True)
class StepSystem(BlockSystem):
    """A of (2) with what moving ions add: E of (5), (M, M), between the nodes ``ion_nodes``."""

    ion_block: FloatArray | None = None
    ion_nodes: IntArray | None = None


class Column:
    """A device in time at the state that a solver gave it.

    Args:
        device: solved at rest. In time its ions must be held (``hold_ions``), or the device would
            let them rest in every potential on the way.
        ion_mobility_m2_vs: with which they then move; 0 keeps them where they are.

    Raises:
        ValueError: a continuous layer has traps.
    """

    def __init__(self, device: DriftDiffusionDevice, ion_mobility_m2_vs: float = 0.0) -> None:
        self.device = device
        self._ions = IonKinetics.of(device, ion_mobility_m2_vs)
        self._nodes = without_traps(device.nodes)
        self._traps = DotTrapKinetics.of(device.nodes)
        self._volume_m = device.mesh.volume_m
        self._weight = elementary_charge * self._volume_m
        active = np.ones((device.mesh.x_m.size, 3), dtype=bool)
        active[[0, -1]] = False
        self.active = active
        """Which unknowns move on their own, (K, 3): all but those of the contacts."""
        self.dots = device.mesh.nanocrystal_node

    def carriers(self) -> Carriers:
        """Densities at the present state."""
        device = self.device
        return carriers_of(self._nodes, device.values, device.bias_v, device.thermal_voltage_v)

    def _trap_rates(self, at: Carriers, pace: complex, known: Stored | None) -> TrapRates | None:
        if not self._traps.any:
            return None
        return self._traps.rates(at, pace, None if known is None else known.carriers_1_m3[2])

    def stored(self, pace_1_s: float = 0.0, known: Stored | None = None) -> Stored:
        """s at the present state; traps at rest without ``known``, else by an implicit step."""
        at = self.carriers()
        traps = self._trap_rates(at, pace_1_s, known)
        filled = np.zeros_like(at.n) if traps is None else traps.filled.real
        ions = self.device.ion_density_1_m3.copy()
        moved = self._ion_step(pace_1_s, known)
        if moved is not None:
            ions[moved[0]] = moved[1].density_1_m3
        return Stored(np.stack([at.n, at.p, filled, ions]), self.device.displacement_c_m2)

    def _ion_step(self, pace_1_s: float, known: Stored | None) -> tuple[IntArray, IonStep] | None:
        """Nodes and ions of an implicit step; None at rest, and where none move."""
        if self._ions is None or known is None or pace_1_s == 0.0:
            return None
        nodes, potential = self._ions.nodes, self.device.values[PSI]
        amount = known.carriers_1_m3[3, nodes]
        return nodes, self._ions.step(potential[nodes], pace_1_s, amount)

    def ion_current_a_m2(self, stored: Stored) -> FloatArray | float:
        """J_P of every edge at the present potential and what is stored, (K - 1,); 0 without."""
        if self._ions is None:
            return 0.0
        potential = self.device.values[PSI]
        return self._ions.current_a_m2(stored.carriers_1_m3[3], potential, elementary_charge)

    def steady(self) -> BlockSystem:
        """F and dF/dy of (1) without traps.

        Raises:
            ArithmeticError: a law overflows.
        """
        return self.device.assemble_with(self._nodes)

    def storage_blocks(self, at: Carriers) -> FloatArray:
        """dQ/dy of the free carriers as it enters (2), (K, 3, 3)."""
        blocks = np.zeros((at.n.size, 3, 3))
        scale = self._weight / self.device.thermal_voltage_v
        # Rows of electrons lose q volume dn/dt, those of holes gain q volume dp/dt.
        blocks[:, PHI_N, PSI], blocks[:, PHI_N, PHI_N] = -scale * at.n_slope, scale * at.n_slope
        blocks[:, PHI_H, PSI], blocks[:, PHI_H, PHI_H] = -scale * at.p_slope, scale * at.p_slope
        return blocks

    def trap_blocks(self, at: Carriers, pace_1_s: complex) -> Values | None:
        """What traps add to (2) around a state at rest, (K, 3, 3); None without traps."""
        rates = self._trap_rates(at, pace_1_s, None)
        if rates is None:
            return None
        return trap_blocks(rates, self._weight, self.device.thermal_voltage_v)

    def system(self, pace_1_s: float, known: Stored, with_ions: bool = True) -> StepSystem:
        """A of (2), and minus the residual of an implicit step.

        Args:
            pace_1_s: a.
            known: h.
            with_ions: whether those that move answer.

        Raises:
            ArithmeticError: a law overflows, or the ions have no densities.
        """
        steady, at = self.steady(), self.carriers()
        traps = self._trap_rates(at, pace_1_s, known)
        vt, weight = self.device.thermal_voltage_v, self._weight
        diagonal = steady.diagonal + pace_1_s * self.storage_blocks(at)
        right = steady.right_hand_side.copy()
        amount_n, amount_p = known.carriers_1_m3[:2]
        right[:, PHI_N] += weight * (pace_1_s * at.n - amount_n)
        right[:, PHI_H] -= weight * (pace_1_s * at.p - amount_p)
        if traps is not None:
            diagonal = diagonal + trap_blocks(traps, weight, vt)
            right = right - np.real(trap_sources(traps, self._volume_m))
        moved = self._ion_step(pace_1_s, known) if with_ions else None
        if moved is None:
            return StepSystem(diagonal, steady.lower, steady.upper, right)
        nodes, ions = moved
        # The steady residual has the ions where they are held.
        beyond = ions.density_1_m3 - self.device.ion_density_1_m3[nodes]
        right[nodes, PSI] += weight[nodes] * beyond
        block = -weight[nodes][:, None] * ions.by_potential
        return StepSystem(diagonal, steady.lower, steady.upper, right, None, block, nodes)

    def answer(self, system: StepSystem, right: FloatArray | None) -> Answer:
        """(3) for a right-hand side of shape (K, 3), and for the contact that moves.

        Raises:
            ArithmeticError: the system is singular.
        """
        moving = np.zeros_like(system.diagonal[..., 0])
        moving[1] = system.lower[0].sum(axis=1)  # b
        band = scaled_band(system, self.active)
        columns = [moving] if right is None else [moving, right]
        columns += _units(system)
        stacked = np.stack([(column * band.row_scale).ravel() for column in columns], axis=1)
        try:
            solved = solve_banded((BAND, BAND), band.matrix, stacked, check_finite=False)
        except LinAlgError as error:
            raise ArithmeticError("the matrix of a step is singular") from error
        given = len(columns) if system.ion_nodes is None else len(columns) - system.ion_nodes.size
        answers = _with_ion_block(system, solved, given)
        z, *rest = (row.reshape(self.active.shape).T for row in answers.T)
        z[:, 0] = -1.0  # e_0: the contact's unknowns follow the voltage
        return Answer(rest[0] if rest else np.zeros_like(z), z)

    def moved_by(self, amounts: Stored, pace_1_s: float) -> FloatArray:
        """What so much more stored, at pace a, does to the unknowns, (3, K); contacts stay.

        Raises:
            ArithmeticError: the system is singular.
        """
        system = self.system(pace_1_s, amounts, with_ions=False)
        right = np.zeros_like(system.right_hand_side)
        right[:, PSI] = self._weight * amounts.carriers_1_m3[3]
        right[:, PHI_N] = -self._weight * pace_1_s * amounts.carriers_1_m3[0]
        right[:, PHI_H] = self._weight * pace_1_s * amounts.carriers_1_m3[1]
        return self.answer(system, right).free

    def pairs_slope(self) -> FloatArray:
        """Derivative of :meth:`pairs` by psi, phi_n and phi_p of its own node, (M, 3)."""
        rates = self.device.rates(self._nodes)
        by_n, by_p = rates.pairs_slope * rates.driving
        across = rates.pairs * (1.0 - rates.driving)
        slope = np.stack([by_n - by_p, -by_n - across, by_p + across], axis=1)
        return np.asarray(slope[self.dots] / self.device.thermal_voltage_v)

    def pairs(self) -> FloatArray:
        """Pairs per dot that are free to recombine, of every sheet, (M,)."""
        rates = self.device.rates(self._nodes)
        return np.asarray((rates.pairs * rates.driving)[self.dots])


def _units(system: StepSystem) -> list[FloatArray]:
    """U of (5), one right-hand side of shape (K, 3) per node with ions that move."""
    if system.ion_nodes is None:
        return []
    units = np.zeros((system.ion_nodes.size, *system.right_hand_side.shape))
    units[np.arange(system.ion_nodes.size), system.ion_nodes, PSI] = 1.0
    return list(units)


def _with_ion_block(system: StepSystem, solved: FloatArray, given: int) -> FloatArray:
    """(5) for the first ``given`` columns of band solutions, (3 K, columns)."""
    if system.ion_nodes is None or system.ion_block is None:
        return solved
    rows = 3 * system.ion_nodes + PSI
    x, moved = solved[:, :given], solved[:, given:]
    closed = np.eye(rows.size) + system.ion_block @ moved[rows]
    return np.asarray(x - moved @ np.linalg.solve(closed, system.ion_block @ x[rows]))
