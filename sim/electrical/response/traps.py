r"""Traps of the dots that fill and empty at their own pace.

    dn_t/dt = U_n - U_p                                                             (1)
    U_n = c_n [n (N_t - n_t) - n_1 F_n n_t]          capture less emission, electrons  (2)
    U_p = c_p [p n_t - p_1 F_p (N_t - n_t)]          the same, holes                   (3)

n_1 and p_1 are the densities of the level, F the room that is left (Pauli) of
:mod:`sim.electrical.drift_diffusion.node_laws`. At rest U_n = U_p, which is the law of that file.
An implicit step asks for a n_t - h = U_n - U_p with a number a and what is known, h, and (1) is
linear in n_t, so that the trapped charge is a closed expression of n and p and no new unknown:

    n_t = [h + (c_n n + c_p p_1 F_p) N_t] / (a + G),  G = c_n (n + n_1 F_n) + c_p (p + p_1 F_p)  (4)

Small signals are (4) with a = i omega around a state at rest.
Source: Shockley and Read, Phys. Rev. 87, 835 (1952), before they set (1) to zero.
Limits: one level per sheet; traps of continuous layers have no kinetics.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.constants import elementary_charge

from geometry.arrays import BoolArray, FloatArray
from sim.electrical.drift_diffusion.node_laws import NodeData, log_densities, room_of

Values = NDArray[Any]


def without_traps(nodes: NodeData) -> NodeData:
    """Laws of the nodes without the traps, whose kinetics are added here; doping stays.

    Raises:
        ValueError: a continuous layer has traps.
    """
    trapping = nodes.trap_density > 0.0
    if np.any(trapping & (nodes.is_dot == 0.0)):
        raise ValueError(
            "traps of a continuous layer have no kinetics: response needs them in dots"
        )
    return replace(nodes, trap_density=np.zeros_like(nodes.trap_density))


@dataclass(frozen=True)
class Carriers:
    """n, p and F of the nodes, (K,), each with its derivative by ln n_B or ln p_B."""

    n: FloatArray
    p: FloatArray
    n_slope: FloatArray
    p_slope: FloatArray
    free_n: FloatArray
    free_p: FloatArray
    free_n_slope: FloatArray
    free_p_slope: FloatArray


def carriers_of(nodes: NodeData, values: FloatArray, bias_v: float, vt: float) -> Carriers:
    """Densities at unknowns of shape (3, K)."""
    log_n, log_p = log_densities(nodes, values, bias_v, vt)
    n_boltzmann, p_boltzmann = np.exp(log_n), np.exp(log_p)
    room_n, room_p = room_of(n_boltzmann, nodes), room_of(p_boltzmann, nodes)
    n, p = n_boltzmann * room_n.share, p_boltzmann * room_p.share
    return Carriers(
        n=n,
        p=p,
        n_slope=n * room_n.slope,
        p_slope=p * room_p.slope,
        free_n=room_n.share,
        free_p=room_p.share,
        free_n_slope=room_n.share * (room_n.slope - 1.0),
        free_p_slope=room_p.share * (room_p.slope - 1.0),
    )


@dataclass(frozen=True)
class TrapRates:
    """What traps do at a state, (K,); derivatives by ln n_B and ln p_B in rows of (2, K).

    Attributes:
        filled: n_t of (4).
        from_electrons, from_holes: U_n and U_p.
    """

    filled: Values
    filled_slope: Values
    from_electrons: Values
    electrons_slope: Values
    from_holes: Values
    holes_slope: Values


@dataclass(frozen=True)
class DotTrapKinetics:
    """Traps of a mesh: density, c_n, c_p, n_1 and p_1 of every node, (K,); all 0 without."""

    density: FloatArray
    electron_capture: FloatArray
    hole_capture: FloatArray
    electron_level: FloatArray
    hole_level: FloatArray

    @classmethod
    def of(cls, nodes: NodeData) -> DotTrapKinetics:
        """Those of a device's nodes."""
        trapping = nodes.trap_density > 0.0
        captured = np.divide(
            nodes.hole_capture, nodes.capture_ratio, out=np.zeros_like(nodes.doping), where=trapping
        )
        return cls(
            density=nodes.trap_density,
            electron_capture=captured,
            hole_capture=np.where(trapping, nodes.hole_capture, 0.0),
            electron_level=nodes.trap_level_density,
            hole_level=nodes.trap_hole_level_density,
        )

    @property
    def holds(self) -> BoolArray:
        """Where there are traps, (K,)."""
        return self.density > 0.0

    @property
    def any(self) -> bool:
        """Whether there are traps at all."""
        return bool(self.holds.any())

    def rates(self, at: Carriers, pace_1_s: complex, known_1_m3s: FloatArray | None) -> TrapRates:
        """(2) to (4) and their derivatives.

        Args:
            at: the carriers.
            pace_1_s: a of (4): 0 at rest, i omega for small signals.
            known_1_m3s: h of (4), (K,); None around a state at rest.
        """
        capture, release = self.electron_capture, self.hole_capture
        out_n = capture * (at.n + self.electron_level * at.free_n)
        out_p = release * (at.p + self.hole_level * at.free_p)
        filling = (capture * at.n + release * self.hole_level * at.free_p) * self.density
        if known_1_m3s is None:
            filled = _over(filling, out_n + out_p)
        else:
            filled = _over(known_1_m3s + filling, pace_1_s + out_n + out_p)
        empty = self.density - filled
        # Direct change of each rate, with n_t held: the rest follows n_t.
        by_n = capture * (at.n_slope * empty - self.electron_level * at.free_n_slope * filled)
        by_p = release * (at.p_slope * filled - self.hole_level * at.free_p_slope * empty)
        answer = pace_1_s + out_n + out_p
        slope = np.stack([_over(by_n, answer), _over(-by_p, answer)])
        zero = np.zeros_like(by_n)
        return TrapRates(
            filled=filled,
            filled_slope=slope,
            from_electrons=capture * (at.n * empty - self.electron_level * at.free_n * filled),
            electrons_slope=np.stack([by_n, zero]) - out_n * slope,
            from_holes=release * (at.p * filled - self.hole_level * at.free_p * empty),
            holes_slope=np.stack([zero, by_p]) + out_p * slope,
        )


def _over(part: Values, whole: Values) -> Values:
    """part / whole, 0 where there are no traps."""
    kind = np.result_type(part, whole)
    none = np.zeros(np.shape(part), dtype=kind)
    return np.asarray(np.divide(part, whole, out=none, where=whole != 0.0))


def trap_blocks(rates: TrapRates, weight: FloatArray, vt: float) -> Values:
    """Derivatives of what traps add to Poisson's and the continuity equations, (K, 3, 3).

    Args:
        rates: at the state.
        weight: q times the length that belongs to a node, (K,).
        vt: thermal voltage.
    """
    rows = rates.filled_slope, -rates.electrons_slope, rates.holes_slope
    blocks = [np.stack([row[0] - row[1], -row[0], row[1]], axis=1) for row in rows]
    return np.asarray(np.stack(blocks, axis=1) * (weight / vt)[:, None, None])


def trap_sources(rates: TrapRates, volume_m: FloatArray) -> Values:
    """What traps add to the residuals of the three equations, (K, 3), A/m2 and C/m2."""
    rows = rates.filled, -rates.from_electrons, rates.from_holes
    return np.asarray(np.stack(rows, axis=1) * (elementary_charge * volume_m)[:, None])
