"""What the grid changes is said before a run as the grid has it: interfaces are rounded."""

from __future__ import annotations

from dataclasses import replace

from unit.pixel_cases import pixel_device

from geometry.spec import DeviceSpec
from sim.optics.grid.checks import grid_issues, grid_warnings
from sim.study import OpticsSpec

FILM = replace(pixel_device(), array=None)
OPTICS = OpticsSpec.model_validate({"vertical_cell": "5 nm", "lateral_cell": "25 nm"})


def film(*thicknesses_um: float):  # type: ignore[no-untyped-def]
    layers = tuple(
        replace(layer, thickness_um=thickness)
        for layer, thickness in zip(FILM.stack.layers, thicknesses_um, strict=False)
    )
    return replace(FILM, stack=replace(FILM.stack, layers=layers))


def test_whole_cells_need_no_word() -> None:
    assert list(grid_warnings(film(0.15, 0.02, 0.03, 0.035), OPTICS)) == []


def test_a_layer_takes_the_height_between_its_rounded_faces() -> None:
    """Faces at 152 and 174 nm lie on 150 and 175 nm: 22 nm become 25 nm, not 20 nm."""
    said = list(grid_warnings(film(0.152, 0.022, 0.03, 0.035), OPTICS))
    assert "layer 'htl' (22 nm) does not end on vertical cells (5 nm): the grid holds 25 nm" in said


def test_a_layer_that_vanishes_is_named() -> None:
    said = list(grid_warnings(film(0.15, 0.001, 0.03, 0.035), OPTICS))
    assert said[0].startswith("layer 'htl' (1 nm) falls between two vertical cells (5 nm)")


def test_an_emitter_that_vanishes_is_refused_by_its_position() -> None:
    names = [layer.name for layer in FILM.stack.layers]
    written = [{"name": name, "material": "ITO", "thickness": "1 nm"} for name in names]
    spec = DeviceSpec.model_validate({"layers": written})
    (issue,) = grid_issues(spec, film(0.15, 0.02, 0.001, 0.035), OPTICS)
    assert issue.path == ("device", "layers", names.index("emitter"), "thickness")
