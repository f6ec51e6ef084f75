"""Reabsorption from a lossless run is what an absorber in the emitter's place would take.

First order in k: P_re = w eps'' sum |E|^2 dV over points of a layer
(sim.optics.fields.reabsorption), against the power that the same layer absorbs when it is stepped
with its k, by Poynting's theorem (sim.optics.fields.absorption): two runs, two formulas. The layer
lies 40 nm above the emitter, has its index and k = 1e-3; differences are of the order of its own
absorption, 1 %.

The emitter's own share against the planar solution: that one counts light to infinite distance, a
run to the cell's end; an anode that absorbs guided light within half a micrometre (k = 0.1) makes
them the same. The planar solution integrates lateral waves to 1.1 times the largest travelling
index, the run cuts its spectrum there, whose edge is a plasmon for vertical dipoles; in plane 10 %.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.fdtd_cases import (
    LED,
    WAVELENGTH_UM,
    Film,
    Grid,
    device,
    dipole_height_um,
    film,
    planar,
)

from sim.optics.fields.absorption import EmitterMask, absorption_map, own_emitter_mask
from sim.optics.fields.reabsorption import own_emitter
from sim.optics.fields.records import DipoleJob
from sim.optics.film.reabsorption import reabsorption
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.yee import COMPONENTS
from sim.optics.methods.fdtd.run import DipoleRun

NEAR = Grid(reach_um=0.8)
K = 1e-3


def spare_layer(k: float) -> tuple[Film, ...]:
    return (*LED[:4], Film("etl", 0.040, 1.72), Film("spare", 0.030, 1.95 + 1j * k), LED[5])


@pytest.fixture(params=["x", "z"])
def orientation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(layout: Layout, orientation: str) -> DipoleRun:
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    found = DipoleRun(layout, DipoleJob(0, orientation, 0.0, 0.0, node.z_um))
    found.step(lambda _: None)
    return found


def test_first_order_is_what_a_weak_absorber_takes(orientation: str) -> None:
    lossless, lossy = (lay_out(device(spare_layer(k)), NEAR.optics) for k in (0.0, K))
    absorption = absorption_map(lossless, lossless.film_box)
    number = absorption.parts.index("spare")
    mask = EmitterMask({c: absorption.points[c].part == number for c in COMPONENTS})
    emitter = own_emitter(lossless, absorption, own_emitter_mask(lossless, absorption, None))
    loss = np.array([2.0 * 1.95 * K])
    everything = np.array([1e3])
    layer = replace(emitter, mask=mask, loss=loss, largest_index=everything)
    first = run(lossless, orientation)
    phasors = first.phasors()
    estimate = layer.absorbed(phasors, 0) / abs(phasors.current[0]) ** 2
    first.close()
    second = run(lossy, orientation)
    phasors = second.phasors()
    taken = sum(
        absorption_map(lossy, lossy.film_box).absorbed(
            c, phasors.film_field("e", c, 0), phasors.film_field("d", c, 0), WAVELENGTH_UM
        )[number]
        for c in COMPONENTS
    )
    taken /= abs(phasors.current[0]) ** 2
    second.close()
    assert taken > 0.0
    assert estimate == pytest.approx(taken, rel=0.01)


def test_own_emitter_against_the_planar_solution() -> None:
    films = (
        Film("anode", 0.150, 1.9 + 0.1j),
        *LED[1:3],
        Film("emitter", 0.040, 1.95 + 1j * K, True),
        *LED[4:],
    )
    found = film(films, "x")
    exact = reabsorption(planar(films), dipole_height_um(found), WAVELENGTH_UM).horizontal
    assert float(found.shares.reabsorbed[0]) == pytest.approx(exact.share, rel=0.10)
