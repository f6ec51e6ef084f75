"""Claim: far from a wall a dipole radiates as in the film: the wall's effect on LEE decays.

The nearest of the two distances lies in the boundary layer (0.1 um), the other at 0.55 um, more
than a wavelength in the film (0.52 / 1.95 um), where what is left is guided light that the wall
scatters: below a tenth of the boundary layer's, and below 1 % of power, the rule's accuracy.
"""

from __future__ import annotations

import numpy as np
from physics.edge_cases import pixel, response

from sim.optics.methods.edge.pixel import edge_result
from sim.results.averages import lee


def test_the_effect_on_lee_decays() -> None:
    found = response()
    effect = np.abs(found.lee - found.planar_lee)
    assert effect[0] > 0.01
    assert effect[-1] < 0.2 * effect[0]


def test_a_wide_pixel_is_the_film() -> None:
    """LEE(w) - LEE_planar = (P/A) Lambda falls as 1 / w, a hundred times from 0.2 to 20 mm."""
    found = response()
    small, large = (lee(edge_result(found, pixel(w))) - found.planar_lee for w in (200.0, 20000.0))
    assert abs(large / small * 100.0 - 1.0) < 0.1
