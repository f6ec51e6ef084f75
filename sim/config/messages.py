"""Pydantic's findings in the words of this project, at the place where the value was written."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from geometry.wording import did_you_mean
from sim.config.errors import PathParts, Place, Problem
from sim.config.yaml_tree import ListNode, MapNode, Node, child, place_of

_UNITS = {"_um": " um", "_deg": " deg", "_v": " V", "_s": " s", "_m": " m", "_k": " K"}
"""Suffix of a field's name -> the unit in which its limits are given."""
_KINDS = {
    "string_type": "text (in quotes if it looks like a number)",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "model_type": "a mapping of keys and values",
    "model_attributes_type": "a mapping of keys and values",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys and values",
    "finite_number": "a finite number",
}

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class _Finding:
    """One of pydantic's errors, its location taken apart.

    Attributes:
        path: location in the YAML.
        union: where a choice between types begins, None where there was none.
        branch: the name of the type tried there.
        detail: pydantic's own record.
    """

    path: PathParts
    union: PathParts | None
    branch: str
    detail: ErrorDetails


def problems_of(error: ValidationError, root: Node, model: type[BaseModel]) -> list[Problem]:
    """One located problem per mistake, in the order of the text.

    Args:
        error: what validation raised.
        root: the tree that was validated.
        model: the model it was validated against.
    """
    findings = [_take_apart(detail, root, model) for detail in error.errors(include_url=False)]
    problems = [
        _problem(finding, root, model)
        for finding in findings
        if not _is_echo(finding, root) and _is_chosen(finding, root)
    ]
    problems.extend(_union_problems(findings, root))
    if not problems:  # nothing recognised: pydantic's own words are better than none
        problems = [_problem(finding, root, model) for finding in findings]
    return list(dict.fromkeys(problems))


def _take_apart(detail: ErrorDetails, root: Node, model: type[BaseModel]) -> _Finding:
    path: PathParts = ()
    union: PathParts | None = None
    branch = ""
    node: Node | None = root
    location = detail["loc"]
    for number, part in enumerate(location):
        below = None if node is None else child(node, part)
        last = number == len(location) - 1
        # A value that a model has filled in is not in the text, yet its key is one of the model's.
        known = any(str(part) in keys_of(owner) for owner in models_at(model, path))
        if below is not None or known or (last and detail["type"] == "missing"):
            path = (*path, part)
            node = below
        else:
            union, branch = path, str(part)
    return _Finding(path, union, branch, detail)


def _is_echo(finding: _Finding, root: Node) -> bool:
    """Whether a list is called too short only because its items are wrong."""
    if finding.detail["type"] != "too_short":
        return False
    node = _node_at(root, finding.path)
    least = int(finding.detail.get("ctx", {}).get("min_length", 0))
    return isinstance(node, ListNode) and len(node.items) >= least


def _is_chosen(finding: _Finding, root: Node) -> bool:
    """Whether the finding concerns the type the user meant, where several are allowed."""
    if finding.union is None:
        return True
    is_mapping = isinstance(_node_at(root, finding.union), MapNode)
    return is_mapping and finding.path != finding.union


def _union_problems(findings: Iterable[_Finding], root: Node) -> Iterator[Problem]:
    """A value of the wrong kind where several kinds are allowed: one problem naming all of them."""
    choices: dict[PathParts, list[str]] = {}
    for finding in findings:
        if finding.union is None or finding.path != finding.union:
            continue
        if isinstance(_node_at(root, finding.union), MapNode):
            continue
        choices.setdefault(finding.union, []).append(_expected(finding, ""))
    for path, expected in choices.items():
        node = _node_at(root, path)
        written = "nothing" if node is None else node.found
        allowed = " or ".join(dict.fromkeys(expected))
        yield Problem(place_of(root, path), path, f"found {written}; expected {allowed}")


