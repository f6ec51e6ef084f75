"""Derivatives of the laws as the blocks of Newton's system."""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.block_system import UNKNOWNS
from sim.electrical.drift_diffusion.fluxes import CarrierFlux
from sim.electrical.drift_diffusion.node_laws import NodeRates

PSI, PHI_N, PHI_H = 0, 1, 2


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
