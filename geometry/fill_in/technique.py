"""Patterning techniques as data: what is published about each, and the array it makes by default.

The files lie in configs/techniques/, one per technique. A device that names one has its array
completed by it before validation; what cannot be read is left for validation to name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

TECHNIQUES_DIRECTORY = Path(__file__).resolve().parents[2] / "configs" / "techniques"

_ALTERNATIVES = (("pitch", "ppi"), ("gap", "aperture.width"))
"""Two ways to write one quantity: a preset gives way to either."""
_LINER = ("material", "thickness")


class TechniqueName(str, Enum):
    """Patterning techniques with a preset."""

    INKJET_PRINTING = "inkjet_printing"
    TRANSFER_PRINTING = "transfer_printing"
    PHOTOLITHOGRAPHY = "photolithography"
    DIRECT_PHOTOPATTERNING = "direct_photopatterning"
    LASER_PRINTING = "laser_printing"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PublishedPpi(_Entry):
    """One published resolution, with where it is stated."""

    ppi: float = Field(gt=0)
    where: str
    reference: int
    remark: str = ""


class Published(_Entry):
    """What is published about a technique.

    Attributes:
        lowest, highest: ends of the published resolutions.
        others: further published resolutions.
        best_eqe_percent: by colour (r, g, b); None where none is given.
        traits: in words: edge definition, compatibility with nanocrystals, ...
    """

    lowest: PublishedPpi
    highest: PublishedPpi
    others: tuple[PublishedPpi, ...] = ()
    best_eqe_percent: dict[str, float | None]
    traits: dict[str, str | float | bool | None]

    @model_validator(mode="after")
    def _in_order(self) -> Published:
        if self.lowest.ppi > self.highest.ppi:
            raise ValueError(
                f"lowest {self.lowest.ppi:g} ppi is above highest {self.highest.ppi:g} ppi"
            )
        return self


class Technique(_Entry):
    """A preset: default array as it would be written, with the marks on what is assumed in it."""

    schema_version: int = Field(alias="schema")
    name: TechniqueName
    title: str
    source: str
    published: Published
    array: dict[str, Any]
    assumed: dict[str, dict[str, Any]]


@cache
def load_technique(name: TechniqueName) -> Technique:
    """The preset of a technique.

    Raises:
        pydantic.ValidationError: a file in configs/techniques/ that is no preset.
    """
    path = TECHNIQUES_DIRECTORY / f"{name.value}.yaml"
    return Technique.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def with_technique(entry: Any) -> Any:
    """The device with its array completed by its technique; what is written wins.

    ``array: none`` stays none: the unpatterned film of the same stack.
    """
    name = entry.get("technique") if isinstance(entry, Mapping) else None
    array = entry.get("array", {}) if isinstance(entry, Mapping) else None
    known = {item.value for item in TechniqueName}
    if isinstance(array, Mapping) and _is_resolved(array):
        return entry
    if not isinstance(array, Mapping) or not isinstance(name, str) or name not in known:
        return entry
    preset = load_technique(TechniqueName(name))
    defaults = _without_rivals(preset.array, array)
    marks = {
        f"array.{path}": mark
        for path, mark in preset.assumed.items()
        if _written(defaults, path) and not _written(array, path)
    }
    assumed = entry.get("assumed", {})
    if isinstance(assumed, Mapping):
        assumed = {**marks, **assumed}
    return {**entry, "array": _merged(defaults, array), "assumed": assumed}


def _is_resolved(array: Mapping[str, Any]) -> bool:
    """Whether an array was filled in before and holds its fields by their own names."""
    aperture = array.get("aperture")
    return isinstance(aperture, Mapping) and "width_um" in aperture


def _without_rivals(defaults: Mapping[str, Any], array: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults without those that something written makes meaningless."""
    kept = dict(defaults)
    for one, other in _ALTERNATIVES:
        for path, rival in ((one, other), (other, one)):
            if _written(array, path):
                kept = _removed(kept, rival)
    sidewall = array.get("sidewall")
    if isinstance(sidewall, Mapping) and "treatment" in sidewall:
        for key in _LINER:
            kept = _removed(kept, f"sidewall.{key}")
    return kept


def _written(entry: Mapping[str, Any], path: str) -> bool:
    value: Any = entry
    for key in path.split("."):
        if not isinstance(value, Mapping) or value.get(key) is None:
            return False
        value = value[key]
    return True


def _removed(entry: Mapping[str, Any], path: str) -> dict[str, Any]:
    head, _, rest = path.partition(".")
    if not rest:
        return {key: value for key, value in entry.items() if key != head}
    below = entry.get(head)
    return {**entry, head: _removed(below, rest)} if isinstance(below, Mapping) else dict(entry)


def _merged(defaults: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(defaults)
    for key, value in written.items():
        below = result.get(key)
        are_blocks = isinstance(below, Mapping) and isinstance(value, Mapping)
        if are_blocks and key != "material":
            result[key] = _merged(below or {}, value)
        else:
            result[key] = value
    return result
