"""When Newton's steps count as rounding, and what rounding does to the currents."""

from __future__ import annotations

import numpy as np

from sim.electrical.drift_diffusion.block_system import BlockSystem
from sim.electrical.drift_diffusion.noise import StepWatch, rounding_a_m2


def _verdicts(watch: StepWatch, sizes: list[float]) -> list[bool]:
    return [watch.wanders(size, np.full(1, size)) for size in sizes]


def test_shrinking_steps_lead_somewhere() -> None:
    assert not any(_verdicts(StepWatch(1e-3, 2), [1e-1 / 2**n for n in range(20)]))


def test_small_steps_that_stay_lead_nowhere() -> None:
    watch = StepWatch(1e-3, 2)
    assert _verdicts(watch, [1e-1, 1e-4, 5e-4, 2e-4, 9e-4, 3e-4]) == [False] * 3 + [
        True,
        False,
        True,
    ]
    assert watch.calmest == np.full(1, 1e-4)


def test_large_steps_never_count_as_rounding() -> None:
    assert not any(_verdicts(StepWatch(1e-3, 2), [2e-3] * 20))


def test_rounding_of_the_largest_exchange() -> None:
    """Three nodes, three unknowns; the middle node's electrons exchange 4 x 5 + 3 x 1 A/m2."""
    diagonal, between = np.zeros((3, 3, 3)), np.zeros((2, 3, 3))
    diagonal[0, 1, 1] = diagonal[1, 0, 0] = 1e9
    diagonal[1, 1, 1], between[0, 1, 0] = -4.0, 3.0
    system = BlockSystem(diagonal, between, np.zeros((2, 3, 3)), np.zeros((3, 3)))
    values = np.array([[1.0, 0.0, 0.0], [7.0, 5.0, 7.0], [0.0, 0.0, 0.0]])
    assert rounding_a_m2(system, values) == 23.0 * np.finfo(float).eps
