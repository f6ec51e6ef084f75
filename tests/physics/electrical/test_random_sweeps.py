"""Devices drawn from the stated ranges converge at every voltage above turn-on.

Domain: ten devices with every assumed electrical input (levels, work functions, mobilities,
permittivities, states, lifetimes, transfer velocity, Langevin prefactor, leakage), 270 to 330 K and
the thicknesses of emitter and PTAA at random; 60 voltages to 6 V; and two whose dots hold electrons
that barriers cut off from both contacts (seeds 22 and 61), where Newton's steps below turn-on are
rounding. Law: none is lost. Of 200 such devices (benchmarks/electrical/drift_diffusion_random.py)
none lost a point above turn-on. Tolerance: none; the seeds are fixed, and a change of the solver
that loses a point is a step back.
"""

from __future__ import annotations

import pytest
from physics.random_devices import POINTS, random_device, sweep

SEEDS = (*range(10), 22, 61)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_voltage_is_lost(seed: int) -> None:
    outcome = sweep(random_device(seed))
    assert 0 < outcome.lit <= POINTS
    assert outcome.is_whole
    assert outcome.lost_below == 0
