"""postprocess.figures: what is drawn is what is stored, with units, and nothing global changes."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from postprocess.case.references import published_values
from postprocess.figures.budget import draw_budget
from postprocess.figures.case_figures import case_figures, draw_case
from postprocess.figures.cutaway import cut_block, paint
from postprocess.figures.eqe import draw_eqe, draw_jvl
from postprocess.figures.losses import draw_chain, draw_losses
from postprocess.figures.model import DrawnDevice, drawn_device, drawn_device_of_case
from postprocess.figures.preview import draw_preview
from postprocess.figures.rasters import exaggeration, rasterise, sample
from postprocess.figures.saving import FigureFormatError
from postprocess.figures.style import _PART_COLOURS, figure_style, part_colour
from sim.config.loader import study_from_yaml
from sim.results.records import Status
from tests.unit.fake_cases import PIXEL_YAML, film_case, pixel_case


@pytest.fixture(scope="module")
def drawn() -> DrawnDevice:
    return drawn_device_of_case(pixel_case())


def only_axes(figure: Figure) -> Axes:
    assert len(figure.axes) == 1
    return figure.axes[0]


def bars(axes: Axes) -> list[Rectangle]:
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def test_budget_bars_fill_exactly_100_percent() -> None:
    axes = only_axes(draw_budget(pixel_case()))
    for row in (0, 1):
        widths = [
            bar.get_width()
            for bar in bars(axes)
            if round(bar.get_y() + bar.get_height() / 2) == row
        ]
        # pieces below 0.05 % are left out, at most nine of them
        assert sum(widths) == pytest.approx(100.0, abs=0.45)


def test_budget_above_100_percent_shows_a_negative_piece() -> None:
    case = pixel_case()
    optics = replace(case.optics, lateral=case.optics.lateral + 0.05)
    assert min(
        bar.get_width() for bar in bars(only_axes(draw_budget(replace(case, optics=optics))))
    ) == (pytest.approx(-4.0, abs=0.01))


@pytest.mark.parametrize("draw", [draw_budget, draw_eqe, draw_jvl, draw_losses])
def test_axes_carry_units(draw: object) -> None:
    with figure_style():
        figure = draw(pixel_case())  # type: ignore[operator]
    for axes in figure.axes:
        for label in (axes.get_xlabel(), axes.get_ylabel()):
            assert not label or label.endswith(")"), label
        assert axes.get_xlabel() or axes.get_ylabel()


def test_eqe_curve_is_the_stored_one() -> None:
    case = pixel_case()
    assert case.electrical is not None
    line = only_axes(draw_eqe(case)).lines[0]
    shown = case.electrical.eqe > 0
    np.testing.assert_allclose(line.get_ydata(), 100 * case.electrical.eqe[shown])
    np.testing.assert_allclose(line.get_xdata(), case.electrical.current_density_a_m2[shown] / 10)


def test_published_values_only_for_their_case() -> None:
    found = published_values("zhang2025_9072ppi", "eqe_peak")
    assert {value.percent for value in found} == {15.79, 20.94, 14.47}
    assert all("10.1038/s41377-025-01959-y" in value.source for value in found)
    assert published_values("another", "eqe_peak") == ()
    assert published_values("zhang2025_9072ppi", "luminance") == ()


def test_waterfall_ends_at_the_device() -> None:
    case = pixel_case()
    heights = [bar.get_height() for bar in bars(draw_chain(case).axes[1])]
    film, *steps, device = heights
    assert film + sum(steps) == pytest.approx(device, rel=1e-9)
    assert case.electrical is not None
    assert device == pytest.approx(100 * case.electrical.eqe_peak, rel=1e-9)


def test_plan_shows_the_aperture(drawn: DrawnDevice) -> None:
    half = 0.9  # um: the pixel of 1.3 um alone
    cells = sample(-half, half, 400)
    raster = rasterise(drawn.solids, "z", drawn.emitter_middle_um, cells, cells)
    area = raster.mask("emitter").mean() * (2 * half) ** 2
    # No film lies on the wall (step coverage 0), so the emitter ends at the bank's wall, which
    # leans back by cot(75 deg). A border resolved to half a cell of 4.5 nm: 0.7 % of the area.
    radius = 0.65 + (drawn.emitter_middle_um - drawn.device.foot_um) / math.tan(math.radians(75))
    assert area == pytest.approx(math.pi * radius**2, rel=0.007)


def test_grid_cells_meet_at_the_substrate(drawn: DrawnDevice) -> None:
    assert drawn.grid is not None
    np.testing.assert_allclose(np.diff(drawn.grid.x_um), 0.025, rtol=1e-9)
    assert np.abs(drawn.grid.x_um).min() == pytest.approx(0.0125)
    film = drawn.grid.z_um[drawn.grid.z_um > 0]
    glass = drawn.grid.z_um[drawn.grid.z_um < 0]
    assert film[:2] == pytest.approx([0.0025, 0.0075])
    assert glass[-2:] == pytest.approx([-0.0375, -0.0125])
    assert not drawn.grid.at_wall


def test_large_pixels_show_the_grid_at_their_wall() -> None:
    large = PIXEL_YAML.replace("2.8 um", "100 um").replace("1.3 um", "60 um")
    found = drawn_device(study_from_yaml(large.replace("opening: 1.5", "opening: 62")))
    assert found.grid is not None
    assert found.grid.at_wall
    assert found.grid.x_um.size < 200
    assert found.grid.x_um.min() < 30.0 < found.grid.x_um.max()


def test_planar_method_has_no_grid() -> None:
    planar = study_from_yaml(film_case().config_yaml)
    assert drawn_device(planar).grid is None


def test_cut_block_is_open_on_the_left(drawn: DrawnDevice) -> None:
    block = cut_block(drawn, columns=40, slabs=8)
    cathode = block.parts.index("cathode")
    assert not (block.index[block.x_um < 0] == cathode).any()
    assert (block.index[block.x_um > 0] == cathode).any()
    picture = paint(block, 2.0)
    assert picture.min() >= 0.0
    assert picture.max() <= 1.0
    assert (picture < 1.0).any()


def test_round_exaggeration() -> None:
    assert exaggeration(0.3, 0.3) == 1
    assert exaggeration(0.01, 0.3) == 50


def test_parts_have_different_colours() -> None:
    assert len(set(_PART_COLOURS.values())) == len(_PART_COLOURS)
    assert part_colour("spacer") == part_colour("spacer")


def test_case_without_numbers_draws_its_geometry() -> None:
    case = pixel_case()
    failed = replace(case, optics=replace(case.optics, status=Status.UNSTABLE), electrical=None)
    names = set(case_figures(failed))
    assert "budget" not in names
    assert "sections" in names


def test_every_figure_has_its_data() -> None:
    of_film = {"dissipation", "shares", "waves", "colour"}
    assert set(case_figures(film_case())) == {"budget", "far_field", "sections"} | of_film
    expected = {"budget", "far_field", "eqe", "jvl", "efficiency", "losses", "field"}
    expected |= of_film | {"positions", "camera"}
    assert set(case_figures(pixel_case())) == expected | {"sections", "plan", "cutaway"}


def test_files_are_repeatable_and_settings_stay(tmp_path: Path) -> None:
    before = copy.deepcopy(dict(mpl.rcParams))
    # Then neither the device nor what its film does is drawn.
    case = replace(film_case(), config_yaml="unreadable")
    first = draw_case(case, tmp_path / "a", ("svg", "pdf"))
    second = draw_case(case, tmp_path / "b", ("svg", "pdf"))
    assert [path.name for path in first] == [
        "budget.svg",
        "budget.pdf",
        "far_field.svg",
        "far_field.pdf",
    ]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert dict(mpl.rcParams) == before


def test_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FigureFormatError, match="expected some of png, pdf, svg"):
        draw_case(film_case(), tmp_path / "none", ("bmp",))
    assert not (tmp_path / "none").exists()


def test_preview_of_a_film(tmp_path: Path) -> None:
    start, end = PIXEL_YAML.index("  array:"), PIXEL_YAML.index("  emission:")
    study = study_from_yaml(PIXEL_YAML[:start] + PIXEL_YAML[end:])
    assert [path.name for path in draw_preview(study, tmp_path)] == ["sections.png"]


def test_every_figure_says_what_it_shows() -> None:
    captions = [figure.caption for figure in case_figures(pixel_case()).values()]
    assert len(captions) == len(set(captions))
    assert all(caption.endswith(".") for caption in captions)
