"""Tangential fields on a plane in the glass, and the power through it, point by point.

Half-steps lie evenly about the plane's middle. Of a plane across Meep's whole cell the first whole
step is missing, so that there are as many as half-steps and they begin half a cell after these:

    half-steps        x     x     x     x
    whole steps    (o)   o     o     o     o
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray


@dataclass(frozen=True)
class PlanePower:
    """Power densities at the two kinds of points; their sum is the plane's power.

    Attributes:
        at_x_half: (nx, ny + 1) where x is at half-steps, or (nx, ny).
        at_y_half: (nx + 1, ny) where y is, or (nx, ny).
    """

    at_x_half: FloatArray
    at_y_half: FloatArray

    @property
    def total(self) -> float:
        """Power through the whole plane."""
        return float(self.at_x_half.sum() + self.at_y_half.sum())

    @property
    def _halves(self) -> tuple[int, int]:
        """Half-steps along x and y."""
        return self.at_x_half.shape[0], self.at_y_half.shape[1]

    def inside(self, inner_cells: tuple[int, int]) -> float:
        """Power within the inner cell; points on its edge count half."""
        total = 0.0
        for density, half_axis in ((self.at_x_half, 0), (self.at_y_half, 1)):
            weight = np.ones(density.shape)
            for axis, inner in enumerate(inner_cells):
                # Counted from the last point: it is there of either kind, half a cell apart.
                last = self._halves[axis] / 2 - (0.5 if axis == half_axis else 0.0)
                position = np.abs(last - np.arange(density.shape[axis])[::-1])
                inside = np.where(position < inner - 0.25, 1.0, 0.0)
                if axis != half_axis:
                    inside = np.where(np.abs(position - inner) < 0.25, 0.5, inside)
                weight *= inside[:, None] if axis == 0 else inside[None, :]
            total += float((weight * density).sum())
        return total


@dataclass(frozen=True)
class PlaneFields:
    """Tangential fields on one plane at one wavelength.

    Attributes:
        ex, hy: (nx, ny + 1) or (nx, ny), at x half-steps and y whole steps.
        ey, hx: (nx + 1, ny) or (nx, ny), at x whole steps and y half-steps.
        cell_um: lateral cell.
        wavelength_um: vacuum wavelength.
        index: real index of the glass.
        depth_um: how far behind the device's outermost part the plane lies; where light leaves is
            told there.
    """

    ex: ComplexArray
    ey: ComplexArray
    hx: ComplexArray
    hy: ComplexArray
    cell_um: float
    wavelength_um: float
    index: float
    depth_um: float = 0.0

    @property
    def whole_from_half(self) -> tuple[float, float]:
        """Where the first whole step lies from the first half-step along x and y, cells."""
        more = (
            self.ey.shape[0] - self.ex.shape[0],
            self.ex.shape[1] - self.ey.shape[1],
        )
        return 0.5 - more[0], 0.5 - more[1]

    @property
    def power(self) -> PlanePower:
        """Power downwards; E and H that multiply each other sit at the same lateral points."""
        area = self.cell_um**2
        return PlanePower(
            -area * np.real(self.ex * np.conj(self.hy)),
            area * np.real(self.ey * np.conj(self.hx)),
        )
