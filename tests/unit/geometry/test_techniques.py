"""Presets of the patterning techniques, and every shipped device as the solids it becomes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from geometry.assumed import marked_assumptions
from geometry.checks.assumed import assumed_issues
from geometry.device import build_device
from geometry.fill_in.technique import TechniqueName, load_technique
from geometry.lattice import half_width_for_rings
from geometry.materials.library import MaterialLibrary, load_library
from geometry.shapes import owner
from geometry.solids import build_solids
from geometry.spec import DeviceSpec
from geometry.units import pitch_from_ppi

CONFIGS = Path(__file__).parents[3] / "configs"
DEVICES = sorted((CONFIGS / "devices").glob("*.yaml"))
LAYERS = [
    {"name": "anode", "material": "ITO", "thickness": "150 nm"},
    {"name": "htl", "material": "PTAA", "thickness": "20 nm"},
    {"name": "emitter", "material": "CsPbBr3 NC film", "thickness": "30 nm", "emitter": True},
    {"name": "etl", "material": "TPBi", "thickness": "35 nm"},
    {"name": "cathode", "material": "Al", "thickness": "100 nm"},
]


@pytest.fixture(scope="module")
def library() -> MaterialLibrary:
    return load_library()


def read(entry: dict[str, Any]) -> DeviceSpec:
    """As the loader reads it: strict about kinds."""
    return DeviceSpec.model_validate_json(
        json.dumps(entry), strict=True, by_alias=True, by_name=False
    )


def read_file(path: Path) -> DeviceSpec:
    entry = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    if entry.get("array") == "none":
        entry["array"] = None
    return read(entry)


def with_technique(name: str, **changes: Any) -> DeviceSpec:
    return read({"technique": name, "layers": LAYERS, **changes})


@pytest.mark.parametrize("name", [item.value for item in TechniqueName])
def test_a_preset_alone_makes_a_device(name: str, library: MaterialLibrary) -> None:
    spec = with_technique(name)
    device = build_device(spec, library)
    preset = load_technique(TechniqueName(name))
    assert spec.array is not None
    low, high = preset.published.lowest.ppi, preset.published.highest.ppi
    assert pitch_from_ppi(high) <= spec.array.pitch <= pitch_from_ppi(low)
    marked = {a.path for a in device.assumptions}
    assert {f"device.array.{path}" for path in preset.assumed} <= marked
    window = half_width_for_rings(spec.array, 0)
    parts = {solid.part for solid in build_solids(device, (window.x_um, window.y_um))}
    assert {"anode", "htl", "emitter", "etl", "cathode"} <= parts


@pytest.mark.parametrize("name", [item.value for item in TechniqueName])
def test_a_resolved_device_reads_back_to_itself(name: str) -> None:
    spec = with_technique(name)
    resolved = spec.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert read(resolved) == spec


def test_what_is_written_wins() -> None:
    spec = with_technique(
        "laser_printing", array={"pitch": "6 um", "gap": "500 nm", "bank": {"height": "30 nm"}}
    )
    assert spec.array is not None
    assert spec.array.ppi is None
    assert spec.array.aperture.width_um == pytest.approx(5.5)
    assert "array.gap" not in spec.assumed
    assert spec.array.bank.material == "CsOx/PbOx"
    inkjet = with_technique("inkjet_printing", array={"pitch": "100 um", "gap": "30 um"})
    assert "array.gap" not in inkjet.assumed
    assert "array.bank.height" in inkjet.assumed
    spec = with_technique("laser_printing", array={"aperture": {"width": "3 um"}})
    assert spec.array is not None
    assert spec.array.gap_um == pytest.approx(25400 / 2000 - 3.0)


def test_a_technique_keeps_an_unpatterned_film_unpatterned() -> None:
    assert with_technique("laser_printing", array=None).array is None


def test_an_unknown_technique_is_refused() -> None:
    with pytest.raises(ValueError, match="inkjet_printing"):
        with_technique("stamping")


@pytest.mark.parametrize(
    ("array", "message"),
    [
        ({"ppi": 2000, "gap": "13 um"}, "13 um leaves nothing of a pitch of 12.7 um"),
        ({"ppi": 2000, "gap": "1 um", "aperture": {"width": "2 um"}}, "either gap or"),
        ({"ppi": 2000, "gap": "-1 um"}, "greater than or equal to 0"),
        ({"ppi": 2000, "gap": 1}, "no unit|expected a number"),
    ],
)
def test_gaps_that_are_none(array: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_technique("laser_printing", array=array)


def test_laser_printed_walls_make_no_topography(library: MaterialLibrary) -> None:
    device = build_device(with_technique("laser_printing"), library)
    solids = build_solids(device, (8.0, 8.0))
    names = [layer.name for layer in device.stack.layers]
    edges = device.stack.interfaces_um
    for x, expected in ((0.0, "emitter"), (6.35, "bank")):
        for index, name in enumerate(names):
            z = (edges[index] + edges[index + 1]) / 2.0
            part = solids[int(owner(solids, np.array(x), np.array(0.0), np.array(z)))].part
            assert part == (expected if name == "emitter" else name)


@pytest.mark.parametrize("mark", [
    {"layers.nothing.thickness": {"low": "1 nm", "high": "2 nm", "reason": "x"}},
    {"layers.htl.material": {"low": "1 nm", "high": "2 nm", "reason": "x"}},
    {"layers.htl.thickness": {"low": "thin", "high": "2 nm", "reason": "x"}},
    {"layers.htl.thickness": {"low": "3 nm", "high": "2 nm", "reason": "x"}},
])  # fmt: skip
def test_marks_that_lead_nowhere_are_refused(mark: dict[str, Any]) -> None:
    spec = read({"layers": LAYERS, "assumed": mark})
    assert [issue.path[:2] for issue in assumed_issues(spec)] == [("device", "assumed")]


def test_a_value_outside_its_marked_range_is_the_users_own() -> None:
    mark = {"layers.htl.thickness": {"low": "30 nm", "high": "40 nm", "reason": "x"}}
    assert marked_assumptions(read({"layers": LAYERS, "assumed": mark})) == ()


@pytest.mark.parametrize("path", DEVICES, ids=lambda path: path.stem)
def test_every_shipped_device_builds(path: Path, library: MaterialLibrary) -> None:
    spec = read_file(path)
    device = build_device(spec, library)
    in_range = {a.path for a in marked_assumptions(spec)}
    assert {f"device.{mark}" for mark in spec.assumed} == in_range
    peak_nm = 1e3 * spec.emission.peak_um
    assert all(np.isfinite(layer.material.index(peak_nm)) for layer in device.stack.layers)
    window = (1.0, 1.0)
    if spec.array is not None:
        half = half_width_for_rings(spec.array, 1)
        window = (half.x_um, half.y_um)
    solids = build_solids(device, window)
    middle = (device.emitter_below_um + device.emitter_above_um) / 2.0
    here = int(owner(solids, np.array(0.0), np.array(0.0), np.array(middle)))
    assert solids[here].part == device.stack.emitter.name


@pytest.mark.parametrize("path", [p for p in DEVICES if "zhao2025" in p.stem], ids=lambda p: p.stem)
def test_devices_of_the_review_hold_its_table(path: Path) -> None:
    """Peak and resolution agree with a row of the table, unless they are marked as assumed."""
    spec = read_file(path)
    assert spec.array is not None
    reference = int(path.stem.split("_")[1].removeprefix("ref"))
    color = path.stem.split("_")[2][0]
    rows = [row for row in _table() if (int(row["ref_number"]), row["color"]) == (reference, color)]
    assert rows
    matches = [row for row in rows if _agrees(spec, row)]
    assert matches, rows


def _agrees(spec: DeviceSpec, row: dict[str, str]) -> bool:
    assert spec.array is not None
    peak = row["peak_nm"] and float(row["peak_nm"]) == pytest.approx(1e3 * spec.emission.peak_um)
    if row["resolution_unit"] == "ppi":
        ppi = float(row["resolution_value"]) == pytest.approx(25400 / spec.array.pitch)
    elif row["resolution_unit"] == "um":
        ppi = float(row["resolution_value"]) == pytest.approx(spec.array.aperture.width_um)
    else:
        ppi = "array.ppi" in spec.assumed
    return bool(peak or "emission.peak" in spec.assumed) and bool(ppi)


def _table() -> list[dict[str, str]]:
    text = (Path(__file__).parent / "data" / "zhao2025_table1.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def test_every_row_of_the_table_has_its_device() -> None:
    """Rows of one reference and colour that differ in resolution alone are one device, swept."""
    shipped = {tuple(path.stem.split("_")[1:3]) for path in DEVICES if "zhao2025" in path.stem}
    words = {"r": "red", "g": "green", "b": "blue"}
    rows = {(f"ref{row['ref_number']}", words[row["color"]]) for row in _table()}
    assert shipped == rows
