"""What stands inside a page instead of beside it: pictures and data as ``data:`` links."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from postprocess.figures.case_figures import CaseFigure
from postprocess.figures.saving import content_of, drawn
from postprocess.figures.style import Settings
from sim.forked import in_processes

if TYPE_CHECKING:
    from pandas import DataFrame

_WIDE_FROM_IN = 4.5
_MOST_SVG_BYTES = 600_000
_MOST_ATTACHED_BYTES = 2_000_000
_MEDIA = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Picture:
    """A figure inside the page.

    Attributes:
        name: of its file.
        source: ``data:`` link.
        caption: what it shows.
        is_wide: whether it takes both columns.
        width_px, height_px: at 96 per inch.
    """

    name: str
    source: str
    caption: str
    is_wide: bool
    width_px: int
    height_px: int


@dataclass(frozen=True)
class Attachment:
    """Data inside the page; ``link`` is "" where they are too large for it."""

    name: str
    link: str
    size: str


def pictures(
    figures: Mapping[str, CaseFigure], style: Settings | None = None, processes: int = 1
) -> list[Picture]:
    """Draw figures as SVG, or as PNG where that would be larger than a page should hold.

    Args:
        figures: what draws each, with its caption.
        style: a user's own settings of matplotlib.
        processes: that draw beside each other, where the system can fork.
    """
    tasks = [partial(_picture, name, figure, style) for name, figure in figures.items()]
    return [picture for _, picture in sorted(in_processes(tasks, processes), key=itemgetter(0))]


def _picture(name: str, entry: CaseFigure, style: Settings | None) -> Picture:
    ((_, figure),) = drawn({name: entry.draw}, style)
    kind, content = "svg", content_of(figure, "svg", style)
    if len(content) > _MOST_SVG_BYTES:
        kind, content = "png", content_of(figure, "png", style)
    width, height = (float(length) for length in figure.get_size_inches())
    return Picture(
        name,
        _link(_MEDIA[kind], content),
        entry.caption,
        width > _WIDE_FROM_IN,
        round(96 * width),
        round(96 * height),
    )


def attached_tables(tables: Mapping[str, DataFrame]) -> list[Attachment]:
    """Tables as CSV files inside the page."""
    return [
        attached(f"{name}.csv", "text/csv", table.to_csv(index=False))
        for name, table in tables.items()
    ]


def attached_json(name: str, content: Any) -> Attachment:
    """Plain values as a JSON file inside the page."""
    return attached(name, "application/json", json.dumps(content, allow_nan=False))


def attached(name: str, media: str, text: str) -> Attachment:
    """A text as a file inside the page; above 2 MB it is only named."""
    content = text.encode()
    size = f"{len(content) / 1e3:.3g} kB" if len(content) < 1e6 else f"{len(content) / 1e6:.3g} MB"
    link = _link(media, content) if len(content) <= _MOST_ATTACHED_BYTES else ""
    return Attachment(name, link, size)


def _link(media: str, content: bytes) -> str:
    return f"data:{media};base64,{base64.b64encode(content).decode('ascii')}"
