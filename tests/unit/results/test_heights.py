"""Emitter positions grouped by height: sums and weighted means per level."""

from __future__ import annotations

import numpy as np

from sim.results.heights import levels_of


def test_positions_that_agree_to_nine_digits_share_a_level() -> None:
    levels = levels_of(np.array([0.2, 0.1, 0.2 + 1e-12, 0.1, 0.3]))
    np.testing.assert_array_equal(levels.z_um, [0.1, 0.2, 0.3])
    np.testing.assert_array_equal(levels.of_node, [1, 0, 1, 0, 2])


def test_means_are_weighted_within_a_level() -> None:
    levels = levels_of(np.array([0.1, 0.1, 0.2]))
    value, weight = np.array([1.0, 4.0, 7.0]), np.array([2.0, 1.0, 5.0])
    np.testing.assert_array_equal(levels.total(value), [5.0, 7.0])
    np.testing.assert_allclose(levels.mean(value, weight), [2.0, 7.0], rtol=1e-15)
