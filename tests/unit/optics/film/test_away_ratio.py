"""Powers with an absorbing emitter by the film's ratio: a film gets its own, a pixel its film's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.optics.film.away_ratio import RATIO_ERROR, RATIO_WARNING, film_at_nodes, with_film_ratio
from sim.results.averages import lee, recycled_lee
from sim.results.records import OpticalResult
from tests.unit.fake_cases import optical


def bare(pixel: bool = True) -> OpticalResult:
    return replace(optical(pixel=pixel), lossy_air=None, away=None, recycling_errors={})


def film(**changes: np.ndarray) -> OpticalResult:
    return replace(optical(pixel=False), **changes)  # type: ignore[arg-type]


def test_a_film_gets_its_own_powers_back() -> None:
    found = with_film_ratio(bare(pixel=False), film())
    np.testing.assert_allclose(found.lossy_air, film().lossy_air)
    np.testing.assert_allclose(found.away, film().away)


def test_a_pixel_takes_the_ratio_its_error_and_its_warning() -> None:
    found = with_film_ratio(bare(), film())
    assert found.lossy_air is not None
    np.testing.assert_allclose(found.lossy_air, 0.85 * found.purcell * found.air)
    np.testing.assert_allclose(found.away, 0.8 * found.purcell)
    assert RATIO_WARNING in found.warnings
    scale = recycled_lee(found) / lee(found)
    assert found.recycling_errors["grid"] == pytest.approx(scale * found.error_parts["grid"])
    assert found.recycling_errors["recycling"] == pytest.approx(RATIO_ERROR * recycled_lee(found))


def test_a_transparent_emitter_needs_no_ratio() -> None:
    clear = film()
    clear = replace(clear, away=clear.purcell, lossy_air=clear.purcell * clear.air)
    found = with_film_ratio(bare(), clear)
    np.testing.assert_allclose(found.away, found.purcell)
    assert RATIO_WARNING not in found.warnings
    assert "recycling" not in found.recycling_errors


def test_heights_meet_their_own_film_or_the_mean_of_all() -> None:
    """Two heights each: every position takes its height's; three of the film: their mean."""
    node_um = np.array([[0.0, 0.0, 0.21], [0.3, 0.0, 0.21], [0.0, 0.0, 0.23]])
    shape = (3, 2)
    power = np.stack([np.full(shape, 1.0), np.full(shape, 3.0)])
    place = np.array([[0.0, 0.0, 0.211], [0.0, 0.0, 0.229]])
    two = film(
        purcell=power, air=0.1 * power, lossy_air=power, away=power,
        node_um=place, node_weight=np.array([0.25, 0.75]),
    )  # fmt: skip
    np.testing.assert_allclose(film_at_nodes(two, node_um).away[:, 0, 0], [1.0, 1.0, 3.0])
    one_height = film_at_nodes(two, node_um[:2])
    np.testing.assert_allclose(one_height.away[:, 0, 0], 0.25 * 1.0 + 0.75 * 3.0)


def test_a_film_of_an_older_version_is_refused() -> None:
    with pytest.raises(ValueError, match="older version"):
        with_film_ratio(bare(), film(away=None))  # type: ignore[arg-type]
