"""A solution by reciprocity: emission into single directions, without total powers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geometry.arrays import FloatArray
from sim.results.optical import ORIENTATIONS, DirectionalResult, OpticalResult
from sim.results.status import Cost, Status

UNKNOWN_POWERS = (
    "reciprocity finds what dipoles emit into single directions, not their total power: LEE, "
    "Purcell factor and power budget are unknown"
)


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
        directional = self.directional
        unknown = np.full((1, len(ORIENTATIONS), self.wavelength_nm.size), np.nan)
        return OpticalResult(
            method="reciprocity",
            status=self.status,
            wavelength_nm=self.wavelength_nm,
            spectral_weight=directional.spectral_weight,
            node_um=(directional.node_weight @ directional.node_um)[None],
            node_weight=np.ones(1),
            wall_distance_um=np.full(1, np.nan),
            horizontal_fraction=directional.horizontal_fraction,
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
