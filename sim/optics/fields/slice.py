"""|E|^2 of one dipole on the vertical plane through it, for pictures."""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.fields.records import DipoleJob, Phasors
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import COMPONENTS, half_steps
from sim.results.records import FieldSlice


def vertical_slice(layout: Layout, job: DipoleJob, phasors: Phasors) -> FieldSlice:
    """|E|^2 at cell centres of the plane y = dipole's y, at the first wavelength.

    Field components are averaged in intensity from their own points to the cell centres along x and
    z; E_z is that of physical space (s times the stepped one in the film).
    """
    grid, box = layout.grid, phasors.film_box
    row = round((job.y_um - layout.centre_um[1]) / grid.lateral_cell_um) - box.low[1]
    planes = half_steps(box.low[2], box.high[2])
    total: FloatArray = np.zeros((box.high[0] - box.low[0], planes.size))
    for component in COMPONENTS:
        field: FloatArray = np.square(np.abs(phasors.film_field("e", component, 0)))
        if component == "y":
            on_plane = 0.5 * (field[:, row - 1, :] + field[:, row, :])
        else:
            on_plane = field[:, row, :]
        if component != "x":
            on_plane = 0.5 * (on_plane[:-1] + on_plane[1:])
        if component == "z":
            in_film = (planes > grid.face_plane) & (planes < grid.film_top_plane)
            on_plane = on_plane * np.where(in_film, grid.stretch**2, 1.0)
        else:
            on_plane = 0.5 * (on_plane[:, :-1] + on_plane[:, 1:])
        total += on_plane
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
