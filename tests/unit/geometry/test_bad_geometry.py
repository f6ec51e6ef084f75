"""Geometry that cannot be ends the command with status 2 and the two lengths that conflict."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner
from unit.config_cases import write_case

from pencsim import app


@pytest.mark.parametrize("command", ["validate", "run"])
@pytest.mark.parametrize(
    ("overrides", "numbers"),
    [
        (["device.array.aperture.width=3 um"], ("3 um", "2.8 um")),
        (
            ["device.array.aperture={shape: hexagon, width: 2.9 um}"],
            ("2.9 um", "2.8 um"),
        ),
        (
            ["device.array.bank.height=800 nm", "device.array.bank.sidewall_angle=135 deg"],
            ("800 nm", "1.3 um"),
        ),
        (
            ["device.array.bank.height=800 nm", "device.array.bank.sidewall_angle=45 deg"],
            ("1.3 um", "2.8 um"),
        ),
        (
            ["device.substrate.thickness=0.2 um", "device.array.black_matrix.thickness=300 nm"],
            ("300 nm", "200 nm"),
        ),
        (["device.array.aperture={shape: circle}", "device.array.gap=-1 um"], ("-1 um", "0")),
        (["device.array.aperture={shape: circle}", "device.array.gap=3 um"], ("3 um", "2.8 um")),
        (["device.array.sidewall.roughness={rms: 400 nm}"], ("400 nm", "1.5 um")),
        (
            ["device.array.sidewall={treatment: reflective, thickness: 5 nm}"],
            ("5 nm", "25 nm"),
        ),
        (
            ["device.array.sidewall={treatment: reflective, spacer: {thickness: 700 nm}}"],
            ("700 nm", "1.3 um"),
        ),
        (["device.array.bank.height=50 nm", "optics.vertical_cell=25 nm",
          "device.layers.emitter.thickness=10 nm"], ("10 nm", "25 nm")),
    ],
)  # fmt: skip
def test_two_numbers_and_status_2(
    tmp_path: Path, command: str, overrides: list[str], numbers: tuple[str, str]
) -> None:
    arguments = [part for text in overrides for part in ("--set", text)]
    ended = CliRunner().invoke(app, [command, str(write_case(tmp_path)), *arguments])
    assert ended.exit_code == 2
    assert "Traceback" not in ended.output
    for number in numbers:
        assert number in ended.output
