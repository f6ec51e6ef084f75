"""Who owns which point: named points, closed-form volumes and mirror planes for every coverage."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geometry.aperture import aperture_outline
from geometry.coverage import device_top_um, emitter_outline, top_surface
from geometry.device import Device
from geometry.lattice import half_width_for_rings
from geometry.shapes import Circle, Polygon, owner
from geometry.solids import build_solids
from tests.unit.pixel_cases import (
    ANODE_UM,
    CATHODE_UM,
    EMITTER_UM,
    ETL_UM,
    HTL_UM,
    STACK,
    pixel_device,
)

COVERAGES = ["conformal", "filling", "planar"]
SHAPES = [
    ("hexagonal", {"shape": "circle", "width": "1.3 um"}),
    ("hexagonal", {"shape": "hexagon", "width": "1.5 um"}),
    ("square", {"shape": "square", "width": "1.3 um"}),
    ("square", {"shape": "rectangle", "width": "1.3 um", "length": "2 um"}),
    ("stripe", {"shape": "stripe", "width": "1.3 um"}),
]


def part_at(device: Device, x: float, y: float, z: float, half_um: float = 3.0) -> str:
    solids = build_solids(device, (half_um, half_um))
    return solids[int(owner(solids, np.array(x), np.array(y), np.array(z)))].part


def column(device: Device, x: float, y: float = 0.0) -> list[tuple[str, float]]:
    """Parts from below the substrate's face up, with their thicknesses (rounded to 0.01 nm)."""
    solids = build_solids(device, (3.0, 3.0))
    cuts = {z for s in solids for z in (s.z_min_um, s.z_max_um) if math.isfinite(z)}
    heights = np.array(sorted(cuts))
    middles = np.concatenate(
        [[heights[0] - 1], (heights[1:] + heights[:-1]) / 2, [heights[-1] + 1]]
    )
    parts = [solids[i].part for i in owner(solids, np.array(x), np.array(y), middles)]
    thick = np.concatenate([[0.0], np.diff(heights), [0.0]])
    result: list[tuple[str, float]] = []
    for part, size in zip(parts, thick, strict=True):
        if result and result[-1][0] == part:
            result[-1] = (part, result[-1][1] + float(size))
        else:
            result.append((part, float(size)))
    return [(part, round(size, 5)) for part, size in result]


IN_WELL = [
    ("substrate", 0.0), ("anode", ANODE_UM), ("htl", HTL_UM), ("emitter", EMITTER_UM),
    ("etl", ETL_UM), ("cathode", CATHODE_UM),
]  # fmt: skip


@pytest.mark.parametrize("coverage", COVERAGES)
def test_the_well_holds_the_whole_stack(coverage: str) -> None:
    found = column(pixel_device(bank={"coverage": coverage}), 0.0)
    assert [entry for entry in found if entry[0] != "superstrate"] == IN_WELL
    assert found[-1][0] == "superstrate"


def test_film_is_the_stack_without_bank() -> None:
    film = pixel_device().as_film()
    found = column(film, 0.7)
    assert found == [*IN_WELL, ("superstrate", 0.0)]


def test_conformal_layers_keep_their_thickness_on_the_bank() -> None:
    found = column(pixel_device(bank={"coverage": "conformal"}), 1.4)
    assert found == [
        ("substrate", 0.0), ("anode", ANODE_UM), ("bank", 0.1), ("htl", HTL_UM),
        ("emitter", EMITTER_UM), ("etl", ETL_UM), ("cathode", CATHODE_UM), ("superstrate", 0.0),
    ]  # fmt: skip


def test_filling_leaves_solution_layers_off_the_bank() -> None:
    found = column(pixel_device(bank={"coverage": "filling"}), 1.4)
    assert found == [
        ("substrate", 0.0), ("anode", ANODE_UM), ("bank", 0.1),
        ("etl", ETL_UM), ("cathode", CATHODE_UM), ("superstrate", 0.0),
    ]  # fmt: skip


def test_planar_bank_ends_with_the_emitter() -> None:
    device = pixel_device(bank={"coverage": "planar", "height": "250 nm"})
    assert column(device, 1.4) == [
        ("substrate", 0.0), ("anode", ANODE_UM), ("bank", HTL_UM + EMITTER_UM),
        ("etl", ETL_UM), ("cathode", CATHODE_UM), ("superstrate", 0.0),
    ]  # fmt: skip
    assert device_top_um(device) == pytest.approx(STACK.thickness_um)


