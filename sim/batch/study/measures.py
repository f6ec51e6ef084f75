"""The few numbers of a case that tables, status and optimisers look at."""

from __future__ import annotations

import math

import numpy as np

from sim.results.averages import (
    budget,
    crosstalk,
    lee,
    light_error,
    purcell,
    reabsorbed,
    recycled_lee,
)
from sim.results.crosstalk import aperture_crosstalk, crosstalk_error
from sim.results.panel import PanelResult
from sim.results.records import CaseResult


def measures_of(case: CaseResult) -> dict[str, float]:
    """Scalars by name; shares of the emitted power, NaN where there is none.

    ``with_recycling`` is photons to air per exciton, NaN where a file lacks it. ``film_*`` is the
    same stack without pixels; ``eqe_ratio`` the pixel's peak EQE over the film's; ``response_us``
    that of the last pulse; ``panel_*`` what :func:`panel_measures` has of a display.
    """
    measures = dict.fromkeys(
        (
            *("lee", "lee_error", "with_recycling", "purcell", "crosstalk", "crosstalk_error"),
            *("a_re", "closure_error"),
        ),
        math.nan,
    )
    of_light = math.nan
    seen = None
    if case.optics.status.is_solved:
        with np.errstate(invalid="ignore", divide="ignore"):
            measures = {
                "lee": lee(case.optics),
                "lee_error": case.optics.lee_error,
                "with_recycling": recycled_lee(case.optics),
                "purcell": purcell(case.optics),
                "crosstalk": crosstalk(case.optics),
                "crosstalk_error": crosstalk_error(case.optics),
                "a_re": reabsorbed(case.optics),
                "closure_error": budget(case.optics).closure_error,
            }
            seen = aperture_crosstalk(case.optics)
            of_light = light_error(case.optics)
        if seen is not None:
            measures["crosstalk_in_aperture"] = seen.crosstalk
    measures["eqe_peak"] = case.eqe_peak
    measures["eqe_peak_error"] = case.eqe_peak * of_light
    if case.reference is not None:
        measures["film_lee"] = lee(case.reference)
        measures["film_with_recycling"] = recycled_lee(case.reference)
        measures["film_eqe_peak"] = case.film_eqe_peak
        measures["eqe_ratio"] = measures["eqe_peak"] / (measures["film_eqe_peak"] or math.nan)
    if case.electrical is not None and case.electrical.transient is not None:
        measures["response_us"] = 1e6 * case.electrical.transient.response_s
        measures["response_error_us"] = 1e6 * case.electrical.transient.response_error_s
    if case.panel is not None:
        measures |= panel_measures(case.panel)
    measures["wall_s"] = float(case.provenance.get("wall_s", math.nan))
    return {name: float(value) for name, value in measures.items()}


def panel_measures(panel: PanelResult) -> dict[str, float]:
    """Scalars of a panel and of the picture that it shows, by name with its unit."""
    wanted = panel.wanted_cd_m2
    lit = wanted > 0.0
    off = np.abs(panel.seen_cd_m2 - wanted)[lit] / wanted[lit]
    return {
        **{f"panel_{name}": value for name, value in panel.numbers.items()},
        "panel_power_w": sum(panel.power_w.values()),
        "panel_uniformity": panel.uniformity.get("1 - deviation", math.nan),
        "panel_seen_off": float(np.median(off)) if off.size else math.nan,
        "panel_error": max(panel.errors.values(), default=math.nan),
    }
