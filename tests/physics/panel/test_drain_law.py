"""The limits of the drain law.

    saturation, 6 V over threshold     beta (Vgs - Vth)^2 / 2
    linear, Vds = 0.1 V                beta (Vgs - Vth - Vds / 2) Vds
    0.8 to 0.5 V below threshold       n Vt ln 10 of gate voltage per decade
    source and drain change places     I(g, d, s) = -I(g, s, d)
    p-type                             I(-g, -d, -s) of n-type, reversed

Domain: IGZO, kp = 3.45e-7 A/V2 (10 cm2/Vs, 100 nm SiO2, design study), W/L 4, 0.2 V per decade.
Known bias: the logarithms add 2 n Vt exp(-V / 2 n Vt) to an overdrive V, nothing at 6 V; below
threshold ln(1 + x) = x misses x / 2, 1 % at 0.8 V. Tolerance: 1e-6, 1e-3 (linear) and 2 %.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.electrical.panel.backplane import transistor
from sim.electrical.panel.drain_law import Transistor, drain_current
from sim.electrical.panel.spec import Backplane, TransistorSpec

IGZO = Transistor(False, 4 * 3.45e-7, 1.0, 0.2 / math.log(10.0), 0.0, 0.0)


def current(device: Transistor, gate: float, drain: float, source: float = 0.0) -> float:
    return float(drain_current(device, np.array(gate), np.array(drain), np.array(source)).current)


def test_square_law() -> None:
    assert current(IGZO, 7.0, 10.0) == pytest.approx(0.5 * 4 * 3.45e-7 * 36.0, rel=1e-6)


def test_linear_range() -> None:
    expected = 4 * 3.45e-7 * (6.0 - 0.05) * 0.1
    assert current(IGZO, 7.0, 0.1) == pytest.approx(expected, rel=1e-3)


def test_subthreshold_swing() -> None:
    decades = math.log10(current(IGZO, 0.5, 5.0) / current(IGZO, 0.2, 5.0))
    assert 0.3 / decades == pytest.approx(0.2, rel=0.02)


def test_source_and_drain_change_places() -> None:
    device = Transistor(False, 1e-6, 1.0, 0.1, 0.05, 1e-12)
    assert current(device, 3.0, 2.0, 0.5) == pytest.approx(-current(device, 3.0, 0.5, 2.0))


def test_p_type_is_n_type_reversed() -> None:
    n, p = (Transistor(is_p, 1e-6, t, 0.1, 0.02, 1e-12) for is_p, t in ((False, 1.5), (True, -1.5)))
    assert current(p, -4.0, -3.0) == pytest.approx(-current(n, 4.0, 3.0))


def test_kinds() -> None:
    igzo, ltps = (transistor(TransistorSpec(), kind) for kind in Backplane)
    assert igzo.beta_a_v2 == pytest.approx(4 * 3.45e-7, rel=2e-3)
    assert (ltps.beta_a_v2 / igzo.beta_a_v2, ltps.is_p) == (pytest.approx(10.0), True)


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("is_p", [False, True])
def test_derivatives(place: int, is_p: bool) -> None:
    """Against differences of 0.1 mV; tolerance: their second order."""
    device = Transistor(is_p, 1e-6, -1.2 if is_p else 1.2, 0.1, 0.03, 1e-9)
    at = [np.array(v) for v in (2.4, 1.7, 0.3)]
    up, down = list(at), list(at)
    up[place], down[place] = at[place] + 1e-4, at[place] - 1e-4
    slope = float(drain_current(device, *up).current - drain_current(device, *down).current) / 2e-4
    exact = drain_current(device, *at)
    given = (exact.by_gate, exact.by_drain, exact.by_source)[place]
    assert float(given) == pytest.approx(slope, rel=1e-5)
