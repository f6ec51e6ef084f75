"""Finished runs kept on the disk, beside a result or in a folder that cases share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from sim.store.hdf5 import append_dipole, read_dipole


@dataclass(frozen=True)
class StoredRuns:
    """Runs kept beside the path that names them.

    Attributes:
        path: of the result, or of what shares the runs.
        is_first: whether this process writes; of several ranks only one does.
    """

    path: Path
    is_first: bool = True

    def load(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        """Arrays kept under ``key``, or None."""
        return read_dipole(self.path, key)

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays; only the first rank writes."""
        if self.is_first:
            append_dipole(self.path, key, arrays)
