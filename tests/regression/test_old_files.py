"""Result files of earlier versions load, and their averages stay what they were.

The files in data/ are never written again: when the layout changes, another one joins them.

    schema1_pixel.h5    every field of the first layout, synthetic numbers
    schema1_sparse.h5   the same without the fields that have a default, as a program that
                        did not know them would have written it
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from postprocess.case.summary import summary
from sim.results.records import Cost
from sim.store.hdf5 import read_case

DATA = Path(__file__).parent / "data"
LEE = 0.2500371156346568
PURCELL = 1.1366666666666667
CATHODE = 0.28434922581178945
EQE_PEAK = 0.210609697521256
EXACT = 1e-12  # same formulas on the same stored doubles: only the order of sums may differ


@pytest.mark.parametrize("name", ["schema1_pixel.h5", "schema1_sparse.h5"])
def test_old_file_gives_the_same_averages(name: str) -> None:
    found = summary(read_case(DATA / name))
    optics = found["optics"]
    assert found["name"] == "old_pixel"
    assert optics["lee"] == pytest.approx(LEE, rel=EXACT)
    assert optics["purcell"] == pytest.approx(PURCELL, rel=EXACT)
    assert optics["budget"]["absorbed"]["cathode"] == pytest.approx(CATHODE, rel=EXACT)
    assert optics["budget"]["closure_error"] == pytest.approx(0.01, rel=1e-9)


def test_every_field_of_the_first_layout() -> None:
    case = read_case(DATA / "schema1_pixel.h5")
    assert case.provenance["pencsim"] == "0.1.0"
    assert case.optics.far_field.shape == (4, 3, 2, 11, 11)
    assert case.optics.cost.voxels == 2_400_000
    assert [s.plane for s in case.optics.slices] == ["y"]
    assert case.electrical is not None
    assert case.electrical.eqe_peak == pytest.approx(EQE_PEAK, rel=EXACT)
    assert np.isnan(case.electrical.eqe[0])
    assert [entry.path for entry in case.assumptions] == ["materials.PTAA.n"]


def test_absent_fields_take_their_defaults() -> None:
    case = read_case(DATA / "schema1_sparse.h5")
    assert case.optics.cost == Cost()
    assert case.optics.slices == ()
    assert case.reference is None
    assert case.electrical is None
    assert case.warnings == ()
