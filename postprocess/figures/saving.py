"""Figures as files: drawn in the house's style, the same bytes for the same result."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib import rcParams
from matplotlib.figure import Figure

from postprocess.figures.style import Settings, figure_style
from sim.forked import in_processes

_LEAST_EACH = 2
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
    besides: Sequence[Callable[[], object]] = (),
) -> list[Path]:
    """Draw and write figures.

    Args:
        figures: name -> what draws it.
        out_dir: made if missing; files are called NAME.FORMAT.
        formats: of ``FORMATS``.
        style: a user's own settings of matplotlib.
        processes: that draw beside each other, where the system can fork.
        besides: what else is done meanwhile; what it gives is dropped.

    Returns:
        The files, in the order given.

    Raises:
        FigureFormatError: an unknown format.
        RuntimeError: a process ended without having drawn.
    """
    for name in formats:
        if name not in FORMATS:
            raise FigureFormatError(f"format {name!r}; expected some of {', '.join(FORMATS)}")
    out_dir.mkdir(parents=True, exist_ok=True)
    tasks: list[Callable[[], object]] = [partial(_given_nothing, task) for task in besides]
    tasks += [
        partial(_write, {name: draw}, out_dir, formats, style) for name, draw in figures.items()
    ]
    for _ in in_processes(tasks, min(processes, len(tasks) // _LEAST_EACH)):
        pass
    return [out_dir / f"{name}.{extension}" for name in figures for extension in formats]


def _given_nothing(task: Callable[[], object]) -> None:
    task()


def _write(
    figures: Mapping[str, Draw], out_dir: Path, formats: Sequence[str], style: Settings | None
) -> None:
    for name, figure in drawn(figures, style):
        for extension in formats:
            path = out_dir / f"{name}.{extension}"
            path.write_bytes(content_of(figure, extension, style))


def drawn(
    figures: Mapping[str, Draw], style: Settings | None = None
) -> Iterator[tuple[str, Figure]]:
    """Each figure with its name, drawn when its turn comes."""
    for name, draw in figures.items():
        with figure_style(style):
            figure = draw()
        yield name, figure


def content_of(figure: Figure, extension: str, style: Settings | None = None) -> bytes:
    """A figure as the content of a file of one of ``FORMATS``; it keeps the layout of the first."""
    # Without a date in the file the same result gives the same picture, byte for byte.
    stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(extension)
    buffer = io.BytesIO()
    with figure_style(style):
        # Compressing harder saves a tenth of a PNG and takes as long as drawing it.
        packing: dict[str, Any] = (
            {"pil_kwargs": {"compress_level": 3}} if extension == "png" else {}
        )
        lay_out(figure)
        figure.savefig(buffer, format=extension, metadata=stamp, **packing)
    return buffer.getvalue()


def lay_out(figure: Figure, dpi: float | None = None) -> None:
    """Place axes, texts and legends once and for all; call inside ``figure_style``.

    A figure that saves itself is drawn a first time for its layout, and again for every format.

    Args:
        figure: whose layout engine is gone afterwards.
        dpi: at which text is measured; that of saved pictures if None.
    """
    engine = figure.get_layout_engine()
    if engine is None:
        return
    wanted = rcParams["savefig.dpi"] if dpi is None else dpi
    screen = figure.get_dpi()
    figure.set_dpi(screen if wanted == "figure" else wanted)
    engine.execute(figure)
    figure.set_dpi(screen)
    # An engine that does nothing would still have the figure drawn twice.
    figure.set_layout_engine(None)
