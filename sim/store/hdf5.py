"""One HDF5 file per case, written whole or not at all; side files for interrupted runs.

Layout (sim.store.layout has every data set with its units):

    /                     schema_version, program
    /config/yaml          the resolved configuration; loads again
    /provenance           attributes: versions, host, ranks, times, seed
    /optics, /reference   raw optics of the case and of the unpatterned film
    /electrical, /reference_electrical
    /assumptions, /warnings

HDF5's own file locks are switched off, because they fail on many cluster file systems; a file is
written by one process under another name and renamed when it is whole.
"""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from sim.results.records import CaseResult, Status
from sim.store.atomic import renamed_when_whole
from sim.store.layout import CASE, SCHEMA_VERSION, Field, Kind, Schema, check_axes

_TEXT = h5py.string_dtype()
_DAMAGE = (OSError, KeyError, ValueError, TypeError, RuntimeError)
"""What h5py raises on damaged content, depending on the place of the damage."""


class StoreError(Exception):
    """A result file cannot be used; the message is one sentence for the user."""


def write_case(path: Path, case: CaseResult) -> None:
    """Write a case to ``path`` so that a file of that name is always whole.

    Call it on one rank only. Missing parent directories are made.

    Raises:
        ValueError: arrays of the result disagree in the size of a shared axis.
        OSError: the file system refuses.
    """
    with _new_file(path) as file:
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["program"] = "pencsim"
        _write_record(file, CASE, case)


def read_case(path: Path) -> CaseResult:
    """Read a case; fields that an older file lacks take their defaults.

    Raises:
        StoreError: absent, not a file, not HDF5, cut off, of another schema, or incomplete.
    """
    with _result_file(path) as file:
        return CaseResult(**_read_values(file, CASE))


def read_config(path: Path) -> str:
    """The resolved configuration of a case, without its arrays.

    Raises:
        StoreError: as :func:`read_case`.
    """
    with _result_file(path) as file:
        return str(file["config/yaml"].asstr()[()])


@contextmanager
def _result_file(path: Path) -> Iterator[h5py.File]:
    """An open result; what h5py raises on damage becomes one sentence."""
    if path.is_dir():
        raise StoreError(f"{path} is a directory; expected one result file")
    if not path.is_file():
        raise StoreError(f"{path} does not exist")
    if not h5py.is_hdf5(path):
        raise StoreError(f"{path} is not an HDF5 file; expected a result of pencsim")
    try:
        with h5py.File(path, "r", locking=False) as file:
            _check_version(file)
            yield file
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from error
    except _DAMAGE as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreError(f"{path} is cut off or damaged ({reason}); run the case again") from error


