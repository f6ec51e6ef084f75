"""Line sources in the section of a wall: stencil, weights and bulk power.

Along the wall the wavevector is exact, so that only the two lateral modes of x need the spread of
sim.optics.grid.source_stencil; the bulk power is that of a grid whose cells along y have shrunk to
nothing.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.grid.bulk import stepped_bulk_power
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_stencil import (
    AxisStencil,
    Stencil,
    stencil,
    stencil_weights,
)

_NO_CELL_UM = 1e-9
"""Edge along y of a cell that has shrunk to nothing."""


def section_stencil(orientation: str, *, compensated: bool = True) -> Stencil:
    """The stencil of a line of dipoles on a vertex of the section.

    Raises:
        ValueError: an orientation that is not "x", "y" or "z".
    """
    solid = stencil(orientation, compensated=compensated)
    return Stencil(orientation, (solid.along[0], AxisStencil((0.0,), (1.0,)), solid.along[2]))


def section_weights(source: Stencil) -> FloatArray:
    """Weights on the points of a box of two cells to either side along x and one along z."""
    if source.orientation == "y":
        return _whole_plane(source)
    return np.asarray(stencil_weights(source)[:, 2, :])


def _whole_plane(source: Stencil) -> FloatArray:
    """A y dipole's component has its points at whole steps along x and z."""
    along_x, along_z = np.zeros(5), np.zeros(3)
    for offset, share in zip(source.along[0].offset, source.along[0].weight, strict=True):
        along_x[2 + round(offset)] += share
    along_z[1] = 1.0
    return np.asarray(np.outer(along_x, along_z))


def section_bulk_power(
    layout: Layout,
    orientation: str,
    wavelength_um: float,
    *,
    compensated: bool = True,
    refined: bool = False,
) -> float:
    """Power in the unbounded emitter per unit of the stepped space's current moment.

    Raises:
        ValueError: a grid too coarse for the wave.
    """
    source = section_stencil(orientation, compensated=compensated)
    grading = layout.grid.grading
    refinement = 1 if grading is None or not refined else grading.refinement
    return stepped_bulk_power(layout, source, wavelength_um, _NO_CELL_UM, refinement)
