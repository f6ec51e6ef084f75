"""Power of a stepped source in the unbounded emitter, by which a run's powers are divided."""

from __future__ import annotations

import numpy as np

from sim.optics.grid.layout import Layout
from sim.optics.grid.source_stencil import Stencil, bulk_power


def stepped_bulk_power(
    layout: Layout,
    source: Stencil,
    wavelength_um: float,
    along_y_um: float | None = None,
    refinement: int = 1,
    refinement_y: int = 1,
) -> float:
    """Power in the unbounded emitter per unit of the *stepped* space's current moment.

    Args:
        layout: the grid, the emitter and the time step.
        source: over which points the current is spread.
        wavelength_um: vacuum wavelength.
        along_y_um: edge of a cell along y where it is not the lateral cell.
        refinement: how many cells along x stand for one where the source is (grid.grading).
        refinement_y: likewise along y.

    Raises:
        ValueError: a grid too coarse for the wave.
    """
    grid = layout.grid
    peak_nm = layout.device.emission.peak_um * 1e3
    index = float(np.real(layout.device.stack.emitter.material.index(peak_nm)))
    lateral_um = grid.lateral_cell_um
    along_um = lateral_um if along_y_um is None else along_y_um
    cells_um = (lateral_um / refinement, along_um / refinement_y, grid.film_cell_um)
    power = bulk_power(source, index, wavelength_um, cells_um, layout.time_step_um)
    # A moment along a stretched axis is so many times smaller in physical space.
    stretches = {"x": float(refinement), "y": float(refinement_y), "z": grid.stretch}
    stretch = stretches[source.orientation]
    return power / stretch**2
