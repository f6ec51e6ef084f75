"""Arrays in a result have named axes that xarray reads; old files and old readers are as before."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
from unit.fake_cases import pixel_case

from sim.store.hdf5 import read_case, write_case


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


def test_the_result_is_read_as_it_was(file: Path) -> None:
    case, again = pixel_case(), read_case(file)
    assert np.array_equal(again.optics.air, case.optics.air)
    assert again.optics.absorbing_parts == case.optics.absorbing_parts
