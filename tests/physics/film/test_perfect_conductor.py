"""A perfect conductor is the limit of a metal of large k, and nothing behind it is seen.

A metal reflects all but 4 n / (n^2 + k^2) along the normal and delays the phase by 2 / k, so that
k = 2e4 leaves LEE and F within 1e-3 of the conductor's. Light that the film guides has nowhere to
go with the conductor; the metal takes the same light in the end.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import write_case

from geometry.device import build_device
from geometry.materials.material import PERFECT_CONDUCTOR
from sim.config.errors import ConfigError
from sim.config.loader import load_study, shipped_library
from sim.optics.methods.planar.case import planar_powers
from sim.results.averages import Budget, budget, lee, purcell
from sim.results.records import Status

FILM = """\
schema: 1
name: mirror
device:
  substrate: {material: {n: 1.5}}
  layers:
    - {name: low, material: {n: 1.7}, thickness: 60 nm}
    - {name: emitter, material: {n: 1.9}, thickness: 40 nm, emitter: true}
    - {name: cap, material: {n: 1.7}, thickness: 50 nm}
    - {name: mirror, material: MIRROR, thickness: 100 nm}
    - {name: over, material: OVER, thickness: 20 nm}
  emission: {peak: 520 nm}
optics: {method: planar, wavelengths: 1}
"""


def solved(
    folder: Path, mirror: str, over: str = "Ag", *overrides: str
) -> tuple[float, float, Budget]:
    """LEE, Purcell factor and budget."""
    path = write_case(folder, FILM.replace("MIRROR", mirror).replace("OVER", over))
    study = load_study(path, overrides)
    result = planar_powers(build_device(study.device, shipped_library()), study.optics)
    assert result.status is Status.OK
    return lee(result), purcell(result), budget(result)


def test_limit_of_large_k(tmp_path: Path) -> None:
    light, power, parts = solved(tmp_path, "perfect conductor")
    metal_light, metal_power, metal_parts = solved(tmp_path, "{n: 0.5, k: 20000}")
    assert metal_light == pytest.approx(light, rel=1e-3)
    assert metal_power == pytest.approx(power, rel=1e-3)
    assert metal_parts.absorbed["mirror"] == pytest.approx(parts.lateral, rel=1e-3)
    assert parts.absorbed["mirror"] == parts.superstrate == 0.0
    assert abs(parts.closure_error) < 1e-9


def test_what_lies_behind_is_not_seen(tmp_path: Path) -> None:
    first = solved(tmp_path, "perfect conductor", "Ag")
    assert solved(tmp_path, "perfect conductor", "{n: 2.5}") == first


def test_conductor_on_the_exit_side(tmp_path: Path) -> None:
    swapped = ["device.layers.low.material=perfect conductor", "device.layers.mirror.material=air"]
    light, power, parts = solved(tmp_path, "Ag", "air", *swapped)
    assert light == parts.substrate == parts.absorbed["low"] == 0.0
    assert power > 0.0
    assert parts.superstrate > 0.0
    up = solved(tmp_path, "Ag", "air", *swapped, "device.exit=superstrate")
    assert up[0] > 0.0
    assert up[1] == pytest.approx(power, rel=1e-9)


def test_grids_refuse_what_they_cannot_step(tmp_path: Path) -> None:
    text = FILM.replace("MIRROR", "{n: 0.5, k: 60}").replace("OVER", "air")
    with pytest.raises(ConfigError, match="nearly a perfect conductor"):
        load_study(write_case(tmp_path, text), ["optics.method=fdtd"])


def test_grids_take_the_conductor_where_light_can_leave(tmp_path: Path) -> None:
    path = write_case(tmp_path, FILM.replace("MIRROR", "perfect conductor").replace("OVER", "air"))
    assert load_study(path, ["optics.method=fdtd"]).device.layers[3].material == PERFECT_CONDUCTOR
    below = ["optics.method=fdtd", "device.layers.low.material=perfect conductor"]
    with pytest.raises(ConfigError, match="lets no light out"):
        load_study(path, below)
