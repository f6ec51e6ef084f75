"""Pictures of a configuration before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from postprocess.figures.case_figures import draws, geometry_figures
from postprocess.figures.model import drawn_device
from postprocess.figures.saving import save_figures
from sim.study import Study


def draw_preview(study: Study, out_dir: Path, formats: Sequence[str] = ("png",)) -> list[Path]:
    """Sections, plan and a cut pixel, ideal and as the grid sees them.

    Args:
        study: a loaded configuration.
        out_dir: made if missing; files are called FIGURE.FORMAT.
        formats: of ``postprocess.figures.saving.FORMATS``.

    Raises:
        DeviceError, UnknownMaterial, MaterialFileError: the device cannot be built.
        FigureFormatError: an unknown format.
    """
    return save_figures(draws(geometry_figures(drawn_device(study))), out_dir, formats)
