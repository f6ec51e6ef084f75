"""The face for Python: a case loaded with changes, and its result as labelled tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pandas import read_csv
from typer.testing import CliRunner
from unit.config_cases import write_case
from unit.fake_cases import pixel_case

import pencsim
from postprocess.solved import Solved
from sim.config.loader import dump_study
from sim.store.hdf5 import write_case as store_case


@pytest.fixture
def solved(tmp_path: Path) -> Solved:
    study = pencsim.load(write_case(tmp_path))
    case = replace(pixel_case(), config_yaml=dump_study(study))
    store_case(tmp_path / "small.h5", case)
    return pencsim.read(tmp_path / "small.h5")


def test_changes_are_as_on_the_command_line(tmp_path: Path) -> None:
    path = write_case(tmp_path)
    study = pencsim.load(path, {"device.array": None}, device__emission__plqy=0.5)
    assert study.device.array is None
    assert study.device.emission.plqy == 0.5


def test_a_solved_case_is_read_instead_of_solved(tmp_path: Path, solved: Solved) -> None:
    study = pencsim.load(tmp_path / "case.yaml")
    assert pencsim.run(study, tmp_path / "small.h5").case.name == solved.name
    other = pencsim.load(tmp_path / "case.yaml", device__emission__plqy=0.5)
    with pytest.raises(FileExistsError, match="another case"):
        pencsim.run(other, tmp_path / "small.h5")


def test_curves_and_shares_are_tables(solved: Solved) -> None:
    assert solved.budget.sum() == pytest.approx(1.0)
    assert solved.budget["air"] == pytest.approx(solved.lee)
    jvl = solved.jvl
    assert jvl["voltage_v"].iloc[0] == 0.0
    assert {"eqe", "luminance_cd_m2", "loss_radiative"} & set(jvl.columns)
    assert solved.measured is None


def test_the_far_field_is_labelled(solved: Solved) -> None:
    mean, single = solved.far_field, solved.far_field_by_position
    assert mean.dims == ("ux", "uy")
    assert single.dims == ("position", "orientation", "wavelength_nm", "ux", "uy")
    assert list(single["orientation"].values) == ["x", "y", "z"]
    assert mean.attrs["units"] == "1/sr"


def test_a_row_per_dipole(solved: Solved) -> None:
    """Averaged by hand as the program does, the rows give the LEE."""
    optics, rows = solved.case.optics, solved.positions
    assert len(rows) == optics.air.size
    row = rows.iloc[-1]
    assert (row["orientation"], row["air"]) == ("z", optics.air[-1, -1, -1])
    assert row["x_um"] == optics.node_um[-1, 0]
    absorbed = rows.filter(like="absorbed_").to_numpy()
    assert np.array_equal(absorbed, optics.absorbed.reshape(absorbed.shape))


NAMES = ["budget.csv", "positions.csv", "far_field.csv", "jvl.csv"]


def test_tables_are_written_as_csv(tmp_path: Path, solved: Solved) -> None:
    written = solved.write_csv(tmp_path / "csv")
    assert [path.name for path in written] == NAMES
    back = read_csv(written[-1])
    assert np.allclose(back, solved.jvl, rtol=1e-11, equal_nan=True)


def test_export_on_the_command_line(tmp_path: Path, solved: Solved) -> None:
    ended = CliRunner().invoke(pencsim.app, ["export", str(tmp_path / "small.h5")])
    assert ended.exit_code == 0, ended.output
    assert [Path(line).name for line in ended.output.splitlines()] == NAMES
    assert (tmp_path / "csv" / "budget.csv").is_file()
    refused = CliRunner().invoke(pencsim.app, ["export", str(tmp_path / "case.yaml")])
    assert refused.exit_code == 2


def test_a_folder_of_results_is_read_one_after_the_other(tmp_path: Path, solved: Solved) -> None:
    store_case(tmp_path / "other.h5", solved.case)
    cases = list(pencsim.read_all(tmp_path))
    assert [case.path for case in cases] == [tmp_path / "other.h5", tmp_path / "small.h5"]
    with pytest.raises(ValueError, match="read_all"):
        pencsim.read(tmp_path)


def test_a_folder_without_a_sweep_has_no_table(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no sweep"):
        pencsim.table(tmp_path)
