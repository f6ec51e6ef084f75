"""Light gets through thick plates as a sum over all its reflections between their faces.

Every path is followed one by one here: at each face power splits by Fresnel's transmission (written
out from the angles, not from the code), in each plate it decays by (1 - a)^(1 / cos theta), and it
is dropped when its branch carries less than 1e-9. Glass (1.52) / plate / air, glass / air gap /
plate / air, glass / lens, and glass / air gap / lens. The same numbers must follow from

    T = t tau T' / (1 - r tau^2 R'),    R = r + t^2 tau^2 R' / (1 - r tau^2 R'),

applied from the outside in. Bias: what is dropped, below 1e-6 in all (tolerance 1e-5: the slowest
case reflects 99.9 % at grazing angles); T, R and the absorbed share add to 1 by rounding (1e-12).

Limits: a plate of index 1, or one of the glass's index without loss, is no plate (1e-12); a lens
at least as dense as the glass takes all that a lossless mirror-backed array sends (R + T = 1 and
no total reflection), one of the glass's own index in a single pass.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from sim.optics.film.glass_air import air_transmission, cross
from sim.optics.film.multilayer import PlanarStack, Polarisation
from sim.optics.film.outside import AIR, Outside, Slab
from sim.optics.film.solver import solve_planar
from sim.study import Glass

N_GLASS = 1.52
CASES = {
    "plate": Outside((Slab(1.8, 0.1),)),
    "air gap": Outside((Slab(1.0), Slab(1.5, 0.05))),
    "two plates": Outside((Slab(1.7, 0.02), Slab(1.4))),
    "lens": Outside((), 1.7),
    "lens over a gap": Outside((Slab(1.0),), 1.7),
}


def fresnel(lateral: float, n_1: float, n_2: float, polarisation: Polarisation) -> float:
    """Power transmission by the angles on both sides."""
    if lateral >= min(n_1, n_2):
        return 0.0
    c_1, c_2 = (math.sqrt(1.0 - (lateral / n) ** 2) for n in (n_1, n_2))
    if polarisation is Polarisation.S:
        r = (n_1 * c_1 - n_2 * c_2) / (n_1 * c_1 + n_2 * c_2)
    else:
        r = (n_2 * c_1 - n_1 * c_2) / (n_2 * c_1 + n_1 * c_2)
    return 1.0 - r**2


def follow(outside: Outside, lateral: float, polarisation: Polarisation) -> tuple[float, float]:
    """Power (transmitted, reflected) of all rays from the glass."""
    media = [N_GLASS, *(slab.index for slab in outside.slabs), outside.index]
    losses = [0.0, *(slab.absorption for slab in outside.slabs), 0.0]
    face = partial(fresnel, lateral, polarisation=polarisation)
    transmitted = reflected = 0.0
    rays = {(0, 1): 1.0}  # (medium, direction) -> power on its way to the next face
    while rays:
        coming: dict[tuple[int, int], float] = {}
        for (at, way), power in rays.items():
            beyond = at + way
            through = face(media[at], media[beyond]) * power
            for medium, heading, left in ((beyond, way, through), (at, -way, power - through)):
                if medium == 0:
                    reflected += left
                elif medium == len(media) - 1:
                    transmitted += left
                elif left > 1e-9:
                    cosine = math.sqrt(1.0 - (lateral / media[medium]) ** 2)
                    left *= (1.0 - losses[medium]) ** (1.0 / cosine)
                    coming[medium, heading] = coming.get((medium, heading), 0.0) + left
        rays = coming
    return transmitted, reflected


@pytest.mark.parametrize("polarisation", list(Polarisation))
@pytest.mark.parametrize("name", list(CASES))
@pytest.mark.parametrize("lateral", [0.0, 0.3, 0.8, 0.99, 1.2, 1.45])
def test_sum_over_rays(name: str, lateral: float, polarisation: Polarisation) -> None:
    found = cross(N_GLASS, CASES[name], np.array([lateral]), polarisation)
    transmitted, reflected = follow(CASES[name], lateral, polarisation)
    assert found.transmitted[0] == pytest.approx(transmitted, abs=1e-5)
    assert found.reflected[0] == pytest.approx(reflected, abs=1e-5)


@pytest.mark.parametrize("seed", range(60))
def test_energy(seed: int) -> None:
    random = np.random.default_rng(seed)
    index, plate, observer = (float(n) for n in random.uniform(1.0, 2.5, 3))
    gap = (Slab(1.0),) if random.integers(2) else ()
    slabs = (*gap, Slab(plate, float(random.uniform(0.0, 0.9))))
    lateral = np.linspace(0.0, index, 300)[:-1]
    for polarisation in Polarisation:
        found = cross(index, Outside(slabs, observer), lateral, polarisation)
        shares = np.array([found.transmitted, found.reflected, found.absorbed])
        assert shares.min() > -1e-12
        assert shares.max() < 1.0 + 1e-12
        np.testing.assert_allclose(shares.sum(axis=0), 1.0, atol=1e-12)
        assert np.all(found.direct <= found.transmitted + 1e-12)


@pytest.mark.parametrize("polarisation", list(Polarisation))
@pytest.mark.parametrize("same", [1.0, N_GLASS])
def test_plate_like_its_neighbour_is_none(same: float, polarisation: Polarisation) -> None:
    lateral = np.linspace(0.0, N_GLASS, 200)[:-1]
    bare = cross(N_GLASS, AIR, lateral, polarisation)
    found = cross(N_GLASS, Outside((Slab(same),)), lateral, polarisation)
    np.testing.assert_allclose(found.transmitted, bare.transmitted, atol=1e-12)
    np.testing.assert_allclose(found.reflected, bare.reflected, atol=1e-12)


STACK = PlanarStack(N_GLASS, (1.9, 1.7, 1.95, 1.72), (0.150, 0.060, 0.030, 0.035), 2, None)
"""Lossless, backed by a perfect mirror: nothing but the glass takes light."""


@pytest.mark.parametrize("lens", [N_GLASS, 1.8])
def test_dense_lens_takes_all(lens: float) -> None:
    stack = PlanarStack(**{**vars(STACK), "outside": Outside((), lens)})
    glass = Glass.SINGLE_PASS if lens == N_GLASS else Glass.INCOHERENT
    for found in vars(solve_planar(stack, 0.015, 0.520, glass)).values():
        if hasattr(found, "substrate"):
            assert found.air > 0.05
            assert found.substrate == pytest.approx(0.0, abs=1e-6)
            assert found.closure == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("polarisation", list(Polarisation))
def test_returns_to_the_film_are_a_geometric_series(polarisation: Polarisation) -> None:
    """T (1 + R R_a + (R R_a)^2 + ...) with R_a = 1 for the lossless film under its mirror."""
    stack = PlanarStack(**{**vars(STACK), "outside": CASES["plate"]})
    lateral = np.linspace(0.0, 0.99, 7)
    once = cross(N_GLASS, stack.outside, lateral, polarisation)
    series = sum(once.transmitted * once.reflected**n for n in range(200))
    found = air_transmission(stack, lateral, polarisation, 0.520, Glass.INCOHERENT)
    np.testing.assert_allclose(found, series, rtol=1e-9)
