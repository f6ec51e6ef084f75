"""FDTD with `glass: incoherent` finds the planar engine's T / (1 - R_ga R_film) for a film.

For a film the locally planar answer to returned light is exact, so only the run's angular spectrum
differs from the exact one. Compared is what following the light changes, for an in-plane dipole in
the LED film (upside down, emitting upwards, which takes the same way through the code):

    air (incoherent) / air (single pass),
    what the metal and the lossy films absorb of the light that comes back, over the air light.

Measured 1.0912 (exact 1.0925); absorbed by aluminium 0.0053 and by the lossy films 0.0019 of all
power (exact 0.0058 and 0.0023, of a budget whose air share is 0.8 % higher). The grid's bias is the
difference of angular spectra: tolerance 0.3 % on the ratio, 0.001 on the shares. The budget's open
share must not change at all (1e-12), since following light only renames it, and the far field must
integrate to the air share it has grown to.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.exit_cases import upward_film

from sim.study import Glass

ONCE, MANY = Glass.SINGLE_PASS, Glass.INCOHERENT


def test_gain_in_air() -> None:
    found = upward_film()
    gain = float((found.shares[MANY].air / found.shares[ONCE].air)[0])
    exact = found.exact(MANY).air / found.exact(ONCE).air
    assert exact > 1.05
    assert gain == pytest.approx(exact, rel=0.003)


def test_returned_light_is_booked_where_it_ends() -> None:
    found = upward_film()
    many, once = found.shares[MANY], found.shares[ONCE]
    assert float(many.closure[0]) == pytest.approx(float(once.closure[0]), abs=1e-12)
    more = dict(zip(found.parts, (many.absorbed - once.absorbed)[0], strict=True))
    exact = np.subtract(found.exact(MANY).absorbed, found.exact(ONCE).absorbed)
    assert more["cathode"] == pytest.approx(exact[0], abs=1e-3)
    assert more["anode"] + more["hil"] == pytest.approx(exact[4] + exact[5], abs=1e-3)
    assert more["cathode"] > 0.003
    # One column: the well and the bank of a film are the same.
    assert float(many.answer_range[0]) == 0.0


def test_far_field_grows_with_the_air_light() -> None:
    found = upward_film()
    totals = [
        float(found.shares[glass].far_field.sum() / found.shares[glass].air[0]) for glass in Glass
    ]
    assert totals[0] == pytest.approx(totals[1], rel=0.05)
