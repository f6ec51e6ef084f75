"""The compact twin's equations on a hand-made table: roots, balances, many designs at once."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError
from unit.twin_cases import designs

from sim.electrical.sheet_table import SheetTable
from sim.electrical.spec import CompactSpec
from sim.electrical.twin.model import TwinCase, carriers_per_dot, solve_twin, solve_twins

CASES = designs(4)
FIRST = CASES[0]


def _table() -> SheetTable:
    table = FIRST.spec.sheets
    assert table is not None
    return table


@pytest.mark.parametrize("trion_1_s", [0.0, 5e8, 2.5e9])
def test_carriers_recombine_what_is_injected(trion_1_s: float) -> None:
    """The root of the balance, over ten decades of injection and every sign of the charge."""
    product = np.logspace(-2.0, 8.0, 21)[:, None]
    charge = np.array([-1.5, -1e-4, 0.0, 1e-4, 1.5])
    carriers = carriers_per_dot(product, charge, np.array(3e7), trion_1_s, 2.3e8)
    pairs = (carriers**2 - charge**2) / 4.0
    decay = 3e7 + trion_1_s * carriers / 4.0
    # Where pairs << charge^2 their difference has lost digits that the root never had.
    clear = pairs > 1e-6 * carriers**2
    balance = pairs * decay / (1.0 + decay / 2.3e8) / product
    assert balance[clear] == pytest.approx(1.0, rel=1e-8)
    assert np.all(carriers >= np.abs(charge) * (1.0 - 1e-12))


def test_channels_add_up() -> None:
    result = solve_twin(FIRST.spec, FIRST.pixel, FIRST.environment)
    total = sum(result.losses.values())
    assert total[1:] == pytest.approx(np.ones(result.voltage_v.size - 1), rel=1e-10)
    flows = result.voltage_v >= 2.0
    passed_by = 1.0 - np.sum(_table().share, axis=1)
    through = result.current_density_a_m2[flows]
    shunts = sum(result.losses[f"shunt_{name}"][flows] for name in ("perimeter", "gap", "area"))
    assert result.losses["overshoot"][flows] == pytest.approx(passed_by * (1.0 - shunts), rel=1e-6)
    assert through * (1.0 - shunts) == pytest.approx(np.array(_table().current_a_m2), rel=1e-9)


def test_many_designs_are_the_single_ones() -> None:
    curves = solve_twins(CASES)
    for row, case in enumerate(CASES):
        alone = solve_twin(case.spec, case.pixel, case.environment)
        assert curves.eqe[row] == pytest.approx(alone.eqe, rel=1e-10, abs=1e-15)
        assert curves.current_density_a_m2[row] == pytest.approx(alone.current_density_a_m2)
    assert np.ptp(curves.eqe[:, -1]) > 0.1 * curves.eqe[:, -1].max()


def test_no_current_below_the_table() -> None:
    result = solve_twin(FIRST.spec, FIRST.pixel, FIRST.environment)
    dark = result.voltage_v < 1.999
    assert np.all(result.eqe[dark] == 0.0)
    assert np.all(result.eqe[~dark] > 0.0)


def test_designs_of_two_twins_are_refused() -> None:
    other = designs(1, seed=1)
    with pytest.raises(ValueError, match="same twin"):
        solve_twins([FIRST, *other])
    with pytest.raises(ValueError, match="no designs"):
        solve_twins([])


def test_another_stack_is_refused() -> None:
    pixel = FIRST.pixel
    thicker = tuple(
        type(layer)(layer.name, layer.material, 1.1 * layer.thickness_m) for layer in pixel.above
    )
    changed = type(pixel)(**{**vars(pixel), "above": thicker})
    with pytest.raises(ValueError, match="another etl"):
        solve_twins([TwinCase(FIRST.spec, changed, FIRST.environment)])


def test_a_sweep_ends_with_the_table() -> None:
    entries = {**FIRST.spec.model_dump(mode="json", by_alias=True), "voltage_stop": "5 V"}
    with pytest.raises(ValidationError, match="beyond the twin's last voltage, 4 V"):
        CompactSpec.model_validate(entries)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"current_a_m2": (1.0,)}, "41 rows"),
        ({"holes": ((1.0,),) * 41}, "one number per sheet"),
        ({"voltage_v": (2.0,) * 41}, "must rise"),
        ({"electrons": ((0.0, 1.0),) * 41}, "must be positive"),
        ({"share": ((0.6, 0.6),) * 41}, "between 0 and 1"),
    ],
)
def test_tables_are_checked(entry: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SheetTable.model_validate({**_table().model_dump(), **entry})
