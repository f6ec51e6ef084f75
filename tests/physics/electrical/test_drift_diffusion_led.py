"""An LED's EQE from the device equations is gamma x IQE x LEE, and every electron is accounted for.

Domain: PTAA 20 / dots 30 / TPBi 35 nm, film and 1.3 um pixel, prescribed optics (LEE 0.2 to 0.3).
Laws: losses add up to the terminal current (electron and hole currents at the contacts against the
integral of recombination); with unit yield, no Auger recombination and no leakage EQE = gamma LEE;
shares stay within 0 and 1; recycling follows q P_air / (1 - q + q P_away); charged dots are dim.
Known bias: J is the mean over edges, its spread is below 1e-6 above turn-on.
Tolerance: 1e-6.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import solve_electrical
from sim.electrical.materials import TRANSPORT_MATERIALS
from sim.electrical.spec import DriftDiffusionSpec
from sim.electrical.thermal import thermal_voltage_v
from sim.results.averages import lee
from sim.results.records import ElectricalResult, Status

COARSE = {
    "model": "drift_diffusion",
    "cells": 40,
    "voltage_step": "0.5 V",
    "leakage": "0 S/m2",
    "series_resistance": "0 ohm.m2",
}
NO_AUGER = {"biexciton_lifetime": "1e9 s", "perimeter_shunt": "0 S/m", "sidewall_velocity": "0 m/s"}
LIGHT = optics(outcoupling=(0.2, 0.3), purcell=(1.2, 1.2))


def _solve(plqy: float = 1.0, pixel: bool = False, **entries: str | float) -> ElectricalResult:
    spec = DriftDiffusionSpec.model_validate({**COARSE, **entries})
    light = optics(outcoupling=(0.2, 0.3), purcell=(1.2, 1.2), plqy=plqy)
    return solve_electrical(device(round_pixel() if pixel else None, plqy), spec, light)


def test_sweep_starts_at_rest() -> None:
    result = _solve()
    assert result.status is Status.OK
    assert result.current_density_a_m2[0] == 0.0
    assert result.eqe[0] == 0.0
    assert np.all(np.isfinite(result.eqe))


def test_every_electron_is_counted() -> None:
    entries = {"rim_width": "30 nm", "gap_conductivity": "1e-8 S/cm", "gap_blocking": 0.5}
    result = _solve(plqy=0.9, pixel=True, **entries)
    lit = result.voltage_v > 2.2
    total = np.sum([share[lit] for share in result.losses.values()], axis=0)
    assert total == pytest.approx(np.ones(lit.sum()), rel=1e-6)
    for share in result.losses.values():
        assert np.all((share[lit] >= -1e-9) & (share[lit] <= 1.0))


def test_ideal_emitter_reaches_its_extraction() -> None:
    result = _solve(pixel=True, **NO_AUGER)
    lit = result.voltage_v > 2.2
    expected = result.injection_efficiency[lit] * lee(LIGHT)
    assert result.iqe[lit] == pytest.approx(np.ones(lit.sum()), rel=1e-6)
    assert result.eqe[lit] == pytest.approx(expected, rel=1e-6)


def test_charged_dots_lose_light() -> None:
    """One carrier waits at a barrier: light comes from trions, k_r against 1 / (4 tau_XX)."""
    result = _solve()
    assert 0.0 < result.iqe[-1] < 0.1
    assert any("charged dots" in warning for warning in result.warnings)


def test_recycling_follows_the_closed_form() -> None:
    light = optics(outcoupling=(0.25, 0.25), reabsorbed=0.4, plqy=0.8)
    spec = DriftDiffusionSpec.model_validate({**COARSE, **NO_AUGER})
    result = solve_electrical(device(None, 0.8), spec, light)
    lit = result.voltage_v > 2.2
    expected = result.injection_efficiency[lit] * 0.8 * 0.25 / (0.2 + 0.8 * 0.6)
    assert result.iqe[lit] == pytest.approx(np.full(lit.sum(), 0.8 * 0.6 / 0.68), rel=1e-6)
    assert result.eqe[lit] == pytest.approx(expected, rel=1e-6)


def test_light_comes_from_where_the_carriers_meet() -> None:
    result = _solve()
    assert result.emission_zone is not None
    assert result.emission_height == pytest.approx([1 / 4, 3 / 4, 1 / 6, 1 / 2, 5 / 6])
    assert result.emission_zone.shape == (5,)
    assert result.emission_zone.sum() == pytest.approx(1.0, rel=1e-12)


def test_levels_and_carriers_belong_together() -> None:
    """n = N exp(-(E_c - E_Fn) / kT) in a layer; E_Fn differs by the voltage between the contacts.

    Tolerance: 1e-6, as above; levels and carriers are those of the solver's own nodes.
    """
    result = _solve(**NO_AUGER)
    kept = result.levels
    assert kept is not None
    assert kept.layer_names == ("htl", "emitter", "etl")
    assert kept.bias_v[0] == 0.0
    assert np.all(kept.electron_fermi_ev[0] == kept.hole_fermi_ev[0])
    start, end = kept.layer_start_m[2] - 1e-12, kept.layer_end_m[2] + 1e-12
    etl = (kept.position_m >= start) & (kept.position_m <= end)
    states = TRANSPORT_MATERIALS["TPBi"].states_1_m3
    depth_ev = kept.conduction_ev[1] - kept.electron_fermi_ev[1]
    expected = states * np.exp(-depth_ev[etl] / thermal_voltage_v(300.0))
    assert kept.electrons_1_m3[1, etl] == pytest.approx(expected, rel=1e-6)
    across = kept.electron_fermi_ev[1, -1] - kept.electron_fermi_ev[1, 0]
    assert across == pytest.approx(kept.device_v[1], abs=1e-9)
