"""Averages over what was solved: orientations that were not asked for do not count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.results.averages import (
    Averager,
    by_orientation,
    lee,
    light_error,
    positions_error,
    purcell,
    recycled_lee,
    recycling,
)
from sim.results.records import OpticalResult
from tests.unit.fake_cases import optical


def only(*asked: int, nodes: slice = slice(None)) -> OpticalResult:
    """A result without the other orientations at ``nodes``."""
    full = optical()
    missing = np.ones((4, 3, 1))
    for index in set(range(3)) - set(asked):
        missing[nodes, index] = 0.0
    shares = ("purcell", "air", "substrate", "lateral", "superstrate")
    kept = {name: getattr(full, name) * missing for name in shares}
    return replace(full, **kept, absorbed=full.absorbed * missing[..., None])


def test_all_orientations_have_their_weights() -> None:
    full = optical()
    weights = np.array([1.0, 1.0, 1.0]) / 3.0
    np.testing.assert_allclose(
        Averager(full).node_purcell, np.einsum("o,now->nw", weights, full.purcell)
    )


def test_one_orientation_stands_for_itself() -> None:
    full, found = optical(), only(0)
    np.testing.assert_allclose(Averager(found).node_purcell, full.purcell[:, 0])
    alone = by_orientation(full)["x"]
    assert purcell(found) == pytest.approx(alone.purcell)
    assert lee(found) == pytest.approx(alone.air, rel=0.01)
    assert by_orientation(found)["z"].purcell == 0.0


def test_an_orientation_without_weight_stands_for_itself() -> None:
    found = replace(only(2), horizontal_fraction=1.0)
    assert lee(found) == pytest.approx(by_orientation(optical())["z"].air, rel=0.01)


def test_an_orientation_that_some_positions_have() -> None:
    """y follows from x on the axis alone: its Purcell factor is that of the axis."""
    full, found = optical(), only(0, nodes=slice(1, None))
    assert by_orientation(found)["y"].purcell == pytest.approx(full.purcell[0, 1].mean())


def test_recycling_is_the_closed_form_of_the_mean_powers() -> None:
    """P = sum over positions, orientations and wavelengths; q P_air / (1 - q + q P_away)."""
    full = optical()
    assert full.lossy_air is not None
    assert full.away is not None
    weight = np.multiply.outer(np.multiply.outer(full.node_weight, [1 / 3] * 3), [0.5, 0.5])
    air, away = float((weight * full.lossy_air).sum()), float((weight * full.away).sum())
    mean = recycling(full, 0.9)
    assert mean is not None
    assert (mean.air, mean.away) == pytest.approx((air, away))
    assert mean.with_recycling == pytest.approx(0.9 * air / (0.1 + 0.9 * away))
    assert recycled_lee(full) == pytest.approx(0.97 * air / (0.03 + 0.97 * away))


def test_recycling_counts_only_orientations_that_were_solved() -> None:
    full, asked = optical(), only(0)
    mean = recycling(asked)
    assert full.away is not None
    assert mean is not None
    assert mean.away == pytest.approx(float((full.away[:, 0] @ full.spectral_weight).mean()))


def test_a_result_without_the_powers_has_no_recycling() -> None:
    old = replace(optical(), lossy_air=None)
    assert recycling(old) is None
    assert np.isnan(recycled_lee(old))


def test_the_error_of_light_is_the_larger_of_both() -> None:
    """EQE goes with light per exciton, which recycling makes less certain than extraction is."""
    known = replace(optical(), lee_error=0.002, recycling_errors={"corner": 0.03})
    recycled = (0.03 + positions_error(known)) / recycled_lee(known)
    assert recycled > 0.002 / lee(known)
    assert light_error(known) == pytest.approx(recycled)
    coarse = replace(known, lee_error=0.1)
    assert light_error(coarse) == pytest.approx(0.1 / lee(coarse))
    assert light_error(replace(known, away=None)) == pytest.approx(0.002 / lee(known))
