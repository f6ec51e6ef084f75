"""An absorbing emitter takes back all light that a film without other losses does not radiate.

In an infinite film guided light meets the emitter until it is absorbed, however small k is: A_re
tends to the guided share as k -> 0, linearly in k (what is reabsorbed on the way out). With other
absorbers around, A_re is linear in k itself. First-order perturbation would diverge in the first
case. Tolerances: the linear term, measured by the next smaller k, plus 1e-6.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack, lossless_stack

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.reabsorption import reabsorption
from sim.optics.film.solver import solve_planar


def with_k(stack: PlanarStack, k: float) -> PlanarStack:
    index = list(stack.layer_index)
    index[stack.emitter] += 1j * k
    return replace(stack, layer_index=tuple(index))


def test_all_guided_light_comes_back() -> None:
    guided = solve_planar(lossless_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    small = reabsorption(with_k(lossless_stack(), 1e-6), MID_PLANE_UM, WAVELENGTH_UM)
    larger = reabsorption(with_k(lossless_stack(), 1e-4), MID_PLANE_UM, WAVELENGTH_UM)
    assert 0.1 < guided.horizontal.lateral < 0.9
    for orientation in ("horizontal", "vertical"):
        lateral = getattr(guided, orientation).lateral
        excess = getattr(small, orientation).share - lateral
        excess_larger = getattr(larger, orientation).share - lateral
        assert excess == pytest.approx(0.01 * excess_larger, abs=1e-6)
        assert excess_larger < 0.01


def test_linear_where_others_absorb() -> None:
    shares = {
        k: reabsorption(led_stack(1.95 + 1j * k), MID_PLANE_UM, WAVELENGTH_UM).horizontal.share
        for k in (1e-5, 1e-4)
    }
    assert shares[1e-4] == pytest.approx(10.0 * shares[1e-5], rel=2e-2)
    assert shares[1e-4] > 0.0


def test_nothing_without_absorption() -> None:
    found = reabsorption(led_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    plain = solve_planar(led_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    assert found.horizontal.share == pytest.approx(0.0, abs=1e-12)
    assert found.horizontal.air == pytest.approx(plain.horizontal.air, abs=1e-8)
    assert found.vertical.air == pytest.approx(plain.vertical.air, abs=1e-8)


@pytest.mark.parametrize("k", [0.05, 0.126])
def test_the_cut_matters_little(k: float) -> None:
    """A tenth more or less of the cut changes A_re of an in-plane dipole by a twentieth."""
    shares = [
        reabsorption(
            led_stack(1.95 + 1j * k), MID_PLANE_UM, WAVELENGTH_UM, cut=cut
        ).horizontal.share
        for cut in (1.0, 1.1, 1.2)
    ]
    assert shares == sorted(shares)
    assert shares[2] - shares[0] < 0.1 * shares[1]
