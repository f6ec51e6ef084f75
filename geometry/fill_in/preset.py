"""Patterning techniques as data: what is published about each, and the array it makes by default.

The files lie in configs/techniques/, one per technique.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

TECHNIQUES_DIRECTORY = Path(__file__).resolve().parents[2] / "configs" / "techniques"


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
