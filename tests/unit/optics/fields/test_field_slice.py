"""|E|^2 of a dipole on the plane through it: places, physical fields, normalisation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.pixel_cases import pixel_device

from sim.optics.fields.records import DipoleJob, Phasors
from sim.optics.fields.slice import vertical_slice
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.yee import Box, component_axes
from sim.study import OpticsSpec


@pytest.fixture(scope="module")
def layout() -> Layout:
    optics = OpticsSpec.model_validate({"wavelengths": 1, "lateral_cell": "50 nm"})
    return lay_out(replace(pixel_device(), array=None), optics)


def phasors(layout: Layout, size: dict[str, float], slope: float = 0.0) -> Phasors:
    """E of uniform size per component, times 1 + slope x."""
    box: Box = layout.film_box
    none = np.zeros(1)

    def field(kind: str, component: str, wavelength: int) -> np.ndarray:
        axes = component_axes(box, component)
        along = 1.0 + slope * axes.x[:, None, None] * layout.grid.lateral_cell_um
        shape = (axes.x.size, axes.y.size, axes.z.size)
        return np.asarray(size[component] * along * np.ones(shape), dtype=complex)

    return Phasors(none + 0j, none + 0j, {}, None, none, box, field)


def test_uniform_fields_add_up(layout: Layout) -> None:
    """E_z is kept in the stepped space, s times smaller in the film."""
    job = DipoleJob(3, "x", 0.1, 0.0, 0.2)
    found = vertical_slice(layout, job, phasors(layout, {"x": 1.0, "y": 2.0, "z": 0.5}))
    grid, box = layout.grid, layout.film_box
    assert found.intensity.shape == (found.first_um.size, found.second_um.size)
    glass, film = 1.0 + 4.0 + 0.25, 1.0 + 4.0 + 0.25 * grid.stretch**2
    in_film = found.second_um > 0.0
    assert found.intensity[:, in_film] == pytest.approx(1.0)
    assert found.intensity[:, ~in_film] == pytest.approx(glass / film)
    assert found.second_um.size == box.high[2] - box.low[2]
    assert (found.node, found.orientation, found.plane) == (3, "x", "y")
    assert found.wavelength_nm == pytest.approx(520.0)


def test_columns_are_where_they_say(layout: Layout) -> None:
    """A field that grows along x is read at cell centres."""
    job = DipoleJob(0, "x", 0.0, 0.0, 0.2)
    found = vertical_slice(layout, job, phasors(layout, {"x": 1.0, "y": 0.0, "z": 0.0}, 0.1))
    expected = (1.0 + 0.1 * found.first_um) ** 2
    assert found.intensity[:, 5] == pytest.approx(expected / expected.max(), rel=1e-12)
