"""``pencsim area`` and ``pencsim lifetime``: tables, JSON, pictures, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import pencsim

FILM = Path(__file__).parents[3] / "configs" / "zhang2025_otf3.yaml"


def invoke(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(
        pencsim.app, [str(argument) for argument in arguments], env={"COLUMNS": "140"}
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("film") / "film.h5"
    study = pencsim.load(FILM, optics__wavelengths=1, optics__dipoles__vertical=1)
    pencsim.run(study, target)
    return target


def test_area_of_two_widths(solved: Path) -> None:
    arguments = ("--current", "10 mA/cm2", "--width", "1 mm", "--width", "2 mm", "--json")
    result = invoke("area", solved, *arguments)
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    narrow, wide = data["rows"]
    assert wide["capacitance_f"] == pytest.approx(4.0 * narrow["capacitance_f"])
    assert wide["drop_v"] == pytest.approx(4.0 * narrow["drop_v"], rel=0.05)
    assert wide["rise_k"] == pytest.approx(2.0 * narrow["rise_k"], rel=0.05)
    assert 1e3 * data["capacitance"]["well"] == pytest.approx(0.395, rel=0.01)
    assert "0 to 90 %" in invoke("area", solved).stdout


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("--current", "10"), "--current: found '10'", 2),
        (("--current", "900 A/cm2"), "is not in the case", 1),
        (("--feed", "corner"), "--feed: found 'corner'", 2),
        (("--conductivity", "0"), "--conductivity", 2),
        (("--width", "-1 mm"), "--width", 2),
    ],
)
def test_area_refuses(solved: Path, arguments: tuple[str, str], said: str, code: int) -> None:
    result = invoke("area", solved, *arguments)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr


def test_lifetime_of_the_device_paper(tmp_path: Path) -> None:
    arguments = ("--t50", "131.87 h", "--at", "100 cd/m2", "--to", "1000 cd/m2")
    result = invoke("lifetime", *arguments, "--json", "--out", tmp_path)
    assert result.exit_code == 0
    times = json.loads(result.stdout)["lifetimes"][1]["times_h"]
    assert times["0.5"] == pytest.approx(2.345, abs=1e-3)
    assert times["0.95"] == pytest.approx(0.0740006 * 2.345, rel=1e-3)
    assert (tmp_path / "lifetime.png").is_file()
    assert "beta = 1" in invoke("lifetime", *arguments).stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--t95", "200 h"), "--t95: a decay"),
        (("--exponent", "0"), "--exponent"),
        (("--to", "1000"), "--to: found '1000'"),
    ],
)
def test_lifetime_refuses(more: tuple[str, str], said: str) -> None:
    result = invoke("lifetime", "--t50", "131.87 h", "--at", "100 cd/m2", *more)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
