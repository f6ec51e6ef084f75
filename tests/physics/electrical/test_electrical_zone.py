"""Light comes from where the device equations put it: EQE = gamma x IQE x LEE of that zone.

Domain: PTAA 20 / dots 30 (two sheets) / TPBi 35 nm, film; prescribed optics that differ by height
(share to air 0.1 below to 0.4 above, Purcell factor 0.8 to 1.6), quantum yields 1 and 0.8, no
recycling. Law: with the optical positions weighted by the zone, the averaged LEE is the light's
own, and the three factors give the EQE at its peak. Bias: none, both sides interpolate between
heights in the same way. Tolerance: 1e-9, rounding of sums. Without the weights the product is off
by more than 5 % here, which one test asks for, so that the law is seen to bind.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.electrical_cases import device, optics

from postprocess.case.efficiency import efficiency_chain
from sim.coupling import solve_electrical, weighted_by_zone
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.averages import lee
from sim.results.records import ElectricalResult, OpticalResult

AIR = (0.1, 0.2, 0.4)
SPEC = DriftDiffusionSpec.model_validate(
    {
        "model": "drift_diffusion",
        "cells": 40,
        "voltage_step": "0.2 V",
        "voltage_stop": "3 V",
        "level_shift": "-0.5 eV",
        "recycling": False,
    }
)


def _light(plqy: float) -> OpticalResult:
    found = optics(outcoupling=AIR, purcell=(0.8, 1.0, 1.6), plqy=plqy)
    stack = device(None).stack
    low = stack.interfaces_um[stack.emitter_index]
    nodes = np.zeros((3, 3))
    nodes[:, 2] = low + stack.emitter.thickness_um * np.array([0.1, 0.5, 0.9])
    return replace(found, node_um=nodes, wall_distance_um=np.full(3, np.inf))


@pytest.fixture(scope="module", params=[1.0, 0.8], ids=["ideal", "lossy"])
def solved(request: pytest.FixtureRequest) -> tuple[OpticalResult, ElectricalResult]:
    light = _light(request.param)
    return light, solve_electrical(device(None, request.param), SPEC, light)


def test_three_factors_give_the_efficiency(
    solved: tuple[OpticalResult, ElectricalResult],
) -> None:
    light, result = solved
    weighted = weighted_by_zone(device(None), light, result.emission_zone, result.emission_height)
    chain = efficiency_chain(result, weighted)
    assert chain is not None
    assert chain.injection * chain.iqe * chain.lee == pytest.approx(chain.eqe, rel=1e-9)
    assert chain.recycling == pytest.approx(1.0, rel=1e-9)


def test_uniform_weights_would_be_wrong(solved: tuple[OpticalResult, ElectricalResult]) -> None:
    light, result = solved
    assert result.emission_zone is not None
    chain = efficiency_chain(result, light)
    assert chain is not None
    assert abs(chain.recycling - 1.0) > 0.05


@pytest.mark.parametrize(("zone", "expected"), [((1.0, 0.0), 0.1375), ((0.0, 1.0), 0.325)])
def test_one_sheet_alone(zone: tuple[float, float], expected: float) -> None:
    """Heights 1/4 and 3/4 lie 3/8 and 5/8 of the way between positions at 0.1, 0.5 and 0.9."""
    weighted = weighted_by_zone(device(None), _light(0.8), np.array(zone))
    assert lee(weighted) == pytest.approx(expected, rel=1e-9)
    assert weighted.node_weight.sum() == pytest.approx(1.0)


def test_nothing_changes_without_a_zone_or_heights() -> None:
    light = _light(1.0)
    assert weighted_by_zone(device(None), light, None) is light
    flat = optics()
    assert weighted_by_zone(device(None), flat, np.array([0.5, 0.5])) is flat
