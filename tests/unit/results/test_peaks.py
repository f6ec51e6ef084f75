"""The peak EQE is the largest of what is lit; where nothing is, of all, and a warning says so."""

from __future__ import annotations

import math

import numpy as np

from sim.results.curves import peak_warnings
from sim.results.peaks import peak_index
from sim.results.records import ElectricalResult, Status


def _result(eqe: list[float], luminance: list[float]) -> ElectricalResult:
    values = np.array(eqe)
    return ElectricalResult(
        model="drift_diffusion",
        status=Status.OK,
        voltage_v=np.arange(values.size, dtype=float),
        current_density_a_m2=np.ones_like(values),
        luminance_cd_m2=np.array(luminance),
        eqe=values,
        current_efficiency_cd_a=values,
        iqe=values,
        injection_efficiency=values,
        losses={},
        photometry="lambertian",
    )


def test_dim_light_does_not_count() -> None:
    result = _result([0.0, 0.3, 0.1, math.nan, 0.2, 0.15], [0.0, 1e-3, 1.0, math.nan, 50.0, 900.0])
    assert result.peak_index == 4
    assert result.eqe_peak == 0.2
    assert peak_warnings(result) == ()


def test_where_nothing_is_lit_all_light_counts() -> None:
    result = _result([0.0, 0.3, math.nan], [0.0, 0.5, math.nan])
    assert result.eqe_peak == 0.3
    (warning,) = peak_warnings(result)
    assert "1 cd/m2" in warning


def test_darkness_and_failure() -> None:
    dark, lost = _result([0.0, 0.0], [0.0, 0.0]), _result([math.nan], [math.nan])
    assert peak_index(dark.eqe, dark.luminance_cd_m2) is None
    assert dark.eqe_peak == 0.0
    assert peak_warnings(dark) == ()
    assert math.isnan(lost.eqe_peak)
    assert peak_warnings(None) == ()
