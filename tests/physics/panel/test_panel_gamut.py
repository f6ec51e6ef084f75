"""Gamuts of known colours.

    the single lines 630, 532, 467 nm unmixed     nearly 100 % of Rec. 2020 (they are its primaries)
    two thirds of each colour mixed away evenly   the triangle shrinks towards white: less
    all mixed evenly                              no area

Known bias: lines of 1 nm on a table of 1 nm. Tolerance: 1 %.
"""

from __future__ import annotations

import numpy as np
import pytest

from postprocess.case.panel_gamut import gamut_shares
from sim.results.panel import GamutResult

LINES = np.array([630.0, 532.0, 467.0])


def shares(mixing: np.ndarray) -> np.ndarray:
    gamut = GamutResult(
        np.ones(len(mixing)), np.ones(1), LINES, np.full(3, 1.0), mixing[None], mixing
    )
    shared = gamut_shares(gamut)
    assert shared.ideal == pytest.approx(1.0, abs=0.01)
    np.testing.assert_allclose(shared.electrical[0], shared.optical)
    return shared.optical


def test_unmixed_half_mixed_all_mixed() -> None:
    even = np.full((3, 3), 1.0 / 3.0)
    mixing = np.stack([np.eye(3), 0.5 * np.eye(3) + 0.5 * even, even])
    unmixed, half, none = shares(mixing)
    assert unmixed == pytest.approx(1.0, abs=0.01)
    assert 0.02 < half < 0.5
    assert none == pytest.approx(0.0, abs=1e-9)


def test_a_little_mixing_costs_a_little() -> None:
    even = np.full((3, 3), 1.0 / 3.0)
    shared = shares(np.stack([(1 - s) * np.eye(3) + s * even for s in (0.0, 0.01, 0.02, 0.04)]))
    assert np.all(np.diff(shared) < 0.0)
    assert shared[0] - shared[1] == pytest.approx(shared[1] - shared[2], rel=0.3)