def write_columns(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write a table, a data set per column (numbers or text), whole or not at all.

    Raises:
        OSError: the file system refuses.
    """
    with _new_file(path) as file:
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["program"] = "pencsim"
        for name, values in columns.items():
            kind = _TEXT if values.dtype == object else values.dtype
            file.create_dataset(name, data=values, dtype=kind)


def append_dipole(path: Path, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep the outcome of one dipole run of the unfinished case ``path``.

    Every record is a file of its own in ``PATH.dipoles/``, renamed when whole, so that a run can
    be killed at any moment and processes can work side by side.

    Args:
        path: result file of the case.
        key: names everything that the record depends on (resolved configuration, position,
            orientation); the same key again replaces the record.
        arrays: name -> array or scalar.
    """
    with _new_file(_dipole_file(path, key)) as file:
        file.attrs["key"] = key
        for name, values in arrays.items():
            file.create_dataset(name, data=values)


def read_dipole(path: Path, key: str) -> dict[str, NDArray[Any]] | None:
    """The record kept under ``key`` for the unfinished case ``path``; None if absent or damaged."""
    kept = _read_record(_dipole_file(path, key))
    return kept[1] if kept is not None else None


def read_dipoles(path: Path) -> dict[str, dict[str, NDArray[Any]]]:
    """Records kept for the unfinished case ``path``: key -> name -> array.

    Damaged ones are left out.
    """
    records = (_read_record(file_path) for file_path in sorted(dipole_directory(path).glob("*.h5")))
    return dict(record for record in records if record is not None)


def _read_record(file_path: Path) -> tuple[str, dict[str, NDArray[Any]]] | None:
    """Key and arrays of one record."""
    try:
        with h5py.File(file_path, "r", locking=False) as file:
            return str(file.attrs["key"]), {n: np.asarray(d[()]) for n, d in file.items()}
    except _DAMAGE:
        return None


def drop_dipoles(path: Path) -> None:
    """Remove what was kept for the case ``path``, once its result is written."""
    shutil.rmtree(dipole_directory(path), ignore_errors=True)


def dipole_directory(path: Path) -> Path:
    """Where the dipole records of the case ``path`` are kept."""
    return path.with_name(path.name + ".dipoles")


def _dipole_file(path: Path, key: str) -> Path:
    return dipole_directory(path) / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.h5"


@contextmanager
def _new_file(path: Path) -> Iterator[h5py.File]:
    """An open HDF5 file that appears under ``path`` only if the block ends without error."""
    with renamed_when_whole(path) as part, h5py.File(part, "w", locking=False) as file:
        yield file


def _check_version(file: h5py.File) -> None:
    version = file.attrs.get("schema_version")
    if version is None:
        raise StoreError("no schema_version; this HDF5 file is not a result of pencsim")
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"schema_version {version}; this program reads {SCHEMA_VERSION}, "
            "use the version of pencsim named in the file's provenance"
        )


# --- writing -----------------------------------------------------------------------------------


def _write_record(group: h5py.Group, schema: Schema, record: object) -> None:
    values = {field.name: getattr(record, field.name) for field in schema.fields}
    check_axes(schema, values)
    for field in schema.fields:
        value = values[field.name]
        if value is not None:
            _WRITERS[field.kind](group, field, value)


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
    _write_dataset(group, field.key, field, np.array(value, dtype=object), dtype=_TEXT)


def _write_by_name(group: h5py.Group, field: Field, value: Mapping[str, object]) -> None:
    inner = group.create_group(field.key, track_order=True)
    for name, entry in value.items():
        _write_dataset(inner, name.replace("/", "|"), field, entry)


def _write_attributes(group: h5py.Group, field: Field, value: Mapping[str, object]) -> None:
    group.create_group(field.key, track_order=True).attrs.update(value)


def _write_one(group: h5py.Group, field: Field, value: object) -> None:
    _write_record(group.create_group(field.key), field.inner, value)


def _write_many(group: h5py.Group, field: Field, value: tuple[object, ...]) -> None:
    inner = group.create_group(field.key)
    for number, record in enumerate(value):
        _write_record(inner.create_group(f"{number:04d}"), field.inner, record)


def _write_table(group: h5py.Group, field: Field, value: tuple[object, ...]) -> None:
    inner = group.create_group(field.key)
    for column in field.inner.fields:
        values = [getattr(record, column.name) for record in value]
        kind = _TEXT if column.kind is Kind.TEXT else np.float64
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


# --- reading -----------------------------------------------------------------------------------


def _read_values(group: h5py.Group, schema: Schema) -> dict[str, Any]:
    """Constructor arguments of a record; absent fields with a default are left to it."""
    values = {}
    for field in schema.fields:
        if field.key in group:
            values[field.name] = _READERS[field.kind](group[field.key], field)
        elif field.name not in _optional(schema):
            raise StoreError(f"{group.name.rstrip('/')}/{field.key} is missing")
    check_axes(schema, values)
    return values


def _optional(schema: Schema) -> frozenset[str]:
    missing = dataclasses.MISSING
    return frozenset(
        f.name
        for f in dataclasses.fields(schema.record)
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
    Kind.RECORD: lambda group, field: field.inner.record(**_read_values(group, field.inner)),
    Kind.RECORDS: lambda group, field: tuple(
        field.inner.record(**_read_values(group[name], field.inner)) for name in sorted(group)
    ),
    Kind.TABLE: _read_table,
}
