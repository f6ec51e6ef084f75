"""How a command ends: its exit status, and one line on standard error that says why.

0 done; 1 the run failed; 2 bad input; 3 finished but not converged; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

FAILED, BAD_INPUT, NOT_CONVERGED, INTERRUPTED = 1, 2, 3, 130


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn bad input and interruption into one line each and an exit status."""
    from sim.config.errors import ConfigError, InputError

    try:
        yield
    except (ConfigError, InputError) as error:
        stop(BAD_INPUT, str(error))
    except KeyboardInterrupt:
        # A bar leaves the cursor in its own line.
        line = "\n" if sys.stderr.isatty() else ""
        stop(INTERRUPTED, f"{line}interrupted; what was finished is kept")


def stop(code: int, text: str) -> NoReturn:
    """End the command with a line and an exit status."""
    typer.echo(text, err=True)
    raise typer.Exit(code)
