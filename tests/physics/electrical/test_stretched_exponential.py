"""T95 / T50 = (ln(1/0.95) / ln 2)^(1/beta) of a stretched exponential.

Formula: L / L0 = exp(-(t/tau)^beta), so that ln(1/s) = (T_s / tau)^beta for every share s.
Domain: T50 = 131.87 h (device paper, Zhang et al. 2025). beta = 1: T95 = 0.0740006 T50 by hand;
beta = 0.5: its square. Known bias: none. Tolerance: rounding of closed forms, and the digits of the
numbers by hand.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.ageing.acceleration import lifetime_at_luminance
from sim.electrical.ageing.stretched_exponential import Decay, decay_through


@pytest.mark.parametrize(("beta", "ratio"), [(1.0, 0.0740006), (0.5, 0.00547608)])
def test_t95_over_t50(beta: float, ratio: float) -> None:
    assert Decay(131.87, beta).time_h(0.95) / 131.87 == pytest.approx(ratio, rel=1e-5)


@pytest.mark.parametrize("beta", [0.3, 0.7, 1.0, 1.6])
def test_the_shape_is_read_back_from_two_times(beta: float) -> None:
    decay = Decay(8.62, beta)
    assert decay_through(8.62, decay.time_h(0.95), 0.95).beta == pytest.approx(beta, rel=1e-12)


def test_the_curve_goes_through_its_times() -> None:
    decay = Decay(74.4, 0.6)
    times = np.array([decay.time_h(0.95), 74.4, decay.tau_h])
    np.testing.assert_allclose(decay.share(times), [0.95, 0.5, np.exp(-1.0)], rtol=1e-12)


def test_the_shape_is_the_same_at_every_luminance() -> None:
    """L0^n T = const moves all times by one factor."""
    decay = Decay(131.87, 0.6)
    brighter = Decay(lifetime_at_luminance(131.87, 100.0, 1000.0, 1.75), 0.6)
    factor = lifetime_at_luminance(1.0, 100.0, 1000.0, 1.75)
    assert brighter.time_h(0.95) == pytest.approx(factor * decay.time_h(0.95), rel=1e-12)


@pytest.mark.parametrize(("time", "share"), [(200.0, 0.95), (1.0, 0.4), (0.0, 0.95)])
def test_impossible_pairs_are_refused(time: float, share: float) -> None:
    with pytest.raises(ValueError, match="expected a share"):
        decay_through(131.87, time, share)
