"""Refining until the tolerance is met: what is refined, what replaces what, which limit ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from unit.pixel_cases import pixel_device

from sim.optics.methods.fdtd.refinement import Refined, Tools, refine
from sim.optics.methods.fdtd.refinement_step import next_order, reduced_rule
from sim.progress import SilentReporter
from sim.results.averages import lee
from sim.results.records import OpticalResult, Status
from sim.study import OpticsSpec
from tests.unit.fake_cases import optical

DEVICE = pixel_device()
LEE = 0.25


def numerics(rounds: int = 3, longest: str = "1 h", **changes: object) -> OpticsSpec:
    return OpticsSpec.model_validate(
        {
            "wavelengths": 1,
            "neighbours": 0,
            "dipoles": {"lateral": 1},
            "refine": {"rounds": rounds, "longest": longest},
            **changes,
        }
    )


@dataclass
class Solver:
    """Stands in for field solutions: LEE and error by numerics."""

    found: Callable[[OpticsSpec], OpticalResult]
    asked: list[OpticsSpec] = field(default_factory=list)
    seconds_each: float = 60.0

    def __call__(self, optics: OpticsSpec) -> OpticalResult:
        self.asked.append(optics)
        return self.found(optics)

    @property
    def tools(self) -> Tools:
        return Tools(self, lambda _: self.seconds_each, lambda: 0.0, bool, SilentReporter())


def solution(value: float, **parts: float) -> OpticalResult:
    whole = {"grid": 0.0, "snapping": 0.0, "cell_size": 0.0, "dipole_rule": 0.0, **parts}
    return replace(optical(value), error_parts=whole, lee_error=sum(whole.values()))


def run(optics: OpticsSpec, solver: Solver) -> Refined:
    first = solver.found(optics)
    return refine(first, DEVICE, optics, solver.tools)


def test_nothing_is_done_within_the_tolerance() -> None:
    solver = Solver(lambda _: solution(LEE, grid=0.004))
    found = run(numerics(), solver).result
    assert (solver.asked, found.status) == ([], Status.OK)


def test_finer_cells_multiply_all_dipoles_by_what_they_change() -> None:
    def found(optics: OpticsSpec) -> OpticalResult:
        fine = optics.lateral_cell_um < 0.02
        return solution(LEE * (1.004 if fine else 1.0), grid=0.02, snapping=0.0005)

    solver = Solver(found)
    refined = run(numerics(), solver).result
    cells = [(o.lateral_cell_um, o.vertical_cell_um) for o in solver.asked]
    assert cells[0] == (0.025, 0.005)
    assert cells[1] == pytest.approx((0.025 / 1.5, 0.005 / 1.5))
    assert all(o.dipoles.lateral == 1 and o.wavelengths == 1 for o in solver.asked)
    assert lee(refined) == pytest.approx(lee(optical(LEE)) * 1.004, rel=1e-3)
    change = lee(refined) - lee(optical(LEE))
    assert refined.error_parts["grid"] == pytest.approx(change)
    assert (refined.status, refined.correction is None) == (Status.OK, False)
    assert refined.cost.runs == 3 * optical().cost.runs


def test_one_more_ring_replaces_the_estimate_for_the_cell() -> None:
    def found(optics: OpticsSpec) -> OpticalResult:
        return solution(LEE * (1.0 + 0.002 * optics.neighbours), cell_size=0.02)

    solver = Solver(found)
    refined = run(numerics(), solver).result
    assert [o.neighbours for o in solver.asked] == [0, 1]
    assert refined.error_parts["cell_size"] == pytest.approx(0.002 * LEE, rel=0.05)
    assert refined.status is Status.OK


def test_a_cell_that_the_reach_cuts_gets_more_reach() -> None:
    solver = Solver(lambda _: solution(LEE, cell_size=0.02))
    run(numerics(neighbours=3), solver)
    assert [o.reach_um for o in solver.asked] == [4.0, 6.0]


def test_the_next_order_is_solved_whole() -> None:
    def found(optics: OpticsSpec) -> OpticalResult:
        return solution(LEE + 0.001 * optics.dipoles.lateral, dipole_rule=0.02)

    solver = Solver(found)
    refined = run(numerics(), solver)
    assert refined.optics.dipoles.lateral == 2
    assert lee(refined.result) == pytest.approx(lee(optical(LEE + 0.002)))
    assert refined.result.error_parts["dipole_rule"] == pytest.approx(0.001, rel=0.05)


def test_ratios_stay_when_the_whole_is_solved_again() -> None:
    def found(optics: OpticsSpec) -> OpticalResult:
        fine = optics.lateral_cell_um < 0.02
        value = (LEE + 0.001 * optics.dipoles.lateral) * (1.01 if fine else 1.0)
        return solution(value, grid=0.02, dipole_rule=0.01)

    refined = run(numerics(), Solver(found)).result
    assert lee(refined) == pytest.approx(1.01 * lee(optical(LEE + 0.002)), rel=2e-3)


@pytest.mark.parametrize(
    ("optics", "reason"),
    [
        (numerics(rounds=1), "all 1 rounds are used"),
        (numerics(longest="30 s"), "would take about 1:00 more"),
    ],
)
def test_a_limit_ends_it_with_a_sentence(optics: OpticsSpec, reason: str) -> None:
    def found(numerics: OpticsSpec) -> OpticalResult:
        return solution(LEE * (1.0 + 8.0 * numerics.lateral_cell_um), grid=0.02)

    refined = run(optics, Solver(found)).result
    assert refined.status is Status.NOT_CONVERGED
    assert reason in refined.warnings[-1]
    assert refined.lee_error > optics.tolerance * lee(refined)


def test_what_cannot_be_refined_is_said() -> None:
    solver = Solver(lambda _: solution(LEE, closure=0.02))
    refined = run(numerics(), solver).result
    assert solver.asked == []
    assert "closure: no further refinement is known" in refined.warnings[-1]


def test_a_refined_solution_without_numbers_changes_nothing() -> None:
    def found(optics: OpticsSpec) -> OpticalResult:
        status = Status.OK if optics.neighbours == 0 else Status.UNSTABLE
        return replace(solution(LEE, cell_size=0.02), status=status)

    refined = run(numerics(), Solver(found)).result
    assert lee(refined) == lee(optical(LEE))
    assert "ended as unstable" in refined.warnings[-1]


def test_orders_with_the_same_positions_are_passed_over() -> None:
    assert [next_order(DEVICE, order) for order in (1, 2, 3)] == [2, 3, 5]
    assert next_order(replace(DEVICE, array=None), 1) is None


def test_the_reduced_rule_keeps_cells_and_rings() -> None:
    optics = numerics(neighbours=2, wavelengths=5, dipoles={"lateral": 6, "vertical": 3})
    reduced = reduced_rule(optics)
    assert (reduced.wavelengths, reduced.dipoles.lateral, reduced.dipoles.vertical) == (1, 1, 1)
    assert (reduced.neighbours, reduced.lateral_cell_um) == (2, 0.025)
