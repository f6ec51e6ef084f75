"""How the dipole runs of a case share its ranks: what ends first among what fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.cost.run_plan import BYTES_PER_RANK, RunTimes, asked_at_once, plan_runs, voxel_work
from sim.cost.stepping_rate import SteppingRate
from sim.optics.methods.prediction import RunCost, costliest_first
from sim.study import RunSpec

LONG = RunCost(voxels=1_250_000, whole_voxels=2_500_000, steps=1800, expected_um=12.0, units=1800.0)
SHORT = replace(LONG, voxels=625_000, units=900.0)
TIMES = RunTimes(SteppingRate(), wavelengths=1)
ROOM = 1e12


def test_one_rank_has_no_choice() -> None:
    plan = plan_runs([LONG] * 6, TIMES, 1, None, ROOM)
    assert (plan.at_once, plan.left_over, plan.ranks_each) == (1, 0, 1)


def test_runs_that_divide_evenly_stand_side_by_side() -> None:
    plan = plan_runs([LONG] * 6, TIMES, 2, None, ROOM)
    assert (plan.at_once, plan.left_over, plan.ranks_each) == (2, 0, 1)


def test_what_is_left_over_takes_all_ranks() -> None:
    """Three runs on two ranks: two beside one another, then the third on both."""
    plan = plan_runs([LONG] * 3, TIMES, 2, None, ROOM)
    assert (plan.at_once, plan.left_over) == (2, 1)
    assert plan.seconds < plan_runs([LONG] * 3, TIMES, 2, 1, ROOM).seconds


def test_few_runs_share_many_ranks() -> None:
    plan = plan_runs([LONG] * 2, TIMES, 8, None, ROOM)
    assert (plan.at_once, plan.ranks_each) == (2, 4)


def test_a_single_run_has_nothing_beside_it() -> None:
    assert plan_runs([LONG], TIMES, 4, None, ROOM).at_once == 1
    assert plan_runs([LONG], TIMES, 4, 3, ROOM).at_once == 1


def test_memory_bounds_the_choice_but_not_what_is_asked_for() -> None:
    one, two = (plan_runs([LONG] * 6, TIMES, 2, n, ROOM).memory_bytes for n in (1, 2))
    assert two > one
    between = 0.5 * (one + two)
    assert plan_runs([LONG] * 6, TIMES, 2, None, between).at_once == 1
    assert plan_runs([LONG] * 6, TIMES, 2, 2, between).at_once == 2
    assert plan_runs([LONG] * 6, TIMES, 2, None, 1.0).at_once == 1  # it must run in any case


def test_short_cases_do_not_pay_for_another_process() -> None:
    tiny = replace(LONG, voxels=1_000, whole_voxels=4_000, steps=100)
    assert plan_runs([tiny] * 2, TIMES, 2, None, ROOM).at_once == 1


def test_two_unequal_runs_take_as_long_as_the_longer() -> None:
    pair = plan_runs([SHORT, LONG], TIMES, 2, 2, ROOM)
    assert pair.left_over in (0, 1)
    alone = TIMES.seconds(LONG, 1, 2)
    assert pair.seconds >= alone


def test_costliest_first_keeps_the_order_of_equals() -> None:
    assert costliest_first([SHORT, LONG, SHORT, LONG]) == [1, 3, 0, 2]


@pytest.mark.parametrize(
    ("run", "ranks", "variables", "asked"),
    [
        ({}, 2, {}, None),
        ({"side_by_side": 3}, 4, {}, 3),
        ({"side_by_side": 3}, 1, {}, 1),
        ({"launcher": "srun"}, 4, {}, 1),
        ({"launcher": "none"}, 4, {}, 1),
        ({}, 4, {"SLURM_JOB_NUM_NODES": "2"}, 1),
        ({}, 4, {"SLURM_JOB_NUM_NODES": "1"}, None),
    ],
)
def test_where_runs_can_stand_side_by_side(
    run: dict[str, object], ranks: int, variables: dict[str, str], asked: int | None
) -> None:
    assert asked_at_once(RunSpec.model_validate(run), ranks, variables) == asked


def test_auto_never_plans_beyond_the_memory_of_its_ranks() -> None:
    wide = replace(LONG, voxels=12_000_000, whole_voxels=24_000_000)
    plan = plan_runs([wide] * 6, TIMES, 4, None, 4 * BYTES_PER_RANK)
    assert plan.at_once == 1 or plan.memory_bytes <= 4 * BYTES_PER_RANK


def test_rates_are_for_one_wavelength_and_one_pole() -> None:
    assert voxel_work(1, 1) == 1.0
    assert voxel_work(3, 6) > 2.0  # measured: 2.2
    assert voxel_work(1, 0) < 1.0
