"""What an axis of a study and its values are called where a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geometry.wording import part_name

NOTHING = "none"
_LONGEST_NAME, _KEY_PART = 64, 8
"""Characters of a case's name, and of its key where the name does not tell it from others."""
_BLOCKS = ("device", "array", "layers", "optics", "electrical", "output", "transient")
"""Parts of a dotted path that say nothing about what is varied."""


_PATHS = {"electrical.transient.on": "pulse voltage", "electrical.transient.off": "rest voltage"}
"""Paths whose last component says nothing by itself."""


@dataclass(frozen=True)
class AxisTexts:
    """An axis as text.

    Attributes:
        values: a text per case.
        common: what all mappings among the values share; "" for nothing.
    """

    values: tuple[str, ...]
    common: str = ""


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """The last component of each dotted path, with as many before it as tell it from the others."""
    names = {}
    for path in paths:
        parts = path.split(".")
        count = 1
        while count < len(parts) and any(
            other != path and other.split(".")[-count:] == parts[-count:] for other in paths
        ):
            count += 1
        names[path] = _plain(" ".join(parts[-count:]))
    return names


def long_name(path: str) -> str:
    """A dotted path in words, without the blocks that every device has."""
    if path in _PATHS:
        return _PATHS[path]
    *blocks, last = path.split(".")
    named = [part_name(block) for block in blocks if block not in _BLOCKS]
    return " ".join([*named, _plain(last)])


def is_nothing(value: object) -> bool:
    """Whether a value stands for the absence of what its axis varies."""
    return value is None or value == NOTHING


def value_text(value: Any) -> str:
    """A value in few words: files by their stem, mappings without brackets."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return ", ".join(entry_text(name, entry) for name, entry in value.items()) or NOTHING
    if isinstance(value, (list, tuple)):
        return " ".join(value_text(entry) for entry in value) or NOTHING
    text = str(value)
    return text.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0] if _is_file(text) else text


def entry_text(name: str, value: Any) -> str:
    """An entry of a mapping: ``300 nm`` for a thickness, ``opening 4.5 um``, ``OD 6/um``."""
    if isinstance(value, bool):
        return _plain(name) if value else f"no {_plain(name)}"
    if name == "optical_density_per_um":
        return f"OD {value_text(value)}/um"
    if isinstance(value, Mapping):
        return f"{_plain(name)} ({value_text(value)})"
    return value_text(value) if name == "thickness" else f"{_plain(name)} {value_text(value)}"


def axis_texts(values: Sequence[Any]) -> AxisTexts:
    """Texts of an axis' values; what several different mappings share stands apart."""
    mappings = [value for value in values if isinstance(value, Mapping)]
    shared = _shared(mappings)
    if not shared or all(mapping == mappings[0] for mapping in mappings):
        return AxisTexts(tuple(value_text(value) for value in values))
    own = [
        {k: v for k, v in value.items() if k not in shared} if isinstance(value, Mapping) else value
        for value in values
    ]
    # A mapping that has nothing of its own is written in full: it is not "none".
    texts = [value_text(short or whole) for short, whole in zip(own, values, strict=True)]
    return AxisTexts(tuple(texts), value_text(shared))


def case_labels(axes: Iterable[str], cases: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What tells each case from the others: the axes that vary, those left out where it has none.

    The name of a single axis is not repeated: it belongs to the axis of a picture.
    """
    chosen = varying(axes, cases)
    texts = {axis: axis_texts([case.get(axis) for case in cases]).values for axis in chosen}
    if len(chosen) == 1:
        return texts[chosen[0]]
    labels = []
    for place, case in enumerate(cases):
        parts = [
            f"{long_name(axis)} {texts[axis][place]}"
            for axis in chosen
            if not is_nothing(case.get(axis))
        ]
        labels.append(", ".join(parts) or ", ".join(f"no {long_name(axis)}" for axis in chosen))
    return tuple(labels)


def case_names(
    axes: Iterable[str], cases: Sequence[Mapping[str, Any]], keys: Sequence[str]
) -> tuple[str, ...]:
    """What each case is called in the name of a folder, and on a line: ``ppi=3000,colour=green``.

    Letters, digits and ``=,.+-_`` alone, 64 at most, each once: a name that is cut, empty or that
    two cases share ends in the beginning of its key.

    Args:
        axes: dotted paths.
        cases: axis values of each case.
        keys: content hashes of the cases.
    """
    chosen = varying(axes, cases)
    names = short_names(chosen)
    texts = {axis: axis_texts([case.get(axis) for case in cases]).values for axis in chosen}
    full = [
        ",".join(f"{_safe(names[axis])}={_safe(texts[axis][place])}" for axis in chosen)
        for place in range(len(cases))
    ]
    return tuple(
        name
        if name and len(name) <= _LONGEST_NAME and full.count(name) == 1
        else f"{name[: _LONGEST_NAME - _KEY_PART - 1]}+{key[:_KEY_PART]}".lstrip("+")
        for name, key in zip(full, keys, strict=True)
    )


def _safe(text: str) -> str:
    """Without what a file's name, or a reader, could stumble over."""
    words = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else " " for c in text).split()
    return "_".join(words) or "-"


def varying(axes: Iterable[str], cases: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Axes whose value is not the same in all cases."""
    return tuple(
        axis for axis in axes if any(case.get(axis) != cases[0].get(axis) for case in cases)
    )


def _shared(mappings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if len(mappings) < 2:
        return {}
    first, *others = mappings
    return {
        name: value
        for name, value in first.items()
        if all(name in other and other[name] == value for other in others)
    }


def _is_file(text: str) -> bool:
    return text.endswith((".yaml", ".yml"))


def _plain(name: str) -> str:
    return name.replace("_", " ")
