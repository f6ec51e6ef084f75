"""Published efficiencies of pixelated LEDs by technique, colour and pixel density.

The table is data (configs/references/tables/): facts as printed, each row with sentences on what is
doubtful about it. A computed value is put beside the rows of its technique and colour whose pixel
density may be its own: the footnote counts densities along a diagonal, so that a printed one may
be up to sqrt(2) too low.
"""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geometry.fill_in.technique import TechniqueName
from sim.config.errors import InputError

TABLE = (
    Path(__file__).resolve().parents[2]
    / "configs"
    / "references"
    / "tables"
    / "zhao2025_table1.yaml"
)
_DIAGONAL = math.sqrt(2.0)
_ROUNDED = 0.98
"""A study at a round density stands for a printed one up to 2 % above it."""
_RED_FROM_NM, _BLUE_BELOW_NM = 600.0, 500.0


class Colour(StrEnum):
    """Primary that an emitter stands for."""

    RED = "red"
    GREEN = "green"
    BLUE = "blue"


def colour_of_peak(peak_nm: float) -> Colour:
    """Red above 600 nm, blue below 500 nm, green between."""
    if peak_nm > _RED_FROM_NM:
        return Colour.RED
    return Colour.BLUE if peak_nm < _BLUE_BELOW_NM else Colour.GREEN


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PublishedRow(_Entry):
    """One device as printed; None where nothing is printed.

    Attributes:
        reference: number in the review's list.
        ppi, pixel_um: resolution, one of them or none.
        estimated: the review derived the resolution from an image.
        text_ppi: what the body text gives for the same reference where it differs.
        ce_cd_a: current efficiency.
        doubts: one sentence per known inconsistency.
    """

    technique: TechniqueName
    reference: int = Field(gt=0)
    material: str
    colour: Colour
    peak_nm: float | None = Field(gt=300.0, lt=1000.0)
    ppi: float | None = Field(gt=0.0, le=1e5)
    pixel_um: float | None = Field(gt=0.0)
    estimated: bool
    text_ppi: float | None = Field(gt=0.0, le=1e5)
    eqe_percent: float | None = Field(gt=0.0, lt=100.0)
    luminance_cd_m2: float | None = Field(gt=0.0)
    ce_cd_a: float | None = Field(gt=0.0)
    doubts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_one_device(self) -> PublishedRow:
        if self.ppi is not None and self.pixel_um is not None:
            raise ValueError("give ppi or pixel_um, not both")
        if self.peak_nm is not None and colour_of_peak(self.peak_nm) is not self.colour:
            raise ValueError(f"{self.peak_nm:g} nm is not {self.colour.value}")
        return self

    @property
    def shown_ppi(self) -> float | None:
        """Where it stands on an axis: the table's density, else the body text's."""
        return self.text_ppi if self.ppi is None else self.ppi

    @property
    def is_doubted(self) -> bool:
        """Whether efficiency or density carries a doubt, or the density is estimated."""
        return bool(self.doubts) or self.estimated


class PublishedTable(_Entry):
    """All rows with their source."""

    schema_version: Literal[1] = Field(alias="schema")
    source: str = Field(min_length=1)
    source_short: str = Field(min_length=1)
    where: str = Field(min_length=1)
    notes: tuple[str, ...]
    rows: tuple[PublishedRow, ...] = Field(min_length=1)

    def with_eqe(self, colour: Colour) -> tuple[PublishedRow, ...]:
        """Rows of a colour that have an efficiency and a density."""
        return tuple(
            row
            for row in self.rows
            if row.colour is colour and row.eqe_percent is not None and row.shown_ppi is not None
        )

    def beside(
        self, technique: TechniqueName, colour: Colour, ppi: float
    ) -> tuple[PublishedRow, ...]:
        """Rows whose device may have this density; nearest first.

        A row printed at P may lie anywhere from P to sqrt(2) P.
        """
        near = [
            (abs(math.log(ppi / row.shown_ppi)), row)
            for row in self.with_eqe(colour)
            if row.technique is technique
            and row.shown_ppi is not None
            and row.shown_ppi * _ROUNDED <= ppi <= row.shown_ppi * _DIAGONAL
        ]
        return tuple(row for _, row in sorted(near, key=lambda entry: entry[0]))


def load_published_table(path: Path = TABLE) -> PublishedTable:
    """Read the table.

    Raises:
        InputError: not readable, or not such a table; the message names the row.
    """
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return PublishedTable.model_validate(content)
    except (OSError, YAMLError) as error:
        raise InputError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: {place}: {first['msg']}") from None
