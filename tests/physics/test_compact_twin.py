"""The compact twin reproduces the device equations' EQE within 3 % over three decades of current.

Domain: PTAA 20 / dots 30 / TPBi 35 nm with the treated dots of the device paper, prescribed
optics, from 1 cd/m2 up. Law: "charged" of sim.electrical.recombination, A, B, T, C fitted, k_r and
k_nr kept. Known limit: with level shifts near -0.5 eV the EQE of the device equations falls and
rises again, which a polynomial law does not; the twin then says how far it is off (3 to 18 %).
Tolerance: 3 %, the use of a twin in sweeps; found 1.1 % (shifted by -0.65 eV, over
which the EQE falls by a third) and 0.001 % (published levels, at which the yield is constant).
The voltage at equal current is a diode law's: within 0.1 V.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import solve_electrical, twin_of
from sim.electrical.spec import DriftDiffusionSpec
from sim.electrical.twin import CompactTwin, TwinError

LIGHT = optics(outcoupling=(0.2, 0.3), purcell=(1.2, 1.2), plqy=0.97, reabsorbed=0.2)
FINE = {"model": "drift_diffusion", "cells": 60, "voltage_step": "0.05 V"}
SHIFTED = {
    "level_shift": "-0.65 eV",
    "biexciton_lifetime": "500 ps",
    "voltage_stop": "2.6 V",
    "voltage_step": "0.025 V",
}


def _twin(**entries: str) -> CompactTwin:
    spec = DriftDiffusionSpec.model_validate({**FINE, **entries})
    return twin_of(device(None, 0.97), spec, LIGHT)


@pytest.fixture(scope="module")
def shifted() -> CompactTwin:
    return _twin(**SHIFTED)


def test_shifted_levels(shifted: CompactTwin) -> None:
    assert shifted.high_a_m2 / shifted.low_a_m2 > 500.0
    assert shifted.eqe_deviation < 0.03
    assert shifted.voltage_deviation_v < 0.1
    fall = np.nanmax(shifted.drift_diffusion.eqe) / shifted.drift_diffusion.eqe[-1]
    assert fall > 1.3, "the EQE has to fall for the twin to be a test"


def test_published_levels() -> None:
    twin = _twin(voltage_stop="5 V")
    assert twin.high_a_m2 / twin.low_a_m2 > 500.0
    assert twin.eqe_deviation < 0.03


def test_the_twin_is_a_case_of_its_own(shifted: CompactTwin) -> None:
    """Its spec gives the same curves through the public entry, and reads back from its dump."""
    text = shifted.spec.model_dump_json(by_alias=True)
    again = type(shifted.spec).model_validate_json(text)
    result = solve_electrical(device(None, 0.97), again, LIGHT)
    lit = result.voltage_v > 2.0
    fine = np.interp(result.voltage_v[lit], shifted.compact.voltage_v, shifted.compact.eqe)
    assert result.eqe[lit] == pytest.approx(fine, rel=1e-3)


def test_the_twin_carries_over_to_a_pixel(shifted: CompactTwin) -> None:
    """Its wall and shunts are the pixel's own: it is dimmer than the film, as the device is."""
    film = solve_electrical(device(None, 0.97), shifted.spec, LIGHT)
    pixel = solve_electrical(device(round_pixel(), 0.97), shifted.spec, LIGHT)
    assert pixel.eqe_peak < film.eqe_peak


def test_a_dark_device_has_no_twin() -> None:
    with pytest.raises(TwinError, match="0 points"):
        _twin(voltage_stop="1 V")
