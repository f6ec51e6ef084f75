"""How parts of a device are called before a reader: in legends, tables and pages."""

from __future__ import annotations

_PART_NAMES = {
    "hil": "HIL",
    "htl": "HTL",
    "etl": "ETL",
    "eil": "EIL",
    "wall": "sidewall",
    "black_matrix": "black matrix",
}


def part_name(part: str) -> str:
    """The name of a part as a reader knows it."""
    return _PART_NAMES.get(part, part.replace("_", " "))
