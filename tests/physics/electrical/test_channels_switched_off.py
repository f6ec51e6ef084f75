"""Switching off a loss channel raises the EQE by what the channel takes of the current.

Domain: 1.3 um pixel of the paper's stack, exact planar optics, compact model without recycling,
every channel on and strong enough to be seen at 3 mA/cm2: rim 20 nm, wall 34 m/s, both shunts,
leakage, Auger (excitons meet fast), overshoot 5 %, quantum yield 0.9; and the drift-diffusion
model. Law: a channel with the share s of the current gives back s / (1 - s) of the EQE; the rim
takes light, so that its s is of the light. Compared at equal current (EQE interpolated in ln J).
Bias: with one channel less annihilation takes a little more, second order in s. Tolerance: 15 % of
the gain, for that.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from geometry.materials.library import load_library
from sim.analysis.channels import cost_of_channels
from sim.analysis.evaluation import CaseInputs, PlanarEvaluator
from sim.config.loader import load_study
from sim.results.curves import value_at_current

CURRENT_A_M2 = 30.0
ENTRIES = {
    "rim_width": "20 nm",
    "exciton_diffusivity": "2.6e-4 cm2/s",
    "sidewall_velocity": "34 m/s",
    "biexciton_lifetime": "20 ps",
    "leakage": "3e-5 S/cm2",
    "perimeter_shunt": "1e-9 S/cm",
    "gap_conductivity": "1e-10 S/cm",
    "gap_blocking": "0.5",
    "recycling": "false",
}
OFF = {
    "sidewall": {"sidewall_velocity_m_s": 0.0},
    "rim": {"rim_width_m": 0.0},
    "shunt_perimeter": {"perimeter_shunt_s_m": 0.0},
    "shunt_gap": {"gap_conductivity_s_m": 0.0},
    "shunt_area": {"leakage_s_m2": 0.0},
    "auger": {"biexciton_lifetime_s": 1e9},
    "overshoot": {"overshoot": 0.0},
}


@cache
def _inputs(model: str, project_root: Path, **more: str) -> CaseInputs:
    block = ", ".join(f"{key}: {value}" for key, value in {**ENTRIES, **more}.items())
    overrides = [
        f"electrical={{model: {model}, {block}}}",
        "device.electrical=none",  # the device's own inputs have a lossy face besides
        "device.emission.plqy=0.9",
        "optics.wavelengths=1",
        "optics.dipoles.vertical=2",
    ]
    study = load_study(project_root / "configs" / "zhang2025_9072ppi.yaml", overrides)
    return CaseInputs(study, load_library())


@pytest.fixture(scope="module")
def evaluator() -> PlanarEvaluator:
    return PlanarEvaluator()


@pytest.mark.parametrize("channel", OFF)
def test_the_gain_is_the_share(
    channel: str, evaluator: PlanarEvaluator, project_root: Path
) -> None:
    inputs = _inputs("compact", project_root, overshoot="0.05")
    full = evaluator.evaluate(inputs).electrical
    spec = inputs.study.electrical
    assert full is not None
    assert spec is not None
    off = inputs.study.model_copy(update={"electrical": spec.model_copy(update=OFF[channel])})
    without = evaluator.evaluate(replace(inputs, study=off)).electrical
    assert without is not None
    share = float(
        np.interp(
            np.log(CURRENT_A_M2),
            np.log(full.current_density_a_m2[1:]),
            full.losses[channel][1:],
        )
    )
    assert share > 0.005, "the channel has to take something to be tested"
    if channel == "rim":
        light = np.interp(
            np.log(CURRENT_A_M2),
            np.log(full.current_density_a_m2[1:]),
            full.losses["radiative"][1:],
        )
        share /= share + float(light)
    before, after = (value_at_current(r, r.eqe, CURRENT_A_M2) for r in (full, without))
    assert after / before - 1.0 == pytest.approx(share / (1.0 - share), rel=0.15)
    assert np.all(without.losses[channel][1:] < 1e-6)


def test_every_channel_is_reported_with_a_gain(
    evaluator: PlanarEvaluator, project_root: Path
) -> None:
    inputs = _inputs("compact", project_root, overshoot="0.05")
    found = {entry.channel: entry for entry in cost_of_channels(inputs, evaluator)}
    assert set(found) == {*OFF, "trap"}
    assert all(entry.cost > 0.0 for entry in found.values())


def test_device_equations_gain_as_well(evaluator: PlanarEvaluator, project_root: Path) -> None:
    """Leakage, shunts, wall, rim and Auger: EQE at 1 cd/m2 or more rises without each of them."""
    inputs = _inputs(
        "drift_diffusion",
        project_root,
        level_shift="-0.65 eV",
        cells="20",
        voltage_stop="2.4 V",
        voltage_step="0.2 V",
    )
    found = {entry.channel: entry for entry in cost_of_channels(inputs, evaluator)}
    assert set(found) == {*OFF, "trap"} - {"overshoot"}
    assert all(entry.cost > 0.0 for entry in found.values())
