"""A hand-made table of two sheets and designs around it: twins without a device solver."""

from __future__ import annotations

import numpy as np
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import electrical_pixel
from sim.electrical.sheet_table import SheetTable
from sim.electrical.spec import CompactSpec, Kinetics
from sim.electrical.twin.model import TwinCase, transport_of
from sim.results.averages import radiative_environment

POINTS = 41
"""Voltages of the sweep above the first one with current."""


def table(case: TwinCase) -> SheetTable:
    """Current rises by a factor of 1e6 from 2 to 4 V; one sheet fills, the other empties."""
    voltage = np.linspace(2.0, 4.0, POINTS)
    rise = (voltage - 2.0) / 2.0
    electrons = np.stack([0.01 * 100.0**rise, 0.5 * 0.01**rise], axis=1)
    holes = np.stack([1e-6 * 1e4**rise, 1e-6 * 1e6**rise], axis=1)
    share = np.stack([0.6 - 0.1 * rise, 0.38 + 0.1 * rise], axis=1)
    return SheetTable(
        voltage_v=tuple(voltage.tolist()),
        current_a_m2=tuple((1e-3 * 1e6**rise).tolist()),
        electrons=tuple(map(tuple, electrons.tolist())),
        holes=tuple(map(tuple, holes.tolist())),
        share=tuple(map(tuple, share.tolist())),
        meeting_rate_1_s=2.3e8,
        transport=transport_of(case.spec, case.pixel),
    )


def _case(spec: CompactSpec, plqy: float, purcell: float, reabsorbed: float) -> TwinCase:
    array = round_pixel()
    light = optics((0.2, 0.3), (purcell, purcell), reabsorbed, plqy)
    pixel = electrical_pixel(device(array, plqy), spec, light)
    return TwinCase(spec, pixel, radiative_environment(light))


def designs(count: int, seed: int = 0) -> list[TwinCase]:
    """Pixels of two whole sheets (15 nm each), drawn at random.

    Yield, Purcell factor, reabsorption, wall and leakage vary.
    """
    plain = CompactSpec.model_validate(
        {"voltage_stop": "4 V", "voltage_step": "0.05 V", "nanocrystal_edge": "13.5 nm"}
    )
    sheets = table(_case(plain, 0.97, 1.1, 0.1))
    drawn = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        update = {
            "kinetics": Kinetics.CHARGED,
            "sheets": sheets,
            "sidewall_velocity_m_s": float(10.0 ** drawn.uniform(-2.0, 1.5)),
            "leakage_s_m2": float(10.0 ** drawn.uniform(-5.0, -2.0)),
            "rim_width_m": float(drawn.uniform(0.0, 80e-9)),
        }
        spec = plain.model_copy(update=update)
        purcell, reabsorbed = drawn.uniform(0.8, 1.5), drawn.uniform(0.0, 0.3)
        found.append(_case(spec, float(drawn.uniform(0.7, 1.0)), purcell, reabsorbed))
    return found
