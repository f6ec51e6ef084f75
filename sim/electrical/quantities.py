"""Dimensional inputs of the electrical models: unit strings in, SI floats out.

Each alias is a float for the type checker and, for pydantic, a field that takes a number with one
of its units and refuses a bare number. :class:`Assumed` marks an input that no source gives.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from geometry.materials.library import Assumption
from geometry.units import unit_field

if TYPE_CHECKING:
    Nanometres = float
    Time = float
    Velocity = float
    Metres = float
    Resistance = float
    Mobility = float
    Diffusivity = float
    BimolecularRate = float
    AugerRate = float
    LineConductance = float
    AreaResistance = float
    AreaConductance = float
    Voltage = float
    Energy = float
    CurrentDensity = float
    Temperature = float
    Density = float
else:
    Nanometres = unit_field({"m": 1.0, "nm": 1e-9, "um": 1e-6}, "length", "m")
    Metres = unit_field({"m": 1.0, "mm": 1e-3, "um": 1e-6}, "length", "m")
    Resistance = unit_field({"ohm": 1.0}, "resistance", "ohm")
    Time = unit_field({"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9, "ps": 1e-12}, "time", "s")
    Velocity = unit_field({"m/s": 1.0, "cm/s": 1e-2}, "velocity", "m/s")
    Mobility = unit_field({"m2/Vs": 1.0, "cm2/Vs": 1e-4}, "mobility", "m2/Vs")
    Diffusivity = unit_field({"m2/s": 1.0, "cm2/s": 1e-4}, "diffusivity", "m2/s")
    BimolecularRate = unit_field({"m3/s": 1.0, "cm3/s": 1e-6}, "bimolecular rate", "m3/s")
    AugerRate = unit_field({"m6/s": 1.0, "cm6/s": 1e-12}, "Auger rate", "m6/s")
    LineConductance = unit_field({"S/m": 1.0, "S/cm": 1e2}, "conductance per length", "S/m")
    AreaResistance = unit_field(
        {"ohm.m2": 1.0, "ohm.cm2": 1e-4, "ohm.mm2": 1e-6}, "resistance times area", "ohm.m2"
    )
    AreaConductance = unit_field({"S/m2": 1.0, "S/cm2": 1e4}, "conductance per area", "S/m2")
    Voltage = unit_field({"V": 1.0, "mV": 1e-3}, "voltage", "V")
    Energy = unit_field({"eV": 1.0, "meV": 1e-3}, "energy", "eV")
    CurrentDensity = unit_field({"A/m2": 1.0, "mA/cm2": 10.0, "A/cm2": 1e4}, "current", "A/m2")
    Temperature = unit_field({"K": 1.0, "degC": 1.0}, "temperature", "K", {"degC": 273.15})
    Density = unit_field({"1/m3": 1.0, "1/cm3": 1e6, "cm-3": 1e6}, "density", "1/m3")


@dataclass(frozen=True)
class Assumed:
    """Mark of an input without a source: the range of the truth (SI) and one sentence."""

    low: float
    high: float
    reason: str


def path_of(block: type[BaseModel], prefix: str, name: str) -> str:
    """Dotted path by which a configuration addresses an entry of the block at ``prefix``."""
    return f"{prefix}.{block.model_fields[name].alias or name}"


def unsourced(block: BaseModel, prefix: str, skipped: Collection[str] = ()) -> list[Assumption]:
    """Marked inputs of one block that the user has not replaced.

    Args:
        block: parsed inputs.
        prefix: dotted path of the block.
        skipped: fields that do not matter here.
    """
    assumptions = []
    for name, info in type(block).model_fields.items():
        mark = next((mark for mark in info.metadata if isinstance(mark, Assumed)), None)
        value = getattr(block, name)
        if mark is None or name in skipped or not math.isclose(value, info.default, rel_tol=1e-9):
            continue
        path = path_of(type(block), prefix, name)
        assumptions.append(Assumption(path, float(value), mark.low, mark.high, mark.reason))
    return assumptions
