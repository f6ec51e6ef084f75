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
    parse_angle_deg,
    parse_length_um,
    parse_quantity,
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
