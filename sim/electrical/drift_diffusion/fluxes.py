"""What flows along one mesh edge: displacement and Scharfetter-Gummel fluxes with derivatives.

Flux of an edge of length h from node 0 to node 1, u the logarithm of n_B1 / n_B0 at equal phi_n
(field, level offset and change of N together), B the Bernoulli function:

    J_n = q g n_B0 F_0 F_1 [exp(-(phi_n1 - phi_n0) / Vt) - 1]                                 (1)
    g = G B(-u) / (1 + G (B(u) + B(-u)) / v),   G = mu Vt / h                                 (2)
    B(x) = x / (exp(x) - 1),   B'(x) = B(x) (1 - B(-x)) / x                                   (3)

v bounds the flux where the edge joins two continuous layers (transfer velocity times the Boltzmann
factor of the offset). On the edge from a layer's face to the centre of the first dot G is a
velocity of its own, that of the hop into the dot, times what a thin barrier lets through, and the
interface's dipole is part of the step of the potential. F is the room that is left at either end
(:mod:`.node_laws`): no carrier hops from or to where there is none. For holes the same with
u_p = -(dpsi + dI)/Vt and phi_h.

    displacement = eps (psi_0 - psi_1 + Delta) / h                                            (4)

Sources: Scharfetter and Gummel, IEEE Trans. Electron Devices 16, 64 (1969); Sutherland and Hauser,
ibid. 24, 363 (1977) for position-dependent levels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.node_laws import NodeData, room_of

_SMALL = 1e-2


@dataclass(frozen=True)
class EdgeData:
    """Numbers of the edges, each of shape (K - 1,).

    Attributes:
        capacitance: eps / h, F/m2.
        dipole_v: Delta of (4), by which an interface lifts psi from node 0 to node 1 on its own.
        drift_n, drift_p: G of (2), m/s.
        inverse_velocity: 1 / v; 0 where nothing bounds the flux.
    """

    capacitance: FloatArray
    dipole_v: FloatArray
    drift_n: FloatArray
    drift_p: FloatArray
    inverse_velocity: FloatArray


@dataclass(frozen=True)
class CarrierFlux:
    """Current of one kind of carrier along every edge, A/m2, (K - 1,), and its derivatives.

    Attributes:
        value: the current, positive from node 0 to node 1.
        by_psi, by_level: derivatives by psi and by the quasi-Fermi potential at nodes 0 and 1,
            rows of shape (2, K - 1).
    """

    value: FloatArray
    by_psi: FloatArray
    by_level: FloatArray


def bernoulli(x: FloatArray) -> FloatArray:
    """B of (3)."""
    near = np.abs(x) < _SMALL
    apart = np.where(near, 1.0, x)
    squared = x * x
    series = 1.0 - x / 2.0 + squared / 12.0 * (1.0 - squared / 60.0 * (1.0 - squared / 42.0))
    return np.where(near, series, apart / np.expm1(apart))


def bernoulli_slope(x: FloatArray, value: FloatArray) -> FloatArray:
    """B' of (3); ``value`` is B(x)."""
    near = np.abs(x) < _SMALL
    apart = np.where(near, 1.0, x)
    squared = x * x
    series = -0.5 + x / 6.0 * (1.0 - squared / 30.0 * (1.0 - squared / 28.0))
    return np.where(near, series, value * (1.0 - (value + x)) / apart)


def _conductance(
    drift: FloatArray, inverse_velocity: FloatArray, u: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """g of (2) and dg/du."""
    plus, minus = bernoulli(u), bernoulli(-u)  # their difference drowns one of them
    slope, minus_slope = bernoulli_slope(u, plus), -bernoulli_slope(-u, minus)
    bound = 1.0 + drift * (plus + minus) * inverse_velocity
    bound_slope = drift * (slope + minus_slope) * inverse_velocity
    g = drift * minus / bound
    return g, (drift * minus_slope - g * bound_slope) / bound


def _current(
    log_density: FloatArray,
    step: FloatArray,
    conductance: tuple[FloatArray, FloatArray],
    nodes: NodeData,
    vt: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(1) with derivatives by psi and phi_n at both nodes, for carriers of charge -q."""
    density = np.exp(log_density)
    room = room_of(density, nodes)
    gained = room.slope  # d ln n / d ln n_B, 1 + d ln F / d ln n_B
    g, g_slope = conductance
    base = elementary_charge * density[:-1] * room.share[:-1] * room.share[1:]
    grown = np.expm1(step)
    value = base * g * grown
    by_psi = np.stack(
        [
            value * gained[:-1] - base * g_slope * grown,
            value * (gained[1:] - 1.0) + base * g_slope * grown,
        ]
    )
    fed = base * g * np.exp(step)
    by_level = np.stack([fed - value * gained[:-1], -fed - value * (gained[1:] - 1.0)])
    return value, by_psi / vt, by_level / vt


def electron_flux(
    nodes: NodeData, edges: EdgeData, values: FloatArray, log_density: FloatArray, vt: float
) -> CarrierFlux:
    """J_n at unknowns of shape (3, K) and ln n_B of shape (K,)."""
    psi, phi_n = values[0], values[1]
    u = (np.diff(psi) + np.diff(nodes.affinity)) / vt + np.diff(nodes.log_states)
    conductance = _conductance(edges.drift_n, edges.inverse_velocity, u)
    step = -np.diff(phi_n) / vt
    return CarrierFlux(*_current(log_density, step, conductance, nodes, vt))


def hole_flux(
    nodes: NodeData, edges: EdgeData, values: FloatArray, log_density: FloatArray, vt: float
) -> CarrierFlux:
    """J_p at unknowns of shape (3, K) and ln p_B of shape (K,).

    Holes are electrons with psi, phi_h and the current turned round.
    """
    psi, phi_h = values[0], values[2]
    u = -(np.diff(psi) + np.diff(nodes.ionisation)) / vt + np.diff(nodes.log_states)
    conductance = _conductance(edges.drift_p, edges.inverse_velocity, u)
    step = np.diff(phi_h) / vt
    value, by_psi, by_level = _current(log_density, step, conductance, nodes, vt)
    return CarrierFlux(-value, by_psi, by_level)
