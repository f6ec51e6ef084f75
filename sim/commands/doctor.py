"""``pencsim doctor``: what this machine has, and whether it works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from sim.cli_exit import FAILED, exit_codes

_LIBRARIES = ("numpy", "scipy", "h5py", "pydantic", "matplotlib", "pandas", "xarray")


def doctor(
    ranks: Annotated[int, typer.Option(min=1, help="MPI processes to start.")] = 2,
) -> None:
    """Check Meep, MPI (ranks are really started) and the materials; 1 on a problem."""
    with exit_codes():
        from sim.processes.environment import launch_problems, meep_problems

        for line in _versions():
            typer.echo(line)
        checks = (
            ("Meep, for pixels", meep_problems(ranks)),
            (f"MPI, {ranks} ranks started", launch_problems(ranks)),
            ("materials", list(_material_problems())),
        )
        for name, problems in checks:
            typer.echo(f"{'ok' if not problems else 'PROBLEM':8}{name}")
            for problem in problems:
                typer.echo(f"        {problem}")
        raise typer.Exit(FAILED if any(problems for _, problems in checks) else 0)


def _versions() -> Iterator[str]:
    import platform
    from importlib.metadata import PackageNotFoundError, version

    yield f"pencsim {version('pencsim')}, Python {platform.python_version()}"
    found = []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    yield ", ".join(found)


def _material_problems() -> Iterator[str]:
    from sim.config.loader import shipped_library

    library = shipped_library()
    yield from library.broken.values()
    if not library.entries:
        yield "no material files beside the program"
