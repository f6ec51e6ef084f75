"""Claim: the steps from the film to the pixel are exhaustive, and each is its own mechanism's.

    E_pixel = E_film * prod_k (E_k / E_(k-1)) = E_film + sum_k (E_k - E_(k-1))

E_film is the film's and E_pixel the pixel's own EQE, found by one solution each that knows nothing
of mechanisms. With closed forms where one mechanism acts alone: optics that differ by a factor in
extraction alone give that factor; powers with recycling alone give
[P_air / (1 - q + q P_away)] over the same of the film, in one step with the outcoupling; a dark rim
alone the bright area (1 - 2 d / w)^2; a shunt alone gamma, with the levels compared at one voltage.

Bias: none; the rim's factor is exact only while the yield does not depend on it, which holds
without recycling. Tolerance: 1e-12 for sums and products (rounding); 1e-9 for the closed forms;
2e-3 for the shunt, whose peak moves along a flat curve between voltage steps.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics.electrical_cases import device, optics, round_pixel

from geometry.solids import BLACK_MATRIX
from geometry.spec import ArraySpec
from sim.analysis.waterfall import PixelCase, WaterfallError, waterfall
from sim.analysis.waterfall_records import MatrixEvidence, Mechanism, Waterfall
from sim.coupling import solve_electrical
from sim.electrical.spec import CompactSpec
from sim.results.averages import lee, recycled_lee
from sim.results.records import OpticalResult
from sim.results.recycling import with_recycling

CLEAN = {
    "sidewall_velocity": "0 cm/s", "perimeter_shunt": "0 S/m", "leakage": "0 S/m2",
    "biexciton_lifetime": "1 s",
}  # fmt: skip
PLQY = 0.8


def spec(**changes: object) -> CompactSpec:
    """Compact model without any loss at the edge, and without Auger, unless named."""
    return CompactSpec.model_validate({**CLEAN, **changes})


def shares(*outcoupling: float, reabsorbed: float = 0.0) -> OpticalResult:
    """Optics with these shares to air and no Purcell effect."""
    return optics(outcoupling, (1.0,) * len(outcoupling), reabsorbed, PLQY)


def case(model: CompactSpec, pixel: OpticalResult, film: OpticalResult) -> PixelCase:
    """A round pixel of 1.3 um."""
    return PixelCase(device(round_pixel(), PLQY), model, pixel, film)


def with_matrix(pixel: OpticalResult, share: float) -> OpticalResult:
    """Optics in which a black matrix takes a share of everything that would enter the glass."""
    absorbed = share * (pixel.air + pixel.substrate)
    return replace(
        pixel,
        air=(1.0 - share) * pixel.air,
        substrate=(1.0 - share) * pixel.substrate,
        lossy_air=None if pixel.lossy_air is None else (1.0 - share) * pixel.lossy_air,
        absorbing_parts=(BLACK_MATRIX,),
        absorbed=absorbed[..., None],
        lee_error=0.02 * (1.0 - share) * lee(pixel),
        recycling_errors={"grid": 0.02 * (1.0 - share) * recycled_lee(pixel)},
    )


def matrix_array() -> ArraySpec:
    """The round pixel with a black matrix."""
    return ArraySpec.model_validate(
        {
            "pitch": "2.8 um",
            "aperture": {"shape": "circle", "width": "1.3 um"},
            "bank": {"height": "100 nm"},
            "black_matrix": {"thickness": "300 nm", "opening": "1.5 um"},
        }
    )


def check_closes(found: Waterfall, film: float, pixel: float) -> None:
    """Both ends are those of plain solutions, and the steps lead from one to the other."""
    assert found.film == pytest.approx(film, rel=1e-12)
    assert found.pixel == pytest.approx(pixel, rel=1e-12)
    assert found.film + sum(s.points for s in found.steps) == pytest.approx(pixel, rel=1e-12)
    assert found.film * math.prod(s.factor for s in found.steps) == pytest.approx(pixel, rel=1e-12)
    assert tuple(s.mechanism for s in found.steps) == tuple(Mechanism)


@pytest.mark.parametrize("kinetics", ["excitonic", "free_carrier"])
def test_steps_close(kinetics: str) -> None:
    model = CompactSpec.model_validate(
        {"kinetics": kinetics, "rim_width": "20 nm", "rim_yield": 0.3,
         "perimeter_shunt": "1e-7 S/m", "gap_conductivity": "1e-8 S/m", "gap_blocking": 0.5}
    )  # fmt: skip
    film = optics((0.21,), (1.1,), 0.2, PLQY)
    pixel = with_matrix(optics((0.3, 0.2, 0.25), (1.0, 1.2, 1.1), 0.1, PLQY), 0.2)
    whole = replace(case(model, pixel, film), device=device(matrix_array(), PLQY))
    alone = solve_electrical(whole.device, model, pixel)
    unpatterned = solve_electrical(whole.device.as_film(), model, film)
    found = waterfall(whole)
    check_closes(found, unpatterned.eqe_peak, alone.eqe_peak)
    assert all(step.factor != 1.0 for step in found.steps), "every mechanism has to act"
    assert all(step.alone != found.pixel for step in found.steps)


def test_extraction_alone_is_a_factor() -> None:
    film, pixel = shares(0.2), shares(0.26, 0.18)
    found = waterfall(case(spec(), pixel, film))
    assert found.step(Mechanism.OUTCOUPLING).factor == pytest.approx(0.22 / 0.2, rel=1e-9)
    others = [s for s in found.steps if s.mechanism is not Mechanism.OUTCOUPLING]
    assert all(step.points == 0.0 for step in others)


def test_outcoupling_and_recycling_are_one_step() -> None:
    """Share to air up by a quarter, light that comes back down from 0.3 to 0.1."""
    film, pixel = shares(0.2, reabsorbed=0.3), shares(0.25, reabsorbed=0.1)
    found = waterfall(case(spec(), pixel, film))

    def seen(air: float, reabsorbed: float) -> float:
        return float(with_recycling(PLQY, air, 1.0 - reabsorbed))

    expected = seen(0.25, 0.1) / seen(0.2, 0.3)
    step = found.step(Mechanism.OUTCOUPLING)
    assert step.factor == pytest.approx(expected, rel=1e-9)
    assert found.transparent == pytest.approx(1.25, rel=1e-9)
    assert found.recycling == pytest.approx(expected / 1.25, rel=1e-9)


def test_a_film_of_an_older_version_is_compared_without_recycling() -> None:
    pixel = shares(0.25, reabsorbed=0.1)
    film = replace(shares(0.2, reabsorbed=0.3), lossy_air=None, away=None)
    found = waterfall(case(spec(), pixel, film))
    assert found.step(Mechanism.OUTCOUPLING).factor == pytest.approx(1.25, rel=1e-9)
    assert math.isnan(found.transparent)


def test_a_dark_rim_alone_takes_its_area() -> None:
    both = shares(0.2)
    found = waterfall(case(spec(rim_width="65 nm"), both, both))
    assert found.step(Mechanism.RIM).factor == pytest.approx((1.0 - 2 * 65 / 1300) ** 2, rel=1e-9)


def test_leakage_is_the_injection() -> None:
    both = shares(0.2)
    model = spec(perimeter_shunt="1e-6 S/m", voltage_step="0.01 V", biexciton_lifetime="100 ps")
    found = waterfall(case(model, both, both))
    leaky = solve_electrical(device(round_pixel(), PLQY), model, both)
    peak = int(np.argmax(leaky.eqe))
    tight = solve_electrical(
        device(round_pixel(), PLQY), model.model_copy(update={"perimeter_shunt_s_m": 0.0}), both
    )
    at_peak = float(leaky.injection_efficiency[peak] * tight.eqe[peak])
    assert found.step(Mechanism.LEAKAGE).after == pytest.approx(at_peak, rel=2e-3)
    assert found.step(Mechanism.LEAKAGE).factor < 0.999


def test_a_matrix_is_found_from_its_sister_or_from_what_it_absorbs() -> None:
    """Absorbing a share of what enters the glass at every angle, the estimate is exact."""
    bare = shares(0.3, 0.2)
    bare = replace(bare, lee_error=0.005, recycling_errors={"grid": 0.02 * recycled_lee(bare)})
    dark = with_matrix(bare, 0.25)
    pixel = replace(case(spec(), dark, bare), device=device(matrix_array(), PLQY))
    guessed = waterfall(pixel)
    known = waterfall(replace(pixel, without_matrix=bare))
    assert guessed.matrix is MatrixEvidence.ABSORBED
    assert known.matrix is MatrixEvidence.SISTER
    for found in (guessed, known):
        assert found.step(Mechanism.BLACK_MATRIX).factor == pytest.approx(0.75, rel=1e-9)
    # 2 % of each, independent; the estimate is as uncertain as the absorbed share.
    step = known.step(Mechanism.BLACK_MATRIX)
    assert step.points_error == pytest.approx(0.02 * math.hypot(step.before, step.after), rel=1e-9)
    assert guessed.step(Mechanism.BLACK_MATRIX).points_error > abs(step.points)


def test_errors_of_the_optics_stay_in_the_optical_steps() -> None:
    film = replace(shares(0.2), recycling_errors={"grid": 0.001 * PLQY})
    pixel = replace(shares(0.26), recycling_errors={"grid": 0.013 * PLQY}, method="fdtd")
    found = waterfall(case(spec(rim_width="65 nm"), pixel, film))
    optical = found.step(Mechanism.OUTCOUPLING)
    assert optical.points_error == pytest.approx(
        math.hypot(0.005 * optical.before, 0.05 * optical.after), rel=1e-9
    )
    rim = found.step(Mechanism.RIM)
    assert rim.points_error == pytest.approx(0.05 * abs(rim.points), rel=1e-9)
    assert found.pixel_error == pytest.approx(0.05 * found.pixel, rel=1e-9)


def test_a_film_and_a_dark_device_are_refused() -> None:
    both = shares(0.2)
    with pytest.raises(WaterfallError, match="film"):
        waterfall(PixelCase(device(None, PLQY), spec(), both, both))
    with pytest.raises(WaterfallError, match="never reaches 1 cd/m2"):
        waterfall(case(spec(voltage_stop="0.5 V"), both, both))
