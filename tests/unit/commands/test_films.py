"""``pencsim sclc`` and ``pencsim pl``: files, tables and exit statuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result
from unit.config_cases import CASE, write_case

import pencsim

SCLC = """\
schema: 1
name: electron_only
device:
  layers:
    - {name: anode, material: ITO, thickness: 150 nm}
    - {name: lower, material: TPBi, thickness: 35 nm}
    - {name: emitter, material: CsPbBr3 NC film, thickness: 26 nm, emitter: true}
    - {name: etl, material: TPBi, thickness: 35 nm}
    - {name: eil, material: LiF, thickness: 1 nm}
    - {name: cathode, material: Al, thickness: 100 nm}
electrical:
  model: drift_diffusion
  level_shift: -0.7 eV
  cells: 20
  traps: {density: 1e18 1/cm3, holds: electrons}
sclc:
  carrier: electrons
  voltage_low: 1 V
  voltage_high: 30 V
  points: 16
  published: {trap_filled_voltage: 1.12 V, trap_density: 2.55e18 1/cm3, source: made up}
"""


def invoke(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(
        pencsim.app, [str(argument) for argument in arguments], env={"COLUMNS": "140"}
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_sclc_writes_curve_table_and_figure(tmp_path: Path) -> None:
    result = invoke("sclc", write_case(tmp_path, SCLC), "--out", tmp_path / "out")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    for part in ("law of the stack", "as published", "does not reach the built-in voltage"):
        assert part in said
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"sclc.json", "sclc.csv", "sclc.png"}
    data = json.loads((tmp_path / "out" / "sclc.json").read_text())
    assert data["built_in_v"] == pytest.approx(1.8)
    assert data["read_back"]["film_alone_1_m3"] > 3.0 * data["density_1_m3"]
    assert data["density_1_m3"] < data["read_back"]["stack_1_m3"] < 2.0 * data["density_1_m3"]
    with (tmp_path / "out" / "sclc.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 16


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("carrier: electrons", "carrier: ions"), "sclc.carrier"),
        (("points: 16", "points: 16\n  voltage_low: 9 V"), "case.yaml:"),
        (("voltage_high: 30 V", "voltage_high: 0.5 V"), "must lie above voltage_low"),
        (("material: TPBi", "material: SiO2"), "has no electrical data"),
        (("sclc:\n", "sclc:\n  curve: 3\n"), "unknown key"),
    ],
)
def test_mistakes_are_bad_input(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    result = invoke("sclc", write_case(tmp_path, SCLC.replace(*change)), "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "case.yaml:" in result.stderr
    assert not (tmp_path / "out").exists()


def test_traps_of_the_other_carrier_are_named(tmp_path: Path) -> None:
    overrides = ["--set", "electrical.traps.holds=holes", "--set", "sclc.points=10"]
    result = invoke("sclc", write_case(tmp_path, SCLC), "--out", tmp_path / "out", *overrides)
    assert "hold holes in a device of electrons" in " ".join(result.stdout.split())


FILM = CASE.replace("optics:", "electrical: {model: compact, lifetime: 30 ns}\noptics:")
FACE = "electrical.interfaces.below.recombination_velocity=1 m/s"


def test_pl_writes_decays_and_figure(tmp_path: Path) -> None:
    """1 m/s at 30 nm takes 3.3e7 1/s: 30 ns fall to 15, and 97 % to 48.5 %."""
    out = tmp_path / "out"
    result = invoke("pl", write_case(tmp_path, FILM), "--out", out, "--set", FACE)
    assert result.exit_code == 0
    assert "on PTAA" in result.stdout
    assert {path.name for path in out.iterdir()} == {"pl.json", "pl.csv", "pl.png"}
    glass, layer, _ = json.loads((out / "pl.json").read_text())["films"]
    assert glass["lifetime_s"] == pytest.approx(30e-9)
    assert layer["lifetime_s"] == pytest.approx(15e-9, rel=0.01)
    assert layer["quantum_yield"] == pytest.approx(0.485, rel=0.01)
    assert layer["pulse"]["one_over_e_s"] == pytest.approx(15e-9, rel=0.01)


def test_traps_that_are_empty_shorten_the_decay(tmp_path: Path) -> None:
    """c N_t = 1e8 1/s beside 3.3e7 1/s: 7.5 ns; ten excitons per trap leave it near 30 ns."""
    traps = "{density: 1e16 1/cm3, capture: 1e-8 cm3/s}"
    lifetimes = []
    for excited in ("1e13 1/cm3", "1e18 1/cm3"):
        block = f"electrical.photoluminescence={{excited: {excited}, traps: {traps}}}"
        out = tmp_path / excited[:4]
        result = invoke("pl", write_case(tmp_path, FILM), "--out", out, "--set", block)
        assert result.exit_code == 0
        films = json.loads((out / "pl.json").read_text())["films"]
        lifetimes.append(films[0]["pulse"]["mean_s"])
    assert lifetimes[0] == pytest.approx(7.5e-9, rel=0.02)
    assert lifetimes[1] == pytest.approx(30e-9, rel=0.03)


def test_pl_needs_a_lifetime(tmp_path: Path) -> None:
    result = invoke("pl", write_case(tmp_path), "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "electrical: missing" in result.stderr
