"""A film turned upside down, emitting upwards, is the film itself for FDTD, too.

The LED of test_fdtd_film.py with its aluminium below and glass above must send into the glass,
through it into air, and into its metal what the film right side up does. What differs is the grid's
business: an open top in place of a conductor inside the metal, another time step, the metal's face
met from above (its plane takes the mean medium in either case). Measured: air 0.2777 both, glass
0.4616 and 0.4615, F 1.2420 and 1.2409, cathode 0.0841 and 0.0839. Without the mean medium on the
metal's upper face F is 5 % lower. Tolerance 1 %; both are within 2 % of the exact air share.
"""

from __future__ import annotations

import pytest
from physics.exit_cases import upward_film
from physics.fdtd_cases import LED, film

from sim.study import Glass


def test_upside_down_film() -> None:
    found = upward_film()
    up, down = found.shares[Glass.SINGLE_PASS], film(LED, "x")
    assert float(up.air[0]) == pytest.approx(down.air, rel=0.01)
    assert float(up.superstrate[0]) == pytest.approx(float(down.shares.substrate[0]), rel=0.01)
    assert float(up.purcell[0]) == pytest.approx(down.purcell, rel=0.01)
    cathode = float(up.absorbed[0, found.parts.index("cathode")])
    assert cathode == pytest.approx(down.absorbed("cathode"), rel=0.02)
    # Nothing gets through 100 nm of aluminium.
    assert abs(float(up.substrate[0])) < 1e-4
    assert abs(float(up.closure[0])) < 3e-3


def test_exact_air_share() -> None:
    found = upward_film()
    air = float(found.shares[Glass.SINGLE_PASS].air[0])
    assert air == pytest.approx(found.exact(Glass.SINGLE_PASS).air, rel=0.02)
