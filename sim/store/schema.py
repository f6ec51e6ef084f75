"""What a layout is made of: fields of records, each with its kind, units, meaning and axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import numpy as np

from geometry.materials.library import Assumption


class Kind(Enum):
    """How a field is laid out in the file."""

    NUMBER = auto()
    INTEGER = auto()
    TEXT = auto()
    STATUS = auto()
    ARRAY = auto()
    PICTURE = auto()  # large array: float32, compressed
    TEXTS = auto()  # tuple of strings
    NUMBERS_BY_NAME = auto()  # dict of floats
    ARRAYS_BY_NAME = auto()  # dict of arrays
    ATTRIBUTES = auto()  # dict of plain values, as attributes of a group
    RECORD = auto()  # one record in a group of its own
    RECORDS = auto()  # tuple of records, numbered groups
    TABLE = auto()  # tuple of records of plain values, one column per field


@dataclass(frozen=True)
class Field:
    """One field of a record.

    Attributes:
        name: attribute of the record and name in the file.
        kind: layout.
        long_name: what the value is.
        units: "1" for ratios, empty for text.
        axes: one letter per array axis; a digit is a fixed size.
        schema: layout of the records inside, for RECORD, RECORDS and TABLE.
        stored_as: path in the file where it is not the name.
        formerly: path in files of earlier versions.
    """

    name: str
    kind: Kind
    long_name: str
    units: str = ""
    axes: str = ""
    schema: Schema | None = None
    stored_as: str = ""
    formerly: str = ""

    @property
    def key(self) -> str:
        """Path in the file, relative to the record's group."""
        return self.stored_as or self.name

    @property
    def keys(self) -> tuple[str, ...]:
        """Paths under which it is looked for, the present one first."""
        return (self.key, self.formerly) if self.formerly else (self.key,)

    @property
    def inner(self) -> Schema:
        """Layout of the records inside.

        Raises:
            TypeError: the field holds no records.
        """
        if self.schema is None:
            raise TypeError(f"field {self.name!r} holds no records")
        return self.schema


@dataclass(frozen=True)
class Schema:
    """A record type and the layout of its fields."""

    record: type[Any]
    fields: tuple[Field, ...]


def check_axes(schema: Schema, values: Mapping[str, Any]) -> None:
    """Refuse arrays of one record that disagree in the size of a shared axis.

    Args:
        schema: layout of the record.
        values: name -> value; absent and None values are passed over.

    Raises:
        ValueError: the first field that does not fit, with its shape and the sizes so far.
    """
    sizes: dict[str, int] = {}
    for field in schema.fields:
        value = values.get(field.name)
        if value is None or not field.axes:
            continue
        for array in value.values() if isinstance(value, Mapping) else (value,):
            shape = np.shape(array)
            fits = len(shape) == len(field.axes) and all(
                size == (int(axis) if axis.isdigit() else sizes.setdefault(axis, size))
                for axis, size in zip(field.axes, shape, strict=True)
            )
            if not fits:
                raise ValueError(f"{field.name} has shape {shape}; axes {field.axes}, {sizes}")


def array_field(name: str, long_name: str, units: str, axes: str) -> Field:
    """An array of numbers; ``axes`` as in :class:`Field`."""
    return Field(name, Kind.ARRAY, long_name, units, axes)


def picture_field(name: str, long_name: str, units: str, axes: str) -> Field:
    """A large array, stored as float32 and compressed; ``axes`` as in :class:`Field`."""
    return Field(name, Kind.PICTURE, long_name, units, axes)


ASSUMPTION = Schema(
    Assumption,
    (
        Field("path", Kind.TEXT, "where the assumed value enters"),
        Field("value", Kind.NUMBER, "value used, in the unit of its input", "as input"),
        Field("low", Kind.NUMBER, "lower end of the believed range", "as input"),
        Field("high", Kind.NUMBER, "upper end of the believed range", "as input"),
        Field("reason", Kind.TEXT, "why this value"),
    ),
)
