"""The ABC law peaks at B / (B + 2 sqrt(A C)), at n = sqrt(A / C).

Formula: R = A n + B n^2 + C n^3 with A = A0 + S P/A (square: P/A = 4/w); IQE = B n^2 / R.
Domain: B = 1e-10 cm3/s, C = 1e-28 cm6/s, A0 = 1e6 1/s, widths 1.3 to 650 um, S 0 to 6e4 cm/s.
Known bias: none, the maximum over a scan of generation rates is compared with the formula; the scan
(400 points per decade) misses the flat top by less than 1e-6.
Tolerance: 1e-6 for the scan; half a unit of the last digit for the published-style table values.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.channels.density_law import DensityLaw, peak_free_carrier_yield
from sim.electrical.channels.law import DensityRate

B, C, A0 = 1e-16, 1e-40, 1e6


def _abc(sidewall_1_s: float) -> DensityLaw:
    return DensityLaw(
        {
            "trap": DensityRate(1, bound=A0),
            "sidewall": DensityRate(1, bound=sidewall_1_s),
            "radiative": DensityRate(1, bound=0.0, free=np.array([B])),
            "auger": DensityRate(2, bound=0.0, free=C),
        }
    )


def _scanned_peak(sidewall_1_s: float) -> float:
    law = _abc(sidewall_1_s)
    rates = law.rates_1_m3s(law.density_at(np.logspace(26, 36, 4000)[:, None]))
    return float((rates["radiative"] / sum(rates.values())).max())


@pytest.mark.parametrize(
    ("velocity_cm_s", "width_um", "expected"),
    [
        (0, 650, 0.833),
        (100, 650, 0.833),
        (100, 10, 0.809),
        (100, 3.5, 0.774),
        (100, 1.3, 0.712),
        (1000, 1.3, 0.470),
        (3400, 1.3, 0.327),
        (1e4, 1.3, 0.222),
        (6e4, 1.3, 0.104),
    ],
)
def test_peak_falls_with_edge(velocity_cm_s: float, width_um: float, expected: float) -> None:
    linear = A0 + velocity_cm_s * 4.0 / (width_um * 1e-4)
    peak = peak_free_carrier_yield(linear, B, C)
    assert peak == pytest.approx(expected, abs=0.0005)
    assert _scanned_peak(linear - A0) == pytest.approx(peak, rel=1e-6)


def test_ideal_film() -> None:
    assert peak_free_carrier_yield(A0, B, C) == pytest.approx(0.8333, abs=0.00005)


def test_density_solves_the_polynomial() -> None:
    law = _abc(3e5)
    generation = np.logspace(15, 38, 60)[:, None]
    recombination = sum(law.rates_1_m3s(law.density_at(generation)).values())
    assert recombination == pytest.approx(generation, rel=1e-12)
