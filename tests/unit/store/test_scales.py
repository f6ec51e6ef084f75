"""Arrays in a result have named axes that xarray reads; old files and old readers are as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray
from unit.fake_cases import pixel_case

from sim.store.hdf5 import read_case, write_case, write_columns


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_case(tmp_path / "one.h5", pixel_case())
    return tmp_path / "one.h5"


def test_axes_have_names_and_values(file: Path) -> None:
    with h5py.File(file, "r", locking=False) as stored:
        far_field = stored["optics/far_field"]
        names = [dimension.label for dimension in far_field.dims]
        assert names == ["position", "orientation", "wavelength_nm", "ux", "uy"]
        assert [len(dimension) for dimension in far_field.dims] == [1] * 5
        wavelength = far_field.dims[2][0]
        assert np.array_equal(wavelength[()], stored["optics/wavelength_nm"][()])
        assert far_field.dims[1][0][()].tolist() == [b"x", b"y", b"z"]
        assert stored["electrical/eqe"].dims[0].label == "voltage_v"
        part = stored["optics/absorbed"].dims[3][0]
        assert len(part[()]) == len(stored["optics/absorbing_parts"][()])


def test_every_array_is_fully_labelled(file: Path) -> None:
    """No axis is left for a reader to make up a name for."""
    bare: list[str] = []

    def look(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset) and "axes" in item.attrs and 0 not in item.shape:
            bare.extend(
                f"{name} axis {place}"
                for place, dimension in enumerate(item.dims)
                if not len(dimension) and not item.is_scale
            )

    with h5py.File(file, "r", locking=False) as stored:
        stored.visititems(look)
    assert bare == []


@pytest.mark.parametrize("with_far_field", [True, False])
def test_xarray_opens_every_group_without_made_up_names(
    tmp_path: Path, with_far_field: bool
) -> None:
    """h5netcdf warns where it has to make up a phony_dim; warnings are errors here."""
    case = pixel_case()
    if not with_far_field:
        none = np.zeros((*case.optics.air.shape, 0, 0))
        optics = replace(case.optics, far_field=none, direction_cosine=np.zeros(0))
        case = replace(case, optics=optics)
    path = tmp_path / "one.h5"
    write_case(path, case)
    with xarray.open_datatree(path, engine="h5netcdf") as tree:
        names = {name for node in tree.subtree for name in node.dataset.sizes}
        assert {"position", "orientation", "wavelength_nm", "part", "ux", "uy", "voltage_v"} < names
        assert not [name for name in names if "phony" in str(name)]
        air = tree["optics/air"].sel(orientation="x", wavelength_nm=515.0)
        assert np.array_equal(air, case.optics.air[:, 0, 0])
        losses = tree["electrical/losses"].dataset.to_dataframe()
        assert losses.index.name == "voltage_v"
        assert len(losses) == len(tree["electrical/voltage_v"])
        curves = tree["electrical"].dataset[["current_density_a_m2", "eqe"]].to_dataframe()
        assert list(curves.columns) == ["current_density_a_m2", "eqe"]
        assert tree["optics/slices/0000/intensity"].dims == ("axis_a", "axis_b")


def test_a_table_of_a_sweep_has_its_cases_as_axis(tmp_path: Path) -> None:
    names = np.array(["a", "b"], dtype=object)
    write_columns(tmp_path / "table.hdf5", {"case": names, "eqe_peak": np.array([0.1, 0.2])})
    with xarray.open_dataset(tmp_path / "table.hdf5", engine="h5netcdf") as table:
        assert table["eqe_peak"].sel(case="b").item() == 0.2


def test_the_result_is_read_as_it_was(file: Path) -> None:
    case, again = pixel_case(), read_case(file)
    assert np.array_equal(again.optics.air, case.optics.air)
    assert again.optics.absorbing_parts == case.optics.absorbing_parts
