"""Keeping finished runs of a case, and sharing runs out between processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from numpy.typing import NDArray


class DipoleCache(Protocol):
    """Keeps finished runs, so that an interrupted case goes on where it was."""

    def load(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        """Arrays kept under ``key``, or None."""

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays under ``key``."""


class NoCache:
    """Keeps nothing."""

    def load(self, key: str) -> None:
        """Return None: no run is kept."""

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Drop the arrays."""


class Claims(Protocol):
    """Shares runs out between processes that work on one case."""

    def take(self, number: int) -> bool:
        """Whether run ``number`` is the caller's; true for one caller only."""
