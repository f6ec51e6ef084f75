"""Values set from outside the file: ``PATH=VALUE`` of ``--set``, and the axes of a sweep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sim.config.errors import ConfigError, PathParts, Place, dotted, fail, shorten
from sim.config.files import resolve_references
from sim.config.yaml_tree import ListNode, MapNode, Node, ScalarNode, child, parse_yaml

_PATH = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_RIVALS = {
    ("device", "array", "ppi"): ("device", "array", "pitch"),
    ("device", "array", "pitch"): ("device", "array", "ppi"),
    ("device", "array", "gap"): ("device", "array", "aperture", "width"),
    ("device", "array", "aperture", "width"): ("device", "array", "gap"),
}
"""Two ways to write one quantity: setting one takes the place of the other."""


@dataclass(frozen=True)
class Override:
    """A dotted path, the value to put there, and what messages call it."""

    path: tuple[str, ...]
    value: Node
    place: Place


def parse_override(text: str) -> Override:
    """Read ``device.layers.etl.thickness=40 nm``; the value is YAML.

    Raises:
        ConfigError: no "=", a malformed path, or a value that is not YAML.
    """
    path, equals, value = text.partition("=")
    path = path.strip()
    if not equals or not _PATH.fullmatch(path):
        raise fail(
            Place("--set"),
            f"found {shorten(text)!r}; expected PATH=VALUE such as device.array.pitch='2.8 um'",
        )
    place = Place(f"--set {path}")
    try:
        node = parse_yaml(value, place.source) if value.strip() else ScalarNode(place, None)
    except ConfigError as error:
        raise fail(place, error.problems[0].text) from None
    return Override(tuple(path.split(".")), _at(node, place), place)


def value_override(path: str, value: str | float | bool | None | dict[str, object]) -> Override:
    """An override with a plain value, for programs that already hold one."""
    place = Place(f"--set {path}")
    return Override(tuple(path.split(".")), _node(value, place), place)


def apply_override(root: MapNode, override: Override) -> MapNode:
    """The tree with one value replaced or added; files named by the value are read.

    Raises:
        ConfigError: the path leads through something that is not a block or an unknown layer.
    """
    value = resolve_references(override.value, Path(), (), override.path)
    rival = _RIVALS.get(override.path)
    cleared = root
    if rival is not None:
        # What is said about the rival (a mark of an assumption) goes with it.
        mark = ("device", "assumed", ".".join(rival[1:]))
        cleared = _without(_without(root, rival), mark)
    result = _replace(cleared, override.path, (), value, override)
    assert isinstance(result, MapNode)  # the root is replaced by a mapping only
    return result


def _replace(
    node: Node, rest: tuple[str, ...], done: PathParts, value: Node, override: Override
) -> Node:
    if not rest:
        return value
    if isinstance(node, MapNode):
        below = child(node, rest[0]) or MapNode(override.place, {}, {})
        changed = _replace(below, rest[1:], (*done, rest[0]), value, override)
        is_new = len(rest) == 1 or rest[0] not in node.keys
        place = override.place if is_new else node.keys[rest[0]]
        return node.with_item(rest[0], place, changed)
    if isinstance(node, ListNode):
        index = _index(node, rest[0], done, override)
        changed = _replace(node.items[index], rest[1:], (*done, index), value, override)
        return ListNode(node.place, (*node.items[:index], changed, *node.items[index + 1 :]))
    if node.value is None:
        block = MapNode(override.place, {}, {})
        return _replace(block, rest, done, value, override)
    raise fail(override.place, f"{dotted(done)} is {node.found}, which has no {rest[0]!r} in it")


def _without(node: MapNode, path: tuple[str, ...]) -> MapNode:
    """The tree without the value at ``path``, if it is there."""
    if len(path) == 1:
        return node.without(path[0])
    below = node.items.get(path[0])
    if not isinstance(below, MapNode):
        return node
    return node.with_item(path[0], node.keys[path[0]], _without(below, path[1:]))


def _index(node: ListNode, part: str, done: PathParts, override: Override) -> int:
    """Position in a list by number or by the items' ``name``."""
    if part.isdecimal() and len(part) < 6 and int(part) < len(node.items):
        return int(part)
    names = [str(name.plain) for item in node.items if (name := child(item, "name")) is not None]
    for index, item in enumerate(node.items):
        name = child(item, "name")
        if name is not None and name.plain == part:
            return index
    allowed = f"0 to {len(node.items) - 1}" if node.items else "nothing, the list is empty"
    named = f" or one of {', '.join(names)}" if names else ""
    raise fail(override.place, f"{dotted(done)} has no item {part!r}; expected {allowed}{named}")


def _at(node: Node, place: Place) -> Node:
    """The same values, all of them placed at ``place``."""
    if isinstance(node, MapNode):
        items = {key: _at(item, place) for key, item in node.items.items()}
        return MapNode(place, items, dict.fromkeys(items, place))
    if isinstance(node, ListNode):
        return ListNode(place, tuple(_at(item, place) for item in node.items))
    return ScalarNode(place, node.value)


def _node(value: object, place: Place) -> Node:
    if isinstance(value, dict):
        items = {str(key): _node(item, place) for key, item in value.items()}
        return MapNode(place, items, dict.fromkeys(items, place))
    if isinstance(value, list | tuple):
        return ListNode(place, tuple(_node(item, place) for item in value))
    if value is None or isinstance(value, bool | int | float | str):
        return ScalarNode(place, value)
    raise TypeError(f"a configuration value cannot be {type(value).__name__}")
