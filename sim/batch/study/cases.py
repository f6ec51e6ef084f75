"""From a study file to its cases: every case resolved, checked and named by its content.

A case's name is a hash of its resolved configuration and of the version of the physics in the code.
How it is executed (ranks, threads) and what the study is called do not count, so that equal cases
are one case wherever they come from.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from geometry.materials.library import MaterialLibrary
from geometry.reading.materials import TEXT_SUFFIXES
from sim.batch.study.sampling import count_points, points
from sim.batch.study.spec import AxisSpec, SweepFile
from sim.config.data_files import MATERIALS
from sim.config.errors import ConfigError, Place, Problem, fail
from sim.config.files import read_tree, resolve_references
from sim.config.loader import shipped_library, study_from_tree, validate_tree
from sim.config.overrides import Override, value_override
from sim.config.yaml_tree import MapNode, Node, child, place_of, walk
from sim.optics.methods.choose import METHODS, method_of
from sim.optics.methods.protocol import OpticalMethod
from sim.store.keys import case_key, film_key
from sim.study import MethodChoice, Study

_ROOT = Path(__file__).resolve().parents[3]
_YAML = (".yaml", ".yml")
_FILES = (*_YAML, *TEXT_SUFFIXES)
"""What a case may be made of; options of the command line are no files."""


@dataclass(frozen=True)
class Case:
    """One case of a sweep.

    Attributes:
        key: content hash, the name of its files.
        values: axis path -> value as written; None where the axis is held still.
        resolved: the study as JSON.
        choice: the method that solves it, and why.
        film: names its planar solution, which cases with one stack share.
        runs: names the runs, or the film, that its method may share with other cases.
    """

    key: str
    values: Mapping[str, Any]
    resolved: str
    choice: MethodChoice
    film: str = ""
    runs: str = ""

    @cached_property
    def study(self) -> Study:
        """The resolved study, validated once."""
        study = Study.model_validate_json(self.resolved, by_alias=False, by_name=True)
        return study.with_choice(self.choice)

    @property
    def method(self) -> OpticalMethod:
        """The method that solves it."""
        return METHODS[self.choice.method]


@dataclass(frozen=True)
class Sweep:
    """A study's cases, each once, in the order of its axes.

    Attributes:
        name: of the study.
        axes: dotted paths.
        cases: what has to be run.
        points: number of points before equal cases were merged.
        source: the study as one self-contained mapping, to be kept beside the results.
        base: the base case as a mapping.
        merged: points that were equal to an earlier one, with the values of both.
    """

    name: str
    axes: tuple[str, ...]
    cases: tuple[Case, ...]
    points: int
    source: Mapping[str, Any]
    base: Mapping[str, Any]
    merged: tuple[str, ...] = ()


def make_case(study: Study, sweep_name: str, values: Mapping[str, Any]) -> Case:
    """A case of a study that is checked already."""
    key = case_key(study)
    named = study.model_copy(update={"name": f"{sweep_name[:80]}-{key[:8]}"})
    return Case(
        key,
        dict(values),
        named.model_dump_json(by_alias=False, exclude=named.unasked),
        study.choice,
        film_key(study),
        method_of(study).key(study),
    )


def load_cases(path: Path) -> Sweep:
    """Read a study file and resolve every one of its cases.

    Raises:
        ConfigError: a mistake in the study, in its base, or in any case; files outside the study's
            neighbourhood; too many cases.
    """
    tree = read_study(path)
    spec = validate_tree(tree.without(MATERIALS), SweepFile)
    base = read_base(tree, spec.base, path)
    builder = CaseBuilder(spec.name, base, path.parent, shipped_library())
    try:
        count = count_points(spec.sweep)
        drawn = points(spec.sweep)
    except ValueError as error:
        raise fail(place_of(tree, ("sweep",)), str(error), ("sweep",)) from None
    places = [place_of(tree, ("sweep", "axes", i)) for i in range(len(spec.sweep.axes))]
    cases: dict[str, Case] = {}
    merged: list[str] = []
    for values in drawn:
        case = builder.build(spec.sweep.axes, values, places)
        first = cases.setdefault(case.key, case)
        if first is not case:
            merged.append(f"{_point(case.values)} is {_point(first.values)}")
    source = {**tree.plain, "base": "base.yaml"}
    axes = tuple(axis.path for axis in spec.sweep.axes)
    return Sweep(spec.name, axes, tuple(cases.values()), count, source, base.plain, tuple(merged))


def _point(values: Mapping[str, Any]) -> str:
    """A point's values, in the order of the axes."""
    return ", ".join(str(value)[:40] for value in values.values())


def read_study(path: Path) -> MapNode:
    """A study file with everything that it refers to.

    Raises:
        ConfigError: unreadable, or a reference to a file elsewhere.
    """
    tree = read_tree(path)
    _check_sources(tree, path.parent, tree.place, ())
    return tree


def _check_sources(node: Node, folder: Path, place: Place, key: Sequence[str | int]) -> None:
    """Refuse a tree of which a part was read from elsewhere."""
    for source in sorted({below.place.source for _, below in walk(node)}):
        if source.endswith(_FILES):
            check_inside(Path(source), folder, place, key)


