"""Records as plain values that JSON takes: tuples as lists, NaN and infinity as null."""

from __future__ import annotations

import math
from typing import Any


def plain(value: Any) -> Any:
    """The value with nothing in it that JSON lacks."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
