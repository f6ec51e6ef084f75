"""The plan in polygons and in GDSII holds the areas of the array it draws."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import gdstk
import numpy as np
import pytest

from geometry.measures import aperture_area_um2, cell_area_um2
from geometry.plan_export import PlanLayer, plan_polygons, write_plan
from postprocess.tables.plan_file import write_plan_of
from sim.config.errors import InputError
from sim.config.loader import load_study
from sim.study import Study
from tests.unit.config_cases import write_case
from tests.unit.pixel_cases import array_spec, pixel_device


def _areas(path: Path, layer: PlanLayer) -> list[float]:
    read = gdstk.read_oas if path.suffix == ".oas" else gdstk.read_gds
    cell = read(str(path)).top_level()[0]
    return [p.area() for p in cell.polygons if p.layer == layer]


@pytest.mark.parametrize("suffix", [".gds", ".oas"])
@pytest.mark.parametrize(
    ("lattice", "shape"), [("hexagonal", "circle"), ("hexagonal", "hexagon"), ("square", "square")]
)
def test_the_file_holds_every_aperture(
    tmp_path: Path, lattice: str, shape: str, suffix: str
) -> None:
    device = pixel_device(lattice=lattice, aperture={"shape": shape, "width": "1.3 um"})
    array = device.patterned_array
    path = tmp_path / f"plan{suffix}"
    write_plan(device, (3.0, 2.0), path)
    apertures = _areas(path, PlanLayer.APERTURE)
    # Wells reach 0.65 um (hexagons 0.75): rows at 2.42 um enter the window, those at 2.8 um do not.
    assert len(apertures) == (3 + 2 * 2 if lattice == "hexagonal" else 3)
    # An inscribed polygon of 0.1 nm sagitta loses at most that times the perimeter (0.03 % here),
    # the 0.1 nm grid as much.
    assert apertures == pytest.approx([aperture_area_um2(array)] * len(apertures), rel=6e-4)
    assert _areas(path, PlanLayer.UNIT_CELL) == pytest.approx([cell_area_um2(array)], rel=6e-4)


def test_slope_and_black_matrix_have_layers_of_their_own() -> None:
    matrix = {"thickness": "300 nm", "opening": "1.5 um"}
    device = pixel_device(bank={"sidewall_angle": "45 deg"}, black_matrix=matrix)
    radii = {
        p.layer: np.hypot(*np.asarray(p.vertices_um).T).max()
        for p in plan_polygons(device, (0.5, 0.5))
        if p.layer is not PlanLayer.UNIT_CELL
    }
    assert radii == pytest.approx(
        {
            PlanLayer.APERTURE: 0.65,
            PlanLayer.APERTURE_AT_TOP: 0.65 + 0.1 / math.tan(math.radians(45.0)),
            PlanLayer.BLACK_MATRIX_OPENING: 0.75,
        }
    )


def test_a_film_has_no_plan() -> None:
    with pytest.raises(ValueError, match="unpatterned"):
        plan_polygons(pixel_device().as_film(), (1.0, 1.0))


def test_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"plan\.dxf.*\.gds or \.oas"):
        write_plan(pixel_device(), (1.0, 1.0), tmp_path / "plan.dxf")


def test_sub_pixels_have_data_types_of_their_own() -> None:
    device = pixel_device()
    colours = [{"name": name, "material": "PTAA"} for name in ("red", "green", "blue")]
    delta = array_spec(lattice="delta", pitch="4.85 um", subpixels=colours)
    polygons = plan_polygons(replace(device, array=delta), (3.0, 3.0))
    found = [p.member for p in polygons if p.layer is PlanLayer.APERTURE]
    assert sorted(set(found)) == [0, 1, 2]
    assert found.count(0) == 1


def study(folder: Path, *overrides: str) -> Study:
    return load_study(write_case(folder), overrides)


@pytest.mark.parametrize("name", ["plan.gds", "plan.oas"])
def test_the_command_lines_file_holds_a_ring_of_neighbours(tmp_path: Path, name: str) -> None:
    path = tmp_path / "new" / name
    write_plan_of(study(tmp_path, "optics.neighbours=0"), path)
    assert len(_areas(path, PlanLayer.APERTURE)) >= 7
    assert len(_areas(path, PlanLayer.BLACK_MATRIX_OPENING)) >= 7


@pytest.mark.parametrize(
    ("name", "overrides", "message"),
    [("plan.dxf", [], "plan.dxf"), ("plan.gds", ["device.array=none"], "unpatterned film")],
)
def test_plans_that_cannot_be_written(
    tmp_path: Path, name: str, overrides: list[str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        write_plan_of(study(tmp_path, *overrides), tmp_path / name)
