r"""What a small sinusoidal voltage does to a column of sheets at rest.

    (dF/dy + i omega dQ/dy) dy = -(dF/dV + i omega dQ/dV)                                (1)
    Y = dJ/dV,   J = J_n + J_p + d(eps E)/dt                                             (2)

y are the unknowns of the steady equations, psi, phi_n and phi_p at every node; the contact at x = 0
follows the voltage with all three. The matrix is that of Newton's method with complex entries; F
and Q are those of :mod:`sim.electrical.response.column`, so that Y(0) is the slope of the solver's
J(V). Blocks D_k, L_k (row k + 1, unknowns k), U_k (row k, unknowns k + 1) are eliminated from the
contact at rest on, all frequencies at once:

    D'_k = D_k - U_k G_{k+1},   G_k = D'_k^-1 L_{k-1},   dy_k = -G_k dy_{k-1},   dy_0 = 1 (3)

Light of sheet m goes as the pairs in it, whose change is exact as well.

Method: S. E. Laux, IEEE Trans. Electron Devices 32, 2028 (1985).
Limits: linear; ions stay where they are, so that omega must be far above their settling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray, IntArray
from sim.electrical.drift_diffusion.block_system import (
    PHI_H,
    PHI_N,
    PSI,
    BlockSystem,
    scaled_band,
)
from sim.electrical.response.column import Column


@dataclass(frozen=True)
class ColumnResponse:
    """A column at one state, arrays of (F,) and (F, M).

    Attributes:
        admittance_s_m2: Y of (2).
        pairs_1_v: change of the pairs of every sheet per volt.
        spread: largest difference of the current between edges over its size: what rounding leaves.
    """

    admittance_s_m2: ComplexArray
    pairs_1_v: ComplexArray
    spread: FloatArray


@dataclass(frozen=True)
class EdgeCurrents:
    """Derivatives of what flows along the edges by the unknowns of both nodes, (K - 1, 3).

    Attributes:
        conducted_first, conducted_second: of J_n + J_p.
        stored_first, stored_second: of eps E.
    """

    conducted_first: FloatArray
    conducted_second: FloatArray
    stored_first: FloatArray
    stored_second: FloatArray

    @classmethod
    def of(cls, system: BlockSystem) -> EdgeCurrents:
        """Those of an assembled system: its blocks beside the diagonal are these derivatives."""
        first, second = -system.lower, system.upper
        return cls(
            first[:, PHI_N] + first[:, PHI_H],
            second[:, PHI_N] + second[:, PHI_H],
            first[:, PSI],
            second[:, PSI],
        )

    def change(self, change: ComplexArray, pace_1_s: ComplexArray) -> tuple[ComplexArray, IntArray]:
        """Change of J on every edge, (F, K - 1), and the edge that rounding touches least, (F,).

        Args:
            change: of psi, phi_n, phi_p, (F, K, 3).
            pace_1_s: i omega, (F,).
        """
        pace = pace_1_s[:, None, None]
        first = (self.conducted_first + pace * self.stored_first) * change[:, :-1]
        second = (self.conducted_second + pace * self.stored_second) * change[:, 1:]
        exchanged = np.abs(first).sum(axis=2) + np.abs(second).sum(axis=2)
        return (first + second).sum(axis=2), np.argmin(exchanged, axis=1)


class Linearised:
    """A column around its present state, which must be at rest.

    Raises:
        ArithmeticError: a law overflows.
    """

    def __init__(self, column: Column) -> None:
        self._column = column
        system = column.steady()
        self._at = column.carriers()
        scale = scaled_band(system, column.active).row_scale
        self._scale = scale[:, :, None]
        # A row whose carriers have underflowed to nothing keeps its unknown.
        unit = np.eye(3) * (scale == 0.0)[:, :, None]
        self._diagonal = system.diagonal * self._scale + unit
        self._storage = column.storage_blocks(self._at) * self._scale
        self._lower = system.lower * self._scale[1:]
        self._upper = system.upper * self._scale[:-1]
        self._current = EdgeCurrents.of(system)
        self._pairs = column.pairs_slope()

    def response(self, frequency_hz: FloatArray) -> ColumnResponse:
        """Y and light at frequencies of shape (F,).

        Raises:
            ArithmeticError: the matrix is singular.
        """
        pace = 2j * np.pi * np.asarray(frequency_hz)
        change = self._change(pace)
        current, edge = self._current.change(change, pace)
        admittance = np.take_along_axis(current, edge[:, None], axis=1)[:, 0]
        spread = np.abs(current - admittance[:, None]).max(axis=1) / np.abs(admittance)
        pairs = np.einsum("mi,fmi->fm", self._pairs, change[:, self._column.dots])
        return ColumnResponse(admittance, pairs, spread)

    def _blocks(self, pace_1_s: ComplexArray) -> ComplexArray:
        """D at every frequency, (F, K, 3, 3)."""
        blocks = np.asarray(self._diagonal + pace_1_s[:, None, None, None] * self._storage)
        traps = [self._column.trap_blocks(self._at, complex(a)) for a in pace_1_s]
        if traps and traps[0] is not None:
            blocks = blocks + np.stack([t for t in traps if t is not None]) * self._scale
        return blocks

    def _change(self, pace_1_s: ComplexArray) -> ComplexArray:
        """dy per volt by (3), (F, K, 3)."""
        diagonal, last = self._blocks(pace_1_s), self._lower.shape[0]
        gain = np.zeros_like(diagonal)
        remaining = diagonal[:, last - 1]
        try:
            for node in range(last - 1, 0, -1):
                below = np.broadcast_to(self._lower[node - 1].astype(complex), remaining.shape)
                gain[:, node] = np.linalg.solve(remaining, below)
                remaining = diagonal[:, node - 1] - self._upper[node - 1] @ gain[:, node]
        except np.linalg.LinAlgError as error:
            raise ArithmeticError("the matrix of a small signal is singular") from error
        change = np.zeros(diagonal.shape[:3], dtype=complex)
        change[:, 0] = 1.0
        for node in range(1, last):
            change[:, node] = -np.einsum("fij,fj->fi", gain[:, node], change[:, node - 1])
        return change
