"""A tree of plain values in which every value knows where it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.config.errors import PathParts, Place, shorten

Scalar = None | bool | int | float | str


@dataclass(frozen=True)
class ScalarNode:
    """A single value."""

    place: Place
    value: Scalar

    @property
    def plain(self) -> Any:
        """The value without positions."""
        return self.value

    @property
    def found(self) -> str:
        """What was found, for messages."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return shorten(repr(self.value))


@dataclass(frozen=True)
class ListNode:
    """A sequence."""

    place: Place
    items: tuple[Node, ...]

    @property
    def plain(self) -> Any:
        """The values without positions."""
        return [item.plain for item in self.items]

    @property
    def found(self) -> str:
        """What was found, for messages."""
        return f"a list of {len(self.items)}"


@dataclass(frozen=True)
class MapNode:
    """A mapping; ``keys`` holds where each key stands."""

    place: Place
    items: Mapping[str, Node]
    keys: Mapping[str, Place]

    @property
    def plain(self) -> Any:
        """The values without positions."""
        return {key: item.plain for key, item in self.items.items()}

    @property
    def found(self) -> str:
        """What was found, for messages."""
        return "a mapping" if self.items else "an empty mapping"

    def with_item(self, key: str, place: Place, node: Node) -> MapNode:
        """The same mapping with one more or another value."""
        return MapNode(self.place, {**self.items, key: node}, {**self.keys, key: place})

    def without(self, key: str) -> MapNode:
        """The same mapping without ``key``."""
        items = {name: node for name, node in self.items.items() if name != key}
        return MapNode(self.place, items, {k: p for k, p in self.keys.items() if k != key})


Node = ScalarNode | ListNode | MapNode


def child(node: Node, part: str | int) -> Node | None:
    """The value under a key or index, None where there is none."""
    if isinstance(node, MapNode):
        return node.items.get(str(part))
    if isinstance(node, ListNode) and isinstance(part, int) and 0 <= part < len(node.items):
        return node.items[part]
    return None


def place_of(root: Node, path: PathParts) -> Place:
    """Where ``path`` was written; the nearest parent's place where it was not."""
    node, place = root, root.place
    for part in path:
        below = child(node, part)
        if below is None:
            break
        place = node.keys[str(part)] if isinstance(node, MapNode) else below.place
        if not isinstance(below, MapNode | ListNode):
            place = below.place
        node = below
    return place


def walk(node: Node, depth: int = 1) -> Iterator[tuple[int, Node]]:
    """Every node below and including ``node``, with its depth."""
    yield depth, node
    if isinstance(node, MapNode):
        for item in node.items.values():
            yield from walk(item, depth + 1)
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from walk(item, depth + 1)
