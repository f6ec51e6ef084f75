"""Curves that a reader may zoom into, as plain values for the page's plotting library."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from postprocess.case.radiation import angular_profile, has_far_field
from sim.results.records import CaseResult

Values = Sequence[float | None]


@dataclass(frozen=True)
class PlotSeries:
    """One curve; ``error`` is that of y, empty where none is known; ``joined`` draws a line."""

    label: str
    x: Values
    y: Values
    error: Values = ()
    joined: bool = True


@dataclass(frozen=True)
class Plot:
    """Curves over one axis."""

    name: str
    x_label: str
    y_label: str
    series: tuple[PlotSeries, ...]
    log_x: bool = False
    log_y: bool = False

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


def case_plots(case: CaseResult, summary: Mapping[str, Any]) -> list[Plot]:
    """EQE, current and luminance of an LED, and the emission over the angle; the film beside."""
    plots = []
    own = summary.get("electrical")
    film = (summary.get("reference") or {}).get("electrical")
    if own is not None:
        both = {"this device": own} | ({"unpatterned film": film} if film else {})
        plots = [
            _curves("EQE over current", both, "current_density_ma_cm2", "eqe", (True, False)),
            _curves("current over voltage", both, "voltage_v", "current_density_ma_cm2"),
            _curves("luminance over voltage", both, "voltage_v", "luminance_cd_m2"),
        ]
    if has_far_field(case.optics):
        plots.append(_emission(case))
    return plots


_LABELS = {
    "voltage_v": "voltage (V)",
    "current_density_ma_cm2": "current density (mA/cm²)",
    "luminance_cd_m2": "luminance (cd/m²)",
    "eqe": "EQE (%)",
}


def _curves(
    name: str,
    results: Mapping[str, Mapping[str, Any]],
    x: str,
    y: str,
    logarithmic: tuple[bool, bool] = (False, True),
) -> Plot:
    scale = 100.0 if y == "eqe" else 1.0
    series = tuple(
        PlotSeries(label, entry[x], [None if v is None else scale * v for v in entry[y]])
        for label, entry in results.items()
    )
    return Plot(name, _LABELS[x], _LABELS[y], series, *logarithmic)


def _emission(case: CaseResult) -> Plot:
    series = []
    for label, optics in (("this device", case.optics), ("unpatterned film", case.reference)):
        if optics is not None and has_far_field(optics):
            profile = angular_profile(optics)
            shown = [v if math.isfinite(v) else None for v in profile.intensity_per_sr.tolist()]
            series.append(PlotSeries(label, profile.theta_deg.tolist(), shown))
    return Plot("emission over angle", "angle in air (°)", "share per steradian", tuple(series))
