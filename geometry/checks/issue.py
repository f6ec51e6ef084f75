"""What a check says: the entry at fault and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PathParts = tuple[str | int, ...]
"""Where an entry stands in a file: keys, and positions in lists."""

ARRAY: PathParts = ("device", "array")
LAYERS: PathParts = ("device", "layers")


@dataclass(frozen=True)
class Issue:
    """A rule that values break together: the path of the entry at fault, and a sentence."""

    path: PathParts
    text: str


class DeviceError(ValueError):
    """A device that cannot be built; ``path`` is the dotted path of the entry at fault."""

    def __init__(self, issue: Issue) -> None:
        self.path = dotted(issue.path)
        super().__init__(f"{self.path}: {issue.text}")


def dotted(path: Sequence[str | int]) -> str:
    """``("device", "layers", 4, "thickness")`` as ``device.layers.4.thickness``."""
    return ".".join(str(part) for part in path)


def raise_first(issues: Iterable[Issue]) -> None:
    """Stop at the first issue, where a user is shown one at a time.

    Raises:
        DeviceError: there is one.
    """
    for issue in issues:
        raise DeviceError(issue)
