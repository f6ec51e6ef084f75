"""The band from the assumed inputs of the edge: its corners, its inputs, and when there is none."""

from __future__ import annotations

import pytest
from physics.electrical_cases import device, optics, round_pixel

from geometry.fill_in.technique import TechniqueName
from sim.analysis.bands import BandCase, edge_band, edge_inputs
from sim.coupling import solve_electrical
from sim.electrical.spec import CompactSpec

OPTICS = optics((0.2, 0.22))


def band_case(**electrical: object) -> BandCase:
    return BandCase(device(round_pixel(), 0.9), CompactSpec.model_validate(electrical), OPTICS)


def test_the_corners_hold_every_sample_and_the_case_itself() -> None:
    case = band_case()
    found = edge_band(case, samples=16)
    own = solve_electrical(case.device, case.spec, OPTICS)
    assert found is not None
    assert 0.0 <= found.worst <= found.low < found.high <= found.best
    assert found.worst <= own.eqe_peak <= found.best


def test_the_best_corner_has_no_rim_and_no_shunt() -> None:
    """Without rim and shunt, with the slowest wall and the slowest excitons, written out."""
    found = edge_band(band_case(), samples=2)
    clean = band_case(
        sidewall_velocity="4 cm/s",
        exciton_diffusivity="1e-3 cm2/s",
        rim_width="0 nm",
        rim_yield=1.0,
        perimeter_shunt="0 S/m",
    )
    own = solve_electrical(clean.device, clean.spec, OPTICS)
    assert found is not None
    assert found.best == pytest.approx(own.eqe_peak, rel=1e-12)


def test_what_the_user_gives_is_not_varied() -> None:
    case = band_case(sidewall_velocity="100 cm/s", rim_width="20 nm")
    assert case.device.array is not None
    paths = {entry.path for entry in edge_inputs(case, case.device.array)}
    assert paths == {
        "electrical.exciton_diffusivity",
        "electrical.rim_yield",
        "electrical.perimeter_shunt",
    }


def test_the_gap_varies_in_its_technique_s_proportions() -> None:
    """Laser printing: 1 um, 0.5 to 3 um; the pixel's own 1.5 um becomes 0.75 um to 0.9 pitches."""
    case = BandCase(device(round_pixel()), CompactSpec(), OPTICS, TechniqueName.LASER_PRINTING)
    assert case.device.array is not None
    gap = edge_inputs(case, case.device.array)[-1]
    assert gap.path == "device.array.gap"
    assert (gap.low, gap.high) == pytest.approx((0.75, 0.9 * 2.8))


def test_a_film_has_no_band() -> None:
    assert edge_band(BandCase(device(None), CompactSpec(), OPTICS)) is None
