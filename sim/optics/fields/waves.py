"""The field of one dipole with its light in the glass, on the vertical plane through it."""

from __future__ import annotations

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from geometry.materials.material import Material
from sim.optics.fields.continued import continued
from sim.optics.fields.plane_fields import PlaneFields
from sim.optics.fields.records import DipoleJob, Phasors
from sim.optics.fields.slice import at_centres, row_of, stretch_of
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import half_steps
from sim.results.waves import WaveSlice

DEPTH_UM = 1.2
"""How far light is followed outside: more than three wavelengths in glass."""


def vertical_waves(layout: Layout, job: DipoleJob, phasors: Phasors) -> WaveSlice:
    """E along the dipole in the plane y = dipole's y, at the first wavelength.

    Between the recording planes it is the stepped one, at cell centres; beyond them its waves are
    followed on (sim.optics.fields.continued), below and above an open top.
    """
    grid, box = layout.grid, phasors.film_box
    parts = [_inside(layout, job, phasors)]
    heights = [grid.height_um(half_steps(box.low[2], box.high[2]))]
    stack = layout.device.stack
    beyond = grid.lateral_cell_um * (np.arange(round(DEPTH_UM / grid.lateral_cell_um)) + 0.5)
    below = _outside(layout, job, phasors.plane, stack.substrate, beyond)
    parts.insert(0, below[:, ::-1])
    heights.insert(0, float(grid.height_um(layout.record_plane)) - beyond[::-1])
    if phasors.top_plane is not None:
        parts.append(_outside(layout, job, phasors.top_plane, stack.superstrate, beyond))
        heights.append(float(grid.height_um(layout.top_plane)) + beyond)
    field = np.concatenate(parts, axis=1)
    field = field / np.abs(field).max()
    x = half_steps(box.low[0], box.high[0]) * grid.lateral_cell_um + layout.centre_um[0]
    return WaveSlice(
        plane="y",
        offset_um=job.y_um,
        first_um=x,
        second_um=np.concatenate(heights),
        real=field.real,
        imaginary=field.imag,
        node=job.node,
        orientation=job.orientation,
        wavelength_nm=float(layout.spectrum.wavelength_um[0]) * 1e3,
    )


def _inside(layout: Layout, job: DipoleJob, phasors: Phasors) -> ComplexArray:
    """Between the recording planes, at cell centres."""
    field = phasors.film_field("e", job.orientation, 0)
    on_plane = at_centres(field, job.orientation, row_of(layout, job, phasors.film_box))
    if job.orientation == "z":
        on_plane = on_plane * stretch_of(layout, phasors.film_box)
    return on_plane


def _outside(
    layout: Layout,
    job: DipoleJob,
    plane: dict[str, ComplexArray],
    medium: Material,
    beyond_um: FloatArray,
) -> ComplexArray:
    """At distances from a recording plane, within the inner cell."""
    grid = layout.grid
    wavelength_um = float(layout.spectrum.wavelength_um[0])
    fields = PlaneFields(
        **{name: values[0] for name, values in plane.items()},
        cell_um=grid.lateral_cell_um,
        wavelength_um=wavelength_um,
        index=float(np.real(medium.index(1e3 * wavelength_um))),
    )
    whole = continued(fields, job.orientation, job.y_um - layout.centre_um[1], beyond_um)
    return whole[grid.absorber : whole.shape[0] - grid.absorber]
