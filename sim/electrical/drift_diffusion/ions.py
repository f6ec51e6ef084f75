"""Mobile ions that have come to rest: where they are in a given potential.

At rest no ion flows, so that the electrochemical potential of the ions, level, is the same all
over the layers that hold them, and their number is the one that was put in:

    P_k = N x_k / (1 + x_k),   x_k = exp((level - psi_k) / Vt),   sum(P_k h_k) = sum(P_0k h_k)

N is the density of sites (P_k = N x_k as N grows without bound: Boltzmann's law) and h_k the length
that belongs to node k. Together with the immobile counter charge they add q (P - P_0) to the space
charge. A change of the potential somewhere moves ions everywhere: with P' = -dP/dpsi at fixed level
= P (1 - P/N) / Vt,

    dP_i/dpsi_j = -P'_i delta_ij + P'_i h_j P'_j / sum(h P')

a diagonal and a product of two vectors. Sites that are all taken: Kilic, Bazant and Ajdari, Phys.
Rev. E 75, 021502 (2007), with one kind of mobile ion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.constants import elementary_charge
from scipy.optimize import brentq
from scipy.special import expit

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.block_system import BlockSystem

_LEVEL_TOLERANCE = 1e-13
"""Precision of (level - psi) / Vt; that of the ions' number is better, by Newton's last step."""


@dataclass(frozen=True)
class SettledIons:
    """Ions at rest in a potential, arrays of shape (K,).

    Attributes:
        density_1_m3: P.
        response_1_m3v: P' = -dP/dpsi where the level stays; 0 where no ions can be.
    """

    density_1_m3: FloatArray
    response_1_m3v: FloatArray


@dataclass(frozen=True)
class MobileIons:
    """The ions of a mesh, singly positive, and their immobile counter charge.

    Attributes:
        volume_m: length of the stack that belongs to a node, (K,).
        mean_1_m3: density of the counter charge, which is the ions' mean, (K,); 0 outside.
        site_density_1_m3: N; inf for Boltzmann's law.
        thermal_voltage_v: kT/q.
    """

    volume_m: FloatArray
    mean_1_m3: FloatArray
    site_density_1_m3: float
    thermal_voltage_v: float

    @property
    def total_1_m2(self) -> float:
        """Ions per area of the device."""
        return float(self.volume_m @ self.mean_1_m3)

    def settle(self, potential_v: FloatArray) -> SettledIons:
        """Where the ions are in a potential of shape (K,)."""
        held = self.mean_1_m3 > 0.0
        density, response = np.zeros_like(potential_v), np.zeros_like(potential_v)
        if held.any():
            energy = potential_v[held] / self.thermal_voltage_v
            held_density = self._density(energy, self.volume_m[held])
            density[held] = held_density
            free = 1.0 - held_density / self.site_density_1_m3
            response[held] = held_density * free / self.thermal_voltage_v
        return SettledIons(density, response)

    def _density(self, energy: FloatArray, volume: FloatArray) -> FloatArray:
        """Density on the nodes that hold ions; ``energy`` in units of kT."""
        lowest = float(energy.min())
        weight = np.exp(lowest - energy)
        boltzmann = self.total_1_m2 / float(volume @ weight)
        if math.isinf(self.site_density_1_m3):
            return np.asarray(boltzmann * weight)
        sites, total = self.site_density_1_m3, self.total_1_m2

        def excess(level: float) -> float:
            return float(volume @ (sites * expit(level - energy))) - total

        filling = total / (sites * float(volume.sum()))
        # Sites hold fewer ions than Boltzmann's law at the same level, and the mean or more where
        # every x is at least that of the mean.
        low = lowest + math.log(boltzmann / sites)
        high = float(energy.max()) + math.log(filling / (1.0 - filling))
        if excess(low) >= 0.0:
            level = low
        elif excess(high) <= 0.0:
            level = high
        else:
            level = float(brentq(excess, low, high, xtol=_LEVEL_TOLERANCE))
        density = sites * expit(level - energy)
        slope = max(float(volume @ (density * (1.0 - density / sites))), math.ulp(0.0))
        return np.asarray(sites * expit(level - excess(level) / slope - energy))


def settling_time_s(
    ions_1_m3: float, mobility_m2_vs: float, permittivity_f_m: float, length_m: float, vt: float
) -> float:
    """Time in which ions answer a step of the voltage, lambda_D L / D with lambda_D <= L.

    Charging of the Debye layers through the film between them: Bazant, Thornton and Ajdari, Phys.
    Rev. E 70, 021506 (2004). An order of magnitude.

    Args:
        ions_1_m3: mean density, above 0.
        mobility_m2_vs: of the ions.
        permittivity_f_m: eps0 eps_r of the film.
        length_m: its thickness.
        vt: thermal voltage.
    """
    debye = math.sqrt(permittivity_f_m * vt / (elementary_charge * ions_1_m3))
    return min(debye, length_m) * length_m / (mobility_m2_vs * vt)


def with_ions(system: BlockSystem, volume_m: FloatArray, ions: SettledIons) -> BlockSystem:
    """A system assembled with the ions' charge, completed by how they answer the potential.

    Poisson's row of a node is minus its charge.
    """
    moved = elementary_charge * volume_m * ions.response_1_m3v
    total = float(moved.sum())
    if total <= 0.0:
        return system
    diagonal, coupling = system.diagonal.copy(), np.zeros_like(system.right_hand_side)
    diagonal[:, 0, 0] += moved
    coupling[:, 0] = moved / math.sqrt(total)
    return replace(system, diagonal=diagonal, coupling=coupling)
