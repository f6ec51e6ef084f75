"""Planar solutions shared between cases: the unpatterned film of a whole sweep is solved once.

A record is a file of its own, renamed when whole; a lock beside it lets one process solve while the
others that need the same film wait for it.
"""

from __future__ import annotations

import dataclasses
import fcntl
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results.records import Cost, OpticalResult, Status
from sim.store.hdf5 import append_dipole, dipole_directory, read_dipoles
from sim.store.keys import film_key
from sim.study import Study

_TEXT = "text"


@dataclass(frozen=True)
class StoredFilms:
    """Planar solutions kept in a folder that processes share."""

    folder: Path

    def planar(self, study: Study, solve: Callable[[], OpticalResult]) -> OpticalResult:
        """The stored solution of the study's film; solved and stored if there is none.

        Raises:
            OSError: the folder cannot be written.
            ValueError: raised by ``solve``.
        """
        key = film_key(study)
        path = self.folder / f"film-{key}"
        dipole_directory(path).mkdir(parents=True, exist_ok=True)
        with _locked(dipole_directory(path) / "lock"):
            arrays = read_dipoles(path).get(key)
            if arrays is not None:
                return _from_arrays(arrays)
            result = solve()
            append_dipole(path, key, _to_arrays(result))
            return result


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Wait for, then hold, the lock; the system frees it when its holder dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _to_arrays(result: OpticalResult) -> dict[str, NDArray[Any]]:
    """Arrays as they are (double precision), all else as JSON text."""
    arrays: dict[str, NDArray[Any]] = {}
    rest: dict[str, Any] = {}
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if isinstance(value, np.ndarray):
            arrays[field.name] = value
        elif field.name == "cost":
            rest["cost"] = dataclasses.asdict(value)
        elif field.name not in ("slices", "waves"):
            rest[field.name] = value.value if isinstance(value, Status) else value
    arrays[_TEXT] = np.frombuffer(json.dumps(rest).encode(), dtype=np.uint8)
    return arrays


def _from_arrays(arrays: Mapping[str, NDArray[Any]]) -> OpticalResult:
    rest: dict[str, Any] = json.loads(arrays[_TEXT].tobytes().decode())
    rest["status"] = Status(rest["status"])
    rest["cost"] = Cost(**rest["cost"])
    rest["absorbing_parts"] = tuple(rest["absorbing_parts"])
    rest["warnings"] = tuple(rest["warnings"])
    rest.update((name, array) for name, array in arrays.items() if name != _TEXT)
    return OpticalResult(**rest)
