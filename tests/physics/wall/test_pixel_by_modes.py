"""Claim: a pixel solved from its wall's modes keeps energy; stripes and small round pixels have no
error by corners.

What is emitted is summed over wavevectors on a bent path, what arrives over others on the real
axis: the open share is the error of both quadratures, 1e-3 with half of the usual wavevectors. All
shares lie in [0, 1], light that an image shows over neighbours included. Between the two walls of a
stripe round trips are exact (test_stripe), so that "corner" is no error of it. Of a small round
pixel nothing is left of the wall's rule: LEE is the film's and what the whole wall changes of it
over the band (test_round_well), to rounding. Wider ones are solved so where the rule's error is
above the tolerance that is asked for.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.edge_cases import numerics, pixel

from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.methods.edge_modes.case import edge_modes_optics
from sim.optics.methods.edge_modes.small_round import (
    OF_THE_RULE,
    SHAPE_ERROR,
    LeeChange,
    RoundPixel,
    round_pixel,
)
from sim.optics.methods.planar.case import planar_optics
from sim.optics.wall_modes.lines import LineCells
from sim.optics.wall_modes.wavevectors import WallRule
from sim.progress import SilentReporter
from sim.results.averages import budget, crosstalk, lee
from sim.results.records import Status

COARSE = WallRule(LineCells().times(2.0), along=16, light_along=6, glass=6, mode=4, beyond=4)

COARSEST = WallRule(LineCells().times(3.0), along=6, light_along=4, glass=4, mode=2, beyond=2)


def test_a_stripe_by_its_walls_modes_keeps_energy() -> None:
    device = pixel(4.0, "stripe")
    film = planar_optics(device.as_film(), film_numerics(numerics()))
    result = edge_modes_optics(device, numerics(), SilentReporter(), film, COARSE)
    assert result.status is Status.OK
    assert abs(budget(result).closure_error) < 1e-3
    for share in (result.air, result.own_pixel_share):
        assert np.all((share >= 0.0) & (share <= 1.0))
    assert result.error_parts["corner"] == 0.0
    assert 0.0 < result.lee_error < 0.02 * lee(result)
    assert abs(lee(result) - lee(film)) > result.error_parts["cells"]
    assert 1e-3 < crosstalk(result) < 0.1


def test_a_small_round_pixel_is_its_film_and_its_whole_wall(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = LeeChange(0.0123, 0.0007, 0.02)
    monkeypatch.setattr("sim.optics.methods.edge_modes.case.round_change_of_lee", lambda *_: change)
    device = pixel(0.6, "circle")
    assert round_pixel(device) == RoundPixel(pytest.approx(0.3), 0.0)
    # as much wall per area, and its own error
    assert round_pixel(pixel(0.6)) == RoundPixel(pytest.approx(0.3), SHAPE_ERROR)
    assert round_pixel(pixel(12.2)) is round_pixel(pixel(0.6, "stripe")) is None
    film = planar_optics(device.as_film(), film_numerics(numerics()))
    result = edge_modes_optics(device, numerics(), SilentReporter(), film, COARSEST)
    assert lee(result) == pytest.approx(lee(film) + change.value, abs=1e-9)
    assert result.error_parts["cells"] == change.error
    assert {result.error_parts[name] for name in OF_THE_RULE} == {0.0}


def test_a_wider_round_pixel_is_solved_whole_where_the_rule_misses_the_tolerance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = LeeChange(0.0123, 0.0, 0.02)
    monkeypatch.setattr("sim.optics.methods.edge_modes.case.round_change_of_lee", lambda *_: change)
    device = pixel(6.0, "circle")
    film = planar_optics(device.as_film(), film_numerics(numerics()))
    for is_whole, tolerance in ((True, 1e-6), (False, 0.5)):
        asked = numerics().model_copy(update={"tolerance": tolerance})
        result = edge_modes_optics(device, asked, SilentReporter(), film, COARSEST)
        assert (result.error_parts["distance_rule"] == 0.0) is is_whole
        assert (lee(result) == pytest.approx(lee(film) + change.value, abs=1e-9)) is is_whole