def test_what_does_not_fit_into_a_shallow_well_levels_out() -> None:
    device = pixel_device(bank={"coverage": "filling", "height": "20 nm"})
    assert column(device, 1.4) == [
        ("substrate", 0.0), ("anode", ANODE_UM), ("bank", 0.02), ("htl", 0.04),
        ("emitter", EMITTER_UM), ("etl", ETL_UM), ("cathode", CATHODE_UM), ("superstrate", 0.0),
    ]  # fmt: skip


def test_bank_stands_where_it_is_told() -> None:
    device = pixel_device(bank={"coverage": "conformal", "on": "htl"})
    assert column(device, 1.4)[:4] == [
        ("substrate", 0.0), ("anode", ANODE_UM), ("htl", HTL_UM), ("bank", 0.1),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="'nothing'"):
        build_solids(pixel_device(bank={"on": "nothing"}), (1.0, 1.0))


def test_step_coverage_lines_the_wall_layer_by_layer() -> None:
    device = pixel_device(bank={"coverage": "conformal", "step_coverage": 0.5})
    # At the height of the bank's top the wall is met from the bank inwards.
    z = ANODE_UM + 0.0999 + HTL_UM
    assert part_at(device, 0.651, 0.0, z) == "htl"  # on the bank's edge, last film below its top
    assert part_at(device, 0.65 - 0.5 * HTL_UM + 0.001, 0.0, z) == "htl"
    assert part_at(device, 0.65 - 0.5 * HTL_UM - 0.001, 0.0, z) == "emitter"
    inset = 0.5 * (HTL_UM + EMITTER_UM + ETL_UM + CATHODE_UM)
    assert top_surface(device).inset_um == pytest.approx(inset)


def test_liner_covers_the_wall_from_foot_to_top() -> None:
    device = pixel_device(liner_um=0.02, bank={"coverage": "filling"})
    for z in (ANODE_UM + 0.001, ANODE_UM + 0.099):
        assert part_at(device, 0.651, 0.0, z) == "bank"
        assert part_at(device, 0.649, 0.0, z) == "wall"
        assert part_at(device, 0.631, 0.0, z) == "wall"
        assert part_at(device, 0.629, 0.0, z) != "wall"
    assert part_at(device, 0.64, 0.0, ANODE_UM + 0.101) == "etl"


def test_sloped_bank_opens_upwards_from_the_stated_width() -> None:
    device = pixel_device(bank={"coverage": "filling", "height": "300 nm",
                                "sidewall_angle": "60 deg"})  # fmt: skip
    run = 1.0 / math.tan(math.radians(60.0))
    for z in (0.01, 0.15, 0.29):
        edge = 0.65 + run * z
        assert part_at(device, edge + 0.001, 0.0, ANODE_UM + z) == "bank"
        assert part_at(device, edge - 0.001, 0.0, ANODE_UM + z) != "bank"


def test_black_matrix_lies_in_the_substrate_with_its_opening() -> None:
    matrix = {"thickness": "300 nm", "opening": "1.5 um"}
    device = pixel_device(black_matrix=matrix)
    for centre in (0.0, 2.8):
        assert part_at(device, centre + 0.749, 0.0, -0.299) == "substrate"
        assert part_at(device, centre + 0.751, 0.0, -0.299) == "black_matrix"
    assert part_at(device, 1.4, 0.0, -0.301) == "substrate"
    assert part_at(device, 1.4, 0.0, 0.001) == "anode"


@pytest.mark.parametrize("half", [(0.0, 1.0), (1.0, math.inf), (-1.0, 1.0)])
def test_a_window_needs_an_extent(half: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="half-widths"):
        build_solids(pixel_device(), half)


def test_a_well_that_closes_is_refused() -> None:
    steep = {"sidewall_angle": "150 deg", "height": "600 nm"}
    with pytest.raises(ValueError, match="closes"):
        build_solids(pixel_device(bank=steep), (3.0, 3.0))
    with pytest.raises(ValueError, match="closes"):
        build_solids(pixel_device(liner_um=0.7), (3.0, 3.0))


def _area_um2(device: Device, grow_um: float) -> float:
    aperture = device.patterned_array.aperture
    outline = aperture_outline(aperture, grow_um=grow_um, stripe_half_length_um=1.4 + 2 * grow_um)
    if isinstance(outline, Circle):
        return math.pi * outline.radius_um**2
    if aperture.shape.value == "stripe":  # one pitch of its length
        return (aperture.width_um + 2 * grow_um) * 2.8
    return _polygon_area(outline)


