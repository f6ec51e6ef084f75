"""The grid on which a device is stepped: whole cells, a stretched film region, snapped heights.

Layers are a few cells thick only if cells are nanometres high, while everything else is resolved
by cells of lambda / 20. Maxwell's equations are unchanged by z' = s z with
eps' = eps diag(1/s, 1/s, s), mu' = mu diag(1/s, 1/s, s), so the film region is stretched by
s = lateral cell / film cell and the cubic cell of the stepped space is `film cell` high there:

      z' (cells)                 z
      +-----------+  perfect conductor inside the metal, or open half-space with PML
      |   above   |  lateral cell high (only where the top is open)
      +-----------+  film_top_um
      |   film    |  film cell high
      +-----------+  z = 0, substrate's face
      |   glass   |  lateral cell high
      |   PML     |
      +-----------+

No Meep here: positions are handed over in cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.grid.grading import Grading


@dataclass(frozen=True)
class Grid:
    """Counts of cells; every length of the stepped space is a whole number of them.

    Attributes:
        lateral_cell_um: edge of a cell along x and y, and along z outside the film.
        film_cell_um: height of a cell in the film region.
        inner_x, inner_y: cells from the centre to the absorber.
        absorber: cells of absorber on each side.
        pml: cells of PML below (and above an open top).
        glass: cells of substrate above the PML.
        film: cells of the film region.
        above: cells of superstrate between film and PML; 0 where a conductor ends the cell.
        closed: whether the top is a conductor inside the metal.
        grading: zones of finer cells along x, across walls.
        grading_y: likewise along y.
    """

    lateral_cell_um: float
    film_cell_um: float
    inner_x: int
    inner_y: int
    absorber: int
    pml: int
    glass: int
    film: int
    above: int
    closed: bool
    grading: Grading | None = None
    grading_y: Grading | None = None

    def __post_init__(self) -> None:
        if self.nz % 2:
            # Meep centres an odd number of cells on the origin and shifts all of it by half a cell.
            raise ValueError(f"the grid must have an even number of cells along z; got {self.nz}")
        if self.film_cell_um > self.lateral_cell_um * (1 + 1e-9):
            raise ValueError("the film's cell must not be higher than the lateral cell")

    @property
    def stretch(self) -> float:
        """s, lateral cell over film cell."""
        return self.lateral_cell_um / self.film_cell_um

    @property
    def nx(self) -> int:
        """Cells along x."""
        return 2 * (self.inner_x + self.absorber)

    @property
    def window_x(self) -> int:
        """Lateral cells of the device from the window's middle to the absorber along x."""
        return self.inner_x - (0 if self.grading is None else self.grading.extra // 2)

    @property
    def window_y(self) -> int:
        """Likewise along y."""
        return self.inner_y - (0 if self.grading_y is None else self.grading_y.extra // 2)

    @property
    def is_graded(self) -> bool:
        """Whether cells are finer somewhere along x or y."""
        return self.grading is not None or self.grading_y is not None

    def vertex_of(self, x_um: float, y_um: float) -> tuple[int, int]:
        """The stepped space's vertex, cells from its middle, next to a place of the device.

        Args:
            x_um, y_um: from the window's middle.
        """
        places = ((self.grading, x_um), (self.grading_y, y_um))
        i, j = (
            round(v / self.lateral_cell_um)
            if grading is None
            else round(grading.stepped(v / self.lateral_cell_um))
            for grading, v in places
        )
        return i, j

    def refinement_at(self, x_um: float, y_um: float) -> tuple[int, int]:
        """How many cells stand for a lateral one along x and y around a place of the device."""
        sx, sy = (
            1 if grading is None else grading.refinement_at(v / self.lateral_cell_um)
            for grading, v in ((self.grading, x_um), (self.grading_y, y_um))
        )
        return sx, sy

    @property
    def ny(self) -> int:
        """Cells along y."""
        return 2 * (self.inner_y + self.absorber)

    @property
    def nz(self) -> int:
        """Cells along z."""
        top = 0 if self.closed else self.above + self.pml
        return self.pml + self.glass + self.film + top

    @property
    def voxels(self) -> int:
        """Cells in all, before symmetry."""
        return self.nx * self.ny * self.nz

    @property
    def face_plane(self) -> int:
        """Index of the plane z = 0, counted from the bottom of the cell."""
        return self.pml + self.glass

    @property
    def film_top_plane(self) -> int:
        """Index of the plane where the film region ends."""
        return self.face_plane + self.film

    @property
    def film_top_um(self) -> float:
        """Height at which the film region ends."""
        return self.film * self.film_cell_um

    @property
    def half_width_um(self) -> tuple[float, float]:
        """Half the lateral extent with absorbers."""
        return (0.5 * self.nx * self.lateral_cell_um, 0.5 * self.ny * self.lateral_cell_um)

    def plane_of(self, z_um: float) -> float:
        """Plane index (not rounded) of a height."""
        if z_um <= 0.0:
            return self.face_plane + z_um / self.lateral_cell_um
        if z_um <= self.film_top_um:
            return self.face_plane + z_um / self.film_cell_um
        return self.film_top_plane + (z_um - self.film_top_um) / self.lateral_cell_um

    def height_um(self, plane: FloatArray | float) -> FloatArray:
        """Height of plane indices, any shape (half-integers are cell centres)."""
        index = np.asarray(plane, dtype=float) - self.face_plane
        film = np.clip(index, 0.0, self.film)
        return np.asarray(
            self.lateral_cell_um * (np.minimum(index, 0.0) + np.maximum(index - self.film, 0.0))
            + self.film_cell_um * film
        )

    def stepped_z_um(self, z_um: float) -> float:
        """Coordinate z' of a height in the stepped space, whose origin is its centre."""
        return (self.plane_of(z_um) - self.nz / 2) * self.lateral_cell_um

    @property
    def x_um(self) -> FloatArray:
        """Cell centres along x, shape (nx,)."""
        return (np.arange(self.nx) + 0.5 - self.nx / 2) * self.lateral_cell_um

    @property
    def y_um(self) -> FloatArray:
        """Cell centres along y, shape (ny,)."""
        return (np.arange(self.ny) + 0.5 - self.ny / 2) * self.lateral_cell_um

    @property
    def z_um(self) -> FloatArray:
        """Cell centres along z, shape (nz,)."""
        return self.height_um(np.arange(self.nz) + 0.5)

    def courant(self, eps_inf: float, pole_strength_per_um2: float = 0.0) -> float:
        """Courant number (time step over lateral cell) that keeps a medium of the film stable.

        With a leapfrog step dt and poles driven by E, the fastest oscillation of a medium obeys
        (4 / dt^2) eps_inf >= 4 (s_x^2 + s_y^2 + s^2) / a^2 + Omega^2: the grid's shortest wave,
        s times faster along z' (s_x along x' where cells are graded), and the plasma frequency
        Omega^2 = (2 pi)^2 sum(sigma f0^2). At coarse cells the second term alone uses up the
        reserve of 5 %.

        Args:
            eps_inf: background permittivity of the medium.
            pole_strength_per_um2: sum of sigma f0^2 over its poles, frequencies in 1/um.
        """
        plasma = (np.pi * self.lateral_cell_um) ** 2 * pole_strength_per_um2
        x, y = (
            1.0 if grading is None else float(grading.refinement) ** 2
            for grading in (self.grading, self.grading_y)
        )
        stretched = np.sqrt(eps_inf / (y + x + self.stretch**2 + plasma))
        return float(0.95 * min(stretched, 1.0 / np.sqrt(1.0 + y + x)))
