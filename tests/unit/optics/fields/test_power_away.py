"""Points of the emitter, shared faces, and the budget of what leaves it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from physics.fdtd_cases import LED, Film, Grid, device

from sim.optics.fields.absorption import absorption_map, own_emitter_mask
from sim.optics.fields.power_away import AwayBudget, own_absorbed
from sim.optics.grid.layout import lay_out

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
        """E = 1, and D = Re(eps) as a run would have it: here from the map's own medium."""
        where = absorption.points[component]
        loss = np.where(where.conductivity > 0.0, where.conductivity, 1.0)
        wanted = _loss_at(layout, absorption, component) if kind == "d" else np.ones(loss.shape)
        return np.asarray(wanted * omega / loss if kind == "d" else wanted, dtype=complex)

    own = own_absorbed(absorption, mask, field, 0, 0.520)
    box = layout.film_box
    cells = (box.high[0] - box.low[0]) * (box.high[1] - box.low[1])
    volume = cells * 0.050**2 * 0.050 * 4
    eps = (1.95 + 0.126j) ** 2
    assert own == pytest.approx(3.0 * omega * eps.imag * volume, rel=0.02)


def _loss_at(layout: object, absorption: object, component: str) -> NDArray[np.float64]:
    """eps'' at a component's points: mean of both sides on the emitter's faces."""
    from sim.optics.fields.absorption import AbsorptionMap

    assert isinstance(absorption, AbsorptionMap)
    where = absorption.points[component]
    emitter = absorption.parts.index("emitter")
    loss = np.where(where.part == emitter, ((1.95 + 0.126j) ** 2).imag, 0.0)
    for face in where.faces:
        other = np.where(
            face.other == absorption.parts.index("htl"), ((1.70 + 0.05j) ** 2).imag, 0.0
        )
        loss[:, :, face.plane] = 0.5 * (((1.95 + 0.126j) ** 2).imag + other)
    return np.asarray(loss)