def _polygon_area(polygon: Polygon) -> float:
    x, y = np.asarray(polygon.vertices_um).T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _cell_area_um2(device: Device) -> float:
    return 2.8**2 * (math.sqrt(3) / 2 if device.patterned_array.lattice == "hexagonal" else 1.0)


def _sampled_volumes(device: Device, points: int = 200_000) -> dict[str, float]:
    """Volumes per unit cell above z = 0 by uniform sampling (fixed seed)."""
    rng = np.random.default_rng(1)
    height = device_top_um(device)
    # A rectangle p by the row spacing tiles every lattice, so its volume is that of a unit cell.
    row = _cell_area_um2(device) / 2.8
    x = rng.uniform(-1.4, 1.4, points)
    y = rng.uniform(-row / 2, row / 2, points)
    z = rng.uniform(0.0, height, points)
    solids = build_solids(device, (1.5, row / 2 + 0.1))
    index = owner(solids, x, y, z)
    volumes: dict[str, float] = {}
    for number, solid in enumerate(solids):
        share = float(np.mean(index == number))
        volumes[solid.part] = volumes.get(solid.part, 0.0) + share * _cell_area_um2(device) * height
    return volumes


def _expect(volumes: dict[str, float], device: Device, part: str, expected: float) -> None:
    whole = _cell_area_um2(device) * device_top_um(device)
    share = expected / whole
    # Five standard deviations of the binomial count: a correct shape fails once in 2 million.
    allowed = 5.0 * whole * math.sqrt(share * (1.0 - share) / 200_000)
    assert volumes.get(part, 0.0) == pytest.approx(expected, abs=allowed), part


@pytest.mark.parametrize(("lattice", "aperture"), SHAPES)
@pytest.mark.parametrize("step", [0.0, 0.6])
def test_conformal_volumes(lattice: str, aperture: dict[str, Any], step: float) -> None:
    """A conformal film has thickness x cell area, plus the bank's height x what it takes off the
    well's cross-section: V_i = t_i A_cell + h (A_{i-1} - A_i)."""
    bank = {"coverage": "conformal", "step_coverage": step, "height": "200 nm"}
    device = pixel_device(lattice=lattice, aperture=aperture, bank=bank)
    volumes = _sampled_volumes(device)
    cell, inset = _cell_area_um2(device), 0.0
    _expect(volumes, device, "anode", ANODE_UM * cell)
    _expect(volumes, device, "bank", 0.2 * (cell - _area_um2(device, 0.0)))
    for layer in STACK.layers[1:]:
        before, inset = inset, inset + step * layer.thickness_um
        wall = 0.2 * (_area_um2(device, -before) - _area_um2(device, -inset))
        _expect(volumes, device, layer.name, layer.thickness_um * cell + wall)


@pytest.mark.parametrize(("lattice", "aperture"), SHAPES)
def test_filling_volumes(lattice: str, aperture: dict[str, Any]) -> None:
    bank = {"coverage": "filling", "height": "200 nm"}
    device = pixel_device(lattice=lattice, aperture=aperture, bank=bank)
    volumes = _sampled_volumes(device)
    cell, well = _cell_area_um2(device), _area_um2(device, 0.0)
    _expect(volumes, device, "htl", HTL_UM * well)
    _expect(volumes, device, "emitter", EMITTER_UM * well)
    _expect(volumes, device, "etl", ETL_UM * cell)
    _expect(volumes, device, "cathode", CATHODE_UM * cell)
    _expect(volumes, device, "bank", 0.2 * (cell - well))


@pytest.mark.parametrize(("lattice", "aperture"), SHAPES)
@pytest.mark.parametrize("step", [0.0, 0.6])
def test_volumes_around_islands(lattice: str, aperture: dict[str, Any], step: float) -> None:
    """A conformal film has thickness x cell area, plus the island's height x what it adds to the
    island's cross-section: V_i = t_i A_cell + h (A_i - A_{i-1})."""
    bank = {"filled_by": "next_layers", "on": "anode", "height": "90 nm",
            "coverage": "conformal", "step_coverage": step}  # fmt: skip
    device = pixel_device(lattice=lattice, aperture=aperture, bank=bank)
    volumes = _sampled_volumes(device)
    cell, outset, height = _cell_area_um2(device), 0.0, HTL_UM + EMITTER_UM
    _expect(volumes, device, "htl", HTL_UM * _area_um2(device, 0.0))
    _expect(volumes, device, "emitter", EMITTER_UM * _area_um2(device, 0.0))
    for layer in STACK.layers[3:]:
        before, outset = outset, outset + step * layer.thickness_um
        wall = height * (_area_um2(device, outset) - _area_um2(device, before))
        _expect(volumes, device, layer.name, layer.thickness_um * cell + wall)


