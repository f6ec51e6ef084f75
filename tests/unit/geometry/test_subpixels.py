"""Three colours in one pixel: where they lie, which one emits, and that they fill the plane."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from geometry.aperture import aperture_outline
from geometry.device import Device, DeviceError, build_device
from geometry.lattice import HalfWidth, pixels_in_window, symmetry, unit_cell
from geometry.materials.library import MaterialLibrary
from geometry.measures import cell_area_um2
from geometry.shapes import owner
from geometry.solids import build_solids
from geometry.spec import ArraySpec, DeviceSpec
from sim.optics.grid.lateral_rule import lateral_rule

COLOURS = ("red", "green", "blue")
INDEX = {"red": 2.03, "green": 1.93, "blue": 1.85}
PEAK_NM = {"red": 688, "green": 520, "blue": 460}
LATTICES = ["rgb_stripe", "delta"]


def entry(emitting: str | None = "green", **changes: Any) -> dict[str, Any]:
    array: dict[str, Any] = {
        "lattice": "rgb_stripe",
        "pitch": "6 um",
        "aperture": {"shape": "circle", "width": "1.2 um"},
        "bank": {"material": {"n": 1.49}, "height": "80 nm", "coverage": "planar"},
        "subpixels": [
            {
                "name": name,
                "material": {"n": INDEX[name]},
                "emission": {"peak": f"{PEAK_NM[name]} nm"},
            }
            for name in COLOURS
        ],
    }
    return {
        "emitting": emitting,
        "substrate": {"material": {"n": 1.52}, "thickness": "0.7 mm"},
        "superstrate": {"material": {"n": 1.0}},
        "layers": [
            {"name": "anode", "material": {"n": 1.9}, "thickness": "150 nm"},
            {"name": "htl", "material": {"n": 1.7}, "thickness": "50 nm"},
            {"name": "emitter", "thickness": "30 nm", "emitter": True},
            {"name": "cathode", "material": {"n": 0.8, "k": 6.0}, "thickness": "100 nm"},
        ],
        "array": {**array, **changes},
    }


def built(written: dict[str, Any]) -> Device:
    return build_device(DeviceSpec.model_validate(written), MaterialLibrary({}))


def array_of(lattice: str) -> ArraySpec:
    array = DeviceSpec.model_validate(entry(lattice=lattice)).array
    assert array is not None
    return array


def part_at(device: Device, x: float, y: float) -> str:
    solids = build_solids(device, (8.0, 8.0))
    z = 0.5 * (device.emitter_below_um + device.emitter_above_um)
    return solids[int(owner(solids, np.array(x), np.array(y), np.array(z)))].part


@pytest.mark.parametrize(("lattice", "neighbours"), [("rgb_stripe", 2), ("delta", 6)])
def test_sub_pixels_are_evenly_spaced(lattice: str, neighbours: int) -> None:
    array = array_of(lattice)
    pixels = pixels_in_window(array, HalfWidth(20.0, 20.0), HalfWidth(0.0, 0.0))
    distance = np.sort([math.hypot(p.x_um, p.y_um) for p in pixels])
    assert distance[0] == 0.0
    np.testing.assert_allclose(distance[1 : neighbours + 1], array.neighbour_um, rtol=1e-12)
    assert distance[neighbours + 1] > 1.01 * array.neighbour_um
    # 40 um squared hold as many of each colour, to what the border cuts.
    counts = np.bincount([p.member for p in pixels])
    np.testing.assert_allclose(counts, 1600.0 / (3.0 * cell_area_um2(array)), rtol=0.15)


@pytest.mark.parametrize("lattice", LATTICES)
def test_the_cell_is_what_is_nearest(lattice: str) -> None:
    array = array_of(lattice)
    pixels = pixels_in_window(array, HalfWidth(15.0, 15.0), HalfWidth(0.0, 0.0))
    x, y = np.random.default_rng(0).uniform(-5.0, 5.0, (2, 4000))
    centres = np.array([(p.x_um, p.y_um) for p in pixels])
    distance = np.hypot(x[:, None] - centres[:, 0], y[:, None] - centres[:, 1])
    own = int(np.argmin(np.hypot(*centres.T)))
    np.testing.assert_array_equal(
        unit_cell(array).contains(x, y), np.argmin(distance, axis=1) == own
    )


@pytest.mark.parametrize("lattice", LATTICES)
def test_three_cells_are_one_pixel(lattice: str) -> None:
    array = array_of(lattice)
    corners = np.asarray(unit_cell(array).vertices_um)
    after = np.roll(corners, -1, axis=0)
    area = 0.5 * np.sum(corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1])
    assert cell_area_um2(array) == pytest.approx(area, rel=1e-12)
    pixel = 36.0 * (1.0 if lattice == "rgb_stripe" else math.sqrt(3.0) / 2.0)
    assert 3.0 * area == pytest.approx(pixel, rel=1e-12)


@pytest.mark.parametrize("emitting", COLOURS)
def test_the_named_sub_pixel_emits_at_the_origin(emitting: str) -> None:
    device = built(entry(emitting))
    turn = COLOURS.index(emitting)
    right, left = COLOURS[(turn + 1) % 3], COLOURS[(turn + 2) % 3]
    assert device.stack.emitter.material.n[0] == INDEX[emitting]
    assert device.emission.peak_um == pytest.approx(PEAK_NM[emitting] * 1e-3)
    assert part_at(device, 0.0, 0.0) == part_at(device, 6.0, 0.0) == "emitter"
    assert part_at(device, 2.0, 0.0) == f"emitter_{right}"
    assert part_at(device, -2.0, 0.0) == f"emitter_{left}"
    assert part_at(device, 1.0, 0.0) == "bank"


def test_every_colour_has_its_own_material_around_a_delta() -> None:
    device = built(entry("blue", lattice="delta"))
    found = {
        part_at(device, 6.0 / math.sqrt(3.0) * math.cos(a), 6.0 / math.sqrt(3.0) * math.sin(a))
        for a in np.radians([30.0, 90.0, 150.0, 210.0, 270.0, 330.0])
    }
    assert found == {"emitter_red", "emitter_green"}


def test_islands_of_three_colours() -> None:
    bank = {"material": {"n": 1.0}, "coverage": "conformal", "filled_by": "next_layers"}
    device = built(entry(bank=bank))
    assert part_at(device, 2.0, 0.0) == "emitter_blue"
    assert part_at(device, 1.0, 0.0) != "bank"


def test_neighbours_of_other_colours_leave_no_mirror() -> None:
    assert symmetry(array_of("rgb_stripe")).order == 1


@given(gap=st.floats(0.1, 1.9))
def test_a_gap_counts_between_sub_pixels(gap: float) -> None:
    written = entry(aperture={"shape": "circle"}, gap=f"{gap!r} um")
    array = DeviceSpec.model_validate(written).array
    assert array is not None
    assert array.aperture.width_um == pytest.approx(2.0 - gap, rel=1e-9)
    assert array.gap_um == pytest.approx(gap, rel=1e-9)


def test_what_the_device_writes_wins_over_the_sub_pixels_emission() -> None:
    spec = DeviceSpec.model_validate({**entry(), "emission": {"fwhm": "25 nm"}})
    assert (spec.emission.peak_um, spec.emission.fwhm_um) == pytest.approx((0.520, 0.025))


def test_one_of_several_stacked_emitters() -> None:
    written = {**entry("upper"), "array": None}
    written["layers"] = [
        {"name": "anode", "material": {"n": 1.9}, "thickness": "150 nm"},
        {"name": "lower", "material": {"n": 1.9}, "thickness": "30 nm", "emitter": True,
         "emission": {"peak": "460 nm"}},
        {"name": "middle", "material": {"n": 2.0}, "thickness": "150 nm"},
        {"name": "upper", "material": {"n": 2.1}, "thickness": "30 nm", "emitter": True,
         "emission": {"peak": "640 nm"}},
    ]  # fmt: skip
    device = built(written)
    assert device.stack.emitter.name == "upper"
    assert device.emission.peak_um == pytest.approx(0.640)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (entry("violet"), "'violet' names no sub-pixel; expected one of red, green, blue"),
        (entry(None), "None names no sub-pixel"),
        (entry(None, subpixels=[]), "rgb_stripe holds 3 subpixels; found 0"),
        (entry(lattice="square"), "square holds 0 subpixels; found 3"),
    ],
)
def test_colours_that_do_not_fit(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        DeviceSpec.model_validate(written)


def test_another_material_in_the_emitters_layer_is_refused() -> None:
    written = entry()
    written["layers"][2]["material"] = {"n": 1.5}
    with pytest.raises(ValidationError, match=r"'n': 1\.5.*'n': 1\.93"):
        DeviceSpec.model_validate(written)


def test_one_emitter_over_all_colours_is_refused() -> None:
    bank = {"material": {"n": 1.49}, "height": "80 nm", "coverage": "conformal"}
    with pytest.raises(DeviceError, match="one emitter over all sub-pixels"):
        built(entry(bank=bank))


def test_dipoles_lie_on_both_sides_where_neighbours_differ() -> None:
    aperture = {"shape": "rectangle", "width": "1.2 um", "length": "5 um"}
    array = DeviceSpec.model_validate(entry(aperture=aperture)).array
    assert array is not None
    outline = aperture_outline(array.aperture)
    for order in (1, 2, 4):
        rule = lateral_rule(array, outline, order)
        assert rule.weight.sum() == pytest.approx(1.0)
        assert rule.weight @ rule.x_um == pytest.approx(0.0, abs=1e-12)
        assert np.all(rule.y_um > 0.0)  # y = 0 stays a mirror plane
