"""Carriers find each other at q (mu_n + mu_p) / (eps0 eps_r).

Domain: 1e-3 + 1e-3 cm2/Vs, eps_r 7.3: 4.957e-10 cm3/s. In the free-carrier law B is k_r / N or this
bound, whichever is smaller.
Known bias: none. Tolerance: the digits quoted.
"""

from __future__ import annotations

import pytest
from physics.electrical_cases import device, environment, optics

from sim.coupling import electrical_pixel
from sim.electrical.channels.radiative import langevin_coefficient_m3_s
from sim.electrical.compact.model import recombination_law
from sim.electrical.light import light_of_positions
from sim.electrical.spec import CompactSpec


def test_reference_value() -> None:
    assert langevin_coefficient_m3_s(1e-7, 1e-7, 7.3) * 1e6 == pytest.approx(4.957e-10, rel=1e-3)


@pytest.mark.parametrize(
    ("mobility", "expected_cm3_s"),
    [("1e-3 cm2/Vs", 1.0 / 29.84e-9 / 4.724e17), ("1e-6 cm2/Vs", 4.957e-13)],
)
def test_smaller_of_the_two_rules(mobility: str, expected_cm3_s: float) -> None:
    spec = CompactSpec.model_validate({"kinetics": "free_carrier", "mobility": mobility})
    pixel = electrical_pixel(device(None), spec, optics())
    law = recombination_law(spec, pixel, light_of_positions(environment()))
    _, quadratic_m3_s, _ = law.coefficients()
    assert float(quadratic_m3_s[0]) * 1e6 == pytest.approx(expected_cm3_s, rel=1e-3)
