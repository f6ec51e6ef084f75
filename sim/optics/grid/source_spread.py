"""How a dipole's current is spread over the points of its component, per lateral wave."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np

from geometry.arrays import ComplexArray, FloatArray


class SourceSpread(StrEnum):
    """How an in-plane current at a corner of the lateral cells is spread over points.

    POINT: the dipole sits on a point of its component instead.
    SPLIT: the two nearest points share it.
    COMPENSATED: as sim.optics.grid.source_stencil does, so that states per d^2K are the
    continuum's.
    """

    POINT = "point"
    SPLIT = "split"
    COMPENSATED = "compensated"

    def half_step(self, x: ComplexArray | FloatArray) -> Any:
        """Squared form factor along the component's own axis; x = cos^2(k a / 2)."""
        if self is SourceSpread.COMPENSATED:
            return x * (5.0 - x) ** 2 / 16.0
        return x if self is SourceSpread.SPLIT else np.ones_like(x)

    def whole_step(self, x: ComplexArray | FloatArray) -> Any:
        """Squared form factor along an axis on which the component has points at the dipole."""
        return (3.0 + x) ** 2 / 16.0 if self is SourceSpread.COMPENSATED else np.ones_like(x)
