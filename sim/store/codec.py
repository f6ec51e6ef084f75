"""Records to HDF5 groups and back, field by field, each by its kind (sim.store.layout)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from sim.results.records import Status
from sim.store.layout import Field, Kind, Schema, check_axes
from sim.store.scales import attach_scales

TEXT = h5py.string_dtype()


class StoreError(Exception):
    """A result file cannot be used; the message is one sentence for the user."""


def write_record(group: h5py.Group, schema: Schema, record: object) -> None:
    """Write every field of a record that is not None.

    Raises:
        ValueError: arrays of the record disagree in the size of a shared axis.
    """
    values = {field.name: getattr(record, field.name) for field in schema.fields}
    check_axes(schema, values)
    for field in schema.fields:
        value = values[field.name]
        if value is not None:
            _WRITERS[field.kind](group, field, value)
    attach_scales(group, schema)


def _write_dataset(
    group: h5py.Group, key: str, field: Field, value: object, **options: object
) -> None:
    dataset = group.create_dataset(key, data=value, **options)
    dataset.attrs["units"] = field.units
    dataset.attrs["long_name"] = field.long_name
    if field.axes:
        dataset.attrs["axes"] = field.axes


def _write_plain(group: h5py.Group, field: Field, value: object) -> None:
    plain = value.value if isinstance(value, Status) else value
    _write_dataset(group, field.key, field, plain)


def _write_picture(group: h5py.Group, field: Field, value: NDArray[np.float64]) -> None:
    picture = np.asarray(value, dtype=np.float32)
    packed = {"compression": "gzip", "shuffle": True} if picture.size else {}
    _write_dataset(group, field.key, field, picture, **packed)


def _write_texts(group: h5py.Group, field: Field, value: tuple[str, ...]) -> None:
    _write_dataset(group, field.key, field, np.array(value, dtype=object), dtype=TEXT)


def _write_by_name(group: h5py.Group, field: Field, value: Mapping[str, object]) -> None:
    inner = group.create_group(field.key, track_order=True)
    for name, entry in value.items():
        _write_dataset(inner, name.replace("/", "|"), field, entry)


def _write_attributes(group: h5py.Group, field: Field, value: Mapping[str, object]) -> None:
    group.create_group(field.key, track_order=True).attrs.update(value)


def _write_one(group: h5py.Group, field: Field, value: object) -> None:
    write_record(group.create_group(field.key), field.inner, value)


def _write_many(group: h5py.Group, field: Field, value: tuple[object, ...]) -> None:
    inner = group.create_group(field.key)
    for number, record in enumerate(value):
        write_record(inner.create_group(f"{number:04d}"), field.inner, record)


def _write_table(group: h5py.Group, field: Field, value: tuple[object, ...]) -> None:
    inner = group.create_group(field.key)
    for column in field.inner.fields:
        values = [getattr(record, column.name) for record in value]
        kind = TEXT if column.kind is Kind.TEXT else np.float64
        data = np.array(values, dtype=object if column.kind is Kind.TEXT else float)
        _write_dataset(inner, column.key, column, data, dtype=kind)


_WRITERS: dict[Kind, Callable[[h5py.Group, Field, Any], None]] = {
    Kind.NUMBER: _write_plain,
    Kind.INTEGER: _write_plain,
    Kind.TEXT: _write_plain,
    Kind.STATUS: _write_plain,
    Kind.ARRAY: _write_plain,
    Kind.PICTURE: _write_picture,
    Kind.TEXTS: _write_texts,
    Kind.NUMBERS_BY_NAME: _write_by_name,
    Kind.ARRAYS_BY_NAME: _write_by_name,
    Kind.ATTRIBUTES: _write_attributes,
    Kind.RECORD: _write_one,
    Kind.RECORDS: _write_many,
    Kind.TABLE: _write_table,
}


def read_values(group: h5py.Group, schema: Schema) -> dict[str, Any]:
    """Constructor arguments of a record; absent fields with a default are left to it.

    Raises:
        StoreError: a field without a default is missing.
        ValueError: arrays of the record disagree in the size of a shared axis.
    """
    values = {}
    for field in schema.fields:
        key = next((key for key in field.keys if key in group), None)
        if key is not None:
            values[field.name] = _READERS[field.kind](group[key], field)
        elif field.name not in _optional(schema.record):
            raise StoreError(f"{group.name.rstrip('/')}/{field.key} is missing")
    check_axes(schema, values)
    return values


def _optional(record: type[Any]) -> frozenset[str]:
    missing = dataclasses.MISSING
    return frozenset(
        f.name
        for f in dataclasses.fields(record)
        if f.default is not missing or f.default_factory is not missing
    )


def _read_array(dataset: h5py.Dataset, field: Field) -> NDArray[np.float64]:
    del field
    return np.asarray(dataset[()], dtype=np.float64)


def _read_texts(dataset: h5py.Dataset, field: Field) -> tuple[str, ...]:
    del field
    return tuple(str(text) for text in dataset.asstr()[()])


def _read_attributes(group: h5py.Group, field: Field) -> dict[str, str | int | float]:
    del field
    plain = ((k, v.item() if isinstance(v, np.generic) else v) for k, v in group.attrs.items())
    return dict(plain)


def _read_table(group: h5py.Group, field: Field) -> tuple[Any, ...]:
    columns = [
        [str(text) for text in group[column.key].asstr()[()]]
        if column.kind is Kind.TEXT
        else [float(number) for number in group[column.key][()]]
        for column in field.inner.fields
    ]
    return tuple(field.inner.record(*row) for row in zip(*columns, strict=True))


_READERS: dict[Kind, Callable[[Any, Field], Any]] = {
    Kind.NUMBER: lambda dataset, _: float(dataset[()]),
    Kind.INTEGER: lambda dataset, _: int(dataset[()]),
    Kind.TEXT: lambda dataset, _: str(dataset.asstr()[()]),
    Kind.STATUS: lambda dataset, _: Status(dataset.asstr()[()]),
    Kind.ARRAY: _read_array,
    Kind.PICTURE: _read_array,
    Kind.TEXTS: _read_texts,
    Kind.NUMBERS_BY_NAME: lambda group, _: {
        name.replace("|", "/"): float(item[()]) for name, item in group.items()
    },
    Kind.ARRAYS_BY_NAME: lambda group, field: {
        name.replace("|", "/"): _read_array(item, field) for name, item in group.items()
    },
    Kind.ATTRIBUTES: _read_attributes,
    Kind.RECORD: lambda group, field: field.inner.record(**read_values(group, field.inner)),
    Kind.RECORDS: lambda group, field: tuple(
        field.inner.record(**read_values(group[name], field.inner)) for name in sorted(group)
    ),
    Kind.TABLE: _read_table,
}
