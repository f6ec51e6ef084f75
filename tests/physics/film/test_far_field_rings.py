"""The rings of a thick cavity are resolved, and hold the light that the powers say.

A layer of index n and thickness d between two mirrors has rings where 2 n d cos(theta') grows by a
wavelength: 2 d n / lambda of them, some tens to hundreds, each as narrow as the mirrors are good.
On 61 x 61 direction cosines, 1/30 apart, they are noise. The integral over the stored angles is the
light to the observer, which is an integral of its own, within 3e-3: three times the deviation from
straight lines at which refinement stops. Halving every interval moves no point by more than that.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import write_case

from geometry.device import Device, build_device
from postprocess.case.radiation import angular_profile
from sim.config.loader import load_study, shipped_library
from sim.optics.film.rings import refined, ring_means
from sim.optics.methods.planar.case import planar_optics, planar_powers
from sim.results.far_field import far_field_warnings, light_by_direction, normal_factor
from sim.results.records import OpticalResult
from sim.study import Glass, OpticsSpec

FILM = """\
schema: 1
name: rings
device:
  substrate: {material: {n: 1.5}}
  layers:
    - {name: half, material: Ag, thickness: 20 nm}
    - {name: spacer, material: {n: 1.7}, thickness: SPACER}
    - {name: emitter, material: {n: 1.9}, thickness: 40 nm, emitter: true}
    - {name: cap, material: {n: 1.7}, thickness: 50 nm}
    - {name: back, material: Ag, thickness: 100 nm}
  emission: {peak: 520 nm}
optics: {method: planar, wavelengths: 1}
"""
HELD = 3e-3


def film(folder: Path, spacer: str, *overrides: str) -> tuple[Device, OpticsSpec]:
    study = load_study(write_case(folder, FILM.replace("SPACER", spacer)), overrides)
    return build_device(study.device, shipped_library()), study.optics


def without_rings(result: OpticalResult) -> OpticalResult:
    return OpticalResult(**{**vars(result), "ring_deg": None, "rings": None})


@pytest.mark.parametrize("spacer", ["60 nm", "2 um", "20 um"])
def test_rings_hold_the_light(tmp_path: Path, spacer: str) -> None:
    result = planar_optics(*film(tmp_path, spacer))
    assert light_by_direction(result) == pytest.approx(1.0, abs=HELD)
    assert far_field_warnings(result) == ()
    assert angular_profile(result).total == pytest.approx(angular_profile(result).air, rel=HELD)
    if spacer == "20 um":
        # the grid of cosines misses them, and says so
        assert len(far_field_warnings(without_rings(result))) == 1


def test_refinement_stops_where_lines_hold(tmp_path: Path) -> None:
    device, _ = film(tmp_path, "2 um")

    def means(theta_deg: np.ndarray) -> np.ndarray:
        return ring_means(device, 0.02, 0.52, Glass.SINGLE_PASS, theta_deg)

    angles, values = refined(means)
    assert 46 < angles.size < 4000
    middle = 0.5 * (angles[1:] + angles[:-1])
    line = 0.5 * (values[:, 1:] + values[:, :-1])
    assert np.abs(means(middle) - line).max() < HELD * values.max()


@pytest.mark.parametrize("exit_side", ["substrate", "superstrate"])
def test_luminance_and_far_field_share_their_normal(tmp_path: Path, exit_side: str) -> None:
    swap = ["device.layers.back.thickness=20 nm", f"device.exit={exit_side}"]
    device, optics = film(tmp_path, "150 nm", *swap)
    result = planar_optics(device, optics)
    factor = normal_factor(result)
    assert factor is not None
    assert np.pi * factor == pytest.approx(angular_profile(result).lambertian_ratio, rel=1e-6)
    assert normal_factor(planar_powers(device, optics)) == pytest.approx(factor, rel=1e-9)


def test_error_of_the_normal_covers_more_heights_and_wavelengths(tmp_path: Path) -> None:
    few = planar_optics(*film(tmp_path, "150 nm"))
    more = ["optics.dipoles.vertical=4", "optics.wavelengths=7"]
    best = planar_powers(*film(tmp_path, "150 nm", *more))
    value, exact = normal_factor(few), normal_factor(best)
    assert value is not None
    assert exact is not None
    assert few.normal_error is not None
    assert abs(value / exact - 1.0) <= few.normal_error
    assert 0.0 < few.normal_error < 0.5
