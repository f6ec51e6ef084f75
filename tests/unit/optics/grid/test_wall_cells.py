"""Films on a wall are held by the cells that the method puts there, not by the lateral cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import write_case

from sim.config.errors import ConfigError
from sim.config.loader import load_checked

LINER = [
    "device.array.sidewall.treatment=absorbing",
    "device.array.sidewall.thickness=20 nm",
    "device.array.black_matrix=none",
    "device.array.bank.sidewall_angle=90 deg",
    "optics.lateral_cell=50 nm",
    "optics.vertical_cell=10 nm",
]


@pytest.mark.parametrize("thickness", ["10 nm", "20 nm", "24 nm", "49 nm", "80 nm"])
def test_edge_holds_absorbing_liners_below_a_lateral_cell(tmp_path: Path, thickness: str) -> None:
    entries = [*LINER, "optics.method=edge", f"device.array.sidewall.thickness={thickness}"]
    load_checked(write_case(tmp_path), entries)


@pytest.mark.parametrize("method", ["fdtd", "reciprocity"])
def test_uniform_cells_do_not_and_the_message_says_who_does(tmp_path: Path, method: str) -> None:
    with pytest.raises(ConfigError, match="20 nm, vanishes on a grid of 50 nm") as refused:
        load_checked(write_case(tmp_path), [*LINER, f"optics.method={method}"])
    assert "or method edge, whose cells across a wall follow its films" in str(refused.value)


@pytest.mark.parametrize(
    ("entries", "cell"),
    [
        (["optics.wall_cell=50 nm"], "50 nm"),  # as the user wants it
        (["device.array.sidewall.thickness=2 nm"], "4.54545 nm"),  # divided by 11 at most
        (["device.array.bank.sidewall_angle=70 deg"], "50 nm"),  # inclined walls keep lateral cells
    ],
)
def test_edge_refuses_what_its_own_cells_miss(
    tmp_path: Path, entries: list[str], cell: str
) -> None:
    with pytest.raises(ConfigError, match=f"vanishes on a grid of {cell}") as refused:
        load_checked(write_case(tmp_path), [*LINER, "optics.method=edge", *entries])
    assert "use a smaller optics.wall_cell or lateral_cell" in str(refused.value)
