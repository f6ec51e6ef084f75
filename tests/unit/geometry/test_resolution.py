"""Pixels per inch from pitch and from a count along a diagonal."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.measures import ppi_from_pitch, row_ppi_of_square_lattice
from geometry.units import pitch_from_ppi


@given(ppi=st.floats(1.0, 1e5))
def test_ppi_and_pitch_are_inverse(ppi: float) -> None:
    assert ppi_from_pitch(pitch_from_ppi(ppi)) == pytest.approx(ppi, rel=1e-15)


def test_the_active_matrix_of_the_device_paper() -> None:
    """64 x 64 pixels on 17.28 mm squared: 270 um, 94 ppi (doi:10.1038/s41377-025-01959-y)."""
    ppi = ppi_from_pitch(17_280.0 / 64)
    assert ppi == pytest.approx(25_400.0 / 270.0, rel=1e-12)
    assert round(ppi) == 94


@given(count=st.integers(2, 500), pitch=st.floats(0.5, 100.0))
def test_a_count_along_the_diagonal_of_a_square_lattice(count: int, pitch: float) -> None:
    """N pixels on a diagonal of N sqrt(2) pitches."""
    diagonal_ppi = count * 25_400.0 / (count * math.hypot(pitch, pitch))
    assert row_ppi_of_square_lattice(diagonal_ppi) == pytest.approx(25_400.0 / pitch, rel=1e-12)
