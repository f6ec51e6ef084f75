"""Islands, coffee rings, rough walls, residues and black matrices on the bank, point by point."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.coffee_ring import RimStep, coffee_ring_steps, levelled
from geometry.coverage import device_top_um, emitter_outline
from geometry.device import Device, DeviceError, build_device
from geometry.lattice import symmetry
from geometry.materials.library import MaterialLibrary, load_library
from geometry.roughness import rough_displacement_um
from geometry.shapes import Circle, RoughOutline, owner
from geometry.solids import build_solids
from geometry.spec import DeviceSpec

LAYERS = [
    {"name": "anode", "material": {"n": 1.9}, "thickness": "150 nm"},
    {"name": "htl", "material": "PTAA", "thickness": "20 nm"},
    {"name": "emitter", "material": {"n": 1.95}, "thickness": "30 nm", "emitter": True},
    {"name": "etl", "material": "TPBi", "thickness": "35 nm"},
    {"name": "cathode", "material": "Al", "thickness": "100 nm"},
]
HTL_TOP, EMITTER_TOP = 0.17, 0.20


@pytest.fixture(scope="module")
def library() -> MaterialLibrary:
    return load_library()


def make(library: MaterialLibrary, bank: dict[str, Any], **array: Any) -> Device:
    entry = {
        "lattice": "square",
        "pitch": "4 um",
        "aperture": {"shape": "circle", "width": "2 um"},
        "bank": {"height": "100 nm", **bank},
        **array,
    }
    return build_device(DeviceSpec.model_validate({"layers": LAYERS, "array": entry}), library)


def part_at(device: Device, x: float, z: float, y: float = 0.0) -> str:
    solids = build_solids(device, (4.5, 4.5))
    return solids[int(owner(solids, np.array(x), np.array(y), np.array(z)))].part


ISLAND = {"filled_by": "next_layers", "on": "htl", "height": "30 nm"}


def test_conformal_films_step_down_into_the_gap(library: MaterialLibrary) -> None:
    device = make(library, {**ISLAND, "coverage": "conformal"})
    for x in (0.999, 4.0 - 0.999):
        assert part_at(device, x, HTL_TOP + 0.001) == "emitter"
        assert part_at(device, x, EMITTER_TOP + 0.001) == "etl"
        assert part_at(device, x, EMITTER_TOP + 0.036) == "cathode"
        assert part_at(device, x, EMITTER_TOP + 0.134) == "cathode"
        assert part_at(device, x, EMITTER_TOP + 0.136) == "superstrate"
    assert part_at(device, 2.0, HTL_TOP - 0.001) == "htl"
    assert part_at(device, 2.0, HTL_TOP + 0.034) == "etl"
    assert part_at(device, 2.0, HTL_TOP + 0.036) == "cathode"
    assert part_at(device, 2.0, HTL_TOP + 0.134) == "cathode"
    assert part_at(device, 2.0, HTL_TOP + 0.136) == "superstrate"
    assert device_top_um(device) == pytest.approx(EMITTER_TOP + 0.135)


def test_films_on_an_islands_wall(library: MaterialLibrary) -> None:
    device = make(library, {**ISLAND, "coverage": "conformal", "step_coverage": 1.0})
    z = EMITTER_TOP + 0.02  # above the island, beside it inside the films
    assert part_at(device, 0.999, z) == "etl"
    assert part_at(device, 1.034, z) == "etl"
    assert part_at(device, 1.036, z) == "cathode"
    assert part_at(device, 1.036, HTL_TOP + 0.001) == "etl"  # the film on the gap's floor
    assert part_at(device, 1.134, EMITTER_TOP + 0.134) == "cathode"
    assert part_at(device, 1.136, EMITTER_TOP + 0.134) == "superstrate"


def test_planar_films_level_the_gap(library: MaterialLibrary) -> None:
    device = make(library, {**ISLAND, "coverage": "planar"})
    assert part_at(device, 2.0, HTL_TOP + 0.001) == "etl"
    assert part_at(device, 2.0, EMITTER_TOP + 0.034) == "etl"
    for x in (0.0, 2.0):
        assert part_at(device, x, EMITTER_TOP + 0.036) == "cathode"
        assert part_at(device, x, EMITTER_TOP + 0.136) == "superstrate"


def test_an_islands_liner_lies_outside_the_emitter(library: MaterialLibrary) -> None:
    sidewall = {"treatment": "oxide", "material": "Al2O3", "thickness": "20 nm"}
    device = make(library, {**ISLAND, "coverage": "conformal"}, sidewall=sidewall)
    assert part_at(device, 0.999, HTL_TOP + 0.001) == "emitter"
    assert part_at(device, 1.001, HTL_TOP + 0.001) == "wall"
    assert part_at(device, 1.019, EMITTER_TOP - 0.001) == "wall"
    assert part_at(device, 1.021, HTL_TOP + 0.001) == "etl"
    outline = emitter_outline(device)
    assert isinstance(outline, Circle)
    assert outline.radius_um == pytest.approx(1.0)


@given(height=st.floats(0.001, 0.1), width=st.floats(0.05, 5.0), steps=st.integers(1, 10))
def test_steps_hold_the_volume_of_the_profile(height: float, width: float, steps: int) -> None:
    """Per length of a straight wall, int_0^w H cos^2(pi d / 2w) dd = H w / 2."""
    rim = coffee_ring_steps(height, width, steps)
    volume = sum(
        step.rise_um * (following.inset_um - step.inset_um)
        for step, following in zip(rim, rim[1:], strict=False)
    )
    assert volume == pytest.approx(height * width / 2.0, rel=1e-9)
    assert rim[0].inset_um == 0.0
    assert rim[-1] == RimStep(pytest.approx(width), 0.0)


def test_a_liquid_film_buries_a_lower_rim() -> None:
    rim = coffee_ring_steps(0.03, 1.0, 3)
    assert levelled(rim, 0.05) == (RimStep(0.0, 0.0),)
    left = levelled(rim, 0.01)
    assert [step.rise_um for step in left] == pytest.approx([0.015, 0.005, 0.0])


def test_the_ring_stands_at_the_wall_and_lifts_what_follows(library: MaterialLibrary) -> None:
    ring = {"height": "30 nm", "width": "400 nm", "steps": 3}
    bank = {"height": "200 nm", "coverage": "filling"}
    device = make(library, bank, coffee_ring=ring)
    assert part_at(device, 0.999, EMITTER_TOP + 0.024) == "emitter"
    assert part_at(device, 0.999, EMITTER_TOP + 0.026) == "etl"
    assert part_at(device, 0.599, EMITTER_TOP + 0.001) == "etl"
    assert part_at(device, 0.0, EMITTER_TOP + 0.034) == "etl"
    assert part_at(device, 0.0, EMITTER_TOP + 0.036) == "cathode"
    assert part_at(device, 0.999, EMITTER_TOP + 0.059) == "etl"
    assert part_at(device, 0.999, EMITTER_TOP + 0.061) == "cathode"
    assert part_at(device, 1.001, EMITTER_TOP - 0.001) == "bank"


@pytest.mark.parametrize("seed", range(3))
def test_roughness_has_its_rms_and_no_mean(seed: int) -> None:
    wall = rough_displacement_um(20.0, 0.03, 0.2, (seed, 0, -1))
    assert np.mean(wall) == pytest.approx(0.0, abs=1e-12)
    assert np.sqrt(np.mean(wall**2)) == pytest.approx(0.03, rel=1e-12)
    assert np.array_equal(wall, rough_displacement_um(20.0, 0.03, 0.2, (seed, 0, -1)))
    assert not np.allclose(wall, rough_displacement_um(20.0, 0.03, 0.2, (seed, 0, 1)))


def test_roughness_is_correlated_as_stated() -> None:
    """Autocorrelation exp(-(s/xi)^2), less its mean over the perimeter (mode 0 is left out)."""
    perimeter, xi, count = 20.0, 0.5, 200
    walls = [rough_displacement_um(perimeter, 1.0, xi, (seed,)) for seed in range(count)]
    power = np.mean([np.abs(np.fft.rfft(wall)) ** 2 for wall in walls], axis=0)
    found = np.fft.irfft(power)
    found /= found[0]
    distance = np.arange(found.size) * perimeter / found.size
    expected = np.exp(-((distance / xi) ** 2)) - math.sqrt(math.pi) * xi / perimeter
    expected /= expected[0]
    near = distance < 3.0 * xi
    # 200 walls of 40 correlation lengths each: a relative scatter of 1/sqrt(8000) = 1.1 %; three
    # times that.
    assert np.max(np.abs(found - expected)[near]) < 0.034


def test_a_wall_shorter_than_its_correlation_stays_rough() -> None:
    wall = rough_displacement_um(1.0, 0.01, 50.0, (4,))
    assert np.sqrt(np.mean(wall**2)) == pytest.approx(0.01)


@pytest.mark.parametrize("shape", ["circle", "square", "hexagon"])
def test_a_rough_pixel_is_drawn_as_its_polygon_says(shape: str, library: MaterialLibrary) -> None:
    rough = {"rms": "40 nm", "correlation_length": "300 nm", "seed": 7}
    device = make(library, {"coverage": "filling"}, sidewall={"roughness": rough},
                  aperture={"shape": shape, "width": "2 um"})  # fmt: skip
    assert symmetry(device.patterned_array).order == 1
    solids = build_solids(device, (1.0, 1.0))
    well = next(s for s in solids if s.part == "emitter" and s.outline is not None)
    assert isinstance(well.outline, RoughOutline)
    corners = np.asarray(well.outline.vertices_um)
    for scale, inside in ((0.999, True), (1.001, False)):
        x, y = (scale * corners).T
        assert np.all(well.outline.contains(x, y) == inside)


def test_neighbours_are_rough_in_their_own_way(library: MaterialLibrary) -> None:
    rough = {"rms": "40 nm", "correlation_length": "300 nm"}
    device = make(library, {"coverage": "filling"}, sidewall={"roughness": rough})
    solids = build_solids(device, (4.5, 1.0))
    walls = [s.outline.displacement_um for s in solids
             if s.part == "emitter" and isinstance(s.outline, RoughOutline)]  # fmt: skip
    assert len(walls) == len(set(walls)) > 1


@pytest.mark.parametrize("coverage", ["filling", "conformal", "planar"])
def test_residue_lies_under_the_layers_in_the_well(coverage: str, library: MaterialLibrary) -> None:
    device = make(library, {"coverage": coverage}, residue={"thickness": "5 nm"})
    assert part_at(device, 0.0, 0.154) == "residue"
    assert part_at(device, 0.0, 0.156) == "htl"
    assert part_at(device, 2.0, 0.154) == "bank"
    assert device.emitter_below_um == pytest.approx(HTL_TOP + 0.005)
    solids = build_solids(device, (2.0, 2.0))
    z = np.linspace(0.155, device_top_um(device), 200)
    on_bank = owner(solids, np.array(2.0), np.array(0.0), z)
    assert "residue" not in {solids[i].part for i in on_bank}


def test_black_matrix_on_the_bank(library: MaterialLibrary) -> None:
    matrix = {"thickness": "50 nm", "opening": "2.4 um", "position": "bank"}
    device = make(library, {"coverage": "filling"}, black_matrix=matrix)
    top = 0.15 + 0.1
    assert part_at(device, 1.201, top + 0.001) == "black_matrix"
    assert part_at(device, 2.0, top + 0.049) == "black_matrix"
    assert part_at(device, 1.199, top + 0.049) == "bank"
    assert part_at(device, 2.0, top + 0.051) == "etl"
    assert part_at(device, 2.0, top - 0.001) == "bank"
    assert part_at(device, 2.0, -0.01) == "substrate"


@pytest.mark.parametrize(
    ("bank", "array", "path", "numbers"),
    [
        ({}, {"sidewall": {"roughness": {"rms": "400 nm"}}}, "roughness.rms", "400 nm.*2 um"),
        ({}, {"coffee_ring": {"height": "60 nm", "width": "9 nm"}}, "height", "60 nm.*100 nm"),
        ({"height": "1 um"}, {"coffee_ring": {"height": "9 nm", "width": "1.1 um"}}, "width",
         "1.1 um.*2 um"),
        ({"on": "emitter"}, {"coffee_ring": {"height": "9 nm"}}, "bank.on", "no layer below"),
        ({**ISLAND}, {"coffee_ring": {"height": "9 nm"}}, "coffee_ring", "material"),
        ({"filled_by": "next_layers", "on": "emitter"}, {}, "bank.on", "no layer below"),
        ({}, {"black_matrix": {"thickness": "1 mm", "opening": "3 um"}}, "thickness",
         "1 mm.*0.7 mm"),
        ({}, {"black_matrix": {"thickness": "9 nm", "opening": "1 um", "position": "bank"}},
         "opening", "1 um.*2 um"),
        ({}, {"pitch": "1.5 um"}, "aperture.width", "2 um.*1.5 um"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_both_numbers(
    bank: dict[str, Any], array: dict[str, Any], path: str, numbers: str, library: MaterialLibrary
) -> None:
    with pytest.raises(DeviceError, match=numbers) as caught:
        make(library, bank, **array)
    assert caught.value.path.endswith(path)


@pytest.mark.parametrize("bank", [
    {"coverage": "filling"}, {"coverage": "conformal", "step_coverage": 0.5},
    {"coverage": "planar"}, {**ISLAND, "coverage": "conformal"},
])  # fmt: skip
def test_no_solid_is_thinner_than_an_atom(bank: dict[str, Any], library: MaterialLibrary) -> None:
    """Sums of thicknesses differ in their last digit; that makes no film and no step."""
    device = make(library, bank)
    thin = replace(device.stack.layers[3], thickness_um=0.0)
    layers = (*device.stack.layers[:3], thin, *device.stack.layers[4:])
    merged = replace(device, stack=replace(device.stack, layers=layers))
    for case in (device, merged):
        solids = build_solids(case, (4.5, 4.5))
        heights = [s.z_max_um - s.z_min_um for s in solids]
        assert min(heights) > 1e-4
    assert "etl" not in {s.part for s in solids}
