"""Powers of the absorbing emitter from shares of the power at the source."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.pixel_cases import pixel_device

from geometry.materials.library import constant_material
from sim.optics.film_on_grid.recycling import sheet_factor
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.methods.fdtd.away import away_powers
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
    shares = replace(
        Shares.filled(0.0, shape, 2, 1),
        purcell=np.full(shape, 4.0),
        air=np.full(shape, 0.1),
        substrate=np.full(shape, 0.05),
        lateral=np.full(shape, 0.2),
        absorbed=np.full((*shape, 2), 0.3),
    )
    found = away_powers(layout, shares, np.full(shape, 0.5))
    vertical = sheet_factor(INDEX)
    assert vertical > 1.0
    np.testing.assert_allclose(found.air[0, :, 0], 0.4 * np.array([1.0, 1.0, vertical]))
    np.testing.assert_allclose(found.away[0, :, 0], 1.8 * np.array([1.0, 1.0, vertical]))
