"""Gauss rules that hold a coarser one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.optics.nested_rule import joined, nested_gauss


@pytest.mark.parametrize("count", [4, 7, 12])
def test_both_rules_are_exact_for_polynomials(count: int) -> None:
    rule = nested_gauss(count)
    kept = (count + 1) // 2
    assert np.count_nonzero(rule.coarse_weight) == kept
    for power in range(2 * count):
        exact = 1.0 / (power + 1.0)
        assert rule.weight @ rule.node**power == pytest.approx(exact)
        if power < kept:
            assert rule.coarse_weight @ rule.node**power == pytest.approx(exact)


def test_pieces_join_in_another_variable() -> None:
    rule = nested_gauss(6)
    pieces = [rule.mapped(low + 2.0 * rule.node, np.full(6, 2.0)) for low in (0.0, 2.0)]
    whole = joined(pieces)
    assert whole.weight @ whole.node**3 == pytest.approx(64.0)
