"""Data files that a configuration names: read where they are named, and put in as numbers.

    material: film.csv                          relative to the file that names it
    material: {file: film.txt, columns: wavelength_um n k}
    materials: [my_materials/]                  top level: names beside the library's

A case then depends on no file: it is stored, sent to workers and compared by its numbers. Names of
the user's own ``materials`` are put in once all overrides are applied (:func:`with_own_materials`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from geometry.reading.materials import is_material_file, read_folder, read_material
from geometry.reading.text_table import FileError
from geometry.spec.layers import TableMaterial
from geometry.wording import did_you_mean
from sim.config.errors import PathParts, Place, fail
from sim.config.yaml_tree import ListNode, MapNode, Node, ScalarNode

MATERIALS = "materials"
"""The key of a user's own materials, at the top of a case or a study."""

_BROKEN = "broken"


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
    if reader is None:
        return None
    if isinstance(node, ScalarNode):
        named = isinstance(node.value, str) and is_material_file(node.value)
        return reader(node.place, folder / str(node.value), None, path) if named else None
    if not isinstance(node, MapNode) or "file" not in node.items:
        return None
    file, columns = _file_entry(node, path)
    return reader(node.place, folder / file, columns, path)


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


def _file_entry(node: MapNode, path: PathParts) -> tuple[str, list[str] | None]:
    """The mapping ``{file, columns}``."""
    for key in node.items:
        if key not in ("file", "columns"):
            hint = did_you_mean(key, ("file", "columns"))
            raise fail(
                node.keys[key], f"unknown key{hint}; allowed here: columns, file", (*path, key)
            )
    file = node.items["file"].plain
    if not isinstance(file, str) or not file:
        raise fail(node.keys["file"], "expected the name of a file", (*path, "file"))
    if "columns" not in node.items:
        return file, None
    columns = node.items["columns"].plain
    words = columns.split() if isinstance(columns, str) else columns
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        text = "expected names of columns such as 'wavelength_um n k'"
        raise fail(node.keys["columns"], text, (*path, "columns"))
    return file, words


def _read_material(place: Place, file: Path, columns: list[str] | None, path: PathParts) -> Node:
    try:
        return _material(place, file, read_material(file, columns).spec)
    except FileError as error:
        raise fail(place, str(error), path) from None


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


_READERS: dict[str, Callable[[Place, Path, list[str] | None, PathParts], Node]] = {
    "material": _read_material,
}
"""How the data file under a key is read."""
