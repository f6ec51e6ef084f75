"""From the thick substrate into air: Fresnel transmission, once or summed over passes.

The substrate is far thicker than the coherence length, so that powers add. Light reflected at its
outer face comes back to the stack, single pass: is counted as trapped; incoherent: is reflected by
the stack and tries again,

    T (1 + R_ga R_stack + ...) = T / (1 - R_ga R_stack).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import Glass
from sim.optics.multilayer import PlanarStack, Polarisation, Side, respond, transmission

FloatArray = NDArray[np.float64]

OUTSIDE_INDEX = 1.0
"""Index of the air outside the substrate."""


def air_transmission(
    stack: PlanarStack,
    lateral: FloatArray,
    polarisation: Polarisation,
    wavelength_um: float,
    glass: Glass,
) -> FloatArray:
    """Share of the light in the substrate that leaves it into air, shape of ``lateral``.

    T for a single pass, T / (1 - R_ga R_stack) for the incoherent sum over passes. Zero where the
    substrate is a conductor or absorbs.
    """
    index = stack.substrate_index
    if index is None or complex(index).imag != 0.0:
        return np.zeros_like(lateral)
    n = complex(index).real
    through = transmission(lateral, n, OUTSIDE_INDEX, polarisation)
    if glass is Glass.SINGLE_PASS:
        return through
    whole = Side(n, 0.0, stack.layer_index, stack.thickness_um, stack.superstrate_index)
    back = respond(whole, lateral.astype(complex), polarisation, wavelength_um).reflection
    open_to_air = np.where(through > 0.0, 1.0 - (1.0 - through) * np.abs(back) ** 2, 1.0)
    return np.asarray(through / open_to_air)
