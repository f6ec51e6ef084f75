"""What a user writes about the electrical model, as frozen pydantic models."""

from __future__ import annotations

from typing import Literal

from geometry.spec import Spec


class CompactSpec(Spec):
    """The compact (ABC + diode) model."""

    model: Literal["compact"] = "compact"
