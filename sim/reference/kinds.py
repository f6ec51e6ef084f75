"""The kinds of file that users write, and the models of which they are made."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from geometry.materials.files import MaterialFile
from geometry.spec import DeviceSpec
from sim.analysis.calibration.spec import CalibrationFile
from sim.analysis.sclc.spec import SclcFile
from sim.batch.slurm.machine import MachineSpec
from sim.batch.study.explore_spec import ExploreFile
from sim.batch.study.spec import SweepFile
from sim.study import Study


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        model: what it holds.
        title: what it is, for people.
        command: what reads it.
    """

    model: Any
    title: str
    command: str


KINDS: Mapping[str, Kind] = {
    "case": Kind(Study, "A case: one device, solved once", "pencsim run"),
    "device": Kind(DeviceSpec, "A device in a file of its own", "device: FILE in a case"),
    "study": Kind(SweepFile, "A study of many cases", "pencsim sweep"),
    "explore": Kind(ExploreFile, "A search for the best design", "pencsim explore"),
    "calibrate": Kind(CalibrationFile, "A calibration on measurements", "pencsim calibrate"),
    "sclc": Kind(SclcFile, "A single-carrier device", "pencsim sclc"),
    "material": Kind(MaterialFile, "A material", "configs/materials, material: FILE"),
    "machine": Kind(MachineSpec, "A cluster", "pencsim sweep --machine"),
}


def models_below(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that a value of this type may hold, outermost first, each once."""
    seen: dict[type[BaseModel], None] = {}
    waiting = [annotation]
    while waiting:
        for model in _models_in(waiting.pop(0)):
            if model not in seen:
                seen[model] = None
                waiting += [info.annotation for info in model.model_fields.values()]
    yield from seen


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    origin = get_origin(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif origin is Annotated:
        yield from _models_in(get_args(annotation)[0])
    elif origin in (Union, types.UnionType, tuple, list, dict):
        for part in get_args(annotation):
            yield from _models_in(part)
