"""Pictures fit a journal's page: widths, type, live text; and a user's own style goes before."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from postprocess.figures.case_figures import case_figures, draws
from postprocess.figures.saving import content_of, drawn
from postprocess.figures.style import (
    COLUMN_IN,
    WIDE_IN,
    cycled_look,
    figure_style,
    new_figure,
    read_style,
)
from sim.config.errors import InputError
from tests.unit.fake_cases import pixel_case

LEAST_PT, MOST_PT = 5.0, 7.0


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return dict(drawn(draws(case_figures(pixel_case()))))


def shown_texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def test_all_type_has_the_size_of_a_journals(figures: dict[str, Figure]) -> None:
    sizes = {
        f"{name}: {text.get_text()}": text.get_fontsize()
        for name, figure in figures.items()
        for text in shown_texts(figure)
    }
    assert sizes
    assert {text: pt for text, pt in sizes.items() if not LEAST_PT <= pt <= MOST_PT} == {}


def test_figures_are_at_most_two_columns_wide(figures: dict[str, Figure]) -> None:
    assert pytest.approx(89.0) == COLUMN_IN * 25.4
    assert pytest.approx(183.0) == WIDE_IN * 25.4
    assert max(figure.get_figwidth() for figure in figures.values()) <= WIDE_IN


def test_text_stays_text(figures: dict[str, Figure]) -> None:
    svg = content_of(figures["budget"], "svg").decode()
    assert ">share of the emitted power (%)</text>" in svg
    assert "Arial" in svg
    assert svg.index("Arial") < svg.index("Helvetica") < svg.index("DejaVu")
    pdf = content_of(figures["budget"], "pdf")
    assert b"/Type3" not in pdf
    assert b"/FontFile2" in pdf  # TrueType


@pytest.mark.parametrize("name", ["plan", "sections", "efficiency"])
def test_panel_letters_are_bold_everywhere(figures: dict[str, Figure], name: str) -> None:
    titles = [axes.get_title(loc="left") for axes in figures[name].axes]
    expected = [rf"$\mathbf{{{letter}}}$" for letter in "abcdef"[: len(titles)]]
    assert [title.partition("   ")[0] for title in titles] == expected


def test_neighbouring_looks_differ_without_colour() -> None:
    looks = [cycled_look(number) for number in range(8)]
    assert all((one.marker, one.line) != (two.marker, two.line) for one, two in pairwise(looks))
    assert len({look.marker for look in looks}) == len(looks)


def test_a_users_style_goes_before_the_houses(tmp_path: Path) -> None:
    path = tmp_path / "my.mplstyle"
    path.write_text("# mine\nfont.size: 9  # for a poster\naxes.spines.top: True\n")
    own = read_style(str(path))
    with figure_style(own):
        figure = new_figure()
        axes = figure.add_subplot(xlabel="voltage (V)")
    assert axes.xaxis.label.get_fontsize() == 9.0
    assert axes.spines["top"].get_visible()
    with figure_style():
        assert not new_figure().add_subplot().spines["top"].get_visible()


def test_matplotlibs_own_styles_go_by_name() -> None:
    assert read_style("ggplot")["axes.grid"] is True


@pytest.mark.parametrize(
    ("text", "place"),
    [("font.size: 9\nfont.sise: 9\n", ":2: font.sise"), ("font.size: big\n", ":1: font.size")],
)
def test_a_line_that_matplotlib_does_not_take_is_named(
    tmp_path: Path, text: str, place: str
) -> None:
    path = tmp_path / "wrong.mplstyle"
    path.write_text(text)
    with pytest.raises(InputError, match=place):
        read_style(str(path))


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(InputError, match="no such file, and no style"):
        read_style("no_such_style")
