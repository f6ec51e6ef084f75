"""Putting another value in the place of an assumed one, by the path that the assumption carries."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from geometry.materials.emitter_edge import STOKES_SHIFT_PATH
from geometry.materials.library import Assumption
from geometry.spec import Spec
from sim.analysis.evaluation import CaseInputs
from sim.config.loader import validate_tree
from sim.config.overrides import Override, apply_override, value_override
from sim.config.yaml_tree import MapNode
from sim.electrical.materials import TRANSPORT_KEYS, TRANSPORT_MATERIALS
from sim.electrical.spec import DriftDiffusionSpec, ElectricalBase
from sim.electrical.transport_spec import TransportLayerSpec
from sim.study import Study

Block = TypeVar("Block", bound=Spec)


def overridden(study: Study, overrides: tuple[Override, ...]) -> Study:
    """The study with values replaced, validated again.

    Whether the changed parts still fit together shows when the device is built.

    Raises:
        ConfigError: a path that leads nowhere, or a value of the wrong kind or outside its range.
    """
    written = study.model_dump(mode="json", by_alias=True, exclude_none=True)
    tree = value_override(study.name, written).value
    assert isinstance(tree, MapNode)  # a study is a mapping
    for override in overrides:
        tree = apply_override(tree, override)
    return validate_tree(tree, Study)


def with_assumed(inputs: CaseInputs, entry: Assumption, value: float) -> CaseInputs:
    """The inputs with one assumed value replaced by another one of its range.

    Args:
        inputs: the case.
        entry: the assumption, of ``materials.``, ``device.`` or ``electrical.``.
        value: in the assumption's unit.

    Raises:
        ConfigError: the input does not take that value.
        ValueError: a path that leads to no input.
    """
    area, _, rest = entry.path.partition(".")
    if area == "materials":
        library = inputs.library.with_value(entry.path, value)
        changed = (*inputs.changed_materials, (entry.path, value))
        return replace(inputs, library=library, changed_materials=changed)
    if area == "device":
        override = value_override(entry.path, _written(inputs.study, rest, entry, value))
        return replace(inputs, study=overridden(inputs.study, (override,)))
    if area == "electrical" and inputs.study.electrical is not None:
        spec = _with_electrical(inputs, inputs.study.electrical, rest, value)
        return replace(inputs, study=inputs.study.model_copy(update={"electrical": spec}))
    raise ValueError(f"{entry.path} is no input of this case")


def _written(study: Study, path: str, entry: Assumption, value: float) -> str | float:
    """A device's value as a user would write it, in the unit of its mark."""
    mark = study.device.assumed.get(path)
    if mark is None:
        # what is assumed without a mark: an energy and lengths
        return f"{value!r} eV" if entry.path == STOKES_SHIFT_PATH else f"{value!r} um"
    for bound, number in ((mark.low, entry.low), (mark.high, entry.high)):
        if value == number:
            return bound
    unit = mark.low.split()[-1] if isinstance(mark.low, str) else ""
    if not unit:
        return value
    return f"{value!r} deg" if unit in ("deg", "rad") else f"{value!r} um"


def _with_electrical(
    inputs: CaseInputs, spec: ElectricalBase, path: str, value: float
) -> ElectricalBase:
    if path.startswith("layers.") and isinstance(spec, DriftDiffusionSpec):
        return _with_layer(inputs, spec, path.removeprefix("layers."), value)
    if path.startswith("ions.") and isinstance(spec, DriftDiffusionSpec) and spec.ions is not None:
        ions = _with_field(spec.ions, path.removeprefix("ions."), value)
        return spec.model_copy(update={"ions": ions})
    return _with_field(spec, path, value)


def _with_field(spec: Block, path: str, value: float) -> Block:
    for name, info in type(spec).model_fields.items():
        if path in (name, info.alias):
            return spec.model_copy(update={name: value})
    raise ValueError(f"electrical.{path} is no input of the model {type(spec).__name__}")


def _with_layer(
    inputs: CaseInputs, spec: DriftDiffusionSpec, path: str, value: float
) -> DriftDiffusionSpec:
    """A transport layer known by its material with one value that goes before the material's."""
    name, _, key = path.rpartition(".")
    material = next(
        (layer.material for layer in inputs.study.device.layers if layer.name == name), None
    )
    known = isinstance(material, str) and material in TRANSPORT_MATERIALS
    if not known or key not in TRANSPORT_KEYS:
        raise ValueError(f"electrical.layers.{path} is no assumed input")
    # Values are in SI already: validation would ask for units.
    own = spec.layers.get(name, TransportLayerSpec())
    layer = own.model_copy(update={TRANSPORT_KEYS[key][0]: value})
    return spec.model_copy(update={"layers": {**spec.layers, name: layer}})
