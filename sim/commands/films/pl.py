"""``pencsim pl``: the light of the emitter as a film."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import BAD_INPUT, exit_codes, stop
from sim.commands.shared import Config, Overrides, default_folder, ending_with_one_line


def pl(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/pl.")] = None,
    overrides: Overrides = None,
) -> None:
    """Photoluminescence of a case's emitter as a film: on glass, on its layers, after a pulse."""
    with exit_codes():
        from rich.console import Console

        from geometry.device import build_device
        from postprocess.figures.analysis.films import save_decays
        from postprocess.tables.films import render_film_light
        from sim.analysis.photoluminescence.evaluate import film_light_of
        from sim.analysis.photoluminescence.files import write_film_light
        from sim.config.loader import load_study, shipped_library

        study = load_study(config, overrides or ())
        if study.electrical is None:
            stop(BAD_INPUT, f"{config}: electrical: missing; expected a block, for the lifetime")
        folder = out or default_folder(study.name) / "pl"
        with ending_with_one_line():
            device = build_device(study.device, shipped_library())
            result = film_light_of(study.name, device, study.electrical)
            written = write_film_light(result, folder)
        Console().print(render_film_light(result))
        for path in (*written, *save_decays(result, folder)):
            typer.echo(path)
