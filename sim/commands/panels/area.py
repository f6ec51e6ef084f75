"""``pencsim area``: what a device's size does to it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import BAD_INPUT, NOT_CONVERGED, exit_codes, stop
from sim.commands.panels.quantity import CURRENT_A_M2, LENGTH_M, RESISTANCE, positive
from sim.commands.shared import ending_with_one_line, print_json, read_result

_WIDTHS = ("1 mm", "2 mm")


def area(  # noqa: PLR0913 - one argument per option
    stored: Annotated[Path, typer.Argument(help="Result file of a case with currents.")],
    width: Annotated[
        list[str] | None, typer.Option(help="Side of the lit square; may be repeated.")
    ] = None,
    current: Annotated[str, typer.Option(help="Over the emitting area.")] = "10 mA/cm2",
    sheet_resistance: Annotated[str, typer.Option(help="Of the electrode.")] = "15 ohm",
    feed: Annotated[str, typer.Option(help="one_side, two_sides or frame.")] = "one_side",
    resistance: Annotated[str, typer.Option(help="Of leads and generator.")] = "100 ohm",
    conductivity: Annotated[float, typer.Option(help="Of the substrate, W/mK.")] = 1.0,
    plate: Annotated[str, typer.Option(help="Side of the square substrate.")] = "25 mm",
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Capacitance, electrode's voltage drop, response and heat of a solved case by its size."""
    with exit_codes():
        from geometry.device import build_device
        from postprocess.tables.areas import render_areas
        from sim.analysis.area import Surroundings, areas
        from sim.config.loader import shipped_library
        from sim.config.stored import stored_study
        from sim.electrical.area.sheet_resistance import Feed
        from sim.store.plain import plain
        from sim.text_table import console_for

        case = read_result(stored)
        study = stored_study(case.config_yaml, str(stored))
        if study.electrical is None or case.electrical is None:
            stop(BAD_INPUT, f"{stored}: no electrical result; expected a case with `electrical:`")
        if feed not in list(Feed):
            stop(BAD_INPUT, f"--feed: found {feed!r}; expected one of {', '.join(Feed)}")
        if conductivity <= 0.0:
            stop(BAD_INPUT, f"--conductivity: found {conductivity:g}; expected a number above 0")
        around = Surroundings(
            positive("--sheet-resistance", sheet_resistance, RESISTANCE, "sheet resistance"),
            Feed(feed),
            positive("--resistance", resistance, RESISTANCE, "resistance"),
            conductivity,
            positive("--plate", plate, LENGTH_M, "length") ** 2,
        )
        widths = [positive("--width", text, LENGTH_M, "length") for text in width or _WIDTHS]
        density = positive("--current", current, CURRENT_A_M2, "current density")
        device = build_device(study.device, shipped_library())
        with ending_with_one_line():
            result = areas(
                device, study.electrical, case.electrical, around, widths, density, case.name
            )
        if as_json:
            print_json(plain({"schema": 1, **dataclasses.asdict(result)}))
        else:
            shown = render_areas(result)
            console_for(shown).print(shown)
        raise typer.Exit(0 if all(row.converged for row in result.rows) else NOT_CONVERGED)
