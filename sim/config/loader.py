"""From a YAML file to a checked :class:`sim.study.Study`, and back.

    file --files--> tree with positions --overrides--> tree --pydantic--> Study
         --checks--> sound Study, which carries the method that solves it

Every mistake on the way is a :class:`sim.config.errors.ConfigError` with one located line each.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML

from geometry.materials.files import MaterialFileError
from geometry.materials.library import MaterialLibrary, load_library
from sim.config.checks import check_study
from sim.config.data_files import with_own_materials
from sim.config.errors import ConfigError, Place, Problem, fail
from sim.config.files import read_tree, resolve_references
from sim.config.messages import problems_of
from sim.config.overrides import Override, apply_override, parse_override
from sim.config.own_electrical import with_own_electrical
from sim.config.yaml_tree import MapNode, parse_yaml, place_of
from sim.optics.methods.choose import resolved
from sim.study import SCHEMA, Study

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class LoadedStudy:
    """A checked study, which carries the method that solves it, and what the user should know."""

    study: Study
    warnings: tuple[str, ...]


def load_study(path: Path, overrides: Sequence[str] = ()) -> Study:
    """Read, validate and check one case.

    Args:
        path: the YAML file.
        overrides: ``PATH=VALUE`` each, applied in order after references are resolved.

    Raises:
        ConfigError: anything wrong with the input, every mistake of one stage together.
    """
    return load_checked(path, overrides).study


def load_checked(
    path: Path, overrides: Sequence[str] = (), library: MaterialLibrary | None = None
) -> LoadedStudy:
    """As :func:`load_study`, with the warnings of the checks."""
    return study_from_tree(read_tree(path), [parse_override(text) for text in overrides], library)


def study_from_yaml(
    text: str, source: str = "configuration", library: MaterialLibrary | None = None
) -> Study:
    """A study from YAML text, such as a stored resolved configuration.

    Raises:
        ConfigError: as for :func:`load_study`; files it refers to are looked for here.
    """
    node = resolve_references(parse_yaml(text, source), Path())
    if not isinstance(node, MapNode):
        raise fail(node.place, f"found {node.found}; expected a mapping of keys and values")
    return study_from_tree(node, library=library).study


def study_from_json(text: str, library: MaterialLibrary) -> Study:
    """A study that was checked before, such as a case that a launcher hands to its worker.

    Args:
        text: as of ``Study.model_dump_json(by_alias=False, exclude=study.unasked)``.
        library: materials.

    Raises:
        pydantic.ValidationError: no study of this version.
    """
    study = Study.model_validate_json(text, by_alias=False, by_name=True)
    return resolved(study, library)


def study_from_tree(
    tree: MapNode, overrides: Sequence[Override] = (), library: MaterialLibrary | None = None
) -> LoadedStudy:
    """Validate and check a tree after applying overrides.

    Args:
        tree: the mapping of one case, references resolved.
        overrides: applied in order.
        library: materials; default: the shipped ones.

    Raises:
        ConfigError: as for :func:`load_study`.
    """
    for override in overrides:
        tree = apply_override(tree, override)
    tree = with_own_electrical(with_own_materials(tree))
    if "sweep" in tree.items:
        text = "a sweep describes many cases; expected the file of one case"
        raise fail(tree.keys["sweep"], text, ("sweep",))
    study = validate_tree(tree, Study)
    findings = check_study(study, shipped_library() if library is None else library)
    if findings.errors:
        raise ConfigError(
            Problem(place_of(tree, issue.path), issue.path, issue.text) for issue in findings.errors
        )
    return LoadedStudy(findings.study, findings.warnings)


def validate_tree(tree: MapNode, model: type[Model]) -> Model:
    """The tree as a model, of which every value must be of the right kind already.

    Raises:
        ConfigError: one problem per mistake, in the order of the fields.
    """
    _check_schema(tree)
    try:
        # JSON is where pydantic is strict about kinds ("yes" is no boolean, true is no number)
        # without refusing lists for tuples and words for enumerations.
        return model.model_validate_json(
            json.dumps(tree.plain), strict=True, by_alias=True, by_name=False
        )
    except ValidationError as error:
        raise ConfigError(problems_of(error, tree, model)) from None


def _check_schema(tree: MapNode) -> None:
    if "schema" not in tree.items:
        raise fail(tree.place, f"missing; expected {SCHEMA}", ("schema",))
    node = tree.items["schema"]
    if isinstance(node.plain, bool | float) or node.plain != SCHEMA:
        text = f"found {node.found}; this version reads schema {SCHEMA}"
        raise fail(node.place, text, ("schema",))


def same_case(one: Study, other: Study) -> bool:
    """Whether two studies have the same result.

    They differ at most in how they are executed and in what was measured of the real device.
    """
    # Entries are compared: which method auto takes follows from them, and a stored study has none.
    beside = {"run": other.run, "measured": other.measured}
    alike = one.model_copy(update=beside)
    return alike.model_dump() == other.model_dump()


def shipped_library() -> MaterialLibrary:
    """The materials of this checkout.

    Raises:
        ConfigError: a material file that cannot be read.
    """
    try:
        return load_library()
    except MaterialFileError as error:
        raise fail(Place("configs/materials"), str(error)) from None


def dump_study(study: Study) -> str:
    """The resolved configuration as YAML that loads back to an equal study."""
    data = study.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=study.unasked)
    data["device"].setdefault("array", "none")
    data.setdefault("electrical", "none")
    return dump_yaml(data)


def dump_yaml(value: Mapping[str, object]) -> str:
    """Block-style YAML in the order of ``value``, one line per scalar."""
    stream = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.allow_unicode = True
    writer.width = 10_000
    writer.dump(dict(value), stream)
    return stream.getvalue()
