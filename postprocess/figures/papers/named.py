"""Figures of the papers by name, and those that a folder's study asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from postprocess.case.result_files import read_index, stored_cases
from postprocess.figures.case_figures import CaseFigure
from postprocess.figures.papers.device import (
    Variant,
    draw_hires,
    draw_variants_current_efficiency,
    draw_variants_eqe,
)
from postprocess.figures.papers.pulses import draw_response_area
from postprocess.figures.papers.response import (
    draw_films_response,
    draw_small_signals,
    draw_voltages,
)
from postprocess.figures.papers.review import draw_eqe_by_year, draw_wall_area
from postprocess.figures.saving import Draw
from postprocess.studies.cases import solved_cases
from sim.config.errors import InputError

STUDY_FILE = "study.yaml"

_OF_CASES: dict[str, tuple[Callable[..., Any], str]] = {
    "review_5a": (draw_eqe_by_year, "Printed EQE by year; dashed: the best film computed here."),
    "device_3h": (
        draw_response_area,
        "Response against area: film and array, one resistance each, and the printed times.",
    ),
    "review_5c": (draw_wall_area, "Wall area against density: the review's law, and fixed gaps."),
}
_OF_VARIANTS: dict[str, tuple[Callable[..., Any], str]] = {
    "device_4d": (draw_variants_eqe, "EQE of the device paper's films, and its printed peaks."),
    "device_4f": (
        draw_variants_current_efficiency,
        "Current efficiency of the device paper's films, and its printed peaks.",
    ),
    "device_3ef": (
        draw_small_signals,
        "Impedance at 1 V, and capacitance, of the device paper's devices; no numbers are printed.",
    ),
    "device_3gi": (
        draw_films_response,
        "Light of the device paper's films under a pulse, and its printed response times.",
    ),
    "device_voltage": (
        draw_voltages,
        "Response against the pulse's voltage, and the device paper's printed times.",
    ),
    "device_5bc": (draw_hires, "The 9072 ppi device, and its printed luminance and peak EQE."),
}
_VARIANTS = {
    "zhang2025_film_control": "control",
    "zhang2025_film": "otf3",
    "zhang2025_film_otf3_libr": "otf3_libr",
    "zhang2025_9072ppi": "hires",
}
"""Devices by the name of their file."""


def paper_figures(folder: Path) -> dict[str, CaseFigure]:
    """Figures of the papers that a folder's study names; none where it names none.

    Raises:
        InputError: a name that no figure has.
    """
    figures = {}
    for name in _named(folder):
        known = {**_OF_CASES, **_OF_VARIANTS}
        if name not in known:
            choice = ", ".join(known)
            raise InputError(f"{folder / STUDY_FILE}: figures: {name}: expected some of {choice}")
        draw, caption = known[name]
        content: Sequence[Any] = (
            solved_cases(folder) if name in _OF_CASES else tuple(_variants(folder))
        )
        figures[name] = CaseFigure(partial(draw, content), caption)
    return figures


def paper_draws(folder: Path) -> dict[str, Draw]:
    """As :func:`paper_figures`, without captions."""
    return {name: figure.draw for name, figure in paper_figures(folder).items()}


def _named(folder: Path) -> list[str]:
    try:
        text = (folder / STUDY_FILE).read_text(encoding="utf-8")
        content = YAML(typ="safe").load(text)
    except (OSError, YAMLError):
        return []
    names = content.get("figures", ()) if isinstance(content, dict) else ()
    return [str(name) for name in names]


def _variants(folder: Path) -> Iterator[Variant]:
    """The device paper's devices among a folder's cases, by the file that the study names."""
    values = {entry["key"]: entry["values"] for entry in read_index(folder).get("cases", ())}
    for path, case in stored_cases(folder):
        name = _VARIANTS.get(Path(str(values.get(path.stem, {}).get("device", ""))).stem)
        if name is not None and case.electrical is not None:
            yield Variant(name, case.electrical.model, case)
