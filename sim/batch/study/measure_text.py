"""Measures and axis values as a person reads them: names, percent, three digits."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.batch.study.axes import value_text

_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(\s*\S*)")


@dataclass(frozen=True)
class MeasureText:
    """What a measure is called and shown in.

    Attributes:
        name: in words.
        unit: as shown; "1" for a ratio.
        scale: shown value over stored value.
    """

    name: str
    unit: str = "1"
    scale: float = 1.0

    @property
    def label(self) -> str:
        """For an axis: name and unit."""
        return f"{self.name} ({self.unit})"

    def text(self, value: float) -> str:
        """Three digits with the unit."""
        if not math.isfinite(value):
            return "-"
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{three_digits(self.scale * value)}{unit}"


_MEASURES: Mapping[str, MeasureText] = {
    "eqe_peak": MeasureText("peak EQE", "%", 100.0),
    "eqe_at_j": MeasureText("EQE at the current asked for", "%", 100.0),
    "film_eqe_peak": MeasureText("film's peak EQE", "%", 100.0),
    "eqe_ratio": MeasureText("peak EQE over the film's", "%", 100.0),
    "lee": MeasureText("LEE", "%", 100.0),
    "lee_fill": MeasureText("LEE times fill factor", "%", 100.0),
    "crosstalk": MeasureText("crosstalk", "%", 100.0),
    "a_re": MeasureText("reabsorbed share", "%", 100.0),
    "fill_factor": MeasureText("fill factor", "%", 100.0),
    "luminance_at_j": MeasureText("luminance at the current asked for", "cd/m2"),
    "purcell": MeasureText("Purcell factor"),
    "ppi": MeasureText("pixel density", "ppi"),
    "gap_um": MeasureText("gap", "um"),
}


def measure_text(measure: str) -> MeasureText:
    """Of a measure; one that is not known keeps its name."""
    return _MEASURES.get(measure, MeasureText(measure.replace("_", " ")))


def three_digits(value: float) -> str:
    """``2640`` for 2644.137, ``0.0117`` for 0.011712: three digits, no exponent where it reads."""
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}"
    rounded = float(f"{value:.3g}")
    return f"{rounded:.0f}" if 100.0 <= abs(rounded) < 1e6 else f"{rounded:g}"


def short_value(value: Any) -> str:
    """An axis' value in few words, its number to three digits: ``44.6 nm``."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return value_text(value)
    match = _NUMBER.fullmatch(str(value).strip()[:64])
    return f"{three_digits(float(match[1]))}{match[2]}" if match else value_text(value)
