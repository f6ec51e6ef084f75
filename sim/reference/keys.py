"""Every key of a model: what it means, in which unit, what it is by default, within which range."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class Key:
    """One key of a model.

    Attributes:
        name: as written in YAML.
        meaning: one sentence or two.
        units: those that a text may have, between commas; "" for no unit.
        default: as it would be written; None where the key is required.
        bounds: in words; "" for none.
        values: the words it takes, where it takes only some.
    """

    name: str
    meaning: str
    units: str
    default: str | None
    bounds: str
    values: tuple[str, ...]

    @property
    def is_required(self) -> bool:
        """Whether it has to be written."""
        return self.default is None


@cache
def keys_of_model(model: type[BaseModel]) -> tuple[Key, ...]:
    """The keys of a model in the order of its source."""
    written = defaults_of(model)
    return tuple(_key(info, info.alias or name, written) for name, info in model_fields(model))


def model_fields(model: type[BaseModel]) -> tuple[tuple[str, FieldInfo], ...]:
    """Names and fields of a model, without what only tells kinds of one block apart by name."""
    return tuple(model.model_fields.items())


def defaults_of(model: type[BaseModel]) -> dict[str, Any]:
    """Key -> default as it would be written in YAML, units included; required keys are absent."""
    bare = model.model_construct()
    # A wrap serializer of a model without its required entries still writes the others.
    return bare.model_dump(mode="json", by_alias=True, warnings=False)


def _key(info: FieldInfo, name: str, defaults: dict[str, Any]) -> Key:
    if info.is_required():
        default = None
    elif defaults.get(name) is None:
        default = "none"
    else:
        default = _plain(defaults[name])
    return Key(
        name=name,
        meaning=" ".join((info.description or "").split()),
        units=_units(info),
        default=default,
        bounds=_bounds(info),
        values=_values(info.annotation),
    )


def _plain(value: Any) -> str:
    if isinstance(value, dict | list):
        return "its own defaults" if value else ("none" if isinstance(value, list) else "empty")
    return value if isinstance(value, str) else json.dumps(value)


def _annotated(info: FieldInfo) -> Any:
    """The field's type with the marks that pydantic has taken off it."""
    if not info.metadata:
        return info.annotation
    return Annotated[(info.annotation, *info.metadata)]


def _units(info: FieldInfo) -> str:
    written = str(_first(TypeAdapter(_annotated(info)).json_schema(), "x-units") or "")
    # Other signs for micro are taken, but not advertised.
    return ", ".join(unit for unit in written.split(", ") if unit.isascii())


def _first(schema: Any, key: str) -> Any:
    """The first value under a key of a schema, models left out."""
    if isinstance(schema, dict):
        if key in schema:
            return schema[key]
        inner = [value for name, value in schema.items() if name not in ("$defs", "properties")]
        return next((got for value in inner if (got := _first(value, key))), None)
    if isinstance(schema, list):
        return next((got for value in schema if (got := _first(value, key))), None)
    return None


def _bounds(info: FieldInfo) -> str:
    words = []
    for mark, word, attribute in (
        (Gt, "above", "gt"),
        (Ge, "from", "ge"),
        (Lt, "below", "lt"),
        (Le, "to", "le"),
    ):
        for constraint in info.metadata:
            if isinstance(constraint, mark):
                words.append(f"{word} {_written(info, getattr(constraint, attribute))}")
    return ", ".join(words)


def _written(info: FieldInfo, bound: Any) -> str:
    """A bound with its unit, as the key's own value is written."""
    if not _units(info):
        return f"{bound:g}"
    return str(TypeAdapter(_annotated(info)).dump_python(float(bound), mode="json", warnings=False))


def _values(annotation: Any) -> tuple[str, ...]:
    """Words of an enumeration or of literals."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(member.value) for member in annotation)
    if get_origin(annotation) is Literal:
        return tuple(str(value) for value in get_args(annotation))
    if get_origin(annotation) in (Annotated, tuple):
        return _values(get_args(annotation)[0])
    options = [_values(part) for part in get_args(annotation)] if get_args(annotation) else []
    return tuple(word for words in options for word in words)
