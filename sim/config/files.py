"""Configuration files and the blocks they refer to.

A block may stand in a file of its own: ``device: devices/x.yaml`` puts the mapping held by that
file in place of the string, relative to the file that names it.
"""

from __future__ import annotations

import os
from pathlib import Path

from sim.config.data_files import data_node
from sim.config.errors import PathParts, Place, fail, shorten
from sim.config.yaml_tree import MAX_BYTES, ListNode, MapNode, Node, ScalarNode, parse_yaml

BLOCKS = frozenset(
    {
        *("device", "optics", "electrical", "run", "output"),
        *("substrate", "superstrate", "layers", "array", "emission"),
        *("aperture", "bank", "sidewall", "black_matrix", "dipoles"),
        *("roughness", "coffee_ring", "residue", "assumed", "ions", "encapsulation"),
        *("compact", "drift_diffusion", "panel", "circuit"),
    }
)
"""Keys whose value is a mapping (or a list) and may therefore be a path to a YAML file."""

NULLABLE = frozenset(
    {
        *("array", "electrical", "black_matrix", "ions", "encapsulation", "panel"),
        *("transient", "impedance", "shared_layer", "cover", "gamut", "filters"),
    }
)
"""Blocks that may be ``none``."""

SUFFIXES = (".yaml", ".yml")

_Trail = tuple[str, ...]
"""Real paths of the files being read, outermost first."""


def read_tree(path: Path) -> MapNode:
    """Read a file and everything it refers to.

    Raises:
        ConfigError: unreadable, not YAML, not a mapping, or references that lead in a circle.
    """
    place = Place(str(path))
    node = _read_node(path, place)
    if not isinstance(node, MapNode):
        raise fail(node.place, f"found {node.found}; expected a mapping of keys and values")
    resolved = resolve_references(node, Path(path).parent, (os.path.realpath(path),))
    assert isinstance(resolved, MapNode)  # a mapping stays one
    return resolved


def resolve_references(node: Node, folder: Path, trail: _Trail = (), path: PathParts = ()) -> Node:
    """The tree with every ``block: file.yaml`` and every data file replaced by what it holds.

    Args:
        node: the tree.
        folder: what relative paths start from.
        trail: files being read, to refuse circles.
        path: where ``node`` stands, for messages and to know the block's name.

    Raises:
        ConfigError: see :func:`read_tree`.
    """
    data = data_node(node, folder, path)
    if data is not None:
        return data
    if isinstance(node, MapNode):
        items = {
            key: resolve_references(item, folder, trail, (*path, key))
            for key, item in node.items.items()
        }
        return MapNode(node.place, items, node.keys)
    if isinstance(node, ListNode):
        return ListNode(
            node.place,
            tuple(
                resolve_references(item, folder, trail, (*path, index))
                for index, item in enumerate(node.items)
            ),
        )
    return _resolve_scalar(node, folder, trail, path)


def _resolve_scalar(node: ScalarNode, folder: Path, trail: _Trail, path: PathParts) -> Node:
    key = path[-1] if path else None
    if not isinstance(node.value, str):
        return node
    if key in NULLABLE and node.value.lower() == "none":
        return ScalarNode(node.place, None)
    if key not in BLOCKS or not node.value.endswith(SUFFIXES):
        return node
    target = Path(os.path.normpath(folder / node.value))
    real = os.path.realpath(target)
    if real in trail:
        raise fail(node.place, f"{shorten(node.value)!r} refers back to itself", path)
    if len(trail) >= 8:
        raise fail(node.place, "more than 8 files refer to one another", path)
    below = _read_node(target, node.place, path)
    return resolve_references(below, target.parent, (*trail, real), path)


def _read_node(path: Path, asked_at: Place, key: PathParts = ()) -> Node:
    """Parse one file; problems of the file system are reported where the file was asked for."""
    try:
        if path.is_dir():
            raise fail(asked_at, f"{str(path)!r} is a directory; expected a YAML file", key)
        if path.exists() and not path.is_file():
            raise fail(asked_at, f"{str(path)!r} is not a regular file", key)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise fail(asked_at, f"no such file: {str(path)!r}", key) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise fail(asked_at, f"cannot read {str(path)!r}: {reason}", key) from None
    return parse_yaml(_decode(data, str(path)), str(path))


def _decode(data: bytes, source: str) -> str:
    start = Place(source, 1, 1)
    if len(data) > MAX_BYTES:
        raise fail(start, f"larger than {MAX_BYTES} bytes; expected a configuration")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise fail(start, "the file is UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = error.start - before.rfind(b"\n")
        place = Place(source, before.count(b"\n") + 1, column)
        raise fail(
            place, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from None
