"""Powers of the absorbing emitter from shares of the power at the source."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.pixel_cases import pixel_device

from geometry.materials.library import constant_material
from sim.optics.film.decay import guided_fate
from sim.optics.film.film import planar_stack
from sim.optics.film_on_grid.recycling import sheet_factor
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.methods.fdtd.away import away_powers, open_of_leaving
from sim.optics.powers import Shares
from sim.study import OpticsSpec

INDEX = 1.95 + 0.1j
OPTICS = OpticsSpec.model_validate({"wavelengths": 1, "lateral_cell": "50 nm"})


@pytest.fixture(scope="module")
def layout() -> Layout:
    device = pixel_device()
    lossy = constant_material("absorbing emitter", INDEX.real, INDEX.imag)
    layers = tuple(
        replace(layer, material=lossy) if layer.emitter else layer for layer in device.stack.layers
    )
    return lay_out(
        replace(device, stack=replace(device.stack, layers=layers)), OPTICS, absorbing=True
    )


def test_all_but_the_own_emitter_leaves_for_good(layout: Layout) -> None:
    """P_tot 4, of which 0.1 to air, 0.05 below, 0.2 sideways, 0.6 absorbed, 0.5 of it by itself."""
    shape = (1, 3, 1)
    parts = len(layout.device.stack.layers)
    emitter = layout.device.stack.emitter_index
    absorbed = np.zeros((*shape, parts))
    absorbed[..., emitter], absorbed[..., 0] = 0.52, 0.08
    shares = replace(
        Shares.filled(0.0, shape, parts, 1),
        purcell=np.full(shape, 4.0),
        air=np.full(shape, 0.1),
        substrate=np.full(shape, 0.05),
        lateral=np.full(shape, 0.2),
        absorbed=absorbed,
    )
    height = np.array([layout.device.emitter_below_um + 0.01])
    found = away_powers(layout, height, shares, np.full(shape, 0.5))
    vertical = sheet_factor(INDEX)
    assert vertical > 1.0
    np.testing.assert_allclose(found.air[0, :, 0], 0.4 * np.array([1.0, 1.0, vertical]))
    np.testing.assert_allclose(found.away[0, :, 0], 1.8 * np.array([1.0, 1.0, vertical]))
    # 0.02 in other emitters of the cell, and of the light beyond it the emitter's part of the loss
    stack = planar_stack(layout.device.stack, layout.device.emission.peak_um)
    beyond = layout.grid.inner_x * layout.grid.lateral_cell_um
    fate = guided_fate(stack, layout.device.emission.peak_um, 0.01, beyond)[[0, 0, 1], emitter]
    assert np.all((fate > 0.05) & (fate < 0.95))
    others = 4.0 * (0.02 + 0.2 * fate) * np.array([1.0, 1.0, vertical])
    np.testing.assert_allclose(found.to_neighbours[0, :, 0], others, rtol=1e-6)


def test_closure_is_over_what_leaves(layout: Layout) -> None:
    """P_tot 4, of which half stays in the emitter and a tenth is missing: 0.2 of what leaves."""
    shape = (1, 3, 1)
    shares = replace(
        Shares.filled(0.0, shape, 1, 1),
        purcell=np.full(shape, 4.0),
        air=np.full(shape, 0.4),
        absorbed=np.full((*shape, 1), 0.5),
    )
    assert open_of_leaving(shares, np.full(shape, 0.5)) == pytest.approx(0.2)
