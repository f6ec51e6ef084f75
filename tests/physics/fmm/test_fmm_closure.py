"""Power that leaves the dipoles arrives somewhere: in the half-spaces, or in parts that absorb.

Claim: in a pixel without absorption the light that enters the two half-spaces is the dipoles' power
and no slice takes any; with absorption the slices without it take none. Nothing in the solution
asks for that: products of truncated series could gain or lose power at the walls, and a wrong
eigenvector would. Known bias: none, the matrices of a slice without absorption are Hermitian.
Tolerance 1e-6 of the power, far below the 1e-3 to which budgets are asked to close, for the digits
that eigenvectors lose.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.fmm_cases import CLEAR, LED, case, pixel

from sim.optics.methods.fmm.arriving import AIR, LOST, PARTS, SUBSTRATE, SUPERSTRATE, TOTAL


def test_nothing_is_lost_without_absorption() -> None:
    rows = case(pixel(CLEAR, pitch_um=0.6, width_um=0.35, bank=1.5), 37).powers(2, [0.08], [0.02])
    arrived = rows[[AIR, SUBSTRATE, SUPERSTRATE]].sum(axis=0)
    assert arrived == pytest.approx(rows[TOTAL], rel=1e-6)
    assert abs(rows[LOST]).max() < 1e-6


def test_only_what_absorbs_takes_light() -> None:
    given = case(pixel(LED), 37)
    rows = given.powers(2, [0.1], [0.0])
    arrived = rows[[AIR, SUBSTRATE, SUPERSTRATE]].sum(axis=0) + rows[PARTS:].sum(axis=0)
    assert arrived == pytest.approx(rows[TOTAL], rel=1e-6)
    for name in ("anode", "hil", "cathode"):
        assert np.all(rows[PARTS + given.ends.parts.index(name)] > 0.0)
