"""Results kept under results/ are what the code gives today, or say that they are older.

results/small_pixel is the smallest pixel of configs/studies/eqe_vs_ppi_coarse.yaml. It is stepped
again from its stored configuration, which pins FDTD and all behind it, and its electrical model is
solved again on its stored optics. Runs repeat to the last bits on one machine; other processors'
instructions and numbers of ranks move powers by 1e-6 (tests/physics/fdtd/test_fdtd_ranks.py), so
LEE gets 1e-5 and EQE, on the same optics, 1e-9.

results/eqe_vs_size are windows of all sizes: their EQE is that of the film to 1.5 %, as
docs/validation.md says, and follows from the stored optics.

results/response_area are pulses whose two resistances were fitted to one printed time each.

results/green_3000ppi_coarse is that sweep as solved before recycling had its exact powers
(docs/validation.md says so): its files load whole, and taken up again they name what they lack.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from geometry.device import build_device
from sim.config.loader import shipped_library, study_from_yaml
from sim.coupling import solve_electrical
from sim.progress import SilentReporter
from sim.results.averages import crosstalk, lee, recycled_lee
from sim.results.records import CaseResult, Status
from sim.solve import RunContext, solve_case
from sim.store.hdf5 import read_case
from sim.store.provenance import PHYSICS_VERSION
from sim.study import Study

RESULTS = Path(__file__).resolve().parents[2] / "results"
SMALL = RESULTS / "small_pixel" / "small_pixel.h5"
OLDER = sorted((RESULTS / "green_3000ppi_coarse" / "cases").glob("*.h5"))
WINDOWS = sorted((RESULTS / "eqe_vs_size" / "cases").glob("*.h5"))
PULSED = sorted((RESULTS / "response_area" / "cases").glob("*.h5"))
VERSION_BEFORE_RECYCLING = 4


def study_of(case: CaseResult) -> Study:
    return study_from_yaml(case.config_yaml, case.name, shipped_library())


def test_a_small_pixel_is_stepped_again() -> None:
    kept = read_case(SMALL)
    assert kept.provenance["physics_version"] == PHYSICS_VERSION
    again = solve_case(study_of(kept), RunContext(shipped_library(), SilentReporter()))
    assert lee(again.optics) == pytest.approx(lee(kept.optics), rel=1e-5)
    assert recycled_lee(again.optics) == pytest.approx(recycled_lee(kept.optics), rel=1e-5)
    assert crosstalk(again.optics) == pytest.approx(crosstalk(kept.optics), rel=1e-4)
    assert again.optics.lee_error == pytest.approx(kept.optics.lee_error, rel=1e-3)
    assert kept.reference is not None
    assert again.reference is not None
    assert lee(again.reference) == pytest.approx(lee(kept.reference), rel=1e-9)
    assert recycled_lee(again.reference) == pytest.approx(recycled_lee(kept.reference), rel=1e-9)


def test_efficiency_follows_from_the_stored_optics() -> None:
    case = read_case(SMALL)
    study = study_of(case)
    assert study.electrical is not None
    assert case.electrical is not None
    device = build_device(study.device, shipped_library())
    again = solve_electrical(device, study.electrical, case.optics)
    assert again.eqe_peak == pytest.approx(case.electrical.eqe_peak, rel=1e-9)


def test_fitted_resistances_give_the_two_printed_times() -> None:
    """Films of 4 mm2 and the array of 4 mm2 (0.782 mm2 of it emit), as stored."""
    pulses = [
        case.electrical.transient
        for case in map(read_case, PULSED)
        if case.electrical is not None and case.electrical.transient is not None
    ]
    times = {round(1e6 * pulse.area_m2, 4): pulse for pulse in pulses}
    for area_mm2, printed_us in ((4.0, 7.55), (0.782, 1.95)):
        pulse = times[area_mm2]
        # benchmarks/electrical/response_table.py takes a resistance once the time is within 1 %.
        assert 1e6 * pulse.response_s == pytest.approx(printed_us, rel=0.01)


def test_windows_of_all_sizes_have_their_films_efficiency() -> None:
    cases = [read_case(path) for path in WINDOWS]
    assert sorted(case.optics.method for case in cases) == ["fmm"] * 3 + ["planar"] * 3
    for case in cases:
        assert case.status is Status.OK
        assert case.reference is not None
        assert recycled_lee(case.optics) == pytest.approx(recycled_lee(case.reference), rel=0.015)
        assert case.electrical is not None
        study = study_of(case)
        assert study.electrical is not None
        device = build_device(study.device, shipped_library())
        again = solve_electrical(device, study.electrical, case.optics)
        assert again.eqe_peak == pytest.approx(case.electrical.eqe_peak, rel=1e-9)


def test_all_older_cases_are_there() -> None:
    cases = [read_case(path) for path in OLDER]
    assert len(cases) == 10
    assert {case.status for case in cases} == {Status.OK}
    assert {case.provenance["physics_version"] for case in cases} == {VERSION_BEFORE_RECYCLING}


@pytest.mark.parametrize("path", OLDER[::5], ids=lambda path: path.stem[:6])
def test_older_optics_are_taken_as_transparent(path: Path) -> None:
    """Without powers of an absorbing emitter recycling is left out, and a sentence says so."""
    case = read_case(path)
    study = study_of(case)
    assert study.electrical is not None
    device = build_device(study.device, shipped_library())
    without = study.electrical.model_copy(update={"recycling": False})
    again = solve_electrical(device, study.electrical, case.optics)
    expected = solve_electrical(device, without, case.optics)
    assert again.eqe_peak == pytest.approx(expected.eqe_peak, rel=1e-9)
    assert any("transparent" in sentence for sentence in again.warnings)
