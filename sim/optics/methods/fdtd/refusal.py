"""What method fdtd warns of; what it cannot hold is said by the grid (sim.optics.grid.checks)."""

from __future__ import annotations

from collections.abc import Iterator

from sim.study import Study


def neighbour_warnings(study: Study) -> Iterator[str]:
    """A pixel whose cell ends before its neighbours."""
    if study.device.array is not None and study.optics.neighbours == 0:
        yield "optics.neighbours 0 ends the cell at the pixel's own: crosstalk is a lower bound"
