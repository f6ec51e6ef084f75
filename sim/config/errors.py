"""What the user reads when a configuration is wrong: one line per mistake, with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geometry.checks.issue import Issue as Issue
from geometry.checks.issue import PathParts as PathParts
from geometry.checks.issue import dotted as dotted
from geometry.wording import shorten as shorten


@dataclass(frozen=True)
class Place:
    """Where something was written: a position in a file, or an option of the command line.

    Attributes:
        source: the file as the user named it, or the option ("--set device.array").
        line, column: counted from 1; None for an option.
    """

    source: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        if self.line is None:
            return self.source
        return f"{self.source}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One mistake: ``FILE:LINE:COLUMN: dotted.path: what was found, what is allowed``."""

    place: Place
    path: PathParts
    text: str

    def __str__(self) -> str:
        where = str(self.place)
        path = dotted(self.path)
        if not path or where == f"--set {path}":
            return one_line(f"{where}: {self.text}")
        return one_line(f"{where}: {path}: {self.text}")


class ConfigError(Exception):
    """Bad input, with every mistake found; ``str`` has one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ConfigError], tuple[tuple[Problem, ...]]]:
        """Pickled by its problems, so that it comes back from another process as it was."""
        return type(self), (self.problems,)


class InputError(Exception):
    """Something asked for on the command line cannot be had; one sentence for the user."""


def fail(place: Place, text: str, path: PathParts = ()) -> ConfigError:
    """A ConfigError with a single mistake."""
    return ConfigError([Problem(place, path, text)])


def one_line(text: str) -> str:
    """The text with everything escaped that would break a line or a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
