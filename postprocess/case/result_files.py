"""Which result files a path on the command line stands for, and where their pictures go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.batch.study.axes import case_names
from sim.config.errors import InputError
from sim.results.records import CaseResult
from sim.store.hdf5 import StoreError, read_case

PANEL_FILE = "panel.h5"
"""What `pencsim panel` calls its result, which is of another kind than a case's."""


def result_files(stored: Path) -> list[Path]:
    """The file itself, or every result below a folder.

    Left out are records of unfinished runs, panels and, in the folder of a sweep, results of an
    earlier version of its study.

    Raises:
        InputError: a folder without results.
    """
    if not stored.is_dir():
        return [stored]
    paths = sorted(
        p
        for p in stored.rglob("*.h5")
        if not p.parent.name.endswith(".dipoles") and p.name != PANEL_FILE
    )
    index = stored / "index.json"
    if index.is_file():
        keys = _keys(index)
        paths = [path for path in paths if path.stem in keys]
    if not paths:
        raise InputError(f"{stored}: no result (*.h5) in this folder")
    return paths


def stored_cases(stored: Path) -> Iterator[tuple[Path, CaseResult]]:
    """Each result of a file or folder with its path, read when its turn comes.

    Raises:
        InputError: a folder without results, or a file that is no result.
    """
    for path in result_files(stored):
        yield path, stored_case(path)


def stored_case(path: Path) -> CaseResult:
    """One result.

    Raises:
        InputError: a file that is no result.
    """
    try:
        return read_case(path)
    except StoreError as error:
        raise InputError(str(error)) from error


def _keys(index: Path) -> set[str]:
    """Cases of a sweep as it is now."""
    try:
        return {entry["key"] for entry in json.loads(index.read_text(encoding="utf-8"))["cases"]}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{index} is damaged; run the sweep again") from error


def read_index(folder: Path) -> dict[str, Any]:
    """What a sweep's folder says of its cases; empty where it is none or damaged."""
    try:
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return index if isinstance(index, dict) else {}


def label(path: Path, stored: Path) -> str:
    """Short name of a result in a table."""
    return str(path.relative_to(stored)) if stored.is_dir() else path.name


def names_of_cases(stored: Path) -> dict[str, str]:
    """Stem of each result of a sweep -> what its case is called by what varies; else empty."""
    index = read_index(stored) if stored.is_dir() else {}
    entries = index.get("cases", ())
    keys = [str(entry["key"]) for entry in entries]
    names = case_names(index.get("axes", ()), [entry["values"] for entry in entries], keys)
    return dict(zip(keys, names, strict=True))


def folder_for(path: Path, out: Path | None, alone: bool, name: str = "") -> Path:
    """Folder of a result's figures: ``figures`` beside it unless ``out`` is given.

    Args:
        path: of the result.
        out: in the place of ``figures``.
        alone: whether it is the only result; others have a folder of their own there.
        name: of that folder; "" for the result's own.
    """
    folder = path.parent / "figures" if out is None else out
    return folder if alone else folder / (name or path.stem)
