"""Fields of a graded section on uniform cells, where transforms ask for them.

Of a zone of finer cells every s-th point is a point of the lateral cells
(sim.optics.grid.grading).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import ComplexArray
from sim.optics.grid.grid import Grid


def plane_on_lateral_cells(grid: Grid, field: dict[str, ComplexArray]) -> dict[str, ComplexArray]:
    """A plane's fields on uniform cells: of a zone of finer ones every s-th point is read.

    Waves in the glass are smooth on the scale of a lateral cell.
    """
    grading = grid.grading
    if grading is None:
        return field
    cells = grid.nx
    whole, half = grading.whole_steps(cells), grading.half_steps(cells)
    return {
        "ex": (field["ex"] * grading.across_factor(np.arange(cells) + 0.5 - cells / 2))[half],
        "hy": field["hy"][half],
        "ey": field["ey"][whole],
        "hx": (field["hx"] * grading.across_factor(np.arange(cells + 1) - cells / 2))[whole],
    }


def film_on_lateral_cells(
    grid: Grid,
    component: str,
    field: ComplexArray,
    weight: NDArray[np.float32],
    inside: NDArray[np.bool_],
) -> tuple[ComplexArray, NDArray[np.float32], NDArray[np.bool_]]:
    """A component of the film box's field on uniform cells, axis x first.

    The diagnostic of a transparent emitter takes no more than that.
    """
    grading, cells = grid.grading, 2 * grid.inner_x
    if grading is None:
        return field, weight, inside
    if component == "x":
        points = grading.half_steps(cells)
        places = np.arange(cells) + 0.5 - cells / 2
        field = field * grading.across_factor(places)[:, None]
    else:
        points = grading.whole_steps(cells)
    return field[points], weight[points], inside[points]