def _problem(finding: _Finding, root: Node, model: type[BaseModel]) -> Problem:
    kind = finding.detail["type"]
    path = finding.path
    if kind == "extra_forbidden":
        return Problem(_key_place(root, path), path, _unknown_key(path, model))
    if kind == "missing":
        field = _field_unit(model, path)
        return Problem(place_of(root, path), path, f"missing; expected {_wanted(field)}")
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _tag_problem(finding, root)
    if kind == "value_error":
        text = finding.detail["msg"].removeprefix("Value error, ")
        return Problem(place_of(root, path), path, text)
    node = _node_at(root, path)
    written = "nothing" if node is None else node.found
    expected = _expected(finding, _field_unit(model, path))
    return Problem(place_of(root, path), path, f"found {written}; expected {expected}")


def _wanted(unit: str) -> str:
    if unit in (" um", " m"):
        return "a length such as 30 nm"
    return "a value"


def _tag_problem(finding: _Finding, root: Node) -> Problem:
    context = finding.detail.get("ctx", {})
    key = str(context.get("discriminator", "'model'")).strip("'")
    path = (*finding.path, key)
    node = _node_at(root, path)
    allowed = context.get("expected_tags")
    expected = f"one of {allowed}" if allowed else "the name of a model"
    written = "missing" if node is None else f"found {node.found}"
    return Problem(place_of(root, path), path, f"{written}; expected {expected}")


def _expected(finding: _Finding, unit: str) -> str:
    kind, message = finding.detail["type"], finding.detail["msg"]
    if kind in _KINDS:
        return _KINDS[kind]
    if kind.startswith(("greater_than", "less_than")):
        return f"a value {message.removeprefix('Input should be ')}{unit}"
    if kind == "string_pattern_mismatch":
        pattern = finding.detail.get("ctx", {}).get("pattern", "")
        return f"letters, digits, '_' and '-' as in the pattern {pattern}"
    if kind == "too_short":
        return f"at least {finding.detail.get('ctx', {}).get('min_length', 1)} item"
    text = message.removeprefix("Input should be ")
    return f"one of {text}" if " or " in text and kind in ("enum", "literal_error") else text


def _key_place(root: Node, path: PathParts) -> Place:
    parent = _node_at(root, path[:-1])
    if isinstance(parent, MapNode):
        return parent.keys[str(path[-1])]
    return place_of(root, path)


def _unknown_key(path: PathParts, model: type[BaseModel]) -> str:
    allowed = sorted({key for owner in models_at(model, path[:-1]) for key in keys_of(owner)})
    hint = did_you_mean(str(path[-1]), allowed)
    return (
        f"unknown key{hint}{' ' if hint.endswith('?') else '; '}allowed here: {', '.join(allowed)}"
    )


def keys_of(model: type[BaseModel]) -> dict[str, str]:
    """YAML key -> field name of a model."""
    return {info.alias or name: name for name, info in model.model_fields.items()}


def models_at(annotation: Any, path: PathParts) -> list[type[BaseModel]]:
    """The models that a value at ``path`` below ``annotation`` may be."""
    models: list[type[BaseModel]] = []
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            name = keys_of(option).get(str(path[0])) if path else None
            if not path:
                models.append(option)
            elif name is not None:
                models.extend(models_at(option.model_fields[name].annotation, path[1:]))
        elif get_origin(option) in (tuple, list, dict) and path:
            item = get_args(option)[1 if get_origin(option) is dict else 0]
            models.extend(models_at(item, path[1:]))
    return models


def _options(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _options(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [option for part in get_args(annotation) for option in _options(part)]
    return [annotation]


def _field_unit(model: type[BaseModel], path: PathParts) -> str:
    """The unit of a field's limits, from the suffix of its name."""
    for owner in models_at(model, path[:-1]):
        name = keys_of(owner).get(str(path[-1]), "")
        for suffix, unit in _UNITS.items():
            if name.endswith(suffix):
                return unit
    return ""


def _node_at(root: Node, path: PathParts) -> Node | None:
    node: Node | None = root
    for part in path:
        node = None if node is None else child(node, part)
    return node
