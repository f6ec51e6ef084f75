"""``pencsim lifetime``: what a lifetime at one luminance means at another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import BAD_INPUT, exit_codes, stop
from sim.commands.panels.quantity import LUMINANCE, TIME_H, positive
from sim.commands.shared import print_json

_SHARES = (0.95, 0.9, 0.8, 0.5)


def lifetime(  # noqa: PLR0913 - one argument per option
    t50: Annotated[str, typer.Option(help="Time to half of the luminance, e.g. '131.87 h'.")],
    at: Annotated[str, typer.Option(help="Initial luminance of it, e.g. '100 cd/m2'.")],
    to: Annotated[
        list[str] | None, typer.Option(help="Initial luminance asked for; may be repeated.")
    ] = None,
    exponent: Annotated[float, typer.Option(help="n of L0^n T = const.")] = 1.75,
    t95: Annotated[str | None, typer.Option(help="Time to 95 %, for the shape.")] = None,
    beta: Annotated[float, typer.Option(help="Shape of the decay where T95 is not given.")] = 1.0,
    out: Annotated[Path | None, typer.Option(help="Folder for lifetime.png.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Convert T50 and T95 between luminances, with a stretched-exponential decay between them."""
    with exit_codes():
        from postprocess.tables.areas import render_lifetimes
        from sim.electrical.ageing.acceleration import lifetime_at_luminance
        from sim.electrical.ageing.stretched_exponential import Decay, decay_through
        from sim.text_table import console_for

        if exponent <= 0.0 or beta <= 0.0:
            stop(BAD_INPUT, "--exponent, --beta: expected numbers above 0")
        half, light = positive("--t50", t50, TIME_H, "time"), positive("--at", at, LUMINANCE, "")
        shape = beta
        if t95 is not None:
            try:
                early = positive("--t95", t95, TIME_H, "time")
                shape = decay_through(half, early, 0.95).beta
            except ValueError as error:
                stop(BAD_INPUT, f"--t95: {error}")
        lights = [light, *(positive("--to", text, LUMINANCE, "luminance") for text in to or ())]
        decays = [
            (other, Decay(lifetime_at_luminance(half, light, other, exponent), shape))
            for other in lights
        ]
        if as_json:
            rows = [
                {"luminance_cd_m2": other, "times_h": {str(s): decay.time_h(s) for s in _SHARES}}
                for other, decay in decays
            ]
            print_json({"schema": 1, "exponent": exponent, "beta": shape, "lifetimes": rows})
        else:
            table = render_lifetimes(decays, _SHARES)
            console_for(table).print(table)
            typer.echo(f"n = {exponent:g} (L0^n T = const), shape of the decay beta = {shape:.3g}")
        if out is not None:
            from postprocess.figures.analysis.lifetime import save_lifetime

            for path in save_lifetime(decays, out):
                typer.echo(path, err=as_json)
