"""What a figure writes where: all text that is really drawn, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure, FigureBase
from matplotlib.projections.polar import PolarAxes
from matplotlib.text import Text
from matplotlib.transforms import Bbox

DPI = 100
WIDEST_IN, TALLEST_IN = 7.25, 11.7
"""Two columns, and the height of a page of A4."""

_ROOM = 0.15
"""Share of a line's height that is space between lines: boxes may share it."""
_PIXEL = 1.5


class _Listening(RendererAgg):
    """Keeps every text that is drawn."""

    def __init__(self, *given: float) -> None:
        super().__init__(*given)  # type: ignore[no-untyped-call]
        self.texts: dict[int, Text] = {}

    def draw_text(self, *_: object, **named: object) -> None:
        mtext = named.get("mtext")
        if isinstance(mtext, Text):
            self.texts[id(mtext)] = mtext

    def draw_image(self, *_: object, **__: object) -> None:
        """Nothing: only text is looked at."""

    draw_path = draw_path_collection = draw_quad_mesh = draw_markers = draw_image


def problems_of(figure: Figure) -> list[str]:
    """Sentences; none for a figure that fits: size, text on the canvas, apart, and axes named."""
    width, height = figure.get_size_inches()
    problems = []
    if not 2.0 <= width <= WIDEST_IN or not 0.8 <= height <= TALLEST_IN:
        problems.append(f"{width:.1f} x {height:.1f} in")
    figure.set_dpi(DPI)
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()  # lays it out
    figure.set_layout_engine("none")
    renderer = _Listening(width * DPI, height * DPI, DPI)
    figure.draw(renderer)  # type: ignore[arg-type]
    boxes = [(text, _box(text, renderer)) for text in renderer.texts.values()]
    problems += list(_outside(boxes, Bbox.from_extents(0, 0, width * DPI, height * DPI)))
    problems += list(_overlaps(boxes))
    problems += list(_nameless(figure, {id(text) for text in renderer.texts.values()}))
    return problems


def _box(text: Text, renderer: RendererAgg) -> Bbox:
    """Without the arrow of an annotation, shrunk by the space between lines."""
    box = Text.get_window_extent(text, renderer)
    if text.get_rotation() % 180.0 == 90.0:
        return Bbox.from_extents(
            box.x0 + _ROOM * box.width / 2, box.y0, box.x1 - _ROOM * box.width / 2, box.y1
        )
    room = _ROOM * box.height / (1 + text.get_text().count("\n")) / 2
    return Bbox.from_extents(box.x0, box.y0 + room, box.x1, box.y1 - room)


def _outside(boxes: list[tuple[Text, Bbox]], canvas: Bbox) -> Iterator[str]:
    for text, box in boxes:
        beyond = max(canvas.x0 - box.x0, canvas.y0 - box.y0, box.x1 - canvas.x1, box.y1 - canvas.y1)
        if beyond > _PIXEL:
            yield f"{text.get_text()!r} leaves the canvas by {beyond:.0f} of its pixels"


def _overlaps(boxes: list[tuple[Text, Bbox]]) -> Iterator[str]:
    for (first, one), (second, other) in combinations(boxes, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        along = min(one.y1, other.y1) - max(one.y0, other.y0)
        if across > _PIXEL and along > _PIXEL:
            yield f"{first.get_text()!r} covers {second.get_text()!r}"


def _nameless(figure: FigureBase, drawn: set[int]) -> Iterator[str]:
    """Axes with numbers at their ticks whose quantity or unit is not written."""
    for axes in figure.axes:
        if not axes.axison or isinstance(axes, PolarAxes):
            continue
        for line, label in ((axes.xaxis, axes.get_xlabel()), (axes.yaxis, axes.get_ylabel())):
            ticks = [t for t in line.get_ticklabels() if id(t) in drawn and t.get_text()]
            if not any(_is_number(tick.get_text()) for tick in ticks):
                continue
            shown = label or _label_beside(axes, line.axis_name)
            if "(" not in shown and shown not in ("pixels per inch",):
                yield f"axis {line.axis_name} of {axes.get_title()!r}: {shown!r}"


def _label_beside(axes: Axes, name: str) -> str:
    """The label of panels that stand in one row or column with these axes."""
    shared = axes.figure.axes
    labels = [getattr(other, f"get_{name}label")() for other in shared]
    return next((label for label in labels if label), "")


def _is_number(text: str) -> bool:
    plain = text.replace("\N{MINUS SIGN}", "-").replace("$", "").replace(" ", "")
    if plain.startswith(r"\mathdefault{"):
        return True
    try:
        float(plain)
    except ValueError:
        return False
    return True
