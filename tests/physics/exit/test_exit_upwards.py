"""A film turned upside down, emitting upwards, is the film itself.

Maxwell's equations do not know which way is up: mirror z -> -z, and what the substrate took the
superstrate takes. LEE, far field, Purcell factors and every share must be those of the original,
with substrate and superstrate exchanged, with and without passes summed, under plates outside, and
for an emission zone that leans to one face. Both are the same integrals: tolerance 1e-9.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.fdtd_cases import COARSE, LED, TRANSPARENT, Film, device

from geometry.device import Device
from geometry.exit import DeviceExit, Encapsulation
from geometry.materials.library import constant_material
from geometry.spec import EmissionSpec, ExitSide
from sim.optics.methods.planar.case import planar_optics
from sim.results.averages import lee
from sim.study import Glass

PLATES = {
    "bare": None,
    "plate": Encapsulation(constant_material("resin", 1.8), 0.1, False, False),
    "gap": Encapsulation(constant_material("cover", 1.5), 0.0, True, False),
    "lens": Encapsulation(constant_material("lens", 1.7), 0.0, False, True),
}


def emission(toward: str) -> EmissionSpec:
    zone = {"toward": toward, "decay": "10 nm"}
    return EmissionSpec.model_validate({"peak": "520 nm", "zone": zone})


def both_ways(films: tuple[Film, ...], plate: Encapsulation | None) -> tuple[Device, Device]:
    down = replace(
        device(films, None, 1.52, 1.0),
        emission=emission("superstrate"),
        exit=DeviceExit(ExitSide.SUBSTRATE, plate),
    )
    up = replace(
        device(films[::-1], None, 1.0, 1.52),
        emission=emission("substrate"),
        exit=DeviceExit(ExitSide.SUPERSTRATE, plate),
    )
    return down, up


@pytest.mark.parametrize("glass", list(Glass))
@pytest.mark.parametrize("plate", list(PLATES))
@pytest.mark.parametrize("films", [LED, TRANSPARENT], ids=["led", "transparent"])
def test_mirror_image(films: tuple[Film, ...], plate: str, glass: Glass) -> None:
    optics = COARSE.optics.model_copy(update={"glass": glass})
    down, up = (planar_optics(d, optics) for d in both_ways(films, PLATES[plate]))
    close = {"rtol": 0.0, "atol": 1e-9}
    assert lee(up) == pytest.approx(lee(down), abs=1e-9)
    np.testing.assert_allclose(up.purcell, down.purcell, **close)
    np.testing.assert_allclose(up.substrate, down.superstrate, **close)
    np.testing.assert_allclose(up.superstrate, down.substrate, **close)
    order = [up.absorbing_parts.index(part) for part in down.absorbing_parts]
    np.testing.assert_allclose(up.absorbed[..., order], down.absorbed, **close)
    np.testing.assert_allclose(up.far_field, down.far_field, rtol=0.0, atol=1e-8)
    assert np.abs(up.closure_error).max() < 1e-6


def test_exit_upwards_leaves_the_other_side_as_it_is() -> None:
    """The same transparent film seen from either side: total power and absorption are its own."""
    film = device(TRANSPARENT)
    down, up = (
        planar_optics(replace(film, exit=DeviceExit(side)), COARSE.optics) for side in ExitSide
    )
    np.testing.assert_allclose(up.purcell, down.purcell, rtol=1e-9)
    np.testing.assert_allclose(up.absorbed, down.absorbed, atol=1e-8)
    np.testing.assert_allclose(up.air + up.superstrate, down.superstrate, atol=1e-8)
    np.testing.assert_allclose(up.substrate, down.air + down.substrate, atol=1e-8)
    # Air over the film: nothing is trapped in it.
    np.testing.assert_allclose(up.superstrate, 0.0, atol=1e-12)
