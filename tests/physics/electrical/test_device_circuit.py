"""Resistance, contacts and faces of the device equations: what the terminals see.

Laws: J(V) behind R is J_0(V - R J), J_0 without it; a dipole Delta at the lower face and -Delta at
the upper one is a shift of all levels of the dots by Delta; a barrier divides the hop's velocity by
exp(2 kappa d); reverse currents are those of leakage; a contact's work function is its material's.
Domain: PTAA 20 / dots 30 / TPBi 35 nm, levels shifted by -0.7 eV, R 1e-3 ohm m2, 0 to 4 V.
Known bias: with R, values are read off between voltages 0.1 V apart (below 1e-3 of J).
Tolerance: 2e-3 for that; 1e-6 where the equations are the same.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.electrical_cases import device, optics

from geometry.device import Device
from geometry.materials.library import constant_material
from geometry.stack import Layer
from sim.coupling import solve_electrical
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.records import ElectricalResult

BASE = {
    "model": "drift_diffusion",
    "cells": 12,
    "voltage_stop": "4 V",
    "level_shift": "-0.7 eV",
    "biexciton_lifetime": "500 ps",
    "series_resistance": "0 ohm.m2",
    "leakage": "0 S/m2",
}


def _solve(emitter: Device | None = None, **entries: object) -> ElectricalResult:
    spec = DriftDiffusionSpec.model_validate({**BASE, **entries})
    return solve_electrical(emitter or device(None, 0.97), spec, optics(plqy=0.97))


@pytest.fixture(scope="module")
def plain() -> ElectricalResult:
    return _solve()


def test_resistance_takes_its_drop(plain: ElectricalResult) -> None:
    behind = _solve(series_resistance="1e-3 ohm.m2")
    lit = behind.voltage_v > 2.0
    inner = behind.voltage_v - 1e-3 * behind.current_density_a_m2
    known = plain.current_density_a_m2 > 0.0
    expected = np.interp(
        inner[lit], plain.voltage_v[known], np.log(plain.current_density_a_m2[known])
    )
    assert np.exp(expected[::4]) == pytest.approx(behind.current_density_a_m2[lit][::4], rel=0.1)
    drop = plain.current_density_a_m2[-1] / behind.current_density_a_m2[-1]
    assert drop > 1.1
    at = np.log(behind.current_density_a_m2[lit])
    eqe = np.interp(at, np.log(plain.current_density_a_m2[known]), plain.eqe[known])
    assert behind.eqe[lit][3:] == pytest.approx(eqe[3:], rel=5e-3)


def test_sheet_resistance_adds_a_third_of_a_square() -> None:
    spec = DriftDiffusionSpec.model_validate({**BASE, "sheet_resistance": "15 ohm"})
    assert spec.resistance_ohm_m2 == pytest.approx(15.0 * (2e-3) ** 2 / 3.0)


def test_two_dipoles_shift_the_levels(plain: ElectricalResult) -> None:
    faces = {"below": {"dipole": "-0.7 eV"}, "above": {"dipole": "0.7 eV"}}
    dipoles = _solve(level_shift="0 eV", interfaces=faces)
    lit = plain.voltage_v > 2.0
    assert dipoles.current_density_a_m2[lit] == pytest.approx(
        plain.current_density_a_m2[lit], rel=1e-6
    )


def test_a_barrier_slows_the_hop() -> None:
    """exp(2 x 6 / nm x 0.2 nm) = 11: as good as a hop 11 times slower on that side."""
    thin = {"barrier_thickness": "0.2 nm", "barrier_decay": "6 1/nm"}
    both = _solve(interfaces={"below": thin, "above": thin})
    slow = _solve(injection_velocity=f"{0.4 * np.exp(-2.4)} m/s")
    assert both.current_density_a_m2 == pytest.approx(slow.current_density_a_m2, rel=1e-6)


def test_reverse_bias_leaks() -> None:
    result = _solve(voltage_start="-1 V", voltage_stop="2 V", leakage="1e-4 S/m2")
    reverse = result.voltage_v < 0.0
    assert result.current_density_a_m2[reverse] == pytest.approx(
        1e-4 * result.voltage_v[reverse], rel=1e-3
    )
    assert np.all(result.eqe[reverse] == 0.0)


@pytest.mark.parametrize(
    ("metal", "told", "same"), [("Al", False, False), ("unobtainium", True, True)]
)
def test_work_function_is_the_metals(
    plain: ElectricalResult, metal: str, told: bool, same: bool
) -> None:
    """Bare aluminium (4.28 eV) injects worse than LiF / Al, which stands in for unknown metals."""
    stack = device(None, 0.97).stack
    top = Layer("cathode", constant_material(metal, 1.8), 0.1, False, stack.layers[-1].process)
    changed = replace(device(None, 0.97), stack=replace(stack, layers=(*stack.layers[:-1], top)))
    result = _solve(changed)
    warned = any("cathode_work_function" in text for text in result.warnings)
    assert warned is told
    ratio = result.current_density_a_m2[-1] / plain.current_density_a_m2[-1]
    assert bool(ratio == pytest.approx(1.0)) is same


def test_traps_that_hold_electrons_hold_the_current_down(plain: ElectricalResult) -> None:
    """2.55e18 1/cm3 of them (device paper) are charge, and recombine by their capture of holes."""
    trapped = _solve(traps={"density": "2.55e18 1/cm3", "other_capture": "3.8e-19 m3/s"})
    assert trapped.current_density_a_m2[30] < plain.current_density_a_m2[30]
    assert trapped.losses["trap_level"][-1] > 0.0
    total = sum(share[-1] for share in trapped.losses.values())
    assert total == pytest.approx(1.0, rel=1e-6)
