"""Light that the emitter takes back is not lost: EQE = gamma q P_air / (1 - q + q P_away).

Domain: prescribed powers over bulk, one position or two of which light is exchanged (mean powers
count); P_air 0.3, P_away 0.9; q 0.97, 0.90, 0.70 give 0.32226, 0.29670, 0.22581. The sweep of the
compact model must give the closed form with q at each density: the dots' rates without light, over
those with it, from the IQE. Limits: q = 1 and all that leaves reaches air: EQE = gamma, whatever
the emitter takes of its own light; without the fields of an absorbing emitter or with recycling
off: the transparent emitter's share to air times the IQE.
Recycling raises the EQE wherever P_air / P_away of the absorbing emitter is larger than the
transparent one's share to air, which the older law could not give.
Known bias: none. Tolerance: 1e-12 by hand (rounding); 1e-9 for q = 1, where leakage of 1e-12 is
left; the digits quoted.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.electrical_cases import device, optics

from sim.coupling import solve_electrical
from sim.electrical.spec import CompactSpec
from sim.results.records import OpticalResult
from sim.results.recycling import with_recycling

TIGHT = {"leakage": "0 S/m2"}
SLOW = {**TIGHT, "biexciton_lifetime": "1e12 s"}
"""Without Auger recombination the yield is that of the dots at every current."""


def light(
    air: tuple[float, ...], away: tuple[float, ...], plqy: float, total: float = 1.2
) -> OpticalResult:
    """Powers over bulk of an absorbing emitter; the transparent one sends 0.2 of its light out."""
    found = optics((0.2,) * len(air), (total,) * len(air), 0.25, plqy)
    shape = found.air.shape

    def everywhere(power: tuple[float, ...]) -> np.ndarray:
        return np.broadcast_to(np.array(power)[:, None, None], shape).copy()

    return replace(found, lossy_air=everywhere(air), away=everywhere(away))


@pytest.mark.parametrize(("q", "expected"), [(0.97, 0.32226), (0.90, 0.29670), (0.70, 0.22581)])
def test_closed_form(q: float, expected: float) -> None:
    assert float(with_recycling(q, 0.3, 0.9)) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("q", [0.97, 0.7])
@pytest.mark.parametrize(
    ("air", "away"), [((0.3,), (0.9,)), ((0.2, 0.4), (0.7, 1.1)), ((0.05,), (0.06,))]
)
def test_the_sweep_is_the_formula(
    q: float, air: tuple[float, ...], away: tuple[float, ...]
) -> None:
    spec = CompactSpec.model_validate(SLOW)
    result = solve_electrical(device(None, plqy=q), spec, light(air, away, q))
    mean_air, mean_away = float(np.mean(air)), float(np.mean(away))
    expected = q * mean_air / (1.0 - q + q * mean_away)
    assert result.eqe[1:] == pytest.approx(np.full(result.eqe.size - 1, expected), rel=1e-12)
    assert result.eqe[1:] == pytest.approx(result.iqe[1:] * mean_air / mean_away, rel=1e-12)


def test_auger_is_one_more_loss() -> None:
    """q of the formula is the yield in the unbounded medium at the emitter's density."""
    spec = CompactSpec.model_validate(TIGHT)
    air, away, plqy = 0.3, 0.9, 0.97
    result = solve_electrical(device(None, plqy=plqy), spec, light((air,), (away,), plqy))
    auger, trap = result.losses["auger"][1:], result.losses["trap"][1:]
    bulk = result.losses["radiative"][1:] / away
    q = bulk / (bulk + auger + trap)
    assert np.ptp(q) > 0.01
    assert result.eqe[1:] == pytest.approx(with_recycling(1.0, q * air, 1.0 - q + q * away))


def test_nothing_but_light_leaves() -> None:
    """q = 1 and no other absorber: every photon leaves in the end, EQE = gamma."""
    result = solve_electrical(
        device(None), CompactSpec.model_validate(SLOW), light((0.4,), (0.4,), 1.0)
    )
    assert result.eqe[1:] == pytest.approx(result.injection_efficiency[1:], rel=1e-9)
    assert np.max(result.eqe) == pytest.approx(1.0, rel=1e-9)


def test_recycling_can_raise_the_efficiency() -> None:
    seen = light((0.3,), (0.9,), 0.97)
    on, off = (
        solve_electrical(
            device(None, 0.97), CompactSpec.model_validate({**SLOW, "recycling": acts}), seen
        )
        for acts in (True, False)
    )
    assert np.all(on.eqe[1:] > 1.2 * off.eqe[1:])


def test_switched_off() -> None:
    spec = CompactSpec.model_validate({**TIGHT, "recycling": False})
    result = solve_electrical(device(None, plqy=0.9), spec, light((0.3,), (0.9,), 0.9))
    assert result.eqe == pytest.approx(0.2 * result.iqe, rel=1e-12)


def test_results_without_the_powers_are_transparent_and_say_so() -> None:
    spec = CompactSpec.model_validate(TIGHT)
    plain = replace(light((0.3,), (0.9,), 0.9), lossy_air=None, away=None)
    result = solve_electrical(device(None, plqy=0.9), spec, plain)
    off = solve_electrical(
        device(None, plqy=0.9), spec.model_copy(update={"recycling": False}), plain
    )
    assert np.array_equal(result.eqe, off.eqe)
    assert any("no powers of an absorbing emitter" in w for w in result.warnings)
    assert not any("absorbing emitter" in w for w in off.warnings)
