"""A column of points beside an upright face of a scene in three dimensions."""

from __future__ import annotations

from dataclasses import dataclass

from sim.optics.grid.dispersion import DispersionModel


@dataclass(frozen=True)
class PlanColumn:
    """Points at one place of the plan, or at several ones in a row along y, between two planes.

    Attributes:
        half_x: twice the place along x in cells from the middle of the grid.
        first_half_y, last_half_y: likewise along y, both included.
        low_plane, high_plane: indices of the planes between which it stands; the same for a level.
        model: medium of the field component that has its points there.
        part: who takes the light that it absorbs.
    """

    half_x: int
    first_half_y: int
    last_half_y: int
    low_plane: int
    high_plane: int
    model: DispersionModel
    part: str

    @property
    def is_level(self) -> bool:
        """Whether it holds only the fields in one plane."""
        return self.low_plane == self.high_plane
