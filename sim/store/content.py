"""What a result file says, whatever bytes it is stored in.

Opening an HDF5 file for writing changes its superblock, and an annotation adds an attribute: the
file is another one, the result is the same. The digest here is of the values alone.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path

import numpy as np

from sim.results.records import CaseResult

_PICTURES = (
    *(".far_field", ".intensity", ".rings"),
    *(".image", ".wanted_cd_m2", ".emitted_cd_m2", ".seen_cd_m2", ".drop_v"),
)
"""Arrays that sim.store.layout keeps as pictures."""


def content_digest(case: CaseResult) -> str:
    """SHA-256 of all values of a result, each behind its name.

    What is empty or None does not count, so that a field that later versions add changes nothing.
    """
    total = hashlib.sha256()
    for piece in _pieces("case", case):
        total.update(piece)
    return total.hexdigest()


def is_open_for_writing(path: Path) -> bool:
    """Whether another program holds an HDF5 file open for writing, by HDF5's own lock.

    False where locks are switched off or the file system has none.
    """
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _pieces(name: str, value: object) -> Iterator[bytes]:
    if value is None:
        return
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _pieces(f"{name}.{field.name}", getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield from _pieces(f"{name}[{key}]", value[key])
    elif isinstance(value, np.ndarray):
        # Pictures are stored in single precision: so counted, a result in memory and in its file
        # have one digest. All else counts to the last bit.
        kind = np.float32 if name.endswith(_PICTURES) else value.dtype
        yield f"{name}{value.shape}{value.dtype.kind}".encode()
        with np.errstate(over="ignore"):
            yield np.ascontiguousarray(value, dtype=kind).tobytes()
    elif isinstance(value, (tuple, list)):
        for number, entry in enumerate(value):
            yield from _pieces(f"{name}[{number}]", entry)
    else:
        plain = value.value if isinstance(value, Enum) else value
        yield f"{name}={plain!r}\n".encode()
