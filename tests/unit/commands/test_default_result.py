"""Where a result goes: a value that was set does not land on the case without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.commands.shared import default_result


@pytest.mark.parametrize(
    ("overrides", "file"),
    [
        ((), "led.h5"),
        (("name=led",), "led.h5"),
        (("device.array.ppi=5000",), "led_ppi-5000.h5"),
        (("device.layers.etl.thickness=40 nm", "run.ranks=2"), "led_thickness-40nm_ranks-2.h5"),
        (("device.emission={peak: 460 nm}",), "led_emission-peak460nm.h5"),
    ],
)
def test_changes_are_in_the_name(overrides: tuple[str, ...], file: str) -> None:
    assert default_result("led", overrides) == Path("runs/led") / file


def test_long_changes_become_a_short_mark() -> None:
    long = [f"device.layers.{n}.thickness=40 nm" for n in range(9)]
    name = default_result("led", long).name
    assert len(name) == len("led_12345678.h5")
    assert name != default_result("led", [*long, "run.ranks=2"]).name
