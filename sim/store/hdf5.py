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

Of the 0.21 MB of a case with an electrical model 0.07 MB are data: a file has some 170 data sets
and 700 attributes, whose headers and texts (each in a place of its own) take the rest.
"""

from __future__ import annotations

import hashlib
import itertools
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from sim.results.records import CaseResult
from sim.results.soundness import checked
from sim.store.atomic import renamed_when_whole
from sim.store.codec import TEXT, read_values, write_record
from sim.store.codec import StoreError as StoreError
from sim.store.layout import CASE, SCHEMA_VERSION
from sim.store.scales import share_first_axis

_DAMAGE = (OSError, KeyError, ValueError, TypeError, RuntimeError)
"""What h5py raises on damaged content, depending on the place of the damage."""

_STRUCTURES = ("v108", "v108")
"""HDF5's structures of version 1.8: a tenth smaller than h5py's default (1.6) and readable by every
later HDF5. Those of 1.10 would let arrays of 1 kB be compressed for another tenth, but a program
that is killed while it annotates such a file leaves it closed to all readers. Addresses of 4 bytes
would spare 7 % more, but HDF5 1.10 then finds no dimension scales."""


def write_case(path: Path, case: CaseResult) -> None:
    """Write a case to ``path`` so that a file of that name is always whole.

    Call it on one rank only. Missing parent directories are made.

    Raises:
        ValueError: arrays of the result disagree in the size of a shared axis.
        OSError: the file system refuses.
    """
    with new_file(path) as file:
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["program"] = "pencsim"
        write_record(file, CASE, case)


def read_case(path: Path) -> CaseResult:
    """Read a case; fields that an older file lacks take their defaults.

    Optics that cannot be true read as such, whatever status was stored (sim.results.soundness).

    Raises:
        StoreError: absent, not a file, not HDF5, cut off, of another schema, or incomplete.
    """
    with result_file(path) as file:
        case = CaseResult(**read_values(file, CASE))
    if case.directional is not None:
        return case
    film = None if case.reference is None else checked(case.reference)
    return replace(case, optics=checked(case.optics), reference=film)


def read_config(path: Path) -> str:
    """The resolved configuration of a case, without its arrays.

    Raises:
        StoreError: as :func:`read_case`.
    """
    with result_file(path) as file:
        return str(file["config/yaml"].asstr()[()])


def renew_config(path: Path, config_yaml: str) -> None:
    """Put another configuration of the same case into its file; all else stays as it is.

    What others have added to the file (attributes, groups) is kept: a copy is changed in this one
    place and takes the file's name when it is whole.

    Raises:
        StoreError: as :func:`read_case`.
        OSError: the file system refuses.
    """
    with result_file(path):
        pass
    with renamed_when_whole(path) as part:
        shutil.copyfile(path, part)
        with h5py.File(part, "r+", locking=False) as file:
            file["config/yaml"][()] = config_yaml


def set_aside(path: Path) -> Path:
    """Rename a file that cannot be used to ``NAME.damaged-1`` or the next number; its new name.

    Raises:
        OSError: the file system refuses.
    """
    names = (path.with_name(f"{path.name}.damaged-{number}") for number in itertools.count(1))
    aside = next(name for name in names if not name.exists())
    path.rename(aside)
    return aside


def is_result(path: Path) -> bool:
    """Whether a file is one of this program's, be it cut off or damaged."""
    if not h5py.is_hdf5(path):
        return False
    try:
        with h5py.File(path, "r", locking=False) as file:
            return "schema_version" in file.attrs
    except _DAMAGE:
        return True  # HDF5 that is cut off says no more


@contextmanager
def result_file(path: Path) -> Iterator[h5py.File]:
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

    The first column is the axis of all others, so that xarray and netCDF readers know the rows.

    Raises:
        OSError: the file system refuses.
    """
    with new_file(path) as file:
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["program"] = "pencsim"
        for name, values in columns.items():
            kind = TEXT if values.dtype == object else values.dtype
            file.create_dataset(name, data=values, dtype=kind)
        share_first_axis(file, list(columns))


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
    with new_file(_dipole_file(path, key)) as file:
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
def new_file(path: Path) -> Iterator[h5py.File]:
    """An open HDF5 file that appears under ``path`` only if the block ends without error."""
    options = {"locking": False, "libver": _STRUCTURES}
    with renamed_when_whole(path) as part, h5py.File(part, "w", **options) as file:
        yield file


def _check_version(file: h5py.File) -> None:
    version = file.attrs.get("schema_version")
    if version is None:
        raise StoreError("no schema_version; this HDF5 file is not a result of pencsim")
    if not 1 <= version <= SCHEMA_VERSION:
        raise StoreError(
            f"schema_version {version}; this program reads 1 to {SCHEMA_VERSION}, "
            "use the version of pencsim named in the file's provenance"
        )
