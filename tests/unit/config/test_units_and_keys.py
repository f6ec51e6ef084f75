"""One quantity in any unit and spelling is one float, and so one case: every kind of quantity."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from unit.config_cases import CASE, write_case

from geometry import units
from geometry.spec import emission
from sim import study
from sim.batch.slurm import machine
from sim.config.loader import load_study
from sim.electrical import interface_spec, quantities
from sim.store.keys import case_key

NUMBERS = ("1", "36", "0.15", "2.5e-3", "7e4", "0.0713")
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_EXPONENT = re.compile(r"(?<=[a-zA-Z])(-?\d)")


def quantities_of(*modules: Any) -> dict[str, Any]:
    """Every alias of a number with a unit, by module and name."""
    kinds = {}
    for module in modules:
        for name, alias in vars(module).items():
            if any("x-units" in repr(mark) for mark in getattr(alias, "__metadata__", ())):
                kinds[f"{module.__name__}.{name}"] = alias
    return kinds


KINDS = quantities_of(units, emission, study, machine, quantities, interface_spec)


def units_of(alias: Any) -> list[str]:
    """As they stand in the table of a quantity."""
    return str(TypeAdapter(alias).json_schema()["x-units"]).split(", ")


def spellings(unit: str) -> set[str]:
    """Other ways to write a unit that people use."""
    ways = {unit, unit.replace("u", "µ") if unit[0] == "u" else unit}
    ways |= {
        _EXPONENT.sub(r"^\1", unit),
        _EXPONENT.sub(lambda m: m[1].translate(SUPERSCRIPT), unit),
    }
    top, slash, bottom = unit.partition("/")
    if not slash:
        return ways
    factors = ("V", "s") if bottom == "Vs" else (bottom,)
    divided = " ".join(f + "-1" if f[-1].isalpha() else f"{f[:-1]}-{f[-1]}" for f in factors)
    up = "" if top == "1" else f"{top} "
    return ways | {f"{up}{divided}", f"{top}/({' '.join(factors)})", f"{top} / {bottom}"}


def test_every_quantity_is_tried() -> None:
    assert len(KINDS) >= 22
    assert all(len(units_of(alias)) > 0 for alias in KINDS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_equal_quantities_are_equal_floats(kind: str) -> None:
    adapter, names = TypeAdapter(KINDS[kind]), units_of(KINDS[kind])

    def value(text: str) -> float:
        return float(adapter.validate_python(text))

    zero = {unit: Decimal(repr(value(f"0 {unit}"))) for unit in names}
    factor = {unit: Decimal(repr(value(f"1 {unit}"))) - zero[unit] for unit in names}
    for number in NUMBERS:
        first = value(f"{number} {names[0]}")
        for unit in names:
            meant = Decimal(number) * factor[names[0]] + zero[names[0]]
            same = (meant - zero[unit]) / factor[unit]
            if same * factor[unit] + zero[unit] != meant:
                continue  # no exact decimals, as of degrees in radians
            for way in spellings(unit):
                assert value(f"{same} {way}") == first, (same, way)


PAIRS = {
    "voltage_step": ("50 mV", "0.05 V"),
    "temperature": ("300 K", "26.85 degC", "26.85 °C"),
    "leakage": ("1e-3 S/m2", "1e-7 S/cm2", "1e-7 S cm-2"),
    "auger_coefficient": ("1e-40 m6/s", "1e-28 cm^6/s", "1e-28 cm6 s-1"),
}


def _key(folder: Path, name: str, text: str) -> str:
    kinetics = "free_carrier" if name == "auger_coefficient" else "excitonic"
    block = f"electrical: {{model: compact, kinetics: {kinetics}, {name}: {text}}}\n"
    return case_key(load_study(write_case(folder, CASE + block)))


@pytest.mark.parametrize("name", PAIRS)
def test_equal_quantities_are_one_case(tmp_path: Path, name: str) -> None:
    first, *others = (_key(tmp_path, name, text) for text in PAIRS[name])
    assert all(key == first for key in others)
