"""``pencsim doctor``: what this machine has, and whether it works."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import typer

from sim.cli_exit import FAILED, exit_codes

_LIBRARIES = (
    *("numpy", "scipy", "h5py", "pydantic", "matplotlib", "pandas", "xarray", "h5netcdf"),
    *("optuna", "submitit"),
)
_FOR_TESTS = ("devsim", "pytest")


def doctor(
    ranks: Annotated[int, typer.Option(min=1, help="MPI processes to start.")] = 2,
) -> None:
    """Check Meep, MPI (ranks are really started), materials and caches; 1 on a problem."""
    with exit_codes():
        for line in _versions():
            typer.echo(line)
        problems = 0
        for name, faults in _checks(ranks):
            problems += len(faults)
            typer.echo(f"{'PROBLEM' if faults else 'ok':8}{name}")
            for problem in faults:
                typer.echo(f"        {problem}")
        typer.echo("Films (optics.method: planar) need neither Meep nor MPI.")
        raise typer.Exit(FAILED if problems else 0)


def _checks(ranks: int) -> Iterator[tuple[str, list[str]]]:
    """Name and problems of each check, in the environment that a run gives its processes."""
    from sim.processes.child import job_environment
    from sim.processes.environment import launch_problems, meep_problems, rank_problems

    environment = job_environment(threads=1)
    meep = meep_problems(ranks)
    yield "Meep, for pixels", meep
    if ranks > 1:
        started = launch_problems(ranks, environment)
        as_root = " (as root, which runs allow)" if os.geteuid() == 0 else ""
        yield f"mpirun starts {ranks} processes{as_root}", started
        if not meep and not started:
            yield f"Meep counts {ranks} MPI ranks", rank_problems(ranks, environment)
    yield "materials", list(_material_problems())
    yield _cache()


def _versions() -> Iterator[str]:
    import platform
    from importlib.metadata import version

    yield f"pencsim {version('pencsim')}, Python {platform.python_version()}"
    yield ", ".join(map(_with_version, _LIBRARIES))
    yield f"for the tests: {', '.join(map(_with_version, _FOR_TESTS))}"


def _with_version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} missing"


def _material_problems() -> Iterator[str]:
    from sim.config.loader import shipped_library

    library = shipped_library()
    yield from library.broken.values()
    if not library.entries:
        yield "no material files beside the program"


def _cache() -> tuple[str, list[str]]:
    """Where the rate of this machine is kept, which predictions of cost use."""
    from sim.cost.stepping_rate import cache_file, known_rate

    file = cache_file()
    folder = next(parent for parent in file.parents if parent.exists())
    if not os.access(folder, os.W_OK):
        return f"cache {file}", [f"{folder} cannot be written: set XDG_CACHE_HOME to a folder"]
    return f"cache {file}; rate of stepping: {known_rate().origin}", []
