"""A device: the stack with its materials, the pixel array, and the emission."""

from __future__ import annotations

from dataclasses import dataclass

from geometry.spec import ArraySpec, EmissionSpec
from geometry.stack import Stack


@dataclass(frozen=True)
class Device:
    """Everything physical about one case; ``array`` is None for an unpatterned film."""

    stack: Stack
    array: ArraySpec | None
    emission: EmissionSpec

    def as_film(self) -> Device:
        """The same stack without pixels, bank and black matrix."""
        return Device(self.stack, None, self.emission)
