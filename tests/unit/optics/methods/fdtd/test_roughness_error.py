"""One random course of a rough wall: what it leaves open of the walls' effect."""

from __future__ import annotations

import pytest

from sim.optics.methods.fdtd.errors import roughness_error


def test_limits() -> None:
    """Nothing without roughness, all of the walls' effect where it is far above a wave."""
    assert roughness_error(0.02, 0.0, 1.9, 0.52) == 0.0
    assert roughness_error(0.02, 1.0, 1.9, 0.52) == pytest.approx(0.02)
    assert roughness_error(0.0, 0.01, 1.9, 0.52) == 0.0


def test_small_roughness_by_hand() -> None:
    """2 nm: spread 4 pi 1.9 0.002 / 0.52 = 0.0918, squared 0.00843: 0.84 % of the effect."""
    assert roughness_error(0.02, 0.002, 1.9, 0.52) == pytest.approx(0.02 * 0.00840, rel=2e-3)
