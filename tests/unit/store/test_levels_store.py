"""Levels over a stack survive the file, with named axes; a file without them is read as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray
from unit.fake_cases import pixel_case
from unit.fake_levels import levels

from postprocess.solved import Solved
from sim.store.hdf5 import read_case, write_case


def test_round_trip(tmp_path: Path) -> None:
    case = pixel_case()
    assert case.electrical is not None
    path = tmp_path / "case.h5"
    write_case(path, replace(case, electrical=replace(case.electrical, levels=levels())))
    back = read_case(path).electrical
    assert back is not None
    assert back.levels is not None
    assert back.levels.layer_names == ("htl", "emitter", "etl")
    assert back.levels.is_sheet.sum() == 3
    # Stored as 32-bit floats.
    np.testing.assert_allclose(back.levels.conduction_ev, levels().conduction_ev, rtol=1e-6)
    with xarray.open_datatree(path, engine="h5netcdf") as tree:
        stored = tree["electrical/levels"].dataset
        assert stored["conduction_ev"].dims == ("bias_v", "position_m")
        assert stored["field_v_m"].dims == ("bias_v", "edge_m")
        assert stored["layer_end_m"].dims == stored["layer_names"].dims == ("layer",)
        assert stored["field_v_m"].attrs["units"] == "V m-1"


def test_as_a_table() -> None:
    case = pixel_case()
    assert case.electrical is not None
    with_levels = replace(case, electrical=replace(case.electrical, levels=levels()))
    table = Solved(with_levels).tables["levels"]
    assert len(table) == 2 * levels().position_m.size
    at_work = table[table["bias_v"] == 4.0]
    np.testing.assert_array_equal(at_work["electrons_1_m3"], levels().electrons_1_m3[1])
    assert "levels" not in Solved(case).tables


def test_a_file_without_them(tmp_path: Path) -> None:
    write_case(tmp_path / "case.h5", pixel_case())
    back = read_case(tmp_path / "case.h5").electrical
    assert back is not None
    assert back.levels is None
