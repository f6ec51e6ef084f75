"""Ions held where they were at the voltage of operation give what ions at rest give there.

Claim: a fast scan that starts from a long stay at V passes through the steady state at V, and only
there; a fast scan from 0 V and a slow one part company as the voltage rises.
Domain: PTAA / 2 sheets of dots / TPBi, 1e24 ions/m3 (2 per dot), 3 V, published levels.
Known bias: none. Tolerance: 1e-6, Newton ends at steps of 1e-9 V (1e-9 / 0.026 in the density).
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from physics.electrical_cases import ion_sweep, led_mesh

from sim.electrical.drift_diffusion.solver import BiasPoint
from sim.electrical.spec import DriftDiffusionSpec

VOLTAGE = np.array([0.0, 1.0, 2.0, 3.0, 4.0])


def _scan(**ions: str) -> list[BiasPoint]:
    entries = {"model": "drift_diffusion", "ions": {"density": "1e18 1/cm3", **ions}}
    return ion_sweep(DriftDiffusionSpec.model_validate(entries), led_mesh(cells=40), VOLTAGE)


def _ions(point: BiasPoint) -> NDArray[np.float64]:
    """On the sheets, 1/m3."""
    assert point.profile is not None
    return point.profile.ions_1_m3[point.profile.ions_1_m3 > 0.0]


def test_preset_at_the_voltage_of_operation_is_steady() -> None:
    slow, fast = _scan(), _scan(state="frozen", preset_voltage="3 V")
    current = [[point.current_density_a_m2 for point in scan] for scan in (slow, fast)]
    assert current[1][3] == pytest.approx(current[0][3], rel=1e-6)
    assert current[1][2] != pytest.approx(current[0][2], rel=1e-3)
    assert all(_ions(point) == pytest.approx(_ions(slow[3]), rel=1e-6) for point in fast)
    assert _ions(slow[2]) != pytest.approx(_ions(slow[3]), rel=1e-3)


def test_fast_scan_from_rest_agrees_at_rest_alone() -> None:
    slow, fast = _scan(), _scan(state="frozen")
    assert _ions(fast[0]) == pytest.approx(_ions(slow[0]), rel=1e-6)
    assert all(np.array_equal(_ions(point), _ions(fast[0])) for point in fast)
    assert slow[3].current_density_a_m2 > 2.0 * fast[3].current_density_a_m2 > 0.0
