"""Columns of points beside an upright face, with the media of their field components.

UprightColumn in a layout that is invariant along y, PlanColumn in three dimensions.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.optics.grid.dispersion import DispersionModel


@dataclass(frozen=True)
class UprightColumn:
    """Points at one place across a layout that is invariant along y.

    Attributes:
        half_cells: twice the place in cells from the middle of the grid; even columns hold E_y and
            E_z, odd ones E_x.
        low_plane, high_plane: indices of the planes between which it stands; the same for a level.
        across, along: media of E_x, and of E_y and E_z.
        across_part, along_part: who takes the light that they absorb.
    """

    half_cells: int
    low_plane: int
    high_plane: int
    across: DispersionModel
    along: DispersionModel
    across_part: str
    along_part: str

    @property
    def models(self) -> tuple[DispersionModel, DispersionModel]:
        """Both media."""
        return (self.across, self.along)


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
