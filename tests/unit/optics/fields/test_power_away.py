"""Points of the emitter, shared faces, and the budget of what leaves it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from physics.fdtd_cases import LED, Film, Grid, device

from sim.optics.fields.absorption import AbsorptionMap, absorption_map, own_emitter_mask
from sim.optics.fields.power_away import AwayBudget, own_absorbed
from sim.optics.grid.layout import lay_out

EMITTER_LOSS = ((1.95 + 0.126j) ** 2).imag
HTL_LOSS = ((1.70 + 0.05j) ** 2).imag

FILMS = tuple(
    Film(film.name, film.thickness_um, 1.95 + 0.126j, True)
    if film.name == "emitter"
    else Film(film.name, film.thickness_um, 1.70 + 0.05j, True)
    if film.name == "htl"
    else film
    for film in LED
)


def test_budget() -> None:
    budget = AwayBudget(0.3, 0.2, 0.1, np.array([0.05, 0.9, 0.15]), 0.8)
    assert budget.away() == pytest.approx(0.9)
    assert budget.away(returning=0.4) == pytest.approx(0.86)


def test_uniform_field_is_absorbed_by_volume_and_loss() -> None:
    """Faces have the mean medium and both parts their halves: volume times eps'' of each."""
    layout = lay_out(device(FILMS), Grid(50.0, 10.0, reach_um=1.0).optics, absorbing=True)
    absorption = absorption_map(layout, layout.film_box)
    mask = own_emitter_mask(layout, absorption, None)
    omega = 2.0 * np.pi / 0.520

    def field(kind: str, component: str, w: int) -> NDArray[np.complex128]:
        """E = 1 and the D at which conductivity times D is omega eps''."""
        where = absorption.points[component]
        if kind == "e":
            return np.ones(where.part.shape, dtype=complex)
        conductivity = np.where(where.conductivity > 0.0, where.conductivity, 1.0)
        return np.asarray(omega * loss_at(absorption, component) / conductivity, dtype=complex)

    own = own_absorbed(absorption, mask, field, 0, 0.520)
    box = layout.film_box
    cells = (box.high[0] - box.low[0]) * (box.high[1] - box.low[1])
    volume = cells * 0.050**2 * 0.050 * 4
    assert own == pytest.approx(3.0 * omega * EMITTER_LOSS * volume, rel=1e-5)


def loss_at(absorption: AbsorptionMap, component: str) -> NDArray[np.float64]:
    """eps'' at a component's points: the emitter's, on its faces the mean of both sides."""
    where = absorption.points[component]
    loss = np.where(where.part == absorption.parts.index("emitter"), EMITTER_LOSS, 0.0)
    for face in where.faces:
        other = np.where(face.other == absorption.parts.index("htl"), HTL_LOSS, 0.0)
        loss[:, :, face.plane] = 0.5 * (EMITTER_LOSS + other)
    return np.asarray(loss)
