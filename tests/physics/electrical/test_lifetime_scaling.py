"""L0^n T50 = const carries a lifetime to another luminance.

Domain: 131.87 h at 100 cd/m2 with n = 1.75 (device paper, Zhang et al. 2025) is 2.345 h at 1000.
Known bias: none. Tolerance: the digits quoted.
"""

from __future__ import annotations

import pytest

from sim.electrical.ageing.acceleration import lifetime_at_luminance


def test_published_lifetime_at_tenfold_luminance() -> None:
    assert lifetime_at_luminance(131.87, 100.0, 1000.0, 1.75) == pytest.approx(2.345, abs=5e-4)


def test_there_and_back() -> None:
    away = lifetime_at_luminance(131.87, 100.0, 3333.0, 1.75)
    assert lifetime_at_luminance(away, 3333.0, 100.0, 1.75) == pytest.approx(131.87, rel=1e-12)
