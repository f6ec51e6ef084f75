"""The three numbers that a reader looks for first, with their numerical errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Summary = Mapping[str, Any]


@dataclass(frozen=True)
class Number:
    """A number for the head of a page.

    Attributes:
        label: what it is.
        value: as ``show --json`` has it; None where there is none.
        error: numerical error in the same unit; None where none is estimated.
        unit: "%" for shares, which are stored as fractions.
    """

    label: str
    value: float | None
    error: float | None
    unit: str = "%"

    @property
    def text(self) -> str:
        """Value and error with equal decimals, or four digits where no error is known."""
        if self.value is None:
            return "-"
        scale = 100.0 if self.unit == "%" else 1.0
        value = scale * self.value
        if self.error is None:
            shown = f"{value:.4g}"
        elif abs(value) < _LARGE:
            shown = f"{value:.2f} ± {scale * self.error:.2f}"
        else:
            shown = f"{value:.0f} ± {scale * self.error:.0f}"
        return f"{shown} {self.unit}".rstrip()

    @property
    def note(self) -> str:
        """What stands below the number where no error does."""
        return "" if self.error is not None or self.value is None else "error not estimated"


_LARGE = 1e3


def headline(summary: Summary) -> tuple[Number, Number, Number]:
    """EQE, extraction and luminance of an LED; extraction, recycling and shape of optics alone.

    Errors of EQE and luminance are those of the light per exciton, to which both are proportional.
    """
    optics = summary["optics"]
    if "directional" in summary:
        return _directional(summary)
    extraction = Number("light extraction (LEE)", optics["lee"], optics["lee_error"])
    if "electrical" in summary:
        eqe, error = summary["eqe_peak"], summary["eqe_peak_error"]
        relative = _relative(eqe, error)
        brightest = max((v for v in summary["electrical"]["luminance_cd_m2"] if v), default=None)
        return (
            Number("peak EQE", eqe, error),
            extraction,
            Number("largest luminance", brightest, _scaled(brightest, relative), "cd/m²"),
        )
    recycling = optics.get("recycling") or {}
    shape = optics.get("far_field") or {}
    return (
        extraction,
        Number(
            "light per exciton, with recycling",
            recycling.get("with_recycling"),
            recycling.get("error"),
        ),
        Number(
            "I(0) over Lambertian",
            shape.get("lambertian_ratio"),
            shape.get("lambertian_ratio_error"),
            "",
        ),
    )


def _directional(summary: Summary) -> tuple[Number, Number, Number]:
    """By reciprocity no total power is known: emission per steradian into the first direction."""
    shown = summary["directional"]
    angle = f"theta {shown['theta_deg'][0]:g}°, phi {shown['phi_deg'][0]:g}°"
    return (
        Number(f"power per steradian at {angle}", shown["intensity_per_sr"][0], None, ""),
        Number("emitter positions", float(shown["positions"]), None, ""),
        Number("runs", float(summary["optics"]["cost"]["runs"]), None, ""),
    )


def _relative(value: float | None, error: float | None) -> float | None:
    return None if not value or error is None else error / abs(value)


def _scaled(value: float | None, relative: float | None) -> float | None:
    return None if value is None or relative is None else abs(value) * relative
