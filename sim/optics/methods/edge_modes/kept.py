"""Solutions of walls as named arrays, so that pixels with the same wall share them.

record of records of arrays --flattened--> {"light.air": array, ...} --restored--> the record
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.optics.methods.edge.key import wall_of_any_width
from sim.store.keys import left_out, record_key
from sim.store.run_cache import NoCache, RunCache
from sim.study import Study

T = TypeVar("T")


WALLS_VERSION = 11
"""Raised, with PHYSICS_VERSION, whenever a change of the code changes what is kept of walls; what
changes pixels alone leaves kept walls as they are."""


def wall_key(study: Study) -> str:
    """Equal for pixels of any width, shape and lattice with the same gap, layers and wall.

    Counts heights and wavelengths. Wavelength, emitter and rule of a solution are in its own name.

    Raises:
        ValueError: a film, which has no wall.
    """
    wall = wall_of_any_width(study)
    assert study.device.array is not None  # has a wall
    wall["array"]["gap"] = round(study.device.array.gap_um, 9)
    given = {"wavelengths", "dipoles", "numerical_aperture"} - left_out(study)
    numerics = study.optics.model_dump(mode="json", include=given)
    numerics["dipoles"] = study.optics.dipoles.vertical
    text = json.dumps([WALLS_VERSION, "modes", wall, numerics], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class KeptWalls:
    """Solves what is not kept.

    Attributes:
        cache: keeps records.
        fingerprint: names the walls: all that a record depends on besides its own name.
    """

    cache: RunCache
    fingerprint: str

    @staticmethod
    def none() -> KeptWalls:
        """Keeps nothing."""
        return KeptWalls(NoCache(), "")

    def record(self, kind: type[T], name: str, solve: Callable[[], T]) -> T:
        """A kept record, or a new one, which is kept.

        Args:
            kind: a dataclass of arrays, numbers, and such dataclasses.
            name: of the record among those of its wall.
            solve: makes it.
        """
        key = record_key(self.fingerprint, name)
        arrays = self.cache.load(key)
        if arrays is not None:
            return restored(kind, arrays)
        solved = solve()
        self.cache.save(key, flattened(solved))
        return solved


def flattened(record: Any, above: str = "") -> dict[str, NDArray[Any]]:
    """Arrays of a record by dotted name; what is None is left out."""
    arrays: dict[str, NDArray[Any]] = {}
    for field in dataclasses.fields(record):
        value, name = getattr(record, field.name), f"{above}{field.name}"
        if dataclasses.is_dataclass(value):
            arrays |= flattened(value, f"{name}.")
        elif value is not None:
            arrays[name] = np.asarray(value)
    return arrays


def restored(kind: type[T], arrays: Mapping[str, NDArray[Any]], above: str = "") -> T:
    """The record of :func:`flattened`; what is missing and may be None is None.

    Raises:
        KeyError: an array is missing.
    """
    values: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        inner = next(
            (one for one in (hint, *get_args(hint)) if dataclasses.is_dataclass(one)), None
        )
        full = f"{above}{name}"
        if inner is None:
            values[name] = float(arrays[full]) if hint is float else arrays[full]
        elif type(None) in get_args(hint) and not any(n.startswith(f"{full}.") for n in arrays):
            values[name] = None
        else:
            assert isinstance(inner, type)
            values[name] = restored(inner, arrays, f"{full}.")
    return kind(**values)
