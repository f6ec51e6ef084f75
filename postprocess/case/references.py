"""Published values shown beside a computed case; read from configs/references/*.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

DIRECTORY = Path(__file__).resolve().parents[2] / "configs" / "references"


@dataclass(frozen=True)
class PublishedValue:
    """One published number.

    Attributes:
        quantity: what was measured, e.g. "eqe_peak".
        percent: its value.
        label: the device it belongs to.
        of_film: measured on an unpatterned film rather than on pixels.
        source_short, source: short and full citation.
    """

    quantity: str
    percent: float
    label: str
    of_film: bool
    source_short: str
    source: str


def published_values(
    case_name: str, quantity: str, directory: Path = DIRECTORY
) -> tuple[PublishedValue, ...]:
    """Values of ``quantity`` that apply to the case; empty where none do."""
    values = []
    for path in sorted(directory.glob("*.yaml")):
        content = YAML(typ="safe").load(path)
        if case_name not in content["applies_to"]:
            continue
        sources = {key: content[key] for key in ("source_short", "source")}
        values += [
            PublishedValue(**entry, **sources)
            for entry in content["values"]
            if entry["quantity"] == quantity
        ]
    return tuple(values)
