"""The digest by which a result file is recognised as whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Digest:
    """SHA-256 and size of a file."""

    sha256: str
    size: int


def digest(path: Path) -> Digest:
    """Digest of a file's content, read in pieces.

    Raises:
        OSError: it cannot be read.
    """
    total, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            total.update(piece)
            size += len(piece)
    return Digest(total.hexdigest(), size)
