"""One look for every picture: sizes, fonts, and a colour for every part and curve.

Colours are those of Okabe and Ito (2008), distinguishable with every kind of colour vision; curves
differ in line and marker besides, so that they are told apart in grey. Widths (89 and 183 mm) and
type (5 to 7 pt) are those of a journal's columns. Text stays text: in SVG as such, in PDF as
TrueType. Nothing here changes matplotlib's global settings for longer than a block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from cycler import cycler
from matplotlib import style as styles
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from geometry.wording import part_name as part_name
from sim.config.errors import InputError

_MM_PER_INCH = 25.4
COLUMN_IN = 89.0 / _MM_PER_INCH
WIDE_IN = 183.0 / _MM_PER_INCH
"""One column and two of a journal's page."""

SMALL = "small"
"""Notes inside a picture: a size relative to ``font.size`` (0.83 of it), 5.8 pt in this style."""

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#7F7F7F"
BROWN = "#8C564B"
PINK = "#F7B6D2"
LIGHT_GREY = "#D9D9D9"

Line = Literal["-", "--", "-.", ":"]


@dataclass(frozen=True)
class Look:
    """How one of several kinds is told apart from the others: a colour, a marker and a line."""

    colour: str
    marker: str
    line: Line


_LOOKS = (
    Look(SKY, "o", "-"),
    Look(VERMILION, "s", "--"),
    Look(ORANGE, "D", "-."),
    Look(GREEN, "^", "-"),
    Look(PURPLE, "v", ":"),
    Look(BLUE, "P", "--"),
    Look(BLACK, "X", "-."),
    Look(GREY, "<", "-"),
)

PIXEL = BLUE
FILM = ORANGE
IDEAL = GREY
"""Curves: the device under study, its unpatterned film, and a limit or law."""

_RC: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["Arial", "Helvetica", "Liberation Sans", "Nimbus Sans", "DejaVu Sans"],
    "font.size": 7.0,
    "mathtext.fontset": "custom",
    "mathtext.rm": "sans",
    "mathtext.it": "sans:italic",
    "mathtext.bf": "sans:bold",
    "mathtext.cal": "sans",
    "axes.labelsize": "medium",
    "axes.titlesize": "medium",
    "figure.titlesize": "medium",
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=[BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK]),
    "xtick.labelsize": 6.0,
    "ytick.labelsize": 6.0,
    "legend.fontsize": 6.0,
    "legend.title_fontsize": 6.0,
    "legend.frameon": False,
    "lines.linewidth": 1.4,
    "lines.markersize": 4.0,
    "savefig.dpi": 300,
    "svg.fonttype": "none",
    "svg.hashsalt": "pencsim",
    "pdf.fonttype": 42,
}

_PART_COLOURS = {
    "substrate": "#E8F1F5",
    "superstrate": "#FFFFFF",
    "anode": SKY,
    "hil": BLUE,
    "htl": PURPLE,
    "interlayer": "#8C6BB1",
    "emitter": GREEN,
    "emitter_red": "#B2182B",
    "emitter_green": "#7FC97F",
    "emitter_blue": "#2F4B9B",
    "electrode": "#BDD7E7",
    "etl": YELLOW,
    "eil": "#B8860B",
    "cathode": "#8A8A8A",
    "bank": ORANGE,
    "wall": VERMILION,
    "spacer": "#F4C7AB",
    "black_matrix": "#222222",
}
_SAME_AS = {"red": "emitter_red", "green": "emitter", "blue": "emitter_blue"}
"""Emitters of a stack, called by their colours."""

_SPARE_COLOURS = ("#A6761D", "#66A61E", "#E7298A", "#7570B3", "#1B9E77", "#80B1D3", "#BC80BD")

_PATTERN = ("bank", "wall", "spacer", "substrate", "black_matrix")
"""Parts that are no layers, from the top of a device down."""


Settings = Mapping[Any, Any]
"""Settings of matplotlib by name."""


@contextmanager
def figure_style(own: Settings | None = None) -> Iterator[None]:
    """The settings under which every figure is drawn and saved.

    Args:
        own: a user's settings, which go before the house's; colours that tell parts and curves
            apart are drawn by name and stay.
    """
    with mpl.rc_context({**_RC, **(own or {})}):
        yield


def read_style(name: str) -> Settings:
    """A user's own matplotlib style.

    Args:
        name: a file (``.mplstyle``, lines of ``key: value``), or a name such as ``ggplot``.

    Raises:
        InputError: no such file or name, or a line that matplotlib does not take.
    """
    path = Path(name)
    if not path.is_file():
        if name in styles.library:
            return dict(styles.library[name])
        raise InputError(f"--style: {name}: no such file, and no style of matplotlib's")
    settings = dict(mpl.rc_params_from_file(path, use_default_template=False))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        key = line.partition("#")[0].partition(":")[0].strip()
        if key and key not in settings:
            raise InputError(f"{path}:{number}: {key}: matplotlib has no such setting or value")
    return settings


def new_figure(width_in: float = COLUMN_IN, height_in: float = 2.6) -> Figure:
    """A figure that belongs to no window and no global list; call inside ``figure_style``."""
    return Figure(figsize=(width_in, height_in), layout="constrained")


def panel_title(axes: Axes, letter: str, text: str = "", y: float | None = None) -> None:
    """A panel's letter, bold, with what the panel shows.

    Args:
        axes: the panel.
        letter: "a", "b", ...
        text: what it shows; "" for the letter alone.
        y: height of the title over the panel's; None for above it.
    """
    axes.set_title(rf"$\mathbf{{{letter}}}$   {text}".rstrip(), loc="left", y=y)


def part_colour(part: str, peak_um: float | None = None) -> str:
    """The colour of a part, the same in every picture; unknown names get a fixed spare one.

    A name such as ``etl_red`` takes the colour of ``etl``. An emitter is shown in the hue of its
    light where ``peak_um`` tells it, else in green.
    """
    if part == "emitter" and peak_um is not None and not 0.50 <= peak_um < 0.59:
        return _PART_COLOURS["emitter_blue" if peak_um < 0.50 else "emitter_red"]
    base = part if part in _PART_COLOURS else part.split("_", maxsplit=1)[0]
    base = _SAME_AS.get(base, base)
    if base in _PART_COLOURS:
        return _PART_COLOURS[base]
    return _SPARE_COLOURS[sum(map(ord, part)) % len(_SPARE_COLOURS)]


def part_order(layers: Sequence[str], parts: Iterable[str]) -> list[str]:
    """Parts from the top of a device down, those without a place of their own at the end.

    Args:
        layers: names from the substrate up.
        parts: names to put in order, each once.
    """
    order = ["superstrate", *reversed(layers), *_PATTERN]
    places = {part: place for place, part in enumerate(order)}
    return sorted(parts, key=lambda part: (places.get(part, len(order)), part))


def cycled_look(number: int) -> Look:
    """The look of the ``number``-th kind, from 0; more kinds than looks begin again."""
    return _LOOKS[number % len(_LOOKS)]


def text_colour_on(colour: str) -> str:
    """Black or white, whichever reads better on ``colour`` (relative luminance of sRGB)."""
    red, green, blue = to_rgb(colour)
    return BLACK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.45 else "#FFFFFF"