@pytest.mark.parametrize("angle", [60, 75, 105])
def test_sloped_well_volumes(angle: float) -> None:
    """Filling levels in a truncated cone: V = pi/3 h (a^2 + a b + b^2)."""
    bank = {"coverage": "filling", "height": "200 nm", "sidewall_angle": f"{angle} deg"}
    device = pixel_device(bank=bank)
    volumes = _sampled_volumes(device)
    run = 1.0 / math.tan(math.radians(angle))

    def cone(low: float, high: float) -> float:
        a, b = 0.65 + run * low, 0.65 + run * high
        return math.pi / 3.0 * (high - low) * (a * a + a * b + b * b)

    _expect(volumes, device, "htl", cone(0.0, HTL_UM))
    _expect(volumes, device, "emitter", cone(HTL_UM, HTL_UM + EMITTER_UM))
    _expect(volumes, device, "bank", 0.2 * _cell_area_um2(device) - cone(0.0, 0.2))


@given(
    shape=st.sampled_from(SHAPES),
    coverage=st.sampled_from(COVERAGES),
    angle=st.floats(70.0, 100.0),
    height_nm=st.integers(20, 250),
    step=st.floats(0.0, 0.8),
    liner=st.sampled_from([0.0, 0.01]),
    filled_by=st.sampled_from(["material", "next_layers"]),
    ring_nm=st.sampled_from([0, 5]),
    seed=st.integers(0, 2**31),
)
@settings(max_examples=60, deadline=None)
def test_mirror_and_translation_symmetry(
    shape: tuple[str, dict[str, Any]], coverage: str, angle: float, height_nm: int, step: float,
    liner: float, filled_by: str, ring_nm: int, seed: int,
) -> None:  # fmt: skip
    """x -> -x, y -> -y and x -> x + pitch change no part anywhere; every column is complete."""
    bank = {"coverage": coverage, "height": f"{height_nm} nm", "step_coverage": step,
            "sidewall_angle": f"{angle!r} deg", "filled_by": filled_by}  # fmt: skip
    ring = {"height": f"{ring_nm if filled_by == 'material' else 0} nm", "width": "100 nm"}
    device = pixel_device(liner, lattice=shape[0], aperture=shape[1], bank=bank, coffee_ring=ring)
    window = half_width_for_rings(device.patterned_array, 1)
    solids = build_solids(device, (window.x_um + 2.8, window.y_um))
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1.4, 1.4, 400)
    y = rng.uniform(-1.4, 1.4, 400)
    z = rng.uniform(-0.05, device_top_um(device) + 0.05, 400)
    parts = np.array([solid.part for solid in solids])
    here = parts[owner(solids, x, y, z)]
    assert np.array_equal(here, parts[owner(solids, -x, y, z)])
    assert np.array_equal(here, parts[owner(solids, x, -y, z)])
    assert np.array_equal(here, parts[owner(solids, x + 2.8, y, z)])


@given(height_nm=st.integers(20, 400), coverage=st.sampled_from(COVERAGES))
@settings(max_examples=30, deadline=None)
def test_thicknesses_add_up(height_nm: int, coverage: str) -> None:
    """Columns in the well sum to the stack; on the bank no layer exceeds its own thickness."""
    device = pixel_device(bank={"coverage": coverage, "height": f"{height_nm} nm"})
    well = dict(column(device, 0.0)[1:-1])
    own = {layer.name: layer.thickness_um for layer in STACK.layers}
    assert {part: well[part] for part in own} == pytest.approx(own, abs=2e-5)
    for part, thickness in column(device, 1.4)[1:-1]:
        if part in own:
            assert thickness <= own[part] + 2e-5


@pytest.mark.parametrize("angle", [75, 90, 105])
def test_the_emitters_outline_is_where_the_solids_end_it(angle: float) -> None:
    bank = {"coverage": "conformal", "step_coverage": 0.3, "sidewall_angle": f"{angle} deg"}
    device = pixel_device(0.01, bank=bank)
    z = (device.emitter_below_um + device.emitter_above_um) / 2.0
    outline = emitter_outline(device)
    assert isinstance(outline, Circle)
    assert part_at(device, outline.radius_um - 1e-6, 0.0, z) == "emitter"
    assert part_at(device, outline.radius_um + 1e-6, 0.0, z) == "htl"
    assert emitter_outline(device.as_film()) is None
