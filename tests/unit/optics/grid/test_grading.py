"""A zone of finer cells: where places of the device lie in the stepped space."""

from __future__ import annotations

import numpy as np
import pytest

from sim.optics.grid.grading import Grading, Span

ZONE = Grading.of(4, 3, 5)


def test_an_even_division_is_refused() -> None:
    with pytest.raises(ValueError, match="odd factor; got 4"):
        Grading.of(0, 2, 4)


def test_the_stepped_space_is_centred() -> None:
    """Both sides of the window are as far from the middle: cells are added on both."""
    assert ZONE.extra == 12
    assert ZONE.stepped(-20.0) == -26.0
    assert ZONE.stepped(20.0) == 26.0


def test_a_cell_of_the_zone_is_so_many_stepped_ones() -> None:
    ((first, last),) = ZONE.ends
    assert (first, last) == (-2, 13)
    assert ZONE.stepped(4.0) == first
    assert ZONE.stepped(7.0) == last
    assert ZONE.stepped(5.2) - ZONE.stepped(5.0) == pytest.approx(1.0)


def test_points_of_lateral_cells_are_points_of_their_kind() -> None:
    cells = 40 + ZONE.extra
    whole = ZONE.whole_steps(cells) - cells / 2
    half = ZONE.half_steps(cells) + 0.5 - cells / 2
    assert whole.size == 41
    assert half.size == 40
    assert np.allclose(whole, [ZONE.stepped(float(p)) for p in range(-20, 21)])
    assert np.allclose(half, [ZONE.stepped(p + 0.5) for p in range(-20, 20)])


def test_fields_across_are_so_much_larger_in_the_device() -> None:
    ((first, last),) = ZONE.ends
    factor = ZONE.across_factor(np.array([first - 1.0, first, first + 0.5, last, last + 0.5]))
    assert np.allclose(factor, [1.0, 2.0 / 1.2, 5.0, 2.0 / 1.2, 1.0])


def test_two_walls_leave_the_middle_where_it_is() -> None:
    both = Grading((Span(-7, 3), Span(4, 3)), 5)
    assert both.stepped(0.0) == 0.0
    assert both.ends == ((-19, -4), (4, 19))
    assert [both.refinement_at(p) for p in (-5.0, -4.0, 0.0, 5.0)] == [5, 1, 1, 5]
    cells = 40 + both.extra
    assert np.allclose(
        both.half_steps(cells) + 0.5 - cells / 2,
        [both.stepped(p + 0.5) for p in range(-20, 20)],
    )


def test_zones_that_touch_are_refused() -> None:
    with pytest.raises(ValueError, match="lie apart"):
        Grading((Span(0, 2), Span(2, 3)), 3)
