"""What keeps finished field runs, so that an interrupted case goes on where it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from numpy.typing import NDArray


class RunCache(Protocol):
    """Keeps the arrays of finished runs by a key that names all that a run depends on."""

    def load(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        """Arrays kept under ``key``, or None."""

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays under ``key``."""


class NoCache:
    """Keeps nothing: every run is stepped."""

    def load(self, key: str) -> None:
        """None, whatever the key."""

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Drop the arrays."""
