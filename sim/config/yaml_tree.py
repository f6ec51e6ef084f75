"""YAML text as a tree of plain values, each with the place where it was written.

Only plain data is accepted: no tags, no second document, no repeated keys, and bounds on size,
depth and the number of values after aliases are expanded, so that no file can exhaust memory.
Scalars follow the YAML 1.2 core schema ("yes" and "no" are words).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from geometry.wording import shorten
from sim.config.errors import PathParts, Place, fail

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_VALUES = 20_000
MAX_DIGITS = 300
"""Longer integers are read as floats (and refused as infinite); Python refuses to convert them."""

_INTEGER = re.compile(r"[-+]?[0-9]+")
_PREFIXED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL: dict[str, None | bool | float] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", "+.inf", ".Inf", "+.Inf", ".INF", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


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


def scalar_value(text: str) -> Scalar:
    """A plain (unquoted) YAML 1.2 scalar as a Python value."""
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INTEGER.fullmatch(text) and len(text) <= MAX_DIGITS:
        return int(text)
    if _PREFIXED.fullmatch(text) and len(text) <= MAX_DIGITS:
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def parse_yaml(text: str, source: str) -> Node:
    """Parse one document.

    Args:
        text: YAML.
        source: what messages call it.

    Raises:
        ConfigError: not YAML, or more than plain data within the bounds of this module.
    """
    _refuse_control_characters(text, source)
    builder = _Builder(source)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(source) if mark is None else Place(source, mark.line + 1, mark.column + 1)
        raise fail(place, f"not valid YAML: {error.problem or error.context}") from None
    except (YAMLError, ValueError, OverflowError) as error:  # escapes such as "\U99999999"
        raise fail(Place(source, 1, 1), f"not valid YAML: {shorten(str(error), 200)}") from None
    if builder.root is None:
        raise fail(Place(source, 1, 1), "the file is empty; expected a mapping of keys and values")
    return builder.root


def _refuse_control_characters(text: str, source: str) -> None:
    for number, character in enumerate(text):
        if character.isprintable() or character in "\n\r\t\u00a0\u2028\u2029\ufeff\x85":
            continue
        if (
            ord(character) < 0x20
            or 0x7F <= ord(character) < 0xA0
            or 0xD800 <= ord(character) < 0xE000
        ):
            before = text[:number]
            line = before.count("\n") + 1
            column = number - before.rfind("\n")
            raise fail(
                Place(source, line, column),
                f"character U+{ord(character):04X} is not allowed in YAML text",
            )


@dataclass
class _Frame:
    """A list or mapping whose end has not been read."""

    place: Place
    anchor: str | None
    is_map: bool
    values: list[Node] = field(default_factory=list)
    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    key: str | None = None

    def close(self) -> Node:
        if self.is_map:
            return MapNode(self.place, self.items, self.keys)
        return ListNode(self.place, tuple(self.values))


class _Builder:
    """Turns parser events into nodes, without recursion."""

    def __init__(self, source: str) -> None:
        self.root: Node | None = None
        self._source = source
        self._frames: list[_Frame] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0
        self._values = 0

    def take(self, event: Any) -> None:
        place = Place(self._source, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise fail(place, "a second YAML document begins here; a file holds one")
        elif isinstance(event, AliasEvent):
            self._alias(event.anchor, place)
        elif isinstance(event, ScalarEvent):
            self._refuse_tag(event, place)
            self._scalar(event, place)
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            self._refuse_tag(event, place)
            self._open(event, place)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            frame = self._frames.pop()
            self._add(frame.close(), frame.anchor)

    def _open(self, event: Any, place: Place) -> None:
        if self._frames and self._frames[-1].is_map and self._frames[-1].key is None:
            raise fail(place, "a list or mapping cannot be a key; expected a name")
        if len(self._frames) >= MAX_DEPTH:
            raise fail(place, f"nested deeper than the {MAX_DEPTH} levels allowed")
        self._frames.append(_Frame(place, event.anchor, isinstance(event, MappingStartEvent)))

    def _scalar(self, event: Any, place: Place) -> None:
        if any(0xD800 <= ord(character) < 0xE000 for character in event.value):
            raise fail(place, "half of a surrogate pair is not a character")
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.is_map and frame.key is None:
            self._key(frame, event.value, place)
            return
        plain = event.style is None or event.style == ""
        self._add(
            ScalarNode(place, scalar_value(event.value) if plain else event.value), event.anchor
        )

    def _key(self, frame: _Frame, key: str, place: Place) -> None:
        if key in frame.keys:
            first = frame.keys[key]
            raise fail(place, f"key {shorten(key)!r} is given twice; first in line {first.line}")
        frame.key = key
        frame.keys[key] = place

    def _alias(self, anchor: str, place: Place) -> None:
        if anchor not in self._anchors:
            raise fail(place, f"alias *{anchor} refers to nothing complete before it")
        if self._frames and self._frames[-1].is_map and self._frames[-1].key is None:
            raise fail(place, "an alias cannot be a key; expected a name")
        node = self._anchors[anchor]
        if len(self._frames) + max(depth for depth, _ in walk(node, 1)) > MAX_DEPTH + 1:
            raise fail(place, f"nested deeper than the {MAX_DEPTH} levels allowed")
        self._values += sum(1 for _ in walk(node, 1))
        self._add(node, None)

    def _add(self, node: Node, anchor: str | None) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise fail(node.place, f"more than {MAX_VALUES} values, aliases expanded")
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        if not frame.is_map:
            frame.values.append(node)
        elif frame.key is not None:
            frame.items[frame.key] = node
            frame.key = None

    @staticmethod
    def _refuse_tag(event: Any, place: Place) -> None:
        if event.tag is not None and event.tag != "":
            raise fail(place, f"tag {shorten(str(event.tag))!r}: YAML tags are not allowed")
