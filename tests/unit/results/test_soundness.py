"""Results that physics forbids do not pass as ok, and have no averages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from unit.fake_cases import optical, pixel_case

from sim.results.averages import budget, by_orientation, crosstalk, lee, purcell, recycling
from sim.results.records import OpticalResult, Status
from sim.results.soundness import OPEN_SHARE, checked, checked_by_film
from sim.store.hdf5 import read_case, write_case


def changed(name: str, value: float, where: Any = ...) -> OpticalResult:
    """A sound result with one array changed."""
    result = optical()
    array = getattr(result, name).copy()
    array[where] = value
    return replace(result, **{name: array})


def test_sound_result_stays_as_it_is() -> None:
    result = optical()
    assert checked(result) is result


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    "name",
    ["purcell", "air", "substrate", "lateral", "superstrate", "absorbed", "reabsorbed"]
    + ["own_pixel_share", "far_field"],
)
def test_one_number_that_is_none(name: str, value: float) -> None:
    result = checked(changed(name, value, 0 if name != "far_field" else (0, 0, 0, 3, 3)))
    assert result.status is Status.INVALID
    assert "not finite" in result.warnings[-1]
    assert np.isnan([lee(result), purcell(result), crosstalk(result), budget(result).air]).all()
    assert np.isnan(by_orientation(result)["x"].air)


def test_error_that_is_no_number() -> None:
    assert checked(replace(optical(), lee_error=float("nan"))).status is Status.INVALID


@pytest.mark.parametrize("name", ["air", "substrate", "lateral", "absorbed", "reabsorbed"])
@pytest.mark.parametrize("value", [-0.5, 1.5])
def test_share_outside_0_to_1(name: str, value: float) -> None:
    result = checked(changed(name, value))
    assert result.status is Status.INVALID
    assert "outside 0 to 1" in result.warnings[-1]


def test_negative_share_within_the_error_is_kept() -> None:
    error = optical().lee_error
    assert checked(changed("air", -0.5 * error)).status is Status.OK
    assert checked(changed("air", -2.0 * error)).status is Status.INVALID
    assert checked(changed("lateral", -0.5 * OPEN_SHARE)).status is Status.OK


def test_negative_power() -> None:
    result = checked(changed("purcell", -0.01, (0, 0, 0)))
    assert result.status is Status.INVALID
    assert recycling(result) is None or np.isnan(recycling(result).air)  # type: ignore[union-attr]


@pytest.mark.parametrize(("crosstalk_share", "status"), [(0.3, "ok"), (-0.4, "invalid")])
def test_crosstalk(crosstalk_share: float, status: str) -> None:
    result = checked(changed("own_pixel_share", 1.0 - crosstalk_share))
    assert result.status.value == status


@pytest.mark.parametrize(
    ("distance_um", "factor", "status"),
    # 4 walls return at most 4 (pi^2 2 d / lambda)^-1/2 = 0.28 at 10 um, and errors 0.07 (2)
    [(10.0, 1.2, "ok"), (10.0, 1.5, "invalid"), (1.5, 1.5, "ok"), (1.5, 3.0, "invalid")]
    # nearer than a wavelength all is possible
    + [(0.1, 3.0, "ok")],
)
def test_power_far_from_walls(distance_um: float, factor: float, status: str) -> None:
    result = optical()
    result = replace(result, wall_distance_um=np.full(result.wall_distance_um.shape, distance_um))
    film = result.purcell / factor
    assert checked_by_film(result, film, 4).status.value == status
    assert checked_by_film(result, film, None) is result


def test_stored_numbers_are_checked_when_read(tmp_path: Path) -> None:
    """A file of a version that called it ok."""
    write_case(tmp_path / "case.h5", replace(pixel_case(), optics=changed("far_field", np.nan, 0)))
    assert read_case(tmp_path / "case.h5").status is Status.INVALID
