"""As perimeter over area goes to zero nothing depends on the wall: the pixel becomes the film.

Domain: round pixels of 1.3 um to 100 mm against the film, surface velocity 0 to 6e4 cm/s.
Known bias: the edge's share, at most L P/A = 2.7e-5 at 100 mm for the sidewall (L = (D tau)^1/2 =
0.67 um with excitons of 0.15 cm2/s and 30 ns); the perimeter shunt adds g V P/A = 2e-6 A/m2 at 6 V
against 1e3 A/m2. Tolerance: 2.7e-5.
"""

from __future__ import annotations

import pytest
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import solve_electrical
from sim.electrical.spec import CompactSpec

LIGHT = optics(outcoupling=(0.25, 0.25), plqy=0.97)


def _eqe(width: str | None, velocity: str) -> float:
    array = None if width is None else round_pixel(width, pitch="200 mm")
    spec = CompactSpec.model_validate({"sidewall_velocity": velocity})
    return float(solve_electrical(device(array, 0.97), spec, LIGHT).eqe[-1])


@pytest.mark.parametrize("velocity", ["0 cm/s", "3400 cm/s", "60000 cm/s"])
def test_large_pixel_is_the_film(velocity: str) -> None:
    assert _eqe("100 mm", velocity) == pytest.approx(_eqe(None, "0 cm/s"), rel=2.7e-5)


def test_small_pixel_is_not() -> None:
    assert _eqe("1.3 um", "60000 cm/s") < 0.99 * _eqe("1.3 um", "0 cm/s")


def test_passivation_recovers_light() -> None:
    spec = CompactSpec()
    bare = solve_electrical(device(round_pixel()), spec, LIGHT).eqe_peak
    treated = solve_electrical(device(round_pixel(treatment="passivated")), spec, LIGHT).eqe_peak
    assert treated > bare
