"""Hashes of all numbers and texts that a case leaves, in files and on the terminal."""

from __future__ import annotations

import csv
import fnmatch
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

NOT_COMPARED: Mapping[str, str] = {
    "wall_s": "wall time",
    "stepping_s": "wall time spent in time stepping",
    "started": "time of day",
    "host": "name of the machine",
    "git_commit": "which commit ran is what is being compared",
    "version_pencsim": "likewise",
    "sha256": "of a result file, and that holds wall times",
    "size": "of a result file, and that holds the commit's name",
    "REFERENCE_LIST": "of an axis: addresses in memory",
}
"""Data sets, attributes, JSON entries and columns of that name, with the reason."""

NOT_FILES: Mapping[str, str] = {
    "*.log": "progress with times of day",
    "*/shared/*": "films kept for other cases, with the wall time that each took",
    "*/progress.json": "when the launcher started and what it did last",
    "*journal*": "of a search, with the time of every trial",
    "*/lock": "empty",
    "*/.lock": "who holds the folder",
    "*/base.yaml": "a copy of the input",
    "*/study.yaml": "a copy of the input",
}
"""Files of an output folder, with the reason."""

TEXT_COLUMNS = ("case",)
"""Columns of content hashes, some of which look like numbers."""

DEEPEST = 3
"""Entries of a JSON file are hashed down to this depth; what lies deeper is hashed as one."""

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Entry:
    """The hash of one data set or text."""

    name: str
    is_text: bool
    sha256: str


def entry(name: str, is_text: bool, content: bytes) -> Entry:
    """One entry."""
    return Entry(name, is_text, hashlib.sha256(content).hexdigest()[:32])


def text_entry(name: str, content: object) -> Entry:
    """A text, or whatever of texts JSON can hold."""
    return entry(name, True, json.dumps(content).encode())


def values_entry(name: str, value: object) -> Entry:
    """An array or a scalar: type, shape and bytes; a text as such."""
    array = np.asarray(value)
    if array.dtype.kind in "OSU":
        texts = [t.decode() if isinstance(t, bytes) else str(t) for t in array.ravel().tolist()]
        return text_entry(name, [list(array.shape), texts])
    return entry(name, False, f"{array.dtype.str}{array.shape}".encode() + array.tobytes())


def words_entries(name: str, text: str) -> Iterator[Entry]:
    """A text with numbers in it, and the numbers alone."""
    yield entry(f"{name} (numbers)", False, " ".join(NUMBER.findall(text)).encode())
    yield text_entry(name, text)


def hdf5_entries(path: Path, name: str) -> Iterator[Entry]:
    """Data sets and attributes of a file."""
    with h5py.File(path, "r", locking=False) as file:
        yield from _group_entries(file, name)


def _group_entries(group: h5py.Group, name: str) -> Iterator[Entry]:
    yield from _attribute_entries(group, name)
    if not group.keys() and not group.attrs.keys():
        yield entry(f"{name}/", False, b"empty group")
    for key, member in group.items():
        path = f"{name}/{key}"
        if key in NOT_COMPARED:
            continue
        if isinstance(member, h5py.Group):
            yield from _group_entries(member, path)
            continue
        yield from _attribute_entries(member, path)
        yield values_entry(path, member[()])
        if path.endswith("config/yaml"):
            text = member.asstr()[()]
            yield entry(f"{path} (numbers)", False, " ".join(NUMBER.findall(text)).encode())


def _attribute_entries(holder: h5py.HLObject, name: str) -> Iterator[Entry]:
    for key, value in holder.attrs.items():
        if key not in NOT_COMPARED:
            yield values_entry(f"{name}@{key}", value)


def json_entries(value: object, name: str) -> Iterator[Entry]:
    """Entries of a JSON file, or of every one of the blocks that it lists."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        for number, below in enumerate(value):
            yield from _block_entries(below, f"{name}:{number:04d}", 0)
    else:
        yield from _block_entries(value, name, 0)


def _block_entries(value: object, name: str, depth: int) -> Iterator[Entry]:
    """Numbers (and null, true, false) and texts of each entry apart."""
    if isinstance(value, dict) and depth < DEEPEST and value:
        for key, below in value.items():
            if key not in NOT_COMPARED:
                yield from _block_entries(below, f"{name}:{key}", depth + 1)
        return
    leaves = list(_leaves(value, ""))
    numbers = [(path, repr(leaf)) for path, leaf in leaves if not isinstance(leaf, str)]
    texts = [(path, leaf) for path, leaf in leaves if isinstance(leaf, str)]
    if numbers:
        yield entry(name, False, json.dumps(numbers).encode())
    if texts:
        yield text_entry(name, texts)


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Plain values with their paths; empty lists and blocks count as one."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            if key not in NOT_COMPARED:
                yield from _leaves(below, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for number, below in enumerate(value):
            yield from _leaves(below, f"{path}[{number}]")
    else:
        yield path, value


def csv_entries(path: Path, name: str) -> Iterator[Entry]:
    """Columns of a table."""
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    for number, column in enumerate(header):
        if column in NOT_COMPARED:
            continue
        cells = [row[number] for row in rows]
        is_number = [column not in TEXT_COLUMNS and _is_number(cell) for cell in cells]
        numbers = [cell if yes else "" for cell, yes in zip(cells, is_number, strict=True)]
        texts = ["" if yes else cell for cell, yes in zip(cells, is_number, strict=True)]
        if any(numbers):
            yield entry(f"{name}:{column}", False, json.dumps(numbers).encode())
        if any(texts):
            yield text_entry(f"{name}:{column}", texts)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def file_entries(path: Path, name: str) -> Iterator[Entry]:
    """A file by its kind."""
    kind = path.suffix
    if kind in (".h5", ".hdf5"):
        yield from hdf5_entries(path, name)
    elif kind == ".json":
        yield from json_entries(json.loads(path.read_text(encoding="utf-8")), name)
    elif kind == ".csv":
        yield from csv_entries(path, name)
    elif kind in (".md", ".txt"):
        yield from words_entries(name, path.read_text(encoding="utf-8"))
    else:
        yield entry(name, kind in (".png", ".html"), path.read_bytes())


def folder_entries(folder: Path) -> Iterator[Entry]:
    """Every file of a case's folder; cases of a sweep are named by their place, not their hash."""
    numbers = _case_numbers(folder)
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if not path.is_file() or any(fnmatch.fnmatch(f"/{name}", one) for one in NOT_FILES):
            continue
        for key, number in numbers.items():
            name = name.replace(key, number)
        yield from file_entries(path, name)


def _case_numbers(folder: Path) -> dict[str, str]:
    """Content hash -> number, from the indices of all sweeps in a folder."""
    found: dict[str, str] = {}
    for index in sorted(folder.rglob("index.json")):
        cases = json.loads(index.read_text(encoding="utf-8")).get("cases", [])
        for number, case in enumerate(cases):
            found.setdefault(case["key"], f"{number:04d}")
    return found


def printed_entries(name: str, text: str) -> list[Entry]:
    """What a command has printed, read as JSON where it is."""
    if text[:1] in "{[":
        try:
            return list(json_entries(json.loads(text), name))
        except ValueError:
            pass
    return list(words_entries(name, text))
