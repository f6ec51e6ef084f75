"""Newton's system of a one-dimensional device: blocks of three unknowns per mesh node, as a band.

    node k:  lower[k-1] x_{k-1} + diagonal[k] x_k + upper[k] x_{k+1} = r_k        (1)

with blocks of shape (3, 3): rows are Poisson's and the two continuity equations, columns the
unknowns psi, phi_n, phi_h. Numbered node by node, (1) is a band of eleven diagonals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import BoolArray, FloatArray
from sim.electrical.drift_diffusion.fluxes import CarrierFlux
from sim.electrical.drift_diffusion.node_laws import NodeRates

UNKNOWNS = 3
BAND = 5
PSI, PHI_N, PHI_H = 0, 1, 2


@dataclass(frozen=True)
class BlockSystem:
    """J x = r of one assembly; r is minus the residual.

    Rows of contact nodes carry no boundary condition. ``coupling`` (u) stands for charge that any
    potential moves everywhere: the system is then (J - u u^T) x = r.

    Attributes:
        diagonal: (K, 3, 3); equation, unknown.
        lower, upper: (K - 1, 3, 3): rows of node k + 1 by unknowns of node k, and the reverse.
        right_hand_side: (K, 3).
        coupling: (K, 3) or None.
    """

    diagonal: FloatArray
    lower: FloatArray
    upper: FloatArray
    right_hand_side: FloatArray
    coupling: FloatArray | None = None

    def is_finite(self) -> bool:
        """Whether every entry is a number."""
        parts = self.diagonal, self.lower, self.upper, self.right_hand_side
        return all(bool(np.isfinite(part.sum())) for part in parts)

    def exchanged(self, values: FloatArray) -> FloatArray:
        """Sum of |entry times unknown| over each row at unknowns of shape (3, K): shape (K, 3)."""
        size = np.abs(values.T)
        exchanged = np.einsum("kij,kj->ki", np.abs(self.diagonal), size)
        exchanged[1:] += np.einsum("kij,kj->ki", np.abs(self.lower), size[:-1])
        exchanged[:-1] += np.einsum("kij,kj->ki", np.abs(self.upper), size[1:])
        return np.asarray(exchanged)


@dataclass(frozen=True)
class ScaledBand:
    """The rows and columns of active unknowns, scaled to 1, in LAPACK's band storage.

    Attributes:
        matrix: (2 BAND + 1, 3 K).
        right_hand_side: (3 K,).
        coupling_rows: u scaled as the rows are, (3 K,); None without ions.
        coupling_columns: u of the active unknowns as it is, (3 K,); None without ions.
        row_scale: what each row was multiplied by, (K, 3); 0 for rows that are left out.
    """

    matrix: FloatArray
    right_hand_side: FloatArray
    coupling_rows: FloatArray | None
    coupling_columns: FloatArray | None
    row_scale: FloatArray


def scaled_band(system: BlockSystem, active: BoolArray) -> ScaledBand:
    """The system of some unknowns; the others do not move.

    Args:
        system: as assembled.
        active: which unknowns move, (K, 3).
    """
    diagonal = system.diagonal * (active[:, :, None] & active[:, None, :])
    lower = system.lower * (active[1:, :, None] & active[:-1, None, :])
    upper = system.upper * (active[:-1, :, None] & active[1:, None, :])
    largest = np.abs(diagonal).max(axis=2)
    largest[1:] = np.maximum(largest[1:], np.abs(lower).max(axis=2))
    largest[:-1] = np.maximum(largest[:-1], np.abs(upper).max(axis=2))
    # A row whose carriers have underflowed to nothing says nothing about its unknown.
    solved = active & (largest > 0.0)
    scale = np.divide(1.0, largest, out=np.zeros_like(largest), where=solved)
    band = np.zeros((2 * BAND + 1, UNKNOWNS * active.shape[0]))
    for row in range(UNKNOWNS):
        for column in range(UNKNOWNS):
            at = BAND + row - column
            band[at, column::UNKNOWNS] = diagonal[:, row, column] * scale[:, row]
            band[at + UNKNOWNS, column:-UNKNOWNS:UNKNOWNS] = lower[:, row, column] * scale[1:, row]
            band[at - UNKNOWNS, column + UNKNOWNS :: UNKNOWNS] = (
                upper[:, row, column] * scale[:-1, row]
            )
    band[BAND, ~solved.ravel()] = 1.0
    return ScaledBand(
        matrix=band,
        right_hand_side=(system.right_hand_side * scale).ravel(),
        coupling_rows=None if system.coupling is None else (system.coupling * scale).ravel(),
        coupling_columns=None if system.coupling is None else (system.coupling * active).ravel(),
        row_scale=scale,
    )


def source_blocks(rates: NodeRates, weight: FloatArray, vt: float) -> FloatArray:
    """Derivatives of charge and recombination, (K, 3, 3): equation, unknown.

    ln n_B goes as psi - phi_n, ln p_B as phi_h - psi, both over Vt.

    Args:
        rates: at the state.
        weight: q times the length that belongs to a node, (K,).
        vt: thermal voltage.
    """
    by_n, by_p = rates.charge_slope
    r_n, r_p = rates.recombination_slope * rates.driving
    # D falls with phi_n and rises with phi_h, by (1 - D) / Vt.
    across = rates.recombination * (1.0 - rates.driving)
    net = np.stack([r_n - r_p, -r_n - across, r_p + across], axis=1)
    charge = np.stack([by_n - by_p, -by_n, by_p], axis=1)
    scale = (weight / vt)[:, None]
    return np.stack([-scale * charge, -scale * net, scale * net], axis=1)


def flux_blocks(
    capacitance: FloatArray, electrons: CarrierFlux, holes: CarrierFlux
) -> tuple[FloatArray, FloatArray]:
    """Derivatives of what flows along an edge by the unknowns of its first and second node.

    Returns:
        Two arrays of shape (K - 1, 3, 3).
    """
    blocks = np.zeros((2, capacitance.size, UNKNOWNS, UNKNOWNS))
    blocks[0, :, PSI, PSI], blocks[1, :, PSI, PSI] = capacitance, -capacitance
    blocks[:, :, PHI_N, PSI], blocks[:, :, PHI_N, PHI_N] = electrons.by_psi, electrons.by_level
    blocks[:, :, PHI_H, PSI], blocks[:, :, PHI_H, PHI_H] = holes.by_psi, holes.by_level
    return blocks[0], blocks[1]