def read_base(tree: MapNode, name: str, path: Path) -> MapNode:
    """The base case of a study file, with everything that it refers to.

    Raises:
        ConfigError: unreadable, or outside the folders that a study may name.
    """
    place = place_of(tree, ("base",))
    if not name.endswith(_YAML) or Path(name).is_absolute():
        text = f"found {name[:60]!r}; expected a YAML file relative to the study"
        raise fail(place, text, ("base",))
    check_inside(path.parent / name, path.parent, place, ("base",))
    base = read_tree(path.parent / name)
    if MATERIALS in tree.items:  # the study's own, besides those of its base
        own, of_base = tree.items[MATERIALS], base.items.get(MATERIALS)
        if isinstance(own, MapNode) and isinstance(of_base, MapNode):
            own = MapNode(own.place, {**of_base.items, **own.items}, {**of_base.keys, **own.keys})
        base = base.with_item(MATERIALS, tree.keys[MATERIALS], own)
    _check_sources(base, path.parent, place, ("base",))
    return base


def check_inside(target: Path, folder: Path, place: Place, key: Sequence[str | int] = ()) -> None:
    """A study names files below the folder above its own, the working folder or the program's.

    Raises:
        ConfigError: a file elsewhere; links are followed first.
    """
    real = Path(os.path.realpath(target))
    roots = (Path(os.path.realpath(folder / "..")), Path.cwd().resolve(), _ROOT)
    # A study right below the root of the file system must not open all of it.
    allowed = [root for root in roots if root != Path(root.anchor)]
    allowed.append(Path(os.path.realpath(folder)))
    if not any(real.is_relative_to(root) for root in allowed):
        text = f"{str(target)[:80]!r} lies outside the study's folders; expected a file below "
        raise fail(place, f"{text}{allowed[0]}", tuple(key))


@dataclass(frozen=True)
class CaseBuilder:
    """Makes cases from a base and values.

    Attributes:
        name: of the study.
        base: the base case.
        folder: what file names among the values are relative to.
        library: materials.
    """

    name: str
    base: MapNode
    folder: Path
    library: MaterialLibrary

    def build(
        self, axes: Sequence[AxisSpec], values: Sequence[Any], places: Sequence[Place]
    ) -> Case:
        """The case in which every axis has its value.

        Raises:
            ConfigError: the case is not sound; the place is the axis that makes it so.
        """
        overrides: list[Override] = []
        taken: dict[str, Any] = {}
        for axis, value, place in zip(axes, values, places, strict=True):
            if not self._holds(axis, taken):
                taken[axis.path] = None
                continue
            taken[axis.path] = value
            overrides.append(self._override(axis.path, value, place))
            for path, extra in axis.set_with.items():
                overrides.append(self._override(path, extra, place))
        try:
            study = study_from_tree(self.base, overrides, self.library).study
        except ConfigError as error:
            raise _located(error, taken) from None
        return make_case(study, self.name, taken)

    def _override(self, path: str, value: Any, place: Place) -> Override:
        parts = tuple(path.split("."))
        if isinstance(value, str) and value.endswith(_YAML):
            target = Path(value) if Path(value).is_absolute() else self.folder / value
            check_inside(target, self.folder, place, parts)
        node: Node = value_override(path, value).value
        resolved = resolve_references(node, self.folder, (), parts)
        _check_sources(resolved, self.folder, place, parts)
        return Override(parts, resolved, place)

    def _holds(self, axis: AxisSpec, taken: Mapping[str, Any]) -> bool:
        """Whether all conditions of an axis are met."""
        return all(
            _among(taken[path] if path in taken else _plain_at(self.base, path), allowed)
            for path, allowed in axis.when.items()
        )


def _among(value: Any, allowed: Any) -> bool:
    options = allowed if isinstance(allowed, list) else [allowed]
    return any(_same(value, option) for option in options)


def _same(value: Any, option: Any) -> bool:
    none = (None, "none")
    return value == option or (value in none and option in none)


def _plain_at(tree: MapNode, path: str) -> Any:
    """The value at a dotted path of the base; None where there is none."""
    node: Node | None = tree
    for part in path.split("."):
        if node is None:
            return None
        below = child(node, int(part) if part.isdecimal() else part)
        if below is None and not isinstance(node, MapNode):
            items: Iterator[Node] = iter(getattr(node, "items", ()))
            below = next((item for item in items if _name(item) == part), None)
        node = below
    return None if node is None else node.plain


def _name(node: Node) -> str | None:
    name = child(node, "name")
    return None if name is None else str(name.plain)


def _located(error: ConfigError, taken: Mapping[str, Any]) -> ConfigError:
    """The error with the values of the case in which it was found."""
    point = ", ".join(f"{path} = {str(value)[:40]}" for path, value in taken.items())
    return ConfigError(
        Problem(problem.place, problem.path, f"{problem.text} (in the case {point})")
        for problem in error.problems
    )
