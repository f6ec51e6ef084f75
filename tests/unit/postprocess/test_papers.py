"""Figures of the papers: printed numbers as printed, and studies that name what there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from postprocess.figures.papers.device import Variant, draw_hires, draw_variants_eqe
from postprocess.figures.papers.named import STUDY_FILE, paper_figures
from postprocess.figures.papers.pulses import draw_response_area
from postprocess.figures.papers.response import (
    draw_films_response,
    draw_small_signals,
    draw_voltages,
)
from postprocess.figures.papers.review import draw_eqe_by_year, draw_wall_area
from postprocess.figures.papers.tables import printed
from postprocess.figures.style import figure_style
from postprocess.studies.cases import Pulse, study_case
from postprocess.studies.published import load_published_table
from sim.config.errors import InputError
from tests.unit.fake_cases import pixel_case
from tests.unit.postprocess.drawn_text import problems_of
from tests.unit.store.test_response_store import PULSES, SIGNALS

STUDIES = Path(__file__).parents[3] / "configs" / "studies"


def test_every_printed_efficiency_has_a_year() -> None:
    years = printed("zhao2025_eqe_by_year", "years")
    assert {row.reference for row in load_published_table().rows} == set(years)


def test_eqe_by_year_shows_the_printed_numbers() -> None:
    with figure_style():
        (axes,) = draw_eqe_by_year(()).axes
    drawn = sorted(float(line.get_ydata()[0]) for line in axes.lines if len(line.get_ydata()) == 1)
    rows = load_published_table().rows
    expected = [row.eqe_percent for row in rows if row.eqe_percent is not None]
    assert drawn == sorted([*expected, 28.5, 30.2, 26.4])


def test_wall_area_without_gaps_is_the_reviews_law() -> None:
    with figure_style():
        (axes,) = draw_wall_area(()).axes
    claimed, law = axes.lines
    np.testing.assert_allclose(claimed.get_xdata(), claimed.get_ydata())
    np.testing.assert_allclose(law.get_xdata(), law.get_ydata())


def test_levels_are_the_printed_peaks() -> None:
    variants = [Variant(name, "compact", pixel_case()) for name in ("control", "otf3", "hires")]
    with figure_style():
        (axes,) = draw_variants_eqe(variants).axes
        left, right = draw_hires(variants).axes

    def levels(where: object) -> list[float]:
        dotted = [line for line in where.lines if line.get_ls() == ":"]  # type: ignore[attr-defined]
        return [float(line.get_ydata()[0]) for line in dotted if len(line.get_ydata())]

    assert levels(axes) == [7.56, 14.47]
    assert (levels(left), levels(right)) == ([171547.13], [15.79])


def test_response_against_area_shows_the_printed_times(tmp_path: Path) -> None:
    """Array times stand at the area with its banks, as the paper counts it."""
    case = study_case(tmp_path, pixel_case(), {})
    pulsed = [replace(case, pulse=Pulse(case.fill * mm2 * 1e-6, 5.0, 2e-6, 1e-8)) for mm2 in (1, 4)]
    with figure_style():
        (axes,) = draw_response_area(pulsed).axes
    film, ours, array = axes.lines
    assert list(film.get_xydata().ravel()) == [4.0, 7.55, 1.0, 3.4]
    assert list(array.get_xydata().ravel()) == [4.0, 1.95, 1.0, 0.7]
    np.testing.assert_allclose(ours.get_xydata(), [[1.0, 2.0], [4.0, 2.0]])


def _in_time(name: str, area_m2: float, on_v: float) -> Variant:
    """A device under a pulse: light rises with 1 us, to 90 % within 2.3 us."""
    time = np.linspace(0.0, 1e-5, 40)
    pulses = replace(
        PULSES,
        time_s=time,
        generator_v=np.full(40, on_v),
        luminance_cd_m2=1.0 - np.exp(-time / 1e-6),
        response_s=2.3e-6,
        area_m2=area_m2,
    )
    case = pixel_case()
    assert case.electrical is not None
    electrical = replace(case.electrical, transient=pulses, impedance=SIGNALS)
    return Variant(name, "drift_diffusion", replace(case, electrical=electrical))


def test_times_stand_beside_the_printed_ones() -> None:
    variants = [_in_time(name, 4e-6, 5.0) for name in ("control", "otf3", "otf3_libr", "hires")]
    variants += [_in_time("otf3", 1e-6, volts) for volts in (3.0, 5.0, 7.0)]
    with figure_style():
        films = draw_films_response(variants)
        volts = draw_voltages(variants)
        signals = draw_small_signals(variants)
        for made in (films, volts, signals):
            assert problems_of(made) == []

    def printed_in(axes: object) -> list[float]:
        squares = [line for line in axes.lines if line.get_marker() == "s"]  # type: ignore[attr-defined]
        return sorted(float(y) for line in squares for y in line.get_ydata())

    assert printed_in(films.axes[1]) == [4.9, 7.55, 32.3]
    assert printed_in(volts.axes[0]) == [2.25, 3.4, 3.4, 3.75]
    assert len(signals.axes[0].lines) == 4


def test_a_study_names_its_figures(tmp_path: Path) -> None:
    assert paper_figures(tmp_path) == {}
    (tmp_path / STUDY_FILE).write_text("figures: [review_9z]\n")
    with pytest.raises(InputError, match=r"review_9z: expected some of review_5a"):
        paper_figures(tmp_path)


def test_shipped_studies_name_figures_that_there_are() -> None:
    known = {"review_5a", "review_5c", "device_3h", "device_4d", "device_4f", "device_5bc"}
    known |= {"device_3ef", "device_3gi", "device_voltage"}
    named = {
        name
        for path in STUDIES.glob("*.yaml")
        for name in YAML(typ="safe").load(path.read_text()).get("figures", ())
    }
    assert named == known
