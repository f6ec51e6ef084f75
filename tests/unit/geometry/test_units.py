"""Lengths and angles: what is read, what is refused, and that writing loses nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.units import (
    brief_length,
    format_length,
    format_number,
    one_digit,
    parse_angle_deg,
    parse_length_um,
    parse_quantity,
    parse_share,
    pitch_from_ppi,
)


@pytest.mark.parametrize(
    ("text", "length_um"),
    [
        ("30 nm", 0.030),
        ("2.8um", 2.8),
        ("2.8 µm", 2.8),
        ("2.8 μm", 2.8),
        (" 0.7 mm ", 700.0),
        ("1e-1 cm", 1000.0),
        ("1 m", 1e6),
        (".5 um", 0.5),
        ("-3 nm", -0.003),
    ],
)
def test_lengths_are_micrometres(text: str, length_um: float) -> None:
    assert parse_length_um(text) == pytest.approx(length_um, rel=1e-15)


@pytest.mark.parametrize("value", [30, 2.8, 0, float("nan")])
def test_a_bare_number_is_refused_with_the_units_allowed(value: float) -> None:
    with pytest.raises(ValueError, match="has no unit; expected a number with one of: nm, um"):
        parse_length_um(value)


@pytest.mark.parametrize(
    "value",
    [None, True, [], {}, "", "nm", "30", "30 Nm", "30 inch", "1 2 nm", "nan nm", "٣ nm", "1" * 99],
)
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"found .*; expected a number with one of"):
        parse_length_um(value)


def test_what_overflows_is_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        parse_length_um("1e400 nm")


def test_messages_name_yaml_values_as_written() -> None:
    with pytest.raises(ValueError, match="found true;"):
        parse_length_um(True)
    with pytest.raises(ValueError, match="found nothing;"):
        parse_length_um(None)


def test_angles() -> None:
    assert parse_angle_deg("90 deg") == 90.0
    assert parse_angle_deg(f"{math.pi / 2!r} rad") == pytest.approx(90.0, rel=1e-15)


def test_ppi_of_the_device_paper() -> None:
    # 25.4 mm / 9072 = 2.7998 um, which the paper's 1.3 um pixels and 1.5 um gaps add up to.
    assert pitch_from_ppi(9072) == pytest.approx(2.8, rel=1e-4)


@given(st.floats(min_value=1e-9, max_value=1e9))
def test_a_formatted_length_reads_back_exactly(length_um: float) -> None:
    assert parse_length_um(format_length(length_um)) == length_um


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_formatted_number_reads_back_exactly(number: float) -> None:
    assert float(format_number(number)) == number


@given(st.floats(min_value=1e-30, max_value=1e30))
def test_quantities_in_si_read_back_exactly(number: float) -> None:
    assert parse_quantity(f"{format_number(number)} m3/s", {"m3/s": 1.0}, "rate") == number


@pytest.mark.parametrize(
    ("length_um", "text"), [(0.03, "30 nm"), (2.8, "2.8 um"), (700.0, "0.7 mm"), (0.09, "90 nm")]
)
def test_lengths_are_short_in_files_and_messages(length_um: float, text: str) -> None:
    assert format_length(length_um) == text
    assert brief_length(length_um) == text
    assert brief_length(length_um * (1 + 1e-12)) == text


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("36 nm", ["0.036 um", "36e-9 m", "0.0036e1um", "3.6e-5 mm", "36.0 nm", "+36 nm"]),
        ("0.7 mm", ["700 um", "7e5 nm", "0.07 cm", "7e-4 m"]),
    ],
)
def test_equal_lengths_are_one_float(written: str, same: list[str]) -> None:
    assert {parse_length_um(text) for text in same} == {parse_length_um(written)}


@given(st.integers(1, 10**9), st.integers(-6, 3))
def test_every_spelling_of_a_length_is_one_float(digits: int, power: int) -> None:
    """Before, 282 of the first 2000 whole nanometres differed between nm and um."""
    exponents = {"nm": 0, "um": -3, "mm": -6, "cm": -7, "m": -9}
    lengths = {
        parse_length_um(f"{digits}e{power + shift} {unit}") for unit, shift in exponents.items()
    }
    assert len(lengths) == 1


MOBILITY = {"m2/Vs": 1.0, "cm2/Vs": 1e-4}


@pytest.mark.parametrize(
    "text",
    ["1e-7 m2/Vs", "1e-3 cm2/Vs", "1e-3 cm2/(V s)", "1e-3 cm^2/(V s)", "1e-3 cm² V⁻¹ s⁻¹"]
    + ["1e-3 cm2/V/s", "1e-3 cm2 V-1 s-1", "1e-3cm2/V·s", "0.001 cm2 / (V*s)"],
)
def test_every_spelling_of_a_mobility(text: str) -> None:
    assert parse_quantity(text, MOBILITY, "mobility") == 1e-7


@pytest.mark.parametrize(
    ("text", "scale", "number"),
    [
        ("1e24 m-3", {"1/m3": 1.0, "1/cm3": 1e6}, 1e24),
        ("1e18 cm^-3", {"1/m3": 1.0, "1/cm3": 1e6}, 1e24),
        ("100 ohm cm2", {"ohm.m2": 1.0, "ohm.cm2": 1e-4}, 0.01),
        ("100 Ω·cm²", {"ohm.m2": 1.0, "ohm.cm2": 1e-4}, 0.01),
        ("10 mA cm-2", {"A/m2": 1.0, "mA/cm2": 10.0}, 100.0),
    ],
)
def test_other_spellings(text: str, scale: dict[str, float], number: float) -> None:
    assert parse_quantity(text, scale, "a quantity") == number


@pytest.mark.parametrize(
    "text",
    ["1 m2/V", "1 m2 Vs", "1 m2/s", "1 Vs/m2", "1 m 2/Vs", "1 m2//Vs", "1 m2/Vs/"]
    + ["1 m2/Vss", "1 M2/Vs", "1 m2/vs", "1 m2.5/Vs", "1 /Vs", "1 m2/V2 V-1 s m"],
)
def test_other_units_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a number with one of"):
        parse_quantity(text, MOBILITY, "mobility")


def test_degrees_celsius_are_shifted() -> None:
    scale = {"K": 1.0, "degC": 1.0}
    for text in ("25 degC", "25 °C", "298.15 K"):
        assert parse_quantity(text, scale, "temperature", {"degC": 273.15}) == 298.15


@pytest.mark.parametrize(
    ("text", "hint"), [("30,5 nm", "30.5 nm"), ("0,7mm", "0.7mm"), ("-1,5 um", "-1.5 um")]
)
def test_decimal_comma_gets_a_hint(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match=f"; write {hint}$"):
        parse_length_um(text)


@pytest.mark.parametrize("text", ["30,500,000 nm", "1,,5 nm", ",5 nm"])
def test_no_hint_for_other_commas(text: str) -> None:
    with pytest.raises(ValueError, match=r"\(length\)$"):
        parse_length_um(text)


@pytest.mark.parametrize(
    ("value", "share"), [("80 %", 0.8), ("80%", 0.8), ("0.1 %", 0.001), (0.8, 0.8), (1, 1)]
)
def test_per_cent(value: object, share: float) -> None:
    assert parse_share(value) == share


def test_right_angle() -> None:
    assert parse_angle_deg(f"{math.pi / 2} rad") == parse_angle_deg("90 deg") == 90.0


@pytest.mark.parametrize(
    ("number", "text"),
    [(60.0, "60"), (57.0, "60"), (0.04, "0.04"), (1234.0, "1000"), (3e-9, "3e-09")],
)
def test_one_digit(number: float, text: str) -> None:
    assert one_digit(number) == text
