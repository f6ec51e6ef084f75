"""JSON Schema of the files that users write, for editors: what may stand where, with its meaning.

Defaults stand as they would be written, units included; a text with a unit has a pattern. The
loader takes more forms than the models: a file's name for a block, ``none``, files of data. They
are added by key.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from geometry.reading.materials import PAGE_SUFFIXES, TEXT_SUFFIXES
from sim.config.files import BLOCKS, NULLABLE
from sim.reference.keys import defaults_of, keys_of_model
from sim.reference.kinds import KINDS, models_below

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FILLED_IN = {
    "LayerSpec": {"material"},
    "ArraySpec": {"aperture", "bank"},
    "ApertureSpec": {"width"},
    "BankSpec": {"height"},
}
"""Keys that a model requires but a file may leave out: a technique, a gap, a sub-pixel or the
layers fill them in (geometry.fill_in)."""

_BOUNDS = {
    "gt": "exclusiveMinimum",
    "ge": "minimum",
    "lt": "exclusiveMaximum",
    "le": "maximum",
}
"""Pydantic's words, which it writes beside a schema of one's own, and JSON Schema's."""

_TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_FILE: dict[str, Any] = {"type": "string", "minLength": 1}


def schema_of(name: str) -> dict[str, Any]:
    """Schema of a kind of file.

    Args:
        name: of ``KINDS``.

    Raises:
        KeyError: no such kind.
    """
    kind = KINDS[name]
    schema = TypeAdapter(kind.model).json_schema(by_alias=True, mode="validation")
    models = {model.__name__: model for model in models_below(kind.model)}
    owners = dict(schema.get("$defs", {}))
    if "properties" in schema:
        owners[kind.model.__name__] = schema
    for owner, entry in owners.items():
        if owner in models:
            _complete(entry, models[owner])
    if name in ("case", "study", "explore"):
        schema["properties"]["materials"] = _materials()
    return {"$schema": DIALECT, **schema, "title": f"pencsim {name}"}


def _complete(owner: dict[str, Any], model: type[BaseModel]) -> None:
    """Meanings, defaults with units and the loader's forms in the properties of one model."""
    written = defaults_of(model)
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    optional = _FILLED_IN.get(model.__name__, set())
    if optional:
        owner["required"] = [key for key in owner.get("required", []) if key not in optional]
    for key in keys_of_model(model):
        prop = _with_bounds(owner["properties"][key.name], fields[key.name])
        if key.name in written:
            prop["default"] = written[key.name]
        words = [key.meaning.rstrip("."), f"range: {key.bounds}" if key.bounds else ""]
        words += [f"units: {key.units}"] if key.units else []
        prop["description"] = "; ".join(word for word in words if word)
        owner["properties"][key.name] = _with_forms(key.name, prop)


def _with_bounds(prop: dict[str, Any], info: FieldInfo) -> dict[str, Any]:
    """Bounds of a number that may also be a text stand with the number; texts have none."""
    kept = {k: v for k, v in prop.items() if k not in _BOUNDS}
    bounds = {
        word: getattr(mark, name)
        for mark in info.metadata
        for name, word in _BOUNDS.items()
        if hasattr(mark, name)
    }
    if bounds and "anyOf" in kept:
        kept["anyOf"] = [
            {**form, **bounds} if form.get("type") == "number" else form for form in kept["anyOf"]
        ]
    return kept


def _with_forms(key: str, prop: dict[str, Any]) -> dict[str, Any]:
    forms: list[dict[str, Any]] = []
    if key in BLOCKS:
        forms.append({"type": "string", "pattern": r"\.ya?ml$", "description": "a file"})
    if key in NULLABLE:
        forms.append({"const": "none"})
    forms += _DATA_FORMS.get(key, [])
    if not forms:
        return prop
    about = ("default", "title", "description")
    inner = prop.get("anyOf", [{k: v for k, v in prop.items() if k not in about}])
    kept = {k: v for k, v in prop.items() if k in about}
    return {**kept, "anyOf": [*inner, *forms]}


def _file_form(key: str, more: dict[str, Any]) -> dict[str, Any]:
    properties = {key: _FILE, "columns": _TEXTS, **more}
    return {
        "type": "object",
        "properties": properties,
        "required": [key],
        "additionalProperties": False,
    }


_BAND = {"type": "string", "pattern": r"^\s*[0-9.]+( nm)? to [0-9.]+ nm\s*$"}
_DATA_FORMS: dict[str, list[dict[str, Any]]] = {
    "material": [_file_form("file", {})],
    "spectrum": [
        _FILE,
        _file_form("file", {"kind": {"enum": ["photons", "power"]}, "band": _BAND}),
    ],
    "measured": [_FILE, _file_form("jvl", {"area": {"type": "string"}})],
}


def _materials() -> dict[str, Any]:
    suffixes = ", ".join((*TEXT_SUFFIXES, *PAGE_SUFFIXES))
    return {
        "description": f"Own materials beside the library: folders or files ({suffixes})",
        "anyOf": [*_TEXTS["anyOf"], {"type": "object"}],
    }
