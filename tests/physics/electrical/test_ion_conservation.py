"""Mobile ions are neither made nor lost, and none of them change nothing.

Formula: sum over nodes of P_k h_k = P_0 L at every voltage; Boltzmann's law and limited sites.
Domain: PTAA / 2 sheets of dots / TPBi, 1e22 to 1.6e25 ions per m3 (0.02 to 34 per dot), 0 to 6 V;
the same device with a density of 0 and without the block.
Known bias: none. Tolerance: 1e-12 of the number (rounding of sums; asked for is 1e-9); the device
without ions is met bit for bit.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from physics.electrical_cases import device, ion_sweep, led_mesh, optics

from sim.coupling import solve_electrical
from sim.electrical.drift_diffusion.sweep import mobile_ions
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.records import ElectricalResult

DOT_1_M3 = 12.84e-9**-3


def _spec(ions: dict[str, str] | None) -> DriftDiffusionSpec:
    entries = {"model": "drift_diffusion", "cells": 40, "voltage_step": "1 V", "ions": ions}
    return DriftDiffusionSpec.model_validate(entries)


@pytest.mark.parametrize("sites_per_mean", [None, 1.5, 100.0])
@pytest.mark.parametrize("density", [1e22, 1e24, 1.6e25])
def test_number_of_ions_is_kept(density: float, sites_per_mean: float | None) -> None:
    entries = {"density": f"{density} 1/m3"}
    if sites_per_mean is not None:
        entries["site_density"] = f"{density * sites_per_mean} 1/m3"
    spec, mesh = _spec(entries), led_mesh(cells=40)
    ions = mobile_ions(spec, mesh)
    assert ions is not None
    moved = 0.0
    for point in ion_sweep(spec, mesh, np.arange(7.0)):
        assert point.profile is not None, point.status
        found = point.profile.ions_1_m3
        assert mesh.volume_m @ found == pytest.approx(ions.total_1_m2, rel=1e-12)
        assert np.all(found[~mesh.nanocrystal_node] == 0.0)
        assert np.all(found < ions.site_density_1_m3)
        moved = max(moved, float(np.ptp(found[mesh.nanocrystal_node])) / density)
    assert moved > 0.1  # there was something to lose: 34 per dot need move by a quarter only


def _solve(ions: dict[str, str] | None) -> ElectricalResult:
    return solve_electrical(device(None, 0.97), _spec(ions), optics(plqy=0.97))


def test_no_ions_are_no_change() -> None:
    without, empty = _solve(None), _solve({"density": "0 1/cm3"})
    for field in dataclasses.fields(ElectricalResult):
        one, other = getattr(without, field.name), getattr(empty, field.name)
        if isinstance(one, np.ndarray):
            assert np.array_equal(one, other, equal_nan=True), field.name
    assert without.point_status == empty.point_status
    some = _solve({"density": "1e18 1/cm3"})
    assert some.current_density_a_m2[-1] != pytest.approx(without.current_density_a_m2[-1], rel=0.1)
