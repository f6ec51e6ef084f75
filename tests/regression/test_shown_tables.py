"""What `pencsim show` prints of a stored study at 80 columns holds every case, whole.

Numbers are compared with those of results/eqe_vs_ppi_coarse/eqe_vs_ppi.csv. Two decimals of a per
cent are printed and six digits stored: they agree within 0.005 + 0.0001.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import pencsim

FOLDER = Path(__file__).resolve().parents[2] / "results" / "eqe_vs_ppi_coarse"
ROUNDING = 0.0051
WITH_ERROR = re.compile(r"([\d.]+) ± ([\d.]+)")


@pytest.fixture(scope="module", params=[80, 120])
def lines(request: pytest.FixtureRequest) -> list[str]:
    ended = CliRunner().invoke(
        pencsim.app, ["show", str(FOLDER)], env={"COLUMNS": str(request.param)}
    )
    assert ended.exit_code == 0, ended.output
    found = ended.output.splitlines()
    assert max(len(line) for line in found) <= int(request.param)
    return found


def stored() -> list[dict[str, str]]:
    with (FOLDER / "eqe_vs_ppi.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_case_is_in_the_first_table(lines: list[str]) -> None:
    first = lines[: lines.index("42 pixels against density")]
    devices = [line for line in first if line.startswith("zhao2025_ref")]
    assert len(devices) == 42
    assert not any("…" in line or ".yaml" in line for line in first)
    printed = sorted(float(WITH_ERROR.findall(line)[0][0]) for line in devices)
    expected = sorted(100.0 * float(row["lee"]) for row in stored())
    np.testing.assert_allclose(printed, expected, rtol=0.0, atol=ROUNDING)


def test_every_pixel_is_in_the_second_table(lines: list[str]) -> None:
    second = lines[lines.index("42 pixels against density") :]
    series = [line for line in second if line.endswith(" %:")]
    assert len(series) == len({(row["technique"], row["colour"]) for row in stored()})
    pixels = [line for line in second if len(WITH_ERROR.findall(line)) == 2]
    printed = [
        [float(line.split()[0]), *(float(x) for pair in WITH_ERROR.findall(line) for x in pair)]
        for line in pixels
    ]
    names = ("lee", "lee_error", "eqe", "eqe_error")
    expected = [[float(r["ppi"]), *(100.0 * float(r[name]) for name in names)] for r in stored()]
    np.testing.assert_allclose(printed, expected, rtol=0.0, atol=ROUNDING)
