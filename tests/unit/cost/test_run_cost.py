"""What a run is worth: voxels after symmetry, steps until it has settled, units of progress."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.pixel_cases import pixel_device

from sim.optics.fields.records import DipoleJob
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.meep.pulse import (
    CHECK_UM,
    pulse_length_um,
    pulse_width_per_um,
    settled_steps,
    steps_between_looks,
)
from sim.optics.methods.fdtd.cost import run_costs
from sim.study import OpticsSpec

GREEN = np.array([1.0 / 0.52])


@pytest.fixture(scope="module")
def layout() -> Layout:
    return lay_out(
        pixel_device(), OpticsSpec.model_validate({"lateral_cell": "50 nm", "wavelengths": 1})
    )


def test_mirrors_make_a_run_cheap(layout: Layout) -> None:
    centre = DipoleJob(0, "x", 0.0, 0.0, 0.2)
    jobs = [centre, replace(centre, x_um=0.1), replace(centre, x_um=0.1, y_um=0.1)]
    costs = run_costs(layout, jobs)
    whole = layout.grid.voxels
    assert [cost.voxels for cost in costs] == [whole // 4, whole // 2, whole]
    assert {cost.whole_voxels for cost in costs} == {whole}
    # progress in the steps of the largest run, so that the time left follows from the share done
    assert [cost.units / costs[-1].units for cost in costs] == pytest.approx([0.25, 0.5, 1.0])
    assert costs[-1].units == costs[-1].steps


def test_a_calm_run_ends_at_the_third_look_after_its_pulse() -> None:
    """16 wavelengths of pulse, 8.3 um in green: looks at 9, 10.5 and 12 um."""
    assert pulse_length_um(GREEN) == pytest.approx(16.0 * 0.52)
    step_um = 0.01
    assert steps_between_looks(step_um) * step_um == pytest.approx(CHECK_UM)
    assert settled_steps(GREEN, step_um) * step_um == pytest.approx(12.0)
    red = np.array([1.0 / 0.688])
    assert settled_steps(red, step_um) * step_um == pytest.approx(15.0)


def test_a_wide_band_makes_the_pulse_short() -> None:
    band = 1.0 / np.array([0.40, 0.52, 0.70])
    assert pulse_width_per_um(band) == pytest.approx(2.0 * (1.0 / 0.40 - 1.0 / 0.70))
    assert pulse_length_um(band) < pulse_length_um(GREEN)
