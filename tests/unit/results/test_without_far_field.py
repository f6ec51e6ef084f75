"""A study may leave the far field out of its result: all else is the same, and it is read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from postprocess.case.radiation import has_far_field
from sim.config.loader import load_study, shipped_library
from sim.progress import SilentReporter
from sim.results.averages import lee
from sim.solve import RunContext, solve_case
from sim.store.hdf5 import read_case, write_case

PLANAR = ["device.array=none", "optics.method=planar"]


def test_the_same_result_without_directions(project_root: Path, tmp_path: Path) -> None:
    quick = project_root / "configs" / "quickstart.yaml"
    context = RunContext(shipped_library(), SilentReporter())
    whole, slim = (
        solve_case(load_study(quick, [*PLANAR, f"output.far_field={kept}"]), context)
        for kept in ("true", "false")
    )
    assert has_far_field(whole.optics)
    write_case(tmp_path / "slim.h5", slim)
    found = read_case(tmp_path / "slim.h5")
    assert not has_far_field(found.optics)
    assert lee(found.optics) == lee(whole.optics)
    assert found.electrical is not None
    assert whole.electrical is not None
    assert found.electrical.photometry == "far_field"
    np.testing.assert_array_equal(
        found.electrical.luminance_cd_m2, whole.electrical.luminance_cd_m2
    )
    assert found.electrical.eqe_peak == pytest.approx(whole.electrical.eqe_peak, rel=1e-15)
