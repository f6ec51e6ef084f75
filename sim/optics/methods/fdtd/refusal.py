"""What method fdtd refuses and warns of; what it cannot hold is said by the grid
(sim.optics.grid.checks)."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import Issue
from sim.optics.grid.walls.pixel_zones import not_along_axes
from sim.study import Study


def neighbour_warnings(study: Study) -> Iterator[str]:
    """A pixel whose cell ends before its neighbours."""
    if study.device.array is not None and study.optics.neighbours == 0:
        yield "optics.neighbours 0 ends the cell at the pixel's own: crosstalk is a lower bound"


def wall_cell_issues(study: Study) -> Iterator[Issue]:
    """Finer cells that were asked for across walls that do not run along the axes."""
    reason = unused_wall_cell(study)
    if reason:
        yield Issue(("optics", "wall_cell"), f"{reason}; expected no wall_cell")


def unused_wall_cell(study: Study) -> str:
    """Why a study's ``optics.wall_cell`` does nothing; empty where it acts or is left out."""
    array = study.device.array
    if array is None or study.optics.wall_cell_um is None:
        return ""
    return not_along_axes(array)
