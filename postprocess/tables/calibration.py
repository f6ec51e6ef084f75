"""A calibration as tables for a terminal: parameters, fitted rows, rows it is judged on."""

from __future__ import annotations

import math

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.analysis.calibration.records import Calibration, FittedParameter, RowOutcome

_ROUGH = 1.0
"""Chi-square above which a fit that is free to meet every datum has met none or not all."""


def render_calibration(calibration: Calibration) -> Group:
    """Parameters with 95 % intervals, then the rows."""
    freedom = calibration.degrees_of_freedom
    fit = f"chi-square {calibration.chi_square:.3g} at {freedom} degrees of freedom"
    notes = [Text(f"{fit}; {calibration.message}")]
    if freedom == 0:
        notes.append(Text(_without_freedom(calibration.chi_square), style="yellow"))
    if calibration.curves:
        notes.append(
            Text("points of one curve are not independent: the truth's intervals are wider")
        )
    if calibration.judged:
        notes.append(
            Text("agrees, differs: rows left out of the fit; within two deviations of both or not")
        )
    tables = [_parameters(calibration)]
    tables += [_rows(calibration)] if calibration.fitted or calibration.judged else []
    tables += [_curves(calibration)] if calibration.curves or calibration.judged_curves else []
    return Group(*tables, *notes)


def _without_freedom(chi_square: float) -> str:
    if chi_square > _ROUGH:
        return (
            f"as many parameters as data, and still off by {chi_square**0.5:.2g} deviations: the "
            "bounds or the model keep the fit from them"
        )
    return "as many parameters as data: a good fit says nothing"


def _parameters(calibration: Calibration) -> Table:
    title = f"{calibration.name}: parameters"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("parameter", overflow="fold")
    for heading in ("value", "95 % interval", "unit", "remark"):
        table.add_column(heading, justify="right" if heading == "value" else "left", no_wrap=True)
    for entry in calibration.parameters:
        interval = f"{entry.lower:.3g} to {entry.upper:.3g}"
        # On a line of its own, so that 80 columns hold the numbers whole.
        of = f"\n  {entry.rows[0]}, ..." if entry.rows else ""
        table.add_row(entry.path + of, f"{entry.value:.3g}", interval, entry.unit, _remark(entry))
    return table


def _remark(entry: FittedParameter) -> str:
    if entry.at_bound:
        return "at bound"
    return "" if entry.is_determined else "not determined"


def _curves(calibration: Calibration) -> Table:
    table = Table(title="curves", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("curve", no_wrap=True)
    table.add_column("of", no_wrap=True)
    table.add_column("use", no_wrap=True)
    for heading in ("points", "not used", "off by (rms)"):
        table.add_column(heading, justify="right", no_wrap=True)
    uses = (("fitted", calibration.curves), ("left out", calibration.judged_curves))
    for use, curve in ((use, curve) for use, curves in uses for curve in curves):
        counts = str(curve.x.size), str(curve.left_out)
        of = curve.curve.replace("_", " ")
        table.add_row(curve.label, of, use, *counts, f"{curve.rms:.2g} sigma")
    return table


def _rows(calibration: Calibration) -> Table:
    table = Table(title="data", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("row", "use"):
        table.add_column(heading, no_wrap=True)
    for heading in ("measured", "model", "off by"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in calibration.fitted:
        table.add_row(*_cells(row, "fitted"))
    for row in calibration.judged:
        table.add_row(*_cells(row, "agrees" if row.agrees else "differs"))
    return table


def _cells(row: RowOutcome, use: str) -> tuple[str, ...]:
    model = f"{row.model:.3g} (not determined)"
    if math.isfinite(row.model_sigma):
        model = with_spread(row.model, row.model_sigma)
    measured = with_spread(row.measured, row.sigma)
    return row.label, use, measured, model, f"{row.deviation:+.1f} sigma"


def with_spread(value: float, sigma: float) -> str:
    """``420 ± 40`` in place of ``420 ± 4e+01``: the deviation to one digit, the value as far."""
    if not sigma > 0.0:
        return f"{value:.3g} ± 0"
    places = -math.floor(math.log10(sigma))
    if places > 5:
        return f"{value:.3g} ± {sigma:.1g}"
    shown = max(0, places)
    return f"{round(value, places):.{shown}f} ± {round(sigma, places):.{shown}f}"
