"""Whatever unit a quantity is written in, a case has one key: for every quantity that there is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from unit.config_cases import write_case

from geometry.units import unit_field
from sim.config.loader import load_study
from sim.electrical import interface_spec, quantities
from sim.store.keys import case_key


def quantities_of(module: object) -> dict[str, TypeAdapter[Any]]:
    """Every alias of a module that takes a number with a unit."""
    kind = type(unit_field({"m": 1.0}, "length", "m"))
    aliases = {name: alias for name, alias in vars(module).items() if isinstance(alias, kind)}
    return {name: TypeAdapter(alias) for name, alias in aliases.items()}


ADAPTERS = quantities_of(quantities) | quantities_of(interface_spec)


def spellings(name: str, number: Decimal) -> list[str]:
    """A number of the canonical unit in every unit of a quantity."""
    adapter = ADAPTERS[name]
    texts = []
    for unit in adapter.json_schema()["x-units"].split(", "):
        zero = Decimal(repr(adapter.validate_python(f"0 {unit}")))
        one = Decimal(repr(adapter.validate_python(f"1 {unit}"))) - zero
        texts.append(f"{(number - zero) / one:f} {unit}")
    return texts


def test_there_are_quantities() -> None:
    assert {"Mobility", "Density", "Energy", "Temperature", "AreaDensity"} <= set(ADAPTERS)


@pytest.mark.parametrize("name", sorted(ADAPTERS))
@settings(max_examples=20, deadline=None)
@given(digits=st.integers(1, 10**6), power=st.integers(-6, 3))
def test_every_unit_gives_one_float(name: str, digits: int, power: int) -> None:
    number = Decimal(digits).scaleb(power)
    texts = spellings(name, number)
    assert len({ADAPTERS[name].validate_python(text) for text in texts}) == 1
    # What a resolved case writes is the same once more.
    value = ADAPTERS[name].validate_python(texts[0])
    assert ADAPTERS[name].validate_python(ADAPTERS[name].dump_python(value)) == value


@pytest.mark.parametrize(
    ("path", "name", "number"),
    [
        ("electrical.mobility", "Mobility", "3.7e-7"),
        ("electrical.lifetime", "Time", "1.426e-8"),
        ("electrical.series_resistance", "AreaResistance", "1.3e-3"),
        ("electrical.voltage_stop", "Voltage", "4.1"),
        ("electrical.temperature", "Temperature", "301.4"),
        ("electrical.sidewall_velocity", "Velocity", "0.33"),
    ],
)
def test_every_unit_gives_one_key(tmp_path: Path, path: str, name: str, number: str) -> None:
    case, model = write_case(tmp_path), "electrical={model: compact}"
    texts = spellings(name, Decimal(number))
    keys = {case_key(load_study(case, [model, f"{path}={text}"])) for text in texts}
    assert len(texts) > 1
    assert len(keys) == 1
    assert case_key(load_study(case, [model])) not in keys
