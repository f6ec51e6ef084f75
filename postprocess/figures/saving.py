"""Figures as files: drawn in the house's style, the same bytes for the same result."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from postprocess.figures.style import figure_style

FORMATS = ("png", "pdf", "svg")
Draw = Callable[[], Figure]


class FigureFormatError(ValueError):
    """A picture format that is not offered."""


def save_figures(
    figures: Mapping[str, Draw], out_dir: Path, formats: Sequence[str] = ("png",)
) -> list[Path]:
    """Draw and write figures.

    Args:
        figures: name -> what draws it.
        out_dir: made if missing; files are called NAME.FORMAT.
        formats: of ``FORMATS``.

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
    for name, figure in _drawn(figures):
        for extension in formats:
            path = out_dir / f"{name}.{extension}"
            path.write_bytes(_bytes(figure, extension))
            written.append(path)
    return written


def figure_pngs(figures: Mapping[str, Draw]) -> dict[str, bytes]:
    """Figures as PNG content: name -> bytes."""
    return {name: _bytes(figure, "png") for name, figure in _drawn(figures)}


def _drawn(figures: Mapping[str, Draw]) -> Iterator[tuple[str, Figure]]:
    for name, draw in figures.items():
        with figure_style():
            figure = draw()
            yield name, figure


def _bytes(figure: Figure, extension: str) -> bytes:
    # Without a date in the file the same result gives the same picture, byte for byte.
    stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(extension)
    buffer = io.BytesIO()
    with figure_style():
        # Compressing harder saves a tenth of a PNG and takes as long as drawing it.
        packing = {"pil_kwargs": {"compress_level": 3}} if extension == "png" else {}
        figure.savefig(buffer, format=extension, metadata=stamp, **packing)
    return buffer.getvalue()
