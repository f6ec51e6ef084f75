"""The key reference as Markdown: docs/reference.md, written by the specs themselves.

An example of a key is taken from the first shipped file that writes it, in the order of the files'
names; else its default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from geometry.materials.files import MaterialFile
from geometry.wording import shorten
from sim.config.files import read_tree
from sim.config.messages import models_at
from sim.config.yaml_tree import MapNode
from sim.reference.keys import Key, keys_of_model
from sim.reference.kinds import KINDS, models_below
from sim.study import Study

CONFIGS = Path(__file__).resolve().parents[2] / "configs"

_HEAD = """# Key reference

Written by `pencsim schema --reference` from the program's own specs; a test compares it with them.
A default in italics is filled in when the key is left out; **required** has to be written. A block
may stand in a file of its own (`device: x.yaml`). Files of data: [materials.md](materials.md). The
same for editors: `pencsim schema KIND`, see [manual.md](manual.md).
"""
_MOST = 48

Examples = Mapping[tuple[type[BaseModel], str], str]


def reference_markdown() -> str:
    """The whole page."""
    examples = shipped_examples()
    parts = [_HEAD]
    seen: set[type[BaseModel]] = set()
    for name, kind in KINDS.items():
        parts.append(f"## {name}: {kind.title} (`{kind.command}`)\n")
        for model in models_below(kind.model):
            if model in seen:
                continue
            seen.add(model)
            parts.append(_section(model, examples))
    return "\n".join(parts).rstrip() + "\n"


def documented_models() -> tuple[type[BaseModel], ...]:
    """Every model that a file may hold, each once."""
    models = (model for kind in KINDS.values() for model in models_below(kind.model))
    return tuple(dict.fromkeys(models))


def shipped_examples() -> Examples:
    """The first value of every key in the shipped files, by model and key."""
    examples: dict[tuple[type[BaseModel], str], str] = {}
    for path in sorted(CONFIGS.rglob("*.yaml")):
        node = read_tree(path)
        for model, key, value in _written(_model_of(path, node), node.plain, ()):
            text = _example(value)
            if text:
                examples.setdefault((model, key), text)
    return examples


def _model_of(path: Path, node: MapNode) -> Any:
    """The model of a shipped file, by its keys and its folder."""
    if path.parent.name in ("materials", "machines", "devices"):
        kind = {"materials": "material", "machines": "machine", "devices": "device"}
        return KINDS[kind[path.parent.name]].model
    kinds = {"sweep": "study", "explore": "explore", "calibrate": "calibrate", "sclc": "sclc"}
    for key, kind_name in kinds.items():
        if key in node.items:
            return KINDS[kind_name].model
    return Study


def _written(
    root: Any, value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[type[BaseModel], str, Any]]:
    """Every key of a file with the models that may own it."""
    if isinstance(value, dict):
        owners = _owners(root, path, value)
        for key, below in value.items():
            for owner in owners:
                if key in {entry.name for entry in keys_of_model(owner)}:
                    yield owner, key, below
            yield from _written(root, below, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _written(root, item, (*path, number))


def _owners(
    root: Any, path: tuple[str | int, ...], value: Mapping[str, Any]
) -> Sequence[type[BaseModel]]:
    """Models that a mapping may be: told apart by the words that name a kind or model."""
    models = models_at(root, path) if path or root is not MaterialFile else _kinds_of_material()
    for tag in ("kind", "model"):
        chosen = [
            model
            for model in models
            if tag in model.model_fields and value.get(tag) in _words(model, tag)
        ]
        models = chosen or models
    return models


def _kinds_of_material() -> list[type[BaseModel]]:
    return [m for m in models_below(MaterialFile) if "kind" in m.model_fields]


def _words(model: type[BaseModel], tag: str) -> tuple[str, ...]:
    return next(key.values for key in keys_of_model(model) if key.name == tag)


def _example(value: Any) -> str:
    """A scalar as written; "" for what is a block, or too long for a table."""
    if isinstance(value, dict) or value is None:
        return ""
    if isinstance(value, list):
        inner = [_example(item) for item in value]
        text = f"[{', '.join(inner)}]" if all(inner) else ""
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, Enum):
        text = str(value.value)
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= _MOST else ""


def _section(model: type[BaseModel], examples: Examples) -> str:
    about = " ".join((model.__doc__ or "").split("\n\n")[0].split()).replace("``", "`")
    lines = [f"### {model.__name__}\n", f"{about}\n"]
    lines += ["| key | meaning | unit | default | range | example |", "|---|---|---|---|---|---|"]
    lines += [_row(key, examples.get((model, key.name), "")) for key in keys_of_model(model)]
    return "\n".join(lines) + "\n"


def _row(key: Key, example: str) -> str:
    default = "**required**" if key.default is None else f"*{shorten(key.default, _MOST)}*"
    own = "" if key.default in (None, "none", "empty", "its own defaults") else str(key.default)
    shown = example or (own if len(own) <= _MOST else "")
    cells = (
        f"`{key.name}`",
        key.meaning.replace("``", "`"),
        key.units,
        default,
        key.bounds or ", ".join(key.values),
        f"`{key.name}: {shown}`" if shown else "",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
