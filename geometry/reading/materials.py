"""Materials out of a user's files: text, pages of refractiveindex.info, files as the library's.

film.csv, film.txt, ...   optical_constants
page.yml with DATA        index_page
film.yaml with kind       geometry.materials.files, mixtures with names of the library
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geometry.materials.files import MaterialFile, MaterialFileError, read_material_file
from geometry.materials.library import MaterialLibrary, UnknownMaterial, load_library
from geometry.materials.material import Material
from geometry.reading.index_page import read_page
from geometry.reading.optical_constants import OpticalConstants, read_constants
from geometry.reading.text_table import FileError, read_text
from geometry.spec.base import text_of_rows
from geometry.spec.layers import TableMaterial

TEXT_SUFFIXES = (".csv", ".txt", ".dat", ".tsv", ".nk")
PAGE_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class ReadMaterial:
    """A user's material, as a case keeps it.

    Attributes:
        spec: its numbers.
        said: what was understood of the file.
    """

    spec: TableMaterial
    said: tuple[str, ...]


def is_material_file(name: str) -> bool:
    """Whether a material's entry names a file instead of a material of the library."""
    return name.lower().endswith(TEXT_SUFFIXES + PAGE_SUFFIXES)


def read_material(
    path: Path, columns: Sequence[str] | None = None, library: MaterialLibrary | None = None
) -> ReadMaterial:
    """Read one file.

    Args:
        path: the file.
        columns: what the columns of a text file are; default: found out.
        library: what a mixture's constituents are taken from; default: the shipped one.

    Raises:
        FileError: one line that names the file and the entry.
    """
    if not path.name.lower().endswith(PAGE_SUFFIXES):
        return _table(path, read_constants(path, columns))
    page = _yaml(path)
    if "DATA" in page:
        return _table(path, read_page(path, page))
    if "kind" not in page:
        raise FileError(
            f"{path}: neither a page of refractiveindex.info (DATA: ...) nor a material of this "
            "program (kind: table, constant, bruggeman, ...)"
        )
    try:
        entry = read_material_file(path)
        return _evaluated(entry, load_library() if library is None else library)
    except (MaterialFileError, UnknownMaterial, ValidationError) as error:
        raise FileError(f"{error}" if str(path) in str(error) else f"{path}: {error}") from None


def read_folder(paths: Sequence[Path]) -> tuple[dict[str, ReadMaterial], dict[str, str]]:
    """Materials of a user's own library: by name, and by name what is wrong with broken files.

    Args:
        paths: files, and folders of which every file of a known kind is taken.

    Raises:
        FileError: a path that does not exist, or two files of one name.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileError(f"{path}: no such file or folder of materials")
        inside = (
            sorted(p for p in path.iterdir() if is_material_file(p.name)) if path.is_dir() else ()
        )
        files += inside or [path]
    own = _own_entries(files)
    shipped = load_library()
    library = replace(shipped, entries={**shipped.entries, **own})
    materials: dict[str, ReadMaterial] = {}
    broken: dict[str, str] = {}
    for file in files:
        try:
            material = read_material(file, None, library)
        except FileError as error:
            broken[file.stem] = str(error)
            continue
        if material.spec.name in materials:
            raise FileError(f"{file}: the name {material.spec.name!r} is taken by another file")
        materials[material.spec.name] = material
    return materials, broken


def _members(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if is_material_file(path.name))


def _own_entries(files: Sequence[Path]) -> Mapping[str, MaterialFile]:
    """Files of this program's own form, which mixtures among them may name."""
    entries: dict[str, MaterialFile] = {}
    for file in files:
        if not file.name.lower().endswith(PAGE_SUFFIXES):
            continue
        try:
            entry = read_material_file(file)
        except MaterialFileError:  # said where the file itself is read
            continue
        entries[entry.name] = entry
    return entries


def _yaml(path: Path) -> Mapping[str, Any]:
    try:
        page = YAML(typ="safe", pure=True).load(read_text(path))
    except YAMLError as error:
        first = " ".join(str(error).split())
        raise FileError(f"{path}: not valid YAML: {first[:200]}") from None
    if not isinstance(page, Mapping):
        raise FileError(f"{path}: expected a mapping of keys and values")
    return page


def _table(path: Path, read: OpticalConstants) -> ReadMaterial:
    rows = np.stack([read.wavelength_nm, read.n, read.k], axis=1)
    spec = TableMaterial(
        name=path.stem[:80],
        table=text_of_rows(rows),
        source=read.source,
        guesses="; ".join(read.guesses),
    )
    return ReadMaterial(spec, read.said)


def _evaluated(entry: MaterialFile, library: MaterialLibrary) -> ReadMaterial:
    known = replace(library, entries={**library.entries, entry.name: entry})
    material: Material = known.get(entry.name)
    rows = np.stack([material.wavelength_nm, material.n, material.k], axis=1)
    spec = TableMaterial(
        name=entry.name,
        table=text_of_rows(rows),
        source=material.source,
        edge_moves=material.edge_moves,
    )
    ranges = [f"{a.path} {a.value:g} ({a.low:g} to {a.high:g})" for a in material.assumptions]
    return ReadMaterial(spec, (f"kind {entry.kind}", *(f"assumed: {text}" for text in ranges)))
