"""Issues of a device: all of them for a loader, the first for build_device, each rule once."""

from __future__ import annotations

from typing import Any

import pytest

from geometry.checks import device_issues, dotted, exit_issues, material_refs
from geometry.device import DeviceError, assemble_device, build_device
from geometry.materials.library import load_library
from geometry.spec import DeviceSpec
from geometry.wells import well_issues

LAYERS = [
    {"name": "anode", "material": "ITO", "thickness": "150 nm"},
    {"name": "htl", "material": "PTAA", "thickness": "20 nm"},
    {"name": "emitter", "material": {"n": 1.95}, "thickness": "30 nm", "emitter": True},
    {"name": "etl", "material": "TPBi", "thickness": "35 nm"},
    {"name": "cathode", "material": "Al", "thickness": "100 nm"},
]


def device(**array: Any) -> DeviceSpec:
    entry = {
        "lattice": "square",
        "pitch": "4 um",
        "aperture": {"shape": "circle", "width": "2 um"},
        "bank": {"height": "100 nm"},
        **array,
    }
    return DeviceSpec.model_validate({"layers": LAYERS, "array": entry})


def paths(spec: DeviceSpec) -> list[str]:
    return [dotted(issue.path) for issue in device_issues(spec)]


def test_every_broken_rule_is_shown_and_the_first_one_raised() -> None:
    spec = device(
        bank={"height": "40 nm"},
        sidewall={"treatment": "oxide", "thickness": "1 um"},
        coffee_ring={"height": "9 nm", "width": "1.1 um"},
        black_matrix={"thickness": "1 mm", "opening": "5 um"},
    )
    assert paths(spec) == [
        "device.array.bank.height",
        "device.array.sidewall.thickness",
        "device.array.coffee_ring.width",
        "device.array.coffee_ring.height",
        "device.array.black_matrix.opening",
        "device.array.black_matrix.thickness",
    ]
    with pytest.raises(DeviceError, match="lower than the solution layers") as caught:
        build_device(spec, load_library())
    assert caught.value.path == "device.array.bank.height"


@pytest.mark.parametrize(
    ("array", "path"),
    [
        ({"aperture": {"shape": "circle", "width": "4 um"}}, "aperture.width"),
        ({"bank": {"height": "30 nm", "filled_by": "next_layers", "on": "etl"}}, "bank.on"),
        ({"sidewall": {"thickness": "5 nm"}}, "sidewall.treatment"),
        ({"sidewall": {"spacer": {"thickness": "5 nm"}}}, "sidewall.spacer"),
        ({"black_matrix": {"thickness": "1 mm", "opening": "3 um"}}, "black_matrix.thickness"),
    ],
)
def test_a_rule_is_broken_once(array: dict[str, Any], path: str) -> None:
    assert paths(device(**array)) == [f"device.array.{path}"]


def test_a_layer_may_not_be_called_as_the_residue() -> None:
    layers = [*LAYERS[:3], {**LAYERS[3], "name": "residue"}]
    array = device(residue={"thickness": "5 nm"}).model_dump(by_alias=True)["array"]
    spec = DeviceSpec.model_validate({"layers": layers, "array": array})
    assert paths(spec) == ["device.layers.3.name"]


def test_what_shows_with_materials_only() -> None:
    library = load_library()
    opaque = DeviceSpec.model_validate({"layers": LAYERS, "exit": "superstrate"})
    built = assemble_device(opaque, library)
    issues = exit_issues(built.stack, built.exit, built.emission.peak_um)
    assert [dotted(issue.path) for issue in issues] == ["device.exit"]
    assert list(well_issues(assemble_device(device(), library))) == []
    closing = device(sidewall={"treatment": "oxide", "thickness": "950 nm"},
                     bank={"height": "100 nm", "step_coverage": 1.0})  # fmt: skip
    assert paths(closing) == []
    assert [dotted(i.path) for i in well_issues(assemble_device(closing, library))] == [
        "device.array"
    ]


def test_named_materials_are_found_where_they_are_written() -> None:
    spec = device(residue={"thickness": "0 nm"}, sidewall={"treatment": "oxide"})
    named = {dotted(path): ref for path, ref in material_refs(spec) if isinstance(ref, str)}
    assert named == {
        "device.substrate.material": "glass",
        "device.layers.0.material": "ITO",
        "device.layers.1.material": "PTAA",
        "device.layers.3.material": "TPBi",
        "device.layers.4.material": "Al",
        "device.superstrate.material": "air",
        "device.array.bank.material": "PMMA",
    }
