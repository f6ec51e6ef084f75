"""The format of the files in configs/materials/, as frozen pydantic models.

Five kinds: a ``table`` with its source, a ``constant``, a ``bruggeman`` mixture of other
materials, a ``halide_mixture`` between two of them and an ``optical_density``. A number that no
source gives is written as a mapping with ``assumed: true``, its range and the reason.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geometry.arrays import FloatArray
from geometry.spec.base import Spec

COLUMNS = "wavelength_nm n k"


class MaterialFileError(ValueError):
    """A material file that cannot be read; the message names the file and the key."""


class AssumedValue(Spec):
    """A number that no source gives, with the range within which the truth is believed to lie."""

    assumed: Literal[True]
    """Always true: the mark of a guess."""
    value: float
    """The value used."""
    low: float
    """Lower end of the range of the truth."""
    high: float
    """Upper end of the range of the truth."""
    reason: str = Field(min_length=1)
    """Whence the range."""

    @model_validator(mode="after")
    def _value_in_range(self) -> AssumedValue:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value:g} lies outside {self.low:g}-{self.high:g}")
        return self


Quantity = float | AssumedValue


def number(quantity: Quantity) -> float:
    """The value itself, whether it has a source or is assumed."""
    return quantity.value if isinstance(quantity, AssumedValue) else quantity


class _MaterialFile(Spec):
    """What every material file has."""

    name: str = Field(min_length=1, max_length=60)
    """What devices call the material."""
    source: str = Field(min_length=1)
    """Citation of the numbers."""
    licence: str = Field(min_length=1)
    """Of the numbers."""
    origin: str = ""
    """Where the copy was taken from."""
    notes: str = ""
    """What else a user should know."""
    edge_moves: bool = False
    """Whether an emitter's table is moved to its emission (device.emission.absorption_edge)."""


class TableFile(_MaterialFile):
    """Rows of wavelength (nm), n, k."""

    kind: Literal["table"]
    """Which kind of material: a table."""
    columns: Literal["wavelength_nm n k"]
    """The table's columns."""
    table: str
    """One row per line; wavelengths increase."""

    @field_validator("table")
    @classmethod
    def _rows_are_optical_constants(cls, text: str) -> str:
        rows = _rows(text)
        if rows.ndim != 2 or rows.shape[0] < 2 or rows.shape[1] != 3:
            raise ValueError(f"expected at least two rows of {COLUMNS}")
        if np.any(np.diff(rows[:, 0]) <= 0):
            raise ValueError("wavelengths must increase from row to row")
        if np.any(rows[:, 1] <= 0) or np.any(rows[:, 2] < 0):
            raise ValueError("n must be positive and k must not be negative")
        return text

    @property
    def rows(self) -> FloatArray:
        """Shape (W, 3): wavelength in nm, n, k."""
        return _rows(self.table)


class ConstantFile(_MaterialFile):
    """One n and k for every wavelength."""

    kind: Literal["constant"]
    """One index for all wavelengths."""
    n: Quantity
    """Refractive index."""
    k: Quantity
    """Extinction coefficient."""


class HostIndex(Spec):
    """A mixture's second constituent given by numbers instead of by name."""

    n: Quantity
    """Refractive index."""
    k: Quantity = 0.0
    """Extinction coefficient."""


class BruggemanFile(_MaterialFile):
    """Bruggeman mixture: ``fill`` is the volume share of ``inclusion``."""

    kind: Literal["bruggeman"]
    """A mixture of two materials."""
    inclusion: str
    """Name of the first material."""
    host: str | HostIndex
    """Name of the second material, or its index."""
    fill: Quantity
    """Share of the volume that the inclusion takes."""


class HalideEnd(Spec):
    """One end of a series of mixed halides, with the wavelength of its absorption edge."""

    material: str
    """Name of the pure end."""
    edge_nm: float = Field(gt=0)
    """Its absorption edge, in nm."""


class HalideMixtureFile(_MaterialFile):
    """Perovskite between two halides; ``share`` is the second one's share of the halide."""

    kind: Literal["halide_mixture"]
    """A perovskite between two halides."""
    first: HalideEnd
    """End of the first halide."""
    second: HalideEnd
    """End of the second halide."""
    share: Quantity
    """The second halide's share."""


class OpticalDensityFile(_MaterialFile):
    """An absorber known by its optical density."""

    kind: Literal["optical_density"]
    """An absorber known by its optical density."""
    n: Quantity
    """Refractive index."""
    optical_density_per_um: float = Field(gt=0, le=20)
    """Decadic optical density of one micrometre."""


MaterialFile = Annotated[
    TableFile | ConstantFile | BruggemanFile | HalideMixtureFile | OpticalDensityFile,
    Field(discriminator="kind"),
]
_ADAPTER: TypeAdapter[MaterialFile] = TypeAdapter(MaterialFile)


def _rows(text: str) -> FloatArray:
    """Numbers of a block of text, one row per line; raises ValueError."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len({len(line) for line in lines}) > 1:
        raise ValueError(f"every row must have the columns {COLUMNS}")
    rows = np.array([[float(word) for word in line] for line in lines], dtype=float)
    if not np.all(np.isfinite(rows)):
        raise ValueError("the table holds a number that is not finite")
    return rows


def validate_material(mapping: Any) -> MaterialFile:
    """A material from the mapping that YAML gives.

    Raises:
        pydantic.ValidationError: keys missing, unknown or out of range.
    """
    return _ADAPTER.validate_python(mapping)


def read_material_file(path: Path) -> MaterialFile:
    """Read and check one file.

    Raises:
        MaterialFileError: not readable, not YAML, or not a material.
    """
    try:
        mapping = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise MaterialFileError(f"{path}: {error}") from error
    try:
        return validate_material(mapping)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MaterialFileError(f"{path}: {where}: {first['msg']}") from error


def written_name(path: Path) -> str:
    """The name that a file gives itself, or the file's own where that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return path.stem
    match = re.search(r"^name:\s*[\"']?(.+?)[\"']?\s*$", text, re.MULTILINE)
    return path.stem if match is None else match[1]


def assumed_values(entry: MaterialFile) -> dict[str, AssumedValue]:
    """Every assumed number of a file by its dotted key (``n``, ``host.n``, ``fill``)."""
    assumed: dict[str, AssumedValue] = {}
    for key, value in entry:
        if isinstance(value, AssumedValue):
            assumed[key] = value
        elif isinstance(value, HostIndex):
            assumed |= {f"{key}.{k}": v for k, v in value if isinstance(v, AssumedValue)}
    return assumed


def with_assumed_value(entry: MaterialFile, key: str, value: float) -> MaterialFile:
    """The same file with another value, inside its range, at an assumed key.

    Raises:
        KeyError: no assumed number has that key.
        ValueError: the value lies outside the range.
    """
    old = assumed_values(entry)[key]
    new = AssumedValue(assumed=True, value=value, low=old.low, high=old.high, reason=old.reason)
    head, _, tail = key.partition(".")
    replacement: Any = getattr(entry, head).model_copy(update={tail: new}) if tail else new
    return entry.model_copy(update={head: replacement})
