"""What `pencsim show` prints of a stored study at 80 columns is whole.

Numbers are compared with those of results/eqe_vs_ppi/eqe_vs_ppi.csv. Two decimals of a per
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

FOLDER = Path(__file__).resolve().parents[2] / "results" / "eqe_vs_ppi"
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


def test_the_first_table_holds_as_many_cases_as_it_says(lines: list[str]) -> None:
    first = lines[: lines.index("70 pixels against density")]
    assert "the first 60 of 70; all in table.csv" in first
    devices = [line for line in first if line.startswith("zhao2025_re")]
    assert len(devices) == 60
    assert not any("…" in line or ".yaml" in line for line in first)
    printed = np.array([float(WITH_ERROR.findall(line)[0][0]) for line in devices])
    expected = np.array([100.0 * float(row["lee"]) for row in stored()])
    assert np.abs(printed[:, None] - expected).min(axis=1).max() < ROUNDING


def test_every_pixel_is_in_the_second_table(lines: list[str]) -> None:
    second = lines[lines.index("70 pixels against density") :]
    series = [line for line in second if line.endswith(" %:")]
    assert len(series) == len({(row["technique"], row["colour"]) for row in stored()})
    pixels = [line for line in second if len(WITH_ERROR.findall(line)) == 3]
    printed = [
        [float(line.split()[0]), *(float(x) for pair in WITH_ERROR.findall(line) for x in pair)]
        for line in pixels
    ]
    names = ("lee", "lee_error", "eqe", "eqe_error", "crosstalk", "crosstalk_error")
    expected = [[float(r["ppi"]), *(100.0 * float(r[name]) for name in names)] for r in stored()]
    found = np.abs(np.array(printed) - expected)
    assert found[:, :5].max() < ROUNDING
    assert found[:, 5:].max() < 10.0 * ROUNDING  # crosstalk has one decimal
