"""Data files that a configuration names: read where they are named, and put in as numbers.

    material: film.csv                          relative to the file that names it
    material: {file: film.txt, columns: wavelength_um n k}
    materials: [my_materials/]                  top level: names beside the library's
    measured: {jvl: jvl.csv, area: 4 mm2}       top level: J-V-L and EQE of the real device
    emission: {spectrum: el.csv}                or {file: el.csv, kind: power, band: 440 to 500 nm}

A case then depends on no file: it is stored, sent to workers and compared by its numbers. Names of
the user's own ``materials`` are put in once all overrides are applied (:func:`with_own_materials`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from geometry.reading.materials import is_material_file, read_folder, read_material
from geometry.reading.spectrum import KINDS, VISIBLE_NM, read_spectrum
from geometry.reading.text_table import FileError
from geometry.spec.base import text_of_rows
from geometry.spec.layers import TableMaterial
from geometry.units import parse_quantity
from geometry.wording import did_you_mean
from sim.config.errors import PathParts, Place, fail
from sim.config.yaml_tree import ListNode, MapNode, Node, ScalarNode
from sim.measured.jvl import read_jvl

MATERIALS = "materials"
"""The key of a user's own materials, at the top of a case or a study."""

_BROKEN = "broken"
_BAND = re.compile(r"([0-9.]+)(?: nm)? to ([0-9.]+) nm")


def data_node(node: Node, folder: Path, path: PathParts) -> Node | None:
    """What stands in place of a node that names a data file; None where it names none.

    Args:
        node: the value at ``path``.
        folder: what relative paths start from.
        path: where it is written.

    Raises:
        ConfigError: a file that cannot be read as what it is meant to be, where it is named.
    """
    if path == (MATERIALS,):
        return _own_library(node, folder)
    reader = _READERS.get(str(path[-1])) if path else None
    return None if reader is None else reader(node, folder, path)


def with_own_materials(tree: MapNode) -> MapNode:
    """The tree of a case without ``materials``, every name among them replaced by its numbers.

    Raises:
        ConfigError: the case names a file that is broken.
    """
    own = tree.items.get(MATERIALS)
    if not isinstance(own, MapNode):
        return tree
    replaced = _with_names(tree.without(MATERIALS), own.items, ())
    assert isinstance(replaced, MapNode)  # a mapping stays one
    return replaced


def _with_names(node: Node, own: Mapping[str, Node], path: PathParts) -> Node:
    if isinstance(node, MapNode):
        items = {key: _with_names(item, own, (*path, key)) for key, item in node.items.items()}
        return MapNode(node.place, items, node.keys)
    if isinstance(node, ListNode):
        items_in = enumerate(node.items)
        return ListNode(
            node.place, tuple(_with_names(item, own, (*path, i)) for i, item in items_in)
        )
    if not path or path[-1] != "material" or str(node.value) not in own:
        return node
    material = own[str(node.value)]
    assert isinstance(material, MapNode)  # as _own_library makes them
    if _BROKEN in material.items:
        raise fail(node.place, str(material.items[_BROKEN].plain), path)
    return MapNode(node.place, material.items, material.keys)


def _own_library(node: Node, folder: Path) -> Node:
    """Names of files and folders as a mapping of the materials that they hold."""
    if isinstance(node, MapNode):
        return node  # read before
    items = node.items if isinstance(node, ListNode) else (node,)
    written = [item.plain for item in items]
    if not written or not all(isinstance(name, str) for name in written):
        text = f"found {node.found}; expected a folder, or a list of files and folders"
        raise fail(node.place, text, (MATERIALS,))
    try:
        materials, broken = read_folder([folder / name for name in written])
    except FileError as error:
        raise fail(node.place, str(error), (MATERIALS,)) from None
    nodes: dict[str, Node] = {
        name: _material(node.place, folder / written[0] / name, item.spec)
        for name, item in materials.items()
    }
    for name, text in broken.items():
        said = {_BROKEN: ScalarNode(node.place, text)}
        nodes[name] = MapNode(node.place, dict(said), dict.fromkeys(said, node.place))
    return MapNode(node.place, nodes, dict.fromkeys(nodes, node.place))


def _entries(node: MapNode, allowed: tuple[str, ...], path: PathParts) -> dict[str, str]:
    """The texts of a mapping ``{file: ..., columns: ...}``; a list of words becomes one text."""
    texts: dict[str, str] = {}
    for key, item in node.items.items():
        at = (*path, key)
        if key not in allowed:
            hint = did_you_mean(key, allowed)
            raise fail(node.keys[key], f"unknown key{hint}; allowed: {', '.join(allowed)}", at)
        value = " ".join(map(str, item.plain)) if isinstance(item, ListNode) else item.plain
        if not isinstance(value, str) or not value.strip():
            raise fail(node.keys[key], f"found {item.found}; expected text", at)
        texts[key] = value
    return texts


