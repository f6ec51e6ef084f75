"""Factors of an absorbing film on a layout's grid."""

from __future__ import annotations

import numpy as np
from physics.fdtd_cases import LED, Film, Grid, device

from sim.optics.film_on_grid.away_bias import absorbing_film, away_factors
from sim.optics.grid.layout import lay_out

FILMS = tuple(
    Film(film.name, film.thickness_um, 1.95 + 0.126j, True) if film.name == "emitter" else film
    for film in LED
)


def test_factors_are_those_of_a_few_per_cent_at_25_and_5_nm() -> None:
    layout = lay_out(device(FILMS), Grid(25.0, 5.0).optics, absorbing=True)
    factors = away_factors(layout, 0.020, 0.520)
    assert 1.0 < factors.air[0] < 1.02
    assert np.max(np.abs(factors.away - 1.0)) < 0.01


def test_emitter_keeps_its_absorption() -> None:
    layout = lay_out(device(FILMS), Grid(25.0, 5.0).optics, absorbing=True)
    stack = absorbing_film(layout, 0.520)
    assert stack.layer_index[stack.emitter] == 1.95 + 0.126j
    emitter = [s.part for s in layout.solids].index("emitter")
    assert layout.media.choices[emitter].model.conductivity > 0.0
    clear = lay_out(device(FILMS), Grid(25.0, 5.0).optics)
    assert clear.media.choices[emitter].model.conductivity == 0.0
