"""Where a result leaves the range in which the models mean something: one sentence each.

    heat = J V - light, at most J V                                       W/m2    (1)

A disc of radius a on thick glass heats by dT = pi a heat / (4 kappa), 1 W/(m K): 1e5 W/m2 over
1 mm2 by 44 K, 1e6 W/m2 by more than any film survives.
Source: H. S. Carslaw and J. C. Jaeger, Conduction of Heat in Solids (1959).
"""

from __future__ import annotations

import numpy as np

from sim.electrical.pixel import Pixel
from sim.electrical.spec import ElectricalBase
from sim.results.records import ElectricalResult

FITTED_K = (250.0, 350.0)
"""Yields, lifetimes and mobilities are those of room temperature."""
HOT_W_M2 = 1e6


def limit_warnings(spec: ElectricalBase, pixel: Pixel, result: ElectricalResult) -> tuple[str, ...]:
    """Temperature, size and heat beyond what inputs and laws are made for."""
    notes = []
    if not FITTED_K[0] <= spec.temperature_k <= FITTED_K[1]:
        notes.append(
            f"temperature {spec.temperature_k:g} K: quantum yield, lifetime, mobilities and gap "
            f"stay those of 300 K, only kT follows; outside {FITTED_K[0]:g} to "
            f"{FITTED_K[1]:g} K give values of that temperature"
        )
    if pixel.perimeter.width_m < spec.nanocrystal_pitch_m:
        notes.append(
            f"the pixel is {1e9 * pixel.perimeter.width_m:.3g} nm wide, less than a nanocrystal "
            f"with its ligands ({1e9 * spec.nanocrystal_pitch_m:.3g} nm): no law here holds for it"
        )
    heat = result.current_density_a_m2 * result.voltage_v
    with np.errstate(invalid="ignore"):
        hot = np.flatnonzero(heat > HOT_W_M2)
    if hot.size:
        notes.append(
            f"from {result.voltage_v[hot[0]]:.2f} V on the device turns more than "
            f"{HOT_W_M2 * 1e-4:g} W/cm2 into heat (up to {1e-4 * np.nanmax(heat):.2g} W/cm2), "
            "which no film survives: currents and luminances there are of the equations alone"
        )
    return tuple(notes)
