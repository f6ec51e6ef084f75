"""Figures as files: drawn in the house's style, the same bytes for the same result."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from postprocess.figures.style import Settings, figure_style

_LEAST_EACH = 3
"""Figures that a process of its own is worth."""
FORMATS = ("png", "pdf", "svg")
Draw = Callable[[], Figure]


class FigureFormatError(ValueError):
    """A picture format that is not offered."""


def save_figures(
    figures: Mapping[str, Draw],
    out_dir: Path,
    formats: Sequence[str] = ("png",),
    style: Settings | None = None,
    processes: int = 1,
) -> list[Path]:
    """Draw and write figures.

    Args:
        figures: name -> what draws it.
        out_dir: made if missing; files are called NAME.FORMAT.
        formats: of ``FORMATS``.
        style: a user's own settings of matplotlib.
        processes: that draw beside each other, where the system can fork.

    Returns:
        The files, in the order given.

    Raises:
        FigureFormatError: an unknown format.
        RuntimeError: a process that draws ended without having drawn.
    """
    for name in formats:
        if name not in FORMATS:
            raise FigureFormatError(f"format {name!r}; expected some of {', '.join(FORMATS)}")
    out_dir.mkdir(parents=True, exist_ok=True)
    shares = min(processes, len(figures) // _LEAST_EACH)
    if shares < 2 or "fork" not in get_all_start_methods():
        _write(figures, out_dir, formats, style)
    else:
        names = list(figures)
        parts = [{name: figures[name] for name in names[n::shares]} for n in range(shares)]
        _write_at_once(parts, out_dir, formats, style)
    return [out_dir / f"{name}.{extension}" for name in figures for extension in formats]


def _write(
    figures: Mapping[str, Draw], out_dir: Path, formats: Sequence[str], style: Settings | None
) -> None:
    for name, figure in drawn(figures, style):
        for extension in formats:
            path = out_dir / f"{name}.{extension}"
            path.write_bytes(content_of(figure, extension, style))


def _write_at_once(
    parts: Sequence[Mapping[str, Draw]],
    out_dir: Path,
    formats: Sequence[str],
    style: Settings | None,
) -> None:
    """A process per part; what draws is inherited, not sent, and an exception comes back."""
    context = get_context("fork")
    running = []
    for part in parts:
        here, other = context.Pipe(duplex=False)
        process = context.Process(
            target=_write_or_tell, args=(other, part, out_dir, formats, style), daemon=True
        )
        process.start()
        other.close()
        running.append((process, here))
    troubles = []
    for process, here in running:
        try:
            trouble = here.recv()
        except EOFError:
            trouble = RuntimeError("a process that draws ended without having drawn")
        process.join()
        troubles += [] if trouble is None else [trouble]
    if troubles:
        raise troubles[0]


def _write_or_tell(
    parent: Connection,
    figures: Mapping[str, Draw],
    out_dir: Path,
    formats: Sequence[str],
    style: Settings | None,
) -> None:
    try:
        _write(figures, out_dir, formats, style)
    except (ValueError, ArithmeticError, LookupError, TypeError, OSError) as trouble:
        parent.send(trouble)
    else:
        parent.send(None)


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
