"""Power of a dipole in a slab on a perfect mirror splits into air and three guided modes.

Slab of n = 2.4, 0.7 lambda / n thick, in air, in-plane dipole in the middle. Reference values from
an independent evaluation of the layered-medium integral with guided powers from residues (design
notes of this project): F = 1.1249, share to air 0.1808; modes TE 1.9842, TM 1.0699, TM 2.2560 with
shares 0.6449, 0.1254, 0.0489. Here the residues are compared with what the contour integral leaves
after the radiated power. Tolerance: half a unit of the reference's last digit.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.optics.film.kernel import Channel, mode_powers
from sim.optics.film.modes import guided_modes
from sim.optics.film.multilayer import PlanarStack, Polarisation, sides
from sim.optics.film.solver import solve_planar

INDEX = 2.4
THICKNESS_UM = 0.7 / INDEX
SLAB = PlanarStack(None, (INDEX,), (THICKNESS_UM,), 0, 1.0)
HALF_DIGIT = 5.1e-5


def test_purcell_and_air() -> None:
    power = solve_planar(SLAB, 0.5 * THICKNESS_UM, 1.0).horizontal
    assert power.purcell == pytest.approx(1.1249, abs=HALF_DIGIT)
    assert power.superstrate == pytest.approx(0.1808, abs=HALF_DIGIT)
    assert power.closure == pytest.approx(0.0, abs=1e-8)


def test_modes_and_their_shares() -> None:
    modes = guided_modes(SLAB, 1.0)
    assert [mode.polarisation for mode in modes] == [Polarisation.P, Polarisation.S, Polarisation.P]
    indices = [mode.index.real for mode in modes]
    assert indices == pytest.approx([2.2560, 1.9842, 1.0699], abs=HALF_DIGIT)
    both = sides(SLAB, 0.5 * THICKNESS_UM)
    power = np.sum(
        [
            mode_powers(channel, modes, *both, 1.0)
            for channel in (Channel.HORIZONTAL_S, Channel.HORIZONTAL_P)
        ],
        axis=0,
    )
    total = solve_planar(SLAB, 0.5 * THICKNESS_UM, 1.0).horizontal.purcell
    assert power / total == pytest.approx([0.0489, 0.6449, 0.1254], abs=HALF_DIGIT)
