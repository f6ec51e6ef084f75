"""``pencsim new``: a commented file to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import BAD_INPUT, exit_codes, stop


def new(
    file: Annotated[Path, typer.Argument(help="YAML file to write, such as my_led.yaml.")],
) -> None:
    """Write a commented case to begin with; it never overwrites a file."""
    with exit_codes():
        from geometry.materials.library import MATERIALS_DIRECTORY

        if file.suffix not in (".yaml", ".yml"):
            stop(BAD_INPUT, f"{file}: expected a name such as my_led.yaml")
        template = MATERIALS_DIRECTORY.parent / "templates" / "led.yaml"
        text = template.read_text(encoding="utf-8")
        try:
            with file.open("x", encoding="utf-8") as target:
                target.write(text)
        except FileExistsError:
            stop(BAD_INPUT, f"{file} exists; name another file")
        except OSError as error:
            stop(BAD_INPUT, f"{file}: {error.strerror}")
        typer.echo(f"{file}: written; next: pencsim validate {file}")
