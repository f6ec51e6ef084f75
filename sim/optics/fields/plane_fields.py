"""Tangential fields on a plane in the glass, and the power through it, point by point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray


@dataclass(frozen=True)
class PlanePower:
    """Power densities at the two kinds of points; their sum is the plane's power.

    Attributes:
        at_x_half: (nx, ny + 1) where x is at half-steps.
        at_y_half: (nx + 1, ny) where y is.
    """

    at_x_half: FloatArray
    at_y_half: FloatArray

    @property
    def total(self) -> float:
        """Power through the whole plane."""
        return float(self.at_x_half.sum() + self.at_y_half.sum())

    def inside(self, inner_cells: tuple[int, int]) -> float:
        """Power within the inner cell; points on its edge count half."""
        total = 0.0
        for density, half_axis in ((self.at_x_half, 0), (self.at_y_half, 1)):
            weight = np.ones(density.shape)
            for axis, inner in enumerate(inner_cells):
                count = density.shape[axis]
                position = np.abs(np.arange(count) - (count - 1) / 2)
                edge = inner - 0.5 if axis == half_axis else float(inner)
                inside = np.where(position < inner - 0.25, 1.0, 0.0)
                if axis != half_axis:
                    inside = np.where(np.abs(position - edge) < 0.25, 0.5, inside)
                weight *= inside[:, None] if axis == 0 else inside[None, :]
            total += float((weight * density).sum())
        return total


@dataclass(frozen=True)
class PlaneFields:
    """Tangential fields on one plane at one wavelength.

    Attributes:
        ex, hy: (nx, ny + 1) at x half-steps and y whole steps.
        ey, hx: (nx + 1, ny) at x whole steps and y half-steps.
        cell_um: lateral cell.
        wavelength_um: vacuum wavelength.
        index: real index of the glass.
    """

    ex: ComplexArray
    ey: ComplexArray
    hx: ComplexArray
    hy: ComplexArray
    cell_um: float
    wavelength_um: float
    index: float

    @property
    def power(self) -> PlanePower:
        """Power downwards; E and H that multiply each other sit at the same lateral points."""
        area = self.cell_um**2
        return PlanePower(
            -area * np.real(self.ex * np.conj(self.hy)),
            area * np.real(self.ey * np.conj(self.hx)),
        )
