"""A calibration as tables for a terminal: parameters, fitted rows, rows it is judged on."""

from __future__ import annotations

import math

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.analysis.calibration.records import Calibration, FittedParameter, RowOutcome


def render_calibration(calibration: Calibration) -> Group:
    """Parameters with 95 % intervals, then the rows."""
    freedom = calibration.degrees_of_freedom
    fit = f"chi-square {calibration.chi_square:.3g} at {freedom} degrees of freedom"
    notes = [Text(f"{fit}; {calibration.message}")]
    if freedom == 0:
        notes.append(Text("as many parameters as rows: a good fit says nothing", style="yellow"))
    if calibration.judged:
        notes.append(
            Text("agrees, differs: rows left out of the fit; within two deviations of both or not")
        )
    return Group(_parameters(calibration), _rows(calibration), *notes)


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
    spread = f"{row.model_sigma:.1g}" if math.isfinite(row.model_sigma) else "any"
    return (
        row.label,
        use,
        f"{row.measured:.3g} ± {row.sigma:.1g}",
        f"{row.model:.3g} ± {spread}",
        f"{row.deviation:+.1f} s",
    )
