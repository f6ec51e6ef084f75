"""Square micro-LEDs lose to their walls what published constants say, from 2 to 15 um.

Law: share of carriers that end at the wall of a square of side w with surface velocity S, diffusion
constant D and lifetime tau, taken as that of the disc with the same perimeter over area, 4 / w.
Constants: 1 / tau = 6.81e7 1/s, S = 599 m/s (blue and green InGaN micro-LEDs: Ryu and Geum, Opt.
Express 34, 219 (2026)); D of 1000 and 10 cm2/s, the rate-limited and a diffusion-limited case.
Reference: the shares 0.9461 to 0.6988 and 0.9387 to 0.5425, computed independently.
Known bias: a true square lies below its disc by up to 3.5 % of the share, since carriers in its
corners are near two walls that already drain each other. Its own solution is the series in cos(k x)
cos(k y), k tan(k w / 2) = S / D (Carslaw and Jaeger, Conduction of Heat in Solids (1959)).
Tolerance: 0.5 % for the disc, 3.5 % against the square's series (200 modes).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.electrical.channels.sidewall import Diffusion, sidewall_loss_share
from sim.electrical.pixel import Outline, Perimeter

DECAY_1_S, VELOCITY_M_S = 6.81e7, 599.0
SIDES_UM = (2.0, 5.0, 10.0, 15.0)
EXPECTED = {0.1: (0.9461, 0.8752, 0.7774, 0.6988), 1e-3: (0.9387, 0.8372, 0.6741, 0.5425)}
CASES = [
    (constant, side, share)
    for constant, shares in EXPECTED.items()
    for side, share in zip(SIDES_UM, shares, strict=True)
]


def _share(constant_m2_s: float, side_um: float) -> float:
    perimeter = Perimeter(Outline.DISC, 4.0 / (side_um * 1e-6), 1.0)
    return sidewall_loss_share(perimeter, VELOCITY_M_S, Diffusion(constant_m2_s, 1.0 / DECAY_1_S))


def _square(constant_m2_s: float, side_um: float) -> float:
    """Share lost by the square itself."""
    half = 0.5e-6 * side_um
    drained = VELOCITY_M_S * half / constant_m2_s
    roots = [
        brentq(
            lambda q: q * math.sin(q) - drained * math.cos(q),
            m * math.pi,
            m * math.pi + 0.5 * math.pi,
        )
        for m in range(200)
    ]
    q = np.array(roots)
    fed = 2.0 * np.sin(q) ** 2 / (q**2 + q * np.sin(q) * np.cos(q))
    decay = constant_m2_s / DECAY_1_S * (q / half) ** 2
    return float(1.0 - fed @ (1.0 / (1.0 + decay[:, None] + decay[None, :])) @ fed)


@pytest.mark.parametrize(("constant_m2_s", "side_um", "share"), CASES)
def test_share_lost_at_the_wall(constant_m2_s: float, side_um: float, share: float) -> None:
    assert _share(constant_m2_s, side_um) == pytest.approx(share, rel=5e-3)


@pytest.mark.parametrize(("constant_m2_s", "side_um", "share"), CASES)
def test_square_lies_below_its_disc(constant_m2_s: float, side_um: float, share: float) -> None:
    assert 0.965 * share < _square(constant_m2_s, side_um) < 1.0005 * share
