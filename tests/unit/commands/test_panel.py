"""``pencsim panel``, and what ``show`` and ``figures`` make of its result."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from typer.testing import CliRunner, Result

import pencsim
from postprocess.figures.analysis.image_file import write_grey
from postprocess.figures.case_figures import case_figures
from sim.analysis.panel.images import PATTERNS, fitted, pattern
from sim.analysis.panel.of_case import FROM_FILE
from sim.store.hdf5 import read_case
from sim.store.panel import read_panel

DEVICE = Path(__file__).parents[3] / "configs" / "devices" / "zhang2025_active_matrix.yaml"
PANEL = f"""\
schema: 1
name: little
device: {DEVICE}
optics: {{method: planar, wavelengths: 1}}
electrical: {{model: compact}}
panel:
  rows: 6
  columns: 9
  image: mine.png
  luminance: 200 cd/m2
  steps_per_decade: 5
  shared_layer: {{conductivity: 1e-3 S/cm}}
  cover: {{thickness: 0.3 mm}}
  gamut: {{ppi: [100, 3000], luminances_cd_m2: [100], filters: {{thickness: 2 um}}}}
"""


def invoke(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(
        pencsim.app, [str(argument) for argument in arguments], env={"COLUMNS": "140"}
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The panel's folder, and what the command said."""
    folder = tmp_path_factory.mktemp("panel")
    (folder / "little.yaml").write_text(PANEL)
    write_grey(folder / "mine.png", np.linspace(0.0, 1.0, 54).reshape(6, 9))
    study = pencsim.load(folder / "little.yaml")
    pencsim.run(study, folder / "little.h5")
    return folder, invoke(
        *("panel", folder / "little.yaml", "--result", folder / "little.h5"),
        *("--out", folder / "panel", "--netlist"),
    )


def test_files_and_tables(shown: tuple[Path, Result]) -> None:
    folder, result = shown
    assert result.exit_code == 0, result.stderr
    names = {path.name for path in (folder / "panel").iterdir()}
    pictures = {"panel.png", "grey.png", "pixel.png", "gamut.png", "seen.png"}
    assert names == pictures | {"panel.h5", "pixel.cir"}
    for part in ("9 x 6 pixels", "charging at 100", "share of Rec. 2020", "ngspice"):
        assert part in result.stdout
    panel = read_panel(folder / "panel" / "panel.h5")
    greys = np.linspace(0, 1, 54).reshape(6, 9)
    np.testing.assert_allclose(panel.image, greys, atol=0.008)  # two of 256 greys
    assert panel.seen_cd_m2.shape == (6, 9)
    with h5py.File(folder / "panel" / "panel.h5") as file:
        assert file["emitted_cd_m2"].attrs["units"] == "cd m-2"


def test_show_and_figures(shown: tuple[Path, Result]) -> None:
    stored = shown[0] / "panel" / "panel.h5"
    assert "9 x 6 pixels" in invoke("show", stored).stdout
    data = json.loads(invoke("show", stored, "--json").stdout)
    assert data["pixels"] == [6, 9]
    assert data["gamut"]["rec2020_by_light"][1] < data["gamut"]["rec2020_by_light"][0]
    drawn = invoke("figures", stored, "--out", shown[0] / "drawn")
    assert len(drawn.stdout.split()) == 4
    # A folder's cases are shown without its panel.
    assert invoke("show", shown[0]).exit_code == 0


def test_run_keeps_the_panel(shown: tuple[Path, Result]) -> None:
    """In the case's file, by show, among the figures; a picture from a file is left to panel."""
    folder, stored = shown[0], shown[0] / "ramp.h5"
    change = ("--set", "panel.image=ramp")
    result = invoke("run", folder / "little.yaml", *change, "--out", stored)
    assert result.exit_code == 0, result.stderr
    assert "9 x 6 pixels" in result.stdout
    case = read_case(stored)
    assert case.panel is not None
    assert case.panel.image.shape == (6, 9)
    assert case.panel.assumptions
    said = json.loads(invoke("show", stored, "--json").stdout)
    assert said["panel"]["panel_line_time_us"] == pytest.approx(1e6 / 360)
    assert "panel.circuit.drive.mobility" in {entry["path"] for entry in said["assumptions"]}
    assert {"panel", "panel_grey", "panel_gamut"} <= set(case_figures(case))
    # The same panel is not computed twice; another one is, on the same light and currents.
    same = invoke(
        "panel", folder / "little.yaml", *change, "--result", stored, "--out", folder / "ramp"
    )
    assert same.exit_code == 0, same.stderr
    from_file = read_case(folder / "little.h5")
    assert from_file.panel is None
    assert FROM_FILE in from_file.warnings


def test_run_keeps_light_and_currents_of_an_impossible_panel(shown: tuple[Path, Result]) -> None:
    folder, stored = shown[0], shown[0] / "bright.h5"
    changes = ("--set", "panel.image=ramp", "--set", "panel.luminance=1e7 cd/m2")
    result = invoke("run", folder / "little.yaml", *changes, "--out", stored)
    assert result.exit_code == 3, result.stderr
    case = read_case(stored)
    assert case.panel is None
    assert case.electrical is not None
    assert case.panel_refusal is not None
    assert case.panel_refusal.startswith("panel.luminance")
    assert case.panel_refusal in case.warnings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("device.array=none", "the case is a film"),
        ("electrical=none", "the case has no currents"),
    ],
)
def test_run_refuses(shown: tuple[Path, Result], change: str, said: str) -> None:
    result = invoke("validate", shown[0] / "little.yaml", "--set", change)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("change", "said", "code"),
    [
        ("panel.optical_crosstalk=case", "no light over other pixels", 1),
        ("panel.image=none.png", "no such file", 2),
        ("panel=none", "panel: missing", 2),
        ("panel.luminance=1e7 cd/m2", "fill factor", 1),
        ("panel.rows=0", "panel.rows", 2),
        ("panel.circuit.storage=1", "panel.circuit.storage", 2),
        ("panel.circuit={kind: 3t1c, backplane: ltps}", "n-type", 2),
    ],
)
def test_refusals(shown: tuple[Path, Result], change: str, said: str, code: int) -> None:
    folder = shown[0]
    result = invoke(
        *("panel", folder / "little.yaml", "--result", folder / "little.h5"),
        *("--out", folder / "refused", "--set", change),
    )
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr


def test_patterns() -> None:
    for name in PATTERNS:
        picture = pattern(name, 12, 16)
        assert picture.shape == (12, 16)
        assert 0.0 <= picture.min() <= picture.max() == 1.0
    with pytest.raises(ValueError, match="no pattern"):
        pattern("cat", 2, 2)
    np.testing.assert_allclose(fitted(pattern("checker", 16, 16), 8, 8), pattern("checker", 8, 8))
    assert fitted(np.eye(3), 7, 5).mean() == pytest.approx(1.0 / 3.0)
