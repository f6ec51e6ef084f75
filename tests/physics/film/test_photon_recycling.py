"""Light absorbed again in the emitter returns as excitons: EQE = gamma Phi P_out / (1 - Phi P_re).

Domain: P_out 0.20, P_re 0.5; Phi 0.97, 0.90, 0.70 give 0.377, 0.327, 0.215. The sweep must give the
same closed form at every voltage, with P_out = (1 - A_re) eta_out because lossless optics share out
the light without the emitter's own absorption; A_re = 0 gives gamma Phi LEE.
Known bias: none. Tolerance: the digits quoted; 1e-10 for the sweep (iteration to 1e-13).
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import device, optics

from sim.coupling import solve_electrical
from sim.electrical.light import recycled_efficiency
from sim.electrical.spec import CompactSpec

TIGHT = {"leakage": "0 S/m2"}


@pytest.mark.parametrize(("phi", "expected"), [(0.97, 0.377), (0.90, 0.327), (0.70, 0.215)])
def test_closed_form(phi: float, expected: float) -> None:
    eqe = float(recycled_efficiency(1.0, phi * 0.20, phi * 0.5))
    assert eqe == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("reabsorbed", [0.0, 0.1, 0.5])
def test_sweep_follows_the_closed_form(reabsorbed: float) -> None:
    light = optics(outcoupling=(0.25, 0.25), reabsorbed=reabsorbed, plqy=0.9)
    result = solve_electrical(device(None, plqy=0.9), CompactSpec.model_validate(TIGHT), light)
    lit = result.current_density_a_m2 > 0.0
    expected = [
        float(recycled_efficiency(1.0, phi * 0.25 * (1.0 - reabsorbed), phi * reabsorbed))
        for phi in result.iqe[lit]
    ]
    assert result.eqe[lit] == pytest.approx(expected, rel=1e-10)


def test_switched_off() -> None:
    light = optics(outcoupling=(0.25, 0.25), reabsorbed=0.5, plqy=0.9)
    spec = CompactSpec.model_validate({**TIGHT, "recycling": False})
    result = solve_electrical(device(None, plqy=0.9), spec, light)
    assert result.eqe == pytest.approx(0.25 * result.iqe, rel=1e-12)


def test_without_parasitic_loss_every_photon_leaves() -> None:
    """Phi = 1 and P_out + P_re = 1: no fate is left but air."""
    light = optics(outcoupling=(1.0, 1.0), reabsorbed=0.6)
    spec = CompactSpec.model_validate({**TIGHT, "biexciton_lifetime": "1e12 s"})
    result = solve_electrical(device(None), spec, light)
    assert np.max(result.eqe) == pytest.approx(1.0, rel=1e-9)
    assert np.all(result.eqe <= 1.0 + 1e-12)
