"""What build_device settles: processes, liners, assumptions, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from geometry.device import DeviceError, build_device
from geometry.materials.library import MaterialLibrary, load_library
from geometry.materials.process import default_process
from geometry.spec import DeviceSpec, Process, Treatment

ARRAY = {
    "lattice": "hexagonal",
    "ppi": 9072,
    "aperture": {"shape": "circle", "width": "1.3 um"},
    "bank": {"material": {"n": 1.49}, "height": "100 nm"},
}


@pytest.fixture(scope="module")
def library() -> MaterialLibrary:
    return load_library()


def device_spec(**changes: Any) -> DeviceSpec:
    layers = [
        {"name": "anode", "material": {"n": 1.9}, "thickness": "150 nm"},
        {"name": "htl", "material": "PTAA", "thickness": "20 nm"},
        {"name": "emitter", "material": {"n": 1.95}, "thickness": "30 nm", "emitter": True},
        {"name": "etl", "material": "TPBi", "thickness": "35 nm"},
    ]
    return DeviceSpec.model_validate({"layers": layers, "array": ARRAY, **changes})


@pytest.mark.parametrize(("material", "process"), [
    ("PEDOT:PSS", Process.SOLUTION), ("PTAA", Process.SOLUTION),
    ("CsPbBr3 NC film", Process.SOLUTION), ("ZnO nanoparticle", Process.SOLUTION),
    ("TPBi", Process.EVAPORATED), ("LiF", Process.EVAPORATED), ("LiBr", Process.EVAPORATED),
    ("MoO3", Process.EVAPORATED), ("Al", Process.EVAPORATED), ("SiO2", None), ("ZnO", None),
])  # fmt: skip
def test_process_by_material(material: str, process: Process | None) -> None:
    assert default_process(material) is process


def test_layers_take_their_process(library: MaterialLibrary) -> None:
    device = build_device(device_spec(), library)
    assert [layer.process.value for layer in device.stack.layers[1:]] == [
        "solution", "solution", "evaporated",
    ]  # fmt: skip
    assert device.foot_um == pytest.approx(0.15)
    assert (device.emitter_below_um, device.emitter_above_um) == pytest.approx((0.17, 0.20))


def test_an_unknown_process_is_asked_for_only_where_it_matters(library: MaterialLibrary) -> None:
    layers = [*device_spec().model_dump(by_alias=True)["layers"]]
    layers.append({"name": "cover", "material": "SiO2", "thickness": "10 nm"})
    with pytest.raises(DeviceError, match="solution or evaporated") as caught:
        build_device(device_spec(layers=layers), library)
    assert caught.value.path == "device.layers.4.process"
    conformal = {**ARRAY, "bank": {**ARRAY["bank"], "coverage": "conformal"}}
    for array in (None, conformal):
        assert build_device(device_spec(layers=layers, array=array), library).stack.layers


@pytest.mark.parametrize("emitters", [0, 2])
def test_exactly_one_emitter(emitters: int, library: MaterialLibrary) -> None:
    layers = device_spec().model_dump(by_alias=True)["layers"]
    for index, layer in enumerate(layers):
        layer["emitter"] = index < emitters
    with pytest.raises(DeviceError, match="expected (exactly )?one"):
        build_device(device_spec(layers=layers), library)


def test_names_are_unique_and_known(library: MaterialLibrary) -> None:
    layers = device_spec().model_dump(by_alias=True)["layers"]
    layers[1]["name"] = "anode"
    with pytest.raises(DeviceError, match="layer name 'anode' is taken by layer 0 already"):
        build_device(device_spec(layers=layers), library)
    bank = {**ARRAY["bank"], "on": "hil"}
    with pytest.raises(
        DeviceError,
        match="'hil' is no layer below .*: anode, htl",
    ):
        build_device(device_spec(array={**ARRAY, "bank": bank}), library)


@pytest.mark.parametrize("treatment", ["oxide", "reflective", "absorbing"])
def test_a_liner_without_thickness_is_an_assumption(
    treatment: str, library: MaterialLibrary
) -> None:
    device = build_device(
        device_spec(array={**ARRAY, "sidewall": {"treatment": treatment}}), library
    )
    assert device.pixel is not None
    assert device.pixel.liner is not None
    assert device.pixel.liner.treatment is Treatment(treatment)
    assumed = [a for a in device.assumptions if a.path == "device.array.sidewall.thickness"]
    assert [a.value for a in assumed] == [device.pixel.liner.thickness_um]


def test_ligand_passivation_has_no_optical_liner(library: MaterialLibrary) -> None:
    sidewall: dict[str, Any] = {"treatment": "passivated"}
    device = build_device(device_spec(array={**ARRAY, "sidewall": sidewall}), library)
    assert device.pixel is not None
    assert device.pixel.liner is None
    sidewall["thickness"] = "5 nm"
    with pytest.raises(DeviceError, match="both material and thickness"):
        build_device(device_spec(array={**ARRAY, "sidewall": sidewall}), library)


def test_assumptions_of_materials_are_listed_once(library: MaterialLibrary) -> None:
    device = build_device(device_spec(), library)
    expected = library.get("PTAA").assumptions
    assert expected
    assert [a for a in device.assumptions if a in expected] == list(expected)
    assert len(set(device.assumptions)) == len(device.assumptions)
    assert build_device(device_spec(array=None), library).as_film().pixel is None
