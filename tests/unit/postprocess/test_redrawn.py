"""Redrawn figures: the same picture, the numbers of ``show --json``, and no engine needed."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from unit.fake_cases import film_case, pixel_case
from unit.postprocess.drawn_text import problems_of

from postprocess.case.summary import summary
from postprocess.figures.case_figures import case_figures
from postprocess.figures.saving import content_of, save_figures
from postprocess.figures.style import figure_style
from sim.results.records import CaseResult
from sim.store.hdf5 import read_case, write_case

SHIPPED = Path("results/small_pixel/small_pixel.h5")
BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("meep", "mpi4py", "devsim", "jax", "fmmax"):
            raise ImportError(name)
sys.meta_path.insert(0, Block())
import pencsim
pencsim.main()
"""


def drawn(case: CaseResult, name: str) -> Figure:
    with figure_style():
        return case_figures(case)[name].draw()


@pytest.mark.parametrize("name", ["budget", "jvl"])
def test_a_shipped_result_is_drawn_the_same_twice(name: str) -> None:
    """Tolerance: none. One machine, one version of the fonts: every pixel is the same."""
    case = read_case(SHIPPED)
    first, second = (
        np.asarray(Image.open(io.BytesIO(content_of(drawn(case, name), "png")))) for _ in range(2)
    )
    assert first.shape == second.shape
    assert int(np.abs(first.astype(int) - second.astype(int)).max()) == 0


def texts_of(figure: Figure) -> set[str]:
    return {text.get_text() for text in figure.findobj() if hasattr(text, "get_text")}


def test_numbers_are_those_of_the_summary() -> None:
    case = read_case(SHIPPED)
    shown = json.loads(json.dumps(summary(case)))
    optics, peak = shown["optics"], shown["electrical"]["peak"]
    budget = texts_of(drawn(case, "budget"))
    for share in (optics["budget"]["air"], optics["budget"]["absorbed"]["cathode"]):
        assert f"{100.0 * share:.1f}" in budget
    efficiency = texts_of(drawn(case, "efficiency"))
    assert f"{100.0 * shown['eqe_peak']:.3g}" in efficiency
    assert f"{100.0 * peak['lee']:.3g}" in efficiency
    camera = " ".join(texts_of(drawn(case, "camera")))
    assert f"crosstalk {100.0 * optics['crosstalk']:.2g} %" in camera


def test_the_diagrams_colour_is_the_summarys() -> None:
    case = pixel_case()
    colour = summary(case)["electrical"]["colour"]
    titles = " ".join(axes.get_title("left") for axes in drawn(case, "colour").axes)
    assert f"({colour['cie_x']:.4f}, {colour['cie_y']:.4f})" in titles
    assert f"({colour['u_prime']:.4f}, {colour['v_prime']:.4f})" in titles


def test_shipped_pictures_fit() -> None:
    """The fields of a shipped result were 14,000 pixels high."""
    refined = read_case(Path("results/zhang2025_9072ppi_refined/zhang2025_9072ppi_refined.h5"))
    with figure_style():
        for name in ("field", "convergence", "positions"):
            assert problems_of(case_figures(refined)[name].draw()) == []


def test_figures_need_no_engine(tmp_path: Path) -> None:
    stored = tmp_path / "film.h5"
    write_case(stored, film_case())
    command = [sys.executable, "-c", BLOCKED, "figures", str(stored), "--out", str(tmp_path / "f")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr
    names = {path.name for path in (tmp_path / "f").iterdir()}
    assert {"budget.png", "dissipation.png", "waves.gif"} <= names


def _text_figure(text: str) -> Figure:
    figure = Figure(figsize=(1.0, 1.0))
    figure.text(0.1, 0.5, text)
    if text == "bad":
        raise ValueError("bad picture")
    return figure


def test_processes_draw_the_same_files(tmp_path: Path) -> None:
    figures = {f"f{n}": partial(_text_figure, str(n)) for n in range(6)}
    alone = save_figures(figures, tmp_path / "a", ("svg",))
    beside = save_figures(figures, tmp_path / "b", ("svg",), processes=2)
    assert [path.name for path in alone] == [path.name for path in beside]
    assert [path.read_bytes() for path in alone] == [path.read_bytes() for path in beside]


def test_what_fails_in_a_process_is_raised_here(tmp_path: Path) -> None:
    figures = {f"f{n}": partial(_text_figure, "bad" if n == 4 else str(n)) for n in range(6)}
    with pytest.raises(ValueError, match="bad picture"):
        save_figures(figures, tmp_path, ("svg",), processes=2)
