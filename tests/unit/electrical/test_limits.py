"""What lies outside of the models is said."""

from __future__ import annotations

import pytest
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import solve_electrical
from sim.electrical.spec import CompactSpec


def _warnings(width: str = "1.3 um", **entries: str) -> str:
    spec = CompactSpec.model_validate(entries)
    result = solve_electrical(device(round_pixel(width, "2.8 um")), spec, optics())
    return "\n".join(result.warnings)


@pytest.mark.parametrize(
    ("entries", "text"),
    [
        ({"temperature": "77 K"}, "only kT follows"),
        ({"width": "10 nm"}, "less than a nanocrystal"),
        ({"voltage_stop": "100 V", "series_resistance": "1e-5 ohm.m2"}, "W/cm2 into heat"),
        ({}, "only the pair of them is bounded"),
    ],
)
def test_limit_is_named(entries: dict[str, str], text: str) -> None:
    assert text in _warnings(**entries)


def test_usual_device_is_within_limits() -> None:
    given = {"sidewall_velocity": "0.5 m/s", "exciton_diffusivity": "0.15 cm2/s"}
    text = _warnings(**given)
    for part in ("only kT", "than a nanocrystal", "into heat", "only the pair"):
        assert part not in text


def test_reverse_bias_gives_no_light() -> None:
    spec = CompactSpec.model_validate({"voltage_start": "-2 V", "voltage_stop": "3 V"})
    result = solve_electrical(device(None), spec, optics())
    reverse = result.voltage_v < 0.0
    assert result.voltage_v[0] == -2.0
    assert 0.0 in result.voltage_v
    assert (result.current_density_a_m2[reverse] < 0.0).all()
    assert (result.luminance_cd_m2[reverse] == 0.0).all()
