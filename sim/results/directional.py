"""What dipoles emit into single directions, found by reciprocity: a result without total powers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.results.averages import orientation_weights
from sim.results.records import ORIENTATIONS, Cost, FloatArray, OpticalResult, Status

UNKNOWN_POWERS = (
    "reciprocity finds what dipoles emit into single directions, not their total power: LEE, "
    "Purcell factor and power budget are unknown"
)


@dataclass(frozen=True)
class DirectionalResult:
    """Power per steradian at the observer over the dipole's power in the unbounded emitter.

    Axes as in sim.results.records, and D: direction. The last axis holds the polarisations s and p.

    Attributes:
        theta_deg, phi_deg: (D,) directions of emission at the observer.
        node_um: (N, 3) every vertex of the grid in the own emitter, at each height.
        node_weight: (N,) of the emitting volume and zone, sum 1.
        spectral_weight: (W,) photon-number weights, sum 1.
        horizontal_fraction: share of in-plane transition dipoles.
        intensity: (N, O, W, D, 2) in 1/sr.
    """

    theta_deg: FloatArray
    phi_deg: FloatArray
    node_um: FloatArray
    node_weight: FloatArray
    spectral_weight: FloatArray
    horizontal_fraction: float
    intensity: FloatArray

    def by_orientation(self) -> FloatArray:
        """Averaged over positions and spectrum, both polarisations: (O, D)."""
        return np.asarray(
            np.einsum("n,w,nowds->od", self.node_weight, self.spectral_weight, self.intensity)
        )

    def mean(self) -> FloatArray:
        """Averaged over orientations as well: (D,)."""
        return np.asarray(orientation_weights(self.horizontal_fraction) @ self.by_orientation())


@dataclass(frozen=True)
class Solved:
    """A directional result with how its solution went.

    Attributes:
        directional: the result.
        wavelength_nm: (W,).
        plqy: quantum yield in the unbounded emitter medium.
        status, cost, warnings: as of an optical result.
    """

    directional: DirectionalResult
    wavelength_nm: FloatArray
    plqy: float
    status: Status
    cost: Cost = field(default_factory=Cost)
    warnings: tuple[str, ...] = ()

    def optical(self) -> OpticalResult:
        """An optical result in which everything that needs a total power is not a number."""
        found = self.directional
        unknown = np.full((1, len(ORIENTATIONS), self.wavelength_nm.size), np.nan)
        return OpticalResult(
            method="reciprocity",
            status=self.status,
            wavelength_nm=self.wavelength_nm,
            spectral_weight=found.spectral_weight,
            node_um=(found.node_weight @ found.node_um)[None],
            node_weight=np.ones(1),
            wall_distance_um=np.full(1, np.nan),
            horizontal_fraction=found.horizontal_fraction,
            plqy=self.plqy,
            purcell=unknown,
            air=unknown,
            substrate=unknown,
            lateral=unknown,
            superstrate=unknown,
            absorbing_parts=(),
            absorbed=np.zeros((*unknown.shape, 0)),
            reabsorbed=unknown,
            own_pixel_share=unknown,
            direction_cosine=np.zeros(1),
            far_field=unknown[..., None, None],
            lee_error=float("nan"),
            cost=self.cost,
            warnings=(UNKNOWN_POWERS, *self.warnings),
        )
