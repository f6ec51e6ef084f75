"""Assumed inputs as a reader would say them: in words, with the unit that the user writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geometry.materials.library import Assumption
from sim.batch.study.axes import long_name

_PREFIXES = ((1e-9, "n"), (1e-6, "µ"), (1e-3, "m"), (1.0, ""))
_WITH_PREFIX = ("m", "s")


@dataclass(frozen=True)
class AssumedInput:
    """One input that no source gives, as text."""

    name: str
    value: str
    low: str
    high: str
    reason: str


def assumed_inputs(entries: Iterable[Assumption], config: str) -> tuple[AssumedInput, ...]:
    """Texts of assumed inputs; units are those of the stored configuration.

    Args:
        entries: as the summary has them.
        config: the case's resolved YAML.
    """
    try:
        tree = YAML(typ="safe").load(config)
    except YAMLError:
        tree = {}
    return tuple(_input(entry, tree) for entry in entries)


def _input(entry: Assumption, tree: Any) -> AssumedInput:
    written = _value_at(tree, entry.path)
    if written is None:
        written = _value_at(tree, f"device.{entry.path}")
    factor, unit = _unit_of(written, entry.value)
    value, low, high = (
        _text(number * factor, unit) for number in (entry.value, entry.low, entry.high)
    )
    return AssumedInput(long_name(entry.path), value, low, high, entry.reason)


def _value_at(tree: Any, path: str) -> Any:
    """What stands at a dotted path, through lists by the name of an entry."""
    for part in path.split("."):
        if isinstance(tree, Mapping):
            tree = tree.get(part)
        elif isinstance(tree, list):
            tree = next((e for e in tree if isinstance(e, Mapping) and e.get("name") == part), None)
        else:
            return None
    return tree


def _unit_of(written: Any, value: float) -> tuple[float, str]:
    """Factor from the stored number to the written one, and the written one's unit."""
    words = str(written).split(maxsplit=1)
    if not isinstance(written, str) or len(words) < 2:
        return 1.0, ""
    try:
        number = float(words[0])
    except ValueError:
        return 1.0, ""
    return (number / value if value else 1.0), words[1]


def _text(number: float, unit: str) -> str:
    if unit in _WITH_PREFIX and number:
        scale, prefix = max(
            (entry for entry in _PREFIXES if entry[0] <= abs(number)), default=_PREFIXES[0]
        )
        return f"{number / scale:.4g} {prefix}{unit}"
    return f"{number:.4g} {unit}".rstrip()
