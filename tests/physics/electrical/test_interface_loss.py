"""The emitter's face takes the share k_int tau / (1 + k_int tau) of the pairs, k_int = S_i / d.

Formula: one face of a film of thickness d quenches (L / d) s t / (s + t) of the pairs, s = S_i L/D
and t = tanh(d / L); thin films (d far below L) go to S_i tau / (d + S_i tau), thick ones to L / d.
Domain: treated dots of the device paper, 30 nm, 29.84 ns, 0.15 cm2/s (L 0.67 um), S_i 0.09, 0.6 and
4.1 m/s; quantum yield 0.97 on glass. Compact model at currents where nothing annihilates.
Known bias: the thin limit neglects the way to the face, S_i d / (3 D), 2.7e-3 at 4.1 m/s.
Tolerance: 3e-3 for the limits, 1e-9 for the share of current against the law.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import device, optics

from sim.coupling import solve_electrical
from sim.electrical.channels.interface import interface_rate
from sim.electrical.channels.sidewall import Diffusion
from sim.electrical.spec import CompactSpec, DriftDiffusionSpec

TAU_S, D_M2_S, THICKNESS_M = 29.84e-9, 1.5e-5, 30e-9
VELOCITIES = (0.09, 0.6, 4.1)


@pytest.mark.parametrize("velocity", VELOCITIES)
def test_thin_film(velocity: float) -> None:
    rate = interface_rate(THICKNESS_M, velocity, Diffusion(D_M2_S, TAU_S))
    assert rate == pytest.approx(velocity / THICKNESS_M, rel=3e-3)


def test_thick_film_loses_its_last_diffusion_length() -> None:
    rate = interface_rate(100e-6, 1e9, Diffusion(D_M2_S, TAU_S))
    share = rate * TAU_S / (1.0 + rate * TAU_S)
    assert share == pytest.approx(np.sqrt(D_M2_S * TAU_S) / 100e-6, rel=2e-3)


@pytest.mark.parametrize("velocity", VELOCITIES)
def test_share_of_the_current(velocity: float) -> None:
    """Below annihilation: face over everything else is k_int over k_nr + F k_r."""
    faces = {"below": {"recombination_velocity": f"{velocity} m/s"}}
    spec = CompactSpec.model_validate({"interfaces": faces, "leakage": "0 S/m2"})
    result = solve_electrical(device(None, 0.97), spec, optics(plqy=0.97))
    ratio = result.losses["interface"][10] / (
        result.losses["radiative"][10] + result.losses["trap"][10]
    )
    rate = interface_rate(THICKNESS_M, velocity, Diffusion(D_M2_S, TAU_S))
    assert ratio == pytest.approx(rate * TAU_S, rel=1e-9)


def test_faces_act_alike_in_drift_diffusion() -> None:
    """Same ratio to light as in the compact model; light falls by it at equal current."""
    entries = {
        "model": "drift_diffusion",
        "cells": 20,
        "voltage_step": "0.5 V",
        "voltage_stop": "3 V",
        "interfaces": {"below": {"recombination_velocity": "0.6 m/s"}},
    }
    result = solve_electrical(
        device(None, 0.97), DriftDiffusionSpec.model_validate(entries), optics(plqy=0.97)
    )
    ratio = result.losses["interface"][-1] / result.losses["trap"][-1]
    rate = interface_rate(THICKNESS_M, 0.6, Diffusion(D_M2_S, TAU_S))
    assert ratio == pytest.approx(rate * TAU_S / 0.03, rel=1e-9)