def _read_material(node: Node, folder: Path, path: PathParts) -> Node | None:
    texts: dict[str, str] = {}
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        texts = {"file": node.value} if is_material_file(node.value) else {}
    elif isinstance(node, MapNode) and "file" in node.items:
        texts = _entries(node, ("file", "columns"), path)
    if not texts:
        return None
    file = folder / texts["file"]
    try:
        return _material(node.place, file, read_material(file, _words(texts)).spec)
    except FileError as error:
        raise fail(node.place, str(error), path) from None


def _read_spectrum(node: Node, folder: Path, path: PathParts) -> Node | None:
    texts: dict[str, str] = {}
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        texts = {"file": node.value}
    elif isinstance(node, MapNode) and "file" in node.items:
        texts = _entries(node, ("file", "columns", "kind", "band"), path)
    if not texts:
        return None
    kind = texts.get("kind")
    if kind is not None and kind not in KINDS:
        raise fail(node.place, f"found {kind!r}; expected {' or '.join(KINDS)}", (*path, "kind"))
    file = folder / texts["file"]
    try:
        read = read_spectrum(file, _words(texts), kind, _band(node, texts.get("band"), path))
    except FileError as error:
        raise fail(node.place, str(error), path) from None
    rows = np.stack([read.wavelength_nm, read.photons], axis=1)
    written = {"table": text_of_rows(rows), "source": read.source}
    guesses = {"guesses": "; ".join(read.guesses)} if read.guesses else {}
    return as_node({**written, **guesses}, node.place, file)


def _read_measured(node: Node, folder: Path, path: PathParts) -> Node | None:
    texts = {"jvl": str(node.value)} if isinstance(node, ScalarNode) and node.value else {}
    if isinstance(node, MapNode) and "table" not in node.items:
        texts = _entries(node, ("jvl", "columns", "area"), path)
    if not texts:
        return None
    if "jvl" not in texts:
        raise fail(node.place, "missing; expected the name of a file", (*path, "jvl"))
    file = folder / texts["jvl"]
    try:
        area_m2 = parse_quantity(texts["area"], _AREAS_M2, "area") if "area" in texts else None
        read = read_jvl(file, _words(texts), area_m2)
    except FileError as error:
        raise fail(node.place, str(error), path) from None
    except ValueError as error:
        raise fail(node.place, str(error), (*path, "area")) from None
    written = read.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return as_node(written, node.place, file)


def _words(texts: Mapping[str, str]) -> list[str] | None:
    return texts["columns"].split() if "columns" in texts else None


def _band(node: Node, text: str | None, path: PathParts) -> tuple[float, float]:
    """``440 to 500 nm`` as two numbers."""
    if text is None:
        return VISIBLE_NM
    match = _BAND.fullmatch(text.strip())
    low, high = (0.0, 0.0) if match is None else (float(match[1]), float(match[2]))
    if not 0.0 < low < high:
        raise fail(node.place, f"found {text!r}; expected such as 440 to 500 nm", (*path, "band"))
    return low, high


def _material(place: Place, file: Path, spec: TableMaterial) -> MapNode:
    written = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return as_node(written, place, file)


def as_node(written: Mapping[str, object], place: Place, file: Path) -> MapNode:
    """A mapping of scalars and lists of them as nodes; its source is placed in the file itself."""
    items: dict[str, Node] = {}
    for key, value in written.items():
        if isinstance(value, list):
            items[key] = ListNode(place, tuple(ScalarNode(place, item) for item in value))
        elif isinstance(value, str | bool | int | float):
            items[key] = ScalarNode(Place(str(file)) if key == "source" else place, value)
        else:
            raise TypeError(f"{key} is {type(value).__name__}: no plain value")
    return MapNode(place, items, dict.fromkeys(items, place))


_AREAS_M2 = {"mm2": 1e-6, "cm2": 1e-4, "um2": 1e-12, "m2": 1.0}


def _read_image(node: Node, folder: Path, path: PathParts) -> Node | None:
    """A picture's file, relative to the file that names it; it is read when it is shown."""
    del path
    if not isinstance(node, ScalarNode) or not str(node.value).lower().endswith(".png"):
        return None
    return ScalarNode(node.place, str(folder / str(node.value)))


_READERS: dict[str, Callable[[Node, Path, PathParts], Node | None]] = {
    "material": _read_material,
    "spectrum": _read_spectrum,
    "measured": _read_measured,
    "image": _read_image,
}
"""How the data file under a key is read; None where the value names none."""
