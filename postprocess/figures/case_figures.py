"""All figures of one case, drawn from its stored result alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from geometry.device import DeviceError
from geometry.materials.files import MaterialFileError
from geometry.materials.library import UnknownMaterial
from postprocess.case.efficiency import peak_eqe
from postprocess.case.radiation import has_far_field
from postprocess.figures.budget import draw_budget
from postprocess.figures.cutaway import draw_cutaway
from postprocess.figures.eqe import draw_eqe, draw_jvl
from postprocess.figures.far_field import draw_far_field
from postprocess.figures.field import draw_fields
from postprocess.figures.geometry import draw_plan, draw_sections
from postprocess.figures.losses import draw_chain, draw_losses
from postprocess.figures.model import DrawnDevice, drawn_device_of_case
from postprocess.figures.style import figure_style
from postprocess.references import published_values
from sim.config.errors import ConfigError
from sim.results.records import CaseResult, Status

FORMATS = ("png", "pdf", "svg")
Draw = Callable[[], Figure]


class FigureFormatError(ValueError):
    """A picture format that is not offered."""


def draw_case(case: CaseResult, out_dir: Path, formats: Sequence[str] = ("png",)) -> list[Path]:
    """Draw every figure that the case has data for.

    Args:
        case: a stored or fresh result.
        out_dir: made if missing; files are called FIGURE.FORMAT.
        formats: of ``FORMATS``.

    Returns:
        The files, in the order drawn.

    Raises:
        FigureFormatError: an unknown format.
    """
    return save_figures(case_figures(case), out_dir, formats)


def case_figures(case: CaseResult) -> dict[str, Draw]:
    """Figures that the case has data for: name -> what draws it (inside ``figure_style``)."""
    figures: dict[str, Draw] = {}
    if case.optics.status not in (Status.UNSTABLE, Status.FAILED):
        if case.directional is None:  # by reciprocity no total power is known
            figures["budget"] = partial(draw_budget, case)
        if has_far_field(case.optics):
            figures["far_field"] = partial(draw_far_field, case)
    if peak_eqe(case.electrical) is not None:
        published = published_values(case.name, "eqe_peak")
        figures["eqe"] = partial(draw_eqe, case, published)
        figures["jvl"] = partial(draw_jvl, case)
        figures["efficiency"] = partial(draw_chain, case)
        figures["losses"] = partial(draw_losses, case)
    drawn = _device_or_none(case)
    if case.optics.slices:
        figures["field"] = partial(draw_fields, case, drawn)
    if drawn is not None:
        figures |= geometry_figures(drawn)
    return figures


def geometry_figures(drawn: DrawnDevice) -> dict[str, Draw]:
    """Pictures of the device itself; plan and cut pixel only where there are pixels."""
    figures: dict[str, Draw] = {"sections": partial(draw_sections, drawn)}
    if drawn.device.array is not None:
        figures["plan"] = partial(draw_plan, drawn)
        figures["cutaway"] = partial(draw_cutaway, drawn)
    return figures


def save_figures(
    figures: Mapping[str, Draw], out_dir: Path, formats: Sequence[str] = ("png",)
) -> list[Path]:
    """Draw and write figures; see :func:`draw_case`."""
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


def figure_pngs(case: CaseResult) -> dict[str, bytes]:
    """Every figure of the case as PNG content, for a report: name -> bytes."""
    return {name: _bytes(figure, "png") for name, figure in _drawn(case_figures(case))}


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
        figure.savefig(buffer, format=extension, metadata=stamp)
    return buffer.getvalue()


def _device_or_none(case: CaseResult) -> DrawnDevice | None:
    """The case's device; None where its materials or its configuration's form are gone."""
    try:
        return drawn_device_of_case(case)
    except (ConfigError, DeviceError, MaterialFileError, UnknownMaterial):
        return None
