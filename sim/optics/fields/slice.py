"""|E|^2 of one dipole on the vertical plane through it, for pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from sim.optics.fields.records import DipoleJob, Phasors
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import COMPONENTS, Box, half_steps
from sim.results.records import FieldSlice


def vertical_slice(layout: Layout, job: DipoleJob, phasors: Phasors) -> FieldSlice:
    """|E|^2 at cell centres of the plane y = dipole's y, at the first wavelength.

    Field components are averaged in intensity from their own points to the cell centres along x and
    z; E_z is that of physical space (s times the stepped one in the film).
    """
    grid, box = layout.grid, phasors.film_box
    row = row_of(layout, job, box)
    planes = half_steps(box.low[2], box.high[2])
    total: FloatArray = np.zeros((box.high[0] - box.low[0], planes.size))
    for component in COMPONENTS:
        field = np.square(np.abs(phasors.film_field("e", component, 0)))
        on_plane = at_centres(field, component, row)
        total += on_plane * stretch_of(layout, box) ** 2 if component == "z" else on_plane
    x = half_steps(box.low[0], box.high[0]) * grid.lateral_cell_um + layout.centre_um[0]
    return FieldSlice(
        plane="y",
        offset_um=job.y_um,
        first_um=x,
        second_um=grid.height_um(planes),
        intensity=total / total.max(),
        node=job.node,
        orientation=job.orientation,
        wavelength_nm=float(layout.spectrum.wavelength_um[0]) * 1e3,
    )


def row_of(layout: Layout, job: DipoleJob, box: Box) -> int:
    """Whole steps from the box's face to the dipole along y."""
    return round((job.y_um - layout.centre_um[1]) / layout.grid.lateral_cell_um) - box.low[1]


def at_centres(values: NDArray[Any], component: str, row: int) -> NDArray[Any]:
    """Values at a component's points of a box, on the plane of whole step ``row`` along y.

    Returns:
        Means at the cells' centres along x and z.
    """
    on_plane = values[:, row, :]
    if component == "y":
        on_plane = (values[:, row - 1, :] + on_plane) / 2
    if component != "x":
        on_plane = (on_plane[:-1] + on_plane[1:]) / 2
    if component != "z":
        on_plane = (on_plane[:, :-1] + on_plane[:, 1:]) / 2
    return on_plane


def stretch_of(layout: Layout, box: Box) -> FloatArray:
    """E_z of physical space over the stepped one by height of the cells' centres."""
    planes = half_steps(box.low[2], box.high[2])
    in_film = (planes > layout.grid.face_plane) & (planes < layout.grid.film_top_plane)
    return np.where(in_film, layout.grid.stretch, 1.0)
