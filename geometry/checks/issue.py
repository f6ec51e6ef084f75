"""What a check says about a value: the path where the value is written, and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PathParts = tuple[str | int, ...]


@dataclass(frozen=True)
class Issue:
    """Something wrong with the parts of a study, before it is given a position in a file.

    Attributes:
        path: of the value, from the top of the study.
        text: what came and what was expected.
    """

    path: PathParts
    text: str


def dotted(path: Sequence[str | int]) -> str:
    """``("device", "layers", 4, "thickness")`` as ``device.layers.4.thickness``."""
    return ".".join(str(part) for part in path)
