"""A film's zone at the price of its middle: factors that give LEE and Purcell factor of many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.film_on_grid.bias import exact_power, film_stack
from sim.optics.film_on_grid.zone import FILM_HEIGHTS, film_numerics, zone_factors
from sim.optics.methods.planar.case import planar_optics
from sim.results.averages import lee, orientation_weights
from sim.study import Study


@pytest.fixture
def study(project_root: Path) -> Study:
    return load_study(project_root / "configs/quickstart.yaml", ["optics.wavelengths=1"])


def test_the_middle_times_the_factors_is_the_zone(study: Study) -> None:
    film = build_device(study.device, shipped_library()).as_film()
    wavelength = film.emission.peak_um
    stack = film_stack(film, wavelength)
    middle = exact_power(stack, 0.5 * film.stack.emitter.thickness_um, wavelength)
    factors = zone_factors(film, 1, wavelength)
    x, y, z = orientation_weights(film.emission.horizontal_fraction)
    power = np.array([x + y, z]) * middle.purcell * factors.purcell
    zone = planar_optics(film, film_numerics(study.optics))
    found = float((power * middle.air * factors.air).sum() / power.sum())
    assert abs(lee(zone) - float(middle.air.max())) > 0.01
    # The emitter's own loss is left out in one and put into the modes' paths in the other.
    assert found == pytest.approx(lee(zone), rel=1e-4)
    mean = float((zone.purcell[..., 0] @ np.array([x, y, z])) @ zone.node_weight)
    assert float(power.sum()) == pytest.approx(mean, rel=1e-4)


def test_enough_heights_need_no_factors(study: Study) -> None:
    film = build_device(study.device, shipped_library()).as_film()
    found = zone_factors(film, FILM_HEIGHTS, film.emission.peak_um)
    assert np.all(found.purcell == 1.0)
    assert np.all(found.air == 1.0)


def test_a_film_that_sends_nothing_to_a_side(project_root: Path) -> None:
    """Both lossless and opaque below: nothing of it enters the substrate."""
    study = load_study(
        project_root / "configs/quickstart.yaml",
        ["device=configs/devices/top_emitting_green.yaml", "optics.wavelengths=1"],
    )
    film = build_device(study.device, shipped_library()).as_film()
    found = zone_factors(film, 1, film.emission.peak_um)
    for factor in (found.purcell, found.air, found.substrate):
        assert np.all(np.isfinite(factor))
