"""Figures as files: drawn in the house's style, the same bytes for the same result."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from postprocess.figures.style import Settings, figure_style

FORMATS = ("png", "pdf", "svg")
Draw = Callable[[], Figure]


class FigureFormatError(ValueError):
    """A picture format that is not offered."""


def save_figures(
    figures: Mapping[str, Draw],
    out_dir: Path,
    formats: Sequence[str] = ("png",),
    style: Settings | None = None,
) -> list[Path]:
    """Draw and write figures.

    Args:
        figures: name -> what draws it.
        out_dir: made if missing; files are called NAME.FORMAT.
        formats: of ``FORMATS``.
        style: a user's own settings of matplotlib.

    Returns:
        The files, in the order drawn.

    Raises:
        FigureFormatError: an unknown format.
    """
    for name in formats:
        if name not in FORMATS:
            raise FigureFormatError(f"format {name!r}; expected some of {', '.join(FORMATS)}")
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for name, figure in drawn(figures, style):
        for extension in formats:
            path = out_dir / f"{name}.{extension}"
            path.write_bytes(content_of(figure, extension, style))
            written.append(path)
    return written


def drawn(
    figures: Mapping[str, Draw], style: Settings | None = None
) -> Iterator[tuple[str, Figure]]:
    """Each figure with its name, drawn when its turn comes."""
    for name, draw in figures.items():
        with figure_style(style):
            figure = draw()
        yield name, figure


def content_of(figure: Figure, extension: str, style: Settings | None = None) -> bytes:
    """A figure as the content of a file of one of ``FORMATS``."""
    # Without a date in the file the same result gives the same picture, byte for byte.
    stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(extension)
    buffer = io.BytesIO()
    with figure_style(style):
        # Compressing harder saves a tenth of a PNG and takes as long as drawing it.
        packing: dict[str, Any] = (
            {"pil_kwargs": {"compress_level": 3}} if extension == "png" else {}
        )
        figure.savefig(buffer, format=extension, metadata=stamp, **packing)
    return buffer.getvalue()
