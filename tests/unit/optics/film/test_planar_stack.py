"""What a planar stack refuses, and how it is seen from the dipole."""

from __future__ import annotations

import pytest

from sim.optics.film.multilayer import PlanarStack, sides
from sim.optics.film.solver import solve_planar


def test_sides_count_outwards() -> None:
    stack = PlanarStack(1.5, (1.9, 1.7, 1.95, 1.6), (0.1, 0.2, 0.03, 0.4), 2, None)
    below, above = sides(stack, 0.01)
    assert below.index == (1.7, 1.9)
    assert below.thickness_um == (0.2, 0.1)
    assert below.half_space == 1.5
    assert above.index == (1.6,)
    assert above.half_space is None
    assert (below.gap_um, above.gap_um) == (0.01, pytest.approx(0.02))


@pytest.mark.parametrize(
    ("index", "thickness", "emitter", "message"),
    [
        ((1.5,), (0.1, 0.2), 0, "one thickness per layer"),
        ((1.5,), (0.1,), 1, "no layer 1"),
        ((1.5,), (-0.1,), 0, "not negative"),
        ((1.5 - 0.1j,), (0.1,), 0, "k >= 0"),
        ((0.5j,), (0.1,), 0, "positive real index"),
    ],
)
def test_bad_stacks_are_refused(
    index: tuple[complex, ...], thickness: tuple[float, ...], emitter: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        PlanarStack(1.5, index, thickness, emitter, 1.0)


@pytest.mark.parametrize("height_um", [-0.01, 0.0, 0.1, 0.2])
def test_dipole_outside_or_on_a_face_is_refused(height_um: float) -> None:
    stack = PlanarStack(1.5, (1.9,), (0.1,), 0, 1.0)
    with pytest.raises(ValueError, match="dipole"):
        solve_planar(stack, height_um, 0.52)


def test_loss_in_the_emitter_alone_leaves_the_stack_lossless() -> None:
    stack = PlanarStack(1.5, (1.9, 1.95 + 0.1j), (0.1, 0.03), 1, 1.0)
    assert stack.is_lossless
    assert stack.with_lossless_emitter().layer_index[1] == 1.95
    assert not PlanarStack(1.5, (1.9 + 0.001j, 1.95), (0.1, 0.03), 1, 1.0).is_lossless
