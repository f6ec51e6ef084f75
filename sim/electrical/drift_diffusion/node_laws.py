"""What holds at one mesh node: densities, space charge and recombination, with their derivatives.

Unknowns at every node: the potential psi (vacuum level is -psi) and the quasi-Fermi potentials
phi_n, and phi_h = phi_p - V with V the voltage on the first contact. Each is then near 0 where its
carrier is in the majority, so that differences of 1e-30 V, and currents to match, survive rounding.

    n_B = N exp((psi + chi - phi_n) / Vt),   p_B = N exp((phi_h + V - psi - I) / Vt)          (1)
    n = n_B F_n,  F_n = (1 + w x) / (1 + 2 x + w x^2),  x = n_B / N_max;  p likewise          (2)
    rho = q (p - n + N_D - n_t)                                                               (3)

1 / N_max = 0 outside dots. A dot has two states of each kind; the second carrier in it costs the
charging energy U, w = exp(-U / kT), and w = 1 makes F_n = 1 / (1 + x).

Recombination (n p - n_i^2 is written n p D, D = 1 - exp(-(phi_p - phi_n)/Vt), exactly 0 at rest):

    continuous   R = k n p D + n p D / (tau_p (n + n_i) + tau_n (p + n_i))                    (4)
    dots         R = N_dot X K,   X = e h D / (1/b + K / k_meet),   e = n / N_dot             (5)
                 K = k_pair + k_crowded (e + h) / 4                                           (6)
    traps        R = c_p N_t n p D / y,   n_t = N_t (n + r p_1 F_p) / y,   r = c_p / c_n      (7)
                 y = n + n_1 F_n + r (p + p_1 F_p)

k_pair and k_crowded are sums over the laws of sim.electrical.channels; b = exp(E_b / kT) is how
much an electron and a hole prefer the same dot (exciton binding). (7) holds traps that are neutral
when empty, n_1 and p_1 the densities of their level; r = 0 leaves them in equilibrium with the
electrons.
Every law is D times a function of ln n_B and ln p_B, which is differentiated by steps of i h along
the imaginary axis: exact to rounding, and a new law needs no derivative of its own.

Sources: Squire and Trapp, SIAM Rev. 40, 110 (1998) for the derivative; Shockley and Read, Phys.
Rev. 87, 835 (1952) for (7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray

_STEP = 1e-30
_FULL = 1e100
"""Filling beyond which a dot is as full as it can be."""
Values = NDArray[np.complex128]


@dataclass(frozen=True)
class NodeData:
    """Numbers of the layers at the nodes, each of shape (K,), SI (levels in eV)."""

    affinity: FloatArray
    ionisation: FloatArray
    log_states: FloatArray
    inverse_limit: FloatArray
    doping: FloatArray
    trap_density: FloatArray
    trap_level_density: FloatArray
    trap_hole_level_density: FloatArray
    capture_ratio: FloatArray
    hole_capture: FloatArray
    double_weight: FloatArray
    separation: FloatArray
    bimolecular: FloatArray
    electron_lifetime: FloatArray
    hole_lifetime: FloatArray
    intrinsic: FloatArray
    is_dot: FloatArray
    dot_density: FloatArray
    pair_decay: FloatArray
    crowded_decay: FloatArray
    meeting: FloatArray


@dataclass(frozen=True)
class NodeRates:
    """Laws at the present state, (K,); derivatives by ln n_B and ln p_B in rows of (2, K).

    Attributes:
        electrons, holes: n and p.
        charge_1_m3: rho / q.
        pairs: X of (5) without D.
        trapped: R of (7) without D.
        recombination: R without D.
        driving: D.
    """

    electrons: FloatArray
    holes: FloatArray
    charge_1_m3: FloatArray
    charge_slope: FloatArray
    pairs: FloatArray
    pairs_slope: FloatArray
    trapped: FloatArray
    recombination: FloatArray
    recombination_slope: FloatArray
    driving: FloatArray

    @property
    def net_1_m3s(self) -> FloatArray:
        """R."""
        return self.recombination * self.driving


def log_densities(
    data: NodeData, values: FloatArray, bias_v: float, vt: float
) -> tuple[FloatArray, FloatArray]:
    """ln n_B and ln p_B by (1) at unknowns of shape (3, K)."""
    psi, phi_n, phi_h = values
    electrons = data.log_states + (psi + data.affinity - phi_n) / vt
    holes = data.log_states + (phi_h + bias_v - psi - data.ionisation) / vt
    return electrons, holes


@dataclass(frozen=True)
class Room:
    """What is free for a carrier: F of (2), and d ln n / d ln n_B."""

    share: FloatArray
    slope: FloatArray


def room_of(boltzmann: FloatArray, data: NodeData) -> Room:
    """How much of n_B there is room for at densities of shape (K,)."""
    x, w = np.minimum(boltzmann * data.inverse_limit, _FULL), data.double_weight
    one, both = 1.0 + w * x, 1.0 + x * (2.0 + w * x)
    return Room(one / both, (1.0 + w * x * (2.0 + x)) / (one * both))


def node_rates(data: NodeData, values: FloatArray, bias_v: float, vt: float) -> NodeRates:
    """Every law at unknowns of shape (3, K).

    Args:
        data: of the nodes.
        values: psi, phi_n and phi_h, V.
        bias_v: voltage on the first contact.
        vt: thermal voltage.
    """
    log_n, log_p = log_densities(data, values, bias_v, vt)
    n_boltzmann, p_boltzmann = np.exp(log_n), np.exp(log_p)
    room_n, room_p = room_of(n_boltzmann, data), room_of(p_boltzmann, data)
    electrons, holes = n_boltzmann * room_n.share, p_boltzmann * room_p.share
    # Rows: the state, a step of ln n_B, a step of ln p_B.
    by_n, by_p = 1j * _STEP * np.eye(3)[1][:, None], 1j * _STEP * np.eye(3)[2][:, None]
    carriers = _Carriers(
        n=electrons * (1.0 + by_n * room_n.slope),
        p=holes * (1.0 + by_p * room_p.slope),
        free_n=room_n.share * (1.0 + by_n * (room_n.slope - 1.0)),
        free_p=room_p.share * (1.0 + by_p * (room_p.slope - 1.0)),
    )
    filled, trapped = _traps(data, carriers)
    charge = carriers.p - carriers.n + data.doping - filled  # (3)
    rate, pairs = _recombination(data, carriers)
    rate = rate + trapped
    across = (values[2] + bias_v - values[1]) / vt
    return NodeRates(
        electrons=electrons,
        holes=holes,
        charge_1_m3=charge[0].real,
        charge_slope=charge[1:].imag / _STEP,
        pairs=pairs[0].real,
        pairs_slope=pairs[1:].imag / _STEP,
        trapped=trapped[0].real,
        recombination=rate[0].real,
        recombination_slope=rate[1:].imag / _STEP,
        driving=-np.expm1(-across),
    )


@dataclass(frozen=True)
class _Carriers:
    """Densities and room at the state and its two steps, (3, K)."""

    n: Values
    p: Values
    free_n: Values
    free_p: Values


def _traps(data: NodeData, at: _Carriers) -> tuple[Values, Values]:
    """n_t, and R of (7) without D."""
    holes = data.trap_hole_level_density * at.free_p
    emptied = data.trap_level_density * at.free_n + data.capture_ratio * (at.p + holes)
    filled = data.trap_density / (at.n + emptied)
    held = filled * (at.n + data.capture_ratio * holes)
    return np.asarray(held), np.asarray(filled * data.hole_capture * at.n * at.p)


def _recombination(data: NodeData, at: _Carriers) -> tuple[Values, Values]:
    """R of (4) and (5), and X, without D."""
    n, p = at.n, at.p
    slow = data.hole_lifetime * (n + data.intrinsic) + data.electron_lifetime * (p + data.intrinsic)
    bulk = n * p * (data.bimolecular + 1.0 / slow)  # (4)
    e, h = n / data.dot_density, p / data.dot_density
    decay = data.pair_decay + data.crowded_decay * (e + h) / 4.0  # (6)
    pairs = e * h / (data.separation + decay / data.meeting)  # (5)
    dots = data.dot_density * pairs * decay
    return np.asarray(data.is_dot * dots + (1.0 - data.is_dot) * bulk), np.asarray(pairs)
