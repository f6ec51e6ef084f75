r"""Mobile ions that take their time: between the sheets of dots, by drift and diffusion.

    h_k dP_k/dt = F_{k-1/2} - F_{k+1/2},   no flux beyond the first and the last sheet         (1)
    F_{k+1/2} = mu Vt / d [B(u) P_k (1 - P_{k+1}/N) - B(-u) P_{k+1} (1 - P_k/N)]               (2)
    u = (psi_{k+1} - psi_k) / Vt,   B(u) = u / (exp u - 1)

(2) is 0 exactly where the ions of :mod:`sim.electrical.drift_diffusion.ions` are at rest, so that a
long pulse ends in that state, and (1) keeps their number to rounding. An implicit step asks for
a P - h = (F_{k-1/2} - F_{k+1/2}) / h_k; its few densities follow from the potential by Newton's
method, and so does their derivative by it,

    dP/dpsi = -(dR/dP)^-1 dR/dpsi,   R_k = h_k (a P_k - h) - F_{k-1/2} + F_{k+1/2}             (3)

a small full matrix: no new unknown beside psi and the carriers' levels. Source of (2): Scharfetter
and Gummel, IEEE Trans. Electron Devices 16, 64 (1969), with sites that are taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray, IntArray
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.fluxes import bernoulli, bernoulli_slope

_ROUNDS = 40
_PRECISION = 1e-13


@dataclass(frozen=True)
class IonStep:
    """Ions of an implicit step.

    Attributes:
        density_1_m3: P, (M,).
        by_potential: (3), (M, M).
    """

    density_1_m3: FloatArray
    by_potential: FloatArray


@dataclass(frozen=True)
class IonKinetics:
    """Ions of a mesh that move.

    Attributes:
        nodes: which nodes hold them, (M,), rising.
        volume_m: h_k.
        speed_m_s: mu Vt / d of neighbours, (M - 1,); 0 between nodes that are none.
        sites_1_m3: N; inf without.
        thermal_voltage_v: Vt.
    """

    nodes: IntArray
    volume_m: FloatArray
    speed_m_s: FloatArray
    sites_1_m3: float
    thermal_voltage_v: float

    @classmethod
    def of(cls, device: DriftDiffusionDevice, mobility_m2_vs: float) -> IonKinetics | None:
        """Those of a device; None where it has none, or where they do not move."""
        ions = device.ions
        if ions is None or mobility_m2_vs == 0.0:
            return None
        nodes = np.flatnonzero(ions.mean_1_m3 > 0.0)
        vt = device.thermal_voltage_v
        speed = mobility_m2_vs * vt / device.mesh.length_m[nodes[:-1]]
        return cls(
            nodes=nodes,
            volume_m=ions.volume_m[nodes],
            speed_m_s=np.where(np.diff(nodes) == 1, speed, 0.0),
            sites_1_m3=ions.site_density_1_m3,
            thermal_voltage_v=vt,
        )

    def flux(self, density_1_m3: FloatArray, potential_v: FloatArray) -> FloatArray:
        """(2), in 1/(m2 s), (M - 1,); ``potential_v`` of the nodes that hold ions."""
        along, back, _ = self._pulls(potential_v)
        taken = density_1_m3 / self.sites_1_m3
        first, second = density_1_m3[:-1], density_1_m3[1:]
        flux = along * first * (1.0 - taken[1:]) - back * second * (1.0 - taken[:-1])
        return np.asarray(flux)

    def _pulls(self, potential_v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Speeds forth and back, and u."""
        u = np.diff(potential_v) / self.thermal_voltage_v
        return self.speed_m_s * bernoulli(u), self.speed_m_s * bernoulli(-u), u

    def current_a_m2(
        self, density_1_m3: FloatArray, potential_v: FloatArray, charge_c: float
    ) -> FloatArray:
        """Their current on every edge of the mesh, (K - 1,), at values of all nodes."""
        current = np.zeros(potential_v.size - 1)
        flux = self.flux(density_1_m3[self.nodes], potential_v[self.nodes])
        current[self.nodes[:-1]] = charge_c * flux
        return current

    def step(self, potential_v: FloatArray, pace_1_s: float, known_1_m3s: FloatArray) -> IonStep:
        """Densities of an implicit step.

        Args:
            potential_v: of the nodes that hold ions, (M,).
            pace_1_s: a of (1), above 0.
            known_1_m3s: h of (1), (M,).

        Raises:
            ArithmeticError: no densities were found.
        """
        density = np.maximum(known_1_m3s / pace_1_s, 0.0)
        for _ in range(_ROUNDS):
            missing, slope = self._residual(density, potential_v, pace_1_s, known_1_m3s)
            change = np.linalg.solve(slope, missing)
            density = density - change
            if np.abs(change).max() <= _PRECISION * np.abs(density).max():
                break
        else:
            raise ArithmeticError("no densities of the mobile ions were found in a step")
        _, slope = self._residual(density, potential_v, pace_1_s, known_1_m3s)
        return IonStep(density, -np.linalg.solve(slope, self._by_potential(density, potential_v)))

    def _residual(
        self, density: FloatArray, potential: FloatArray, pace_1_s: float, known: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """R and dR/dP of (3)."""
        along, back, _ = self._pulls(potential)
        taken = density / self.sites_1_m3
        by_first = along * (1.0 - taken[1:]) + back * taken[1:]
        by_second = -along * taken[:-1] - back * (1.0 - taken[:-1])
        residual = self.volume_m * (pace_1_s * density - known)
        residual += _outflow(self.flux(density, potential))
        slope = _outflow_slope(np.asarray(by_first), np.asarray(by_second))
        slope += np.diag(self.volume_m * pace_1_s)
        return residual, slope

    def _by_potential(self, density: FloatArray, potential: FloatArray) -> FloatArray:
        """dR/dpsi of (3)."""
        _, _, u = self._pulls(potential)
        taken = density / self.sites_1_m3
        forth = density[:-1] * (1.0 - taken[1:])
        home = density[1:] * (1.0 - taken[:-1])
        speed = self.speed_m_s
        slope = speed * bernoulli_slope(u, bernoulli(u)) * forth
        slope = slope + speed * bernoulli_slope(-u, bernoulli(-u)) * home
        slope = slope / self.thermal_voltage_v
        return _outflow_slope(-slope, slope)


def _outflow(flux: FloatArray) -> FloatArray:
    """What leaves each of M nodes by M - 1 fluxes, (M,)."""
    leaves = np.zeros(flux.size + 1)
    leaves[:-1] += flux
    leaves[1:] -= flux
    return leaves


def _outflow_slope(by_first: FloatArray, by_second: FloatArray) -> FloatArray:
    """Derivative of :func:`_outflow` by values of the nodes, (M, M)."""
    count = by_first.size
    slope, at = np.zeros((count + 1, count + 1)), np.arange(count)
    slope[at, at] += by_first
    slope[at, at + 1] += by_second
    slope[at + 1, at] -= by_first
    slope[at + 1, at + 1] -= by_second
    return slope
