"""Claim: the cost of method edge does not grow with the pixel, and one wall serves all widths.

A pixel ten times as wide needs the same runs, finds all of them kept, and steps nothing.
"""

from __future__ import annotations

import pytest
from physics.edge_cases import KEPT, response, solve


def test_a_wider_pixel_takes_no_stepping() -> None:
    first = response()
    kept = len(KEPT.arrays)
    second = solve(200.0)
    assert len(KEPT.arrays) == kept
    # Other checks keep whole pixels' runs there, too.
    assert first.cost.runs == second.cost.runs <= kept
    assert first.cost.voxel_steps > 0.0
    assert second.cost.voxel_steps == 0.0
    assert second.cost.stepping_s == 0.0
    assert second.lee == pytest.approx(first.lee, rel=1e-12)
