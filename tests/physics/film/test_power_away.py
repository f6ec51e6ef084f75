"""What leaves an absorbing emitter for good: P_away, the flux through the emitter's two faces.

Claims and domains:
- five random absorbing films (k 0.02 to 0.3, metal 8 to 60 nm from the emitter) against a
  quadrature of its own: fields from one linear system of all interfaces, Gauss points on the real
  axis;
- no limit of integration: an end at 60 k0 changes nothing;
- with q = 1 and no other loss every photon gets out, whatever k is;
- k -> 0 gives P_tot and P_air of the transparent film, where something else absorbs;
- all that leaves arrives: air, glass, the other layers, the other side.
Known bias: none. Tolerances: 3e-4 for the fixed Gauss rule, 1e-3 for the limit, the linear term in
k for k -> 0, quadrature error for the rest.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack, lossless_stack

from geometry.arrays import FloatArray
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.recycling import exchange, powers_away
from sim.optics.film.solver import solve_planar
from sim.results.recycling import with_recycling
from sim.study import Glass

ABSORBING = led_stack(1.934 + 0.126j)


def random_film(seed: int) -> tuple[PlanarStack, float]:
    """Glass / oxide / hole layer / absorbing emitter / spacer / metal, and a height in it."""
    rng = np.random.default_rng(seed)
    metal = (0.78 + 6.2j, 0.05 + 3.2j, 0.4 + 2.4j)[rng.integers(3)]
    emitter = complex(rng.uniform(1.8, 2.3), 10.0 ** rng.uniform(np.log10(0.02), np.log10(0.3)))
    layers = (
        complex(rng.uniform(1.8, 2.0), 0.005),
        complex(rng.uniform(1.5, 1.8), 0.01),
        emitter,
        complex(rng.uniform(1.6, 1.9)),
    )
    thickness = (
        rng.uniform(0.05, 0.2),
        rng.uniform(0.02, 0.06),
        rng.uniform(0.02, 0.06),
        rng.uniform(0.008, 0.06),
    )
    height = float(thickness[2] * rng.uniform(0.2, 0.8))
    return PlanarStack(1.52, layers, thickness, 2, metal), height


def gauss_points(breaks: tuple[float, ...], points: int) -> tuple[FloatArray, FloatArray]:
    """Lateral indices and weights: sin^2 map between the breaks, none of them a square root."""
    node, weight = np.polynomial.legendre.leggauss(points)
    t = 0.5 * (1.0 + node)
    lateral, measure = [], []
    for low, high in zip(breaks[:-1], breaks[1:], strict=True):
        lateral.append(low + (high - low) * np.sin(0.5 * np.pi * t) ** 2)
        slope = 0.5 * np.pi * (high - low) * np.sin(np.pi * t)
        measure.append(0.5 * weight * slope)
    return np.concatenate(lateral), np.concatenate(measure)


def face_powers(
    stack: PlanarStack, height: float, lateral: FloatArray, channel: str
) -> tuple[FloatArray, FloatArray]:
    """Power per lateral index into the glass and out of both faces of the emitter.

    psi = a exp(i kz (z - low)) + b exp(-i kz (z - high)) in every layer, the emitter cut at the
    dipole; psi and psi'/m continuous but for the source's jump there, m = 1 (s) or eps (p).
    """
    at, k0 = stack.emitter, 2.0 * np.pi / WAVELENGTH_UM
    thick = stack.thickness_um
    index = [stack.substrate_index, *stack.layer_index[: at + 1], *stack.layer_index[at:]]
    index.append(stack.superstrate_index)
    length = [0.0, *thick[:at], height, thick[at] - height, *thick[at + 1 :], 0.0]
    eps = np.array([complex(n or 0.0) ** 2 for n in index])
    kz = np.sqrt(eps[:, None] - lateral**2 + 0j)
    y = kz if channel == "s" else kz / eps[:, None]
    turn = np.exp(1j * k0 * kz * np.array(length)[:, None])
    media, size = len(index), lateral.size
    system = np.zeros((size, 2 * media, 2 * media), dtype=complex)
    right = np.zeros((size, 2 * media), dtype=complex)
    system[:, 0, 0] = 1.0  # nothing comes from the glass
    system[:, -1, -1] = 1.0  # nor from above
    for face in range(media - 1):
        row, low, high = 1 + 2 * face, 2 * face, 2 * face + 2
        system[:, row, low], system[:, row, low + 1] = turn[face], 1.0
        system[:, row, high], system[:, row, high + 1] = -1.0, -turn[face + 1]
        system[:, row + 1, low], system[:, row + 1, low + 1] = y[face] * turn[face], -y[face]
        system[:, row + 1, high] = -y[face + 1]
        system[:, row + 1, high + 1] = y[face + 1] * turn[face + 1]
    n = stack.emitter_index
    u = lateral / n
    strength, jump = {
        "s": (2.0 * np.sqrt(0.375 * u), 2 * at + 4),
        "p": (np.sqrt(1.5 * u), 2 * at + 3),
        "z": (2.0 * np.sqrt(0.75 * u**3 * n**2) / n**2, 2 * at + 4),
    }[channel]
    right[:, jump] = strength
    wave = np.linalg.solve(system, right[..., None])[..., 0].T

    def flux(medium: int) -> FloatArray:
        """Upwards at a medium's upper end."""
        up, down = wave[2 * medium] * turn[medium], wave[2 * medium + 1]
        return np.asarray((y[medium] * (up - down) * np.conj(up + down)).real)

    return -flux(0), flux(at + 2) - flux(at)


def by_quadrature(stack: PlanarStack, height: float) -> dict[str, tuple[float, float]]:
    """P_air and P_away of both orientations."""
    glass, n = complex(stack.substrate_index or 1.0).real, stack.emitter_index
    lateral, weight = gauss_points((0.0, 1.0, glass, n, 1.3 * n, 2.0 * n, 5.0 * n, 80.0), 200)
    cone = lateral < 1.0
    inside = np.sqrt(glass**2 - lateral**2 + 0j).real
    outside = np.sqrt(np.maximum(0.0, 1.0 - lateral**2))
    ratio = {"s": 1.0, "p": glass**2, "z": glass**2}
    powers = {}
    for channel, squared in ratio.items():
        below, away = face_powers(stack, height, lateral, channel)
        y_sum = np.where(cone, inside + squared * outside, 1.0)
        passes = 4.0 * inside * squared * outside / y_sum**2
        powers[channel] = (float(weight @ (below * passes)), float(weight @ away))
    both = tuple(a + b for a, b in zip(powers["s"], powers["p"], strict=True))
    return {"horizontal": (both[0], both[1]), "vertical": powers["z"]}


def with_k(stack: PlanarStack, k: float) -> PlanarStack:
    index = list(stack.layer_index)
    index[stack.emitter] = complex(stack.emitter_index, k)
    return replace(stack, layer_index=tuple(index))


@pytest.mark.parametrize("seed", range(5))
def test_own_quadrature(seed: int) -> None:
    stack, height = random_film(seed)
    solution = powers_away(stack, height, WAVELENGTH_UM)
    for name, (air, away) in by_quadrature(stack, height).items():
        power = getattr(solution, name)
        assert power.air == pytest.approx(air, rel=3e-4), name
        assert power.away == pytest.approx(away, rel=3e-4), name


def test_quickstart_film() -> None:
    """The numbers that an independent modal calculation gave for this film of one wavelength."""
    stack = PlanarStack(
        1.526795,
        (1.893287 + 0.003571j, 1.520101 + 0.005911j, 1.75, 1.933876 + 0.12558j, 1.76633, 1.393822),
        (0.150, 0.040, 0.020, 0.030, 0.035, 0.001),
        3,
        0.887834 + 6.281041j,
    )
    solution = powers_away(stack, 0.015, WAVELENGTH_UM)
    assert solution.horizontal.air == pytest.approx(0.3064, abs=2e-4)
    assert solution.vertical.air == pytest.approx(0.0031, abs=1e-4)
    assert solution.horizontal.away == pytest.approx(0.8937, abs=5e-4)
    assert solution.vertical.away == pytest.approx(0.641, abs=1e-3)


@pytest.mark.parametrize("seed", range(5))
def test_no_limit_of_integration(seed: int) -> None:
    stack, height = random_film(seed)
    whole = powers_away(stack, height, WAVELENGTH_UM)
    cut = powers_away(stack, height, WAVELENGTH_UM, limit=60.0)
    for name in ("horizontal", "vertical"):
        assert getattr(cut, name).away == pytest.approx(getattr(whole, name).away, rel=1e-3)


@pytest.mark.parametrize("k", [1e-4, 0.03, 0.3])
def test_all_light_gets_out_where_nothing_else_absorbs(k: float) -> None:
    """Over a perfect mirror, with no glass to stay in."""
    stack = PlanarStack(1.0, (1.7, complex(1.95, k), 1.72), (0.04, 0.03, 0.05), 1, None)
    solution = powers_away(stack, 0.012, WAVELENGTH_UM)
    for power in (solution.horizontal, solution.vertical):
        assert float(with_recycling(1.0, power.air, power.away)) == pytest.approx(1.0, abs=1e-9)


def test_transparent_limit() -> None:
    plain = solve_planar(led_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    change = {}
    for k in (1e-5, 1e-4):
        solution = powers_away(with_k(led_stack(), k), MID_PLANE_UM, WAVELENGTH_UM)
        for name in ("horizontal", "vertical"):
            power, shares = getattr(solution, name), getattr(plain, name)
            change[name, k] = (
                power.away - shares.purcell,
                power.air - shares.purcell * shares.air,
            )
    for name in ("horizontal", "vertical"):
        for small, large in zip(change[name, 1e-5], change[name, 1e-4], strict=True):
            assert small == pytest.approx(0.1 * large, rel=1e-2, abs=1e-7)
            assert abs(small) < 1e-3


def test_transparent_emitter_is_the_transparent_film() -> None:
    plain = solve_planar(led_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    solution = powers_away(led_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    assert solution.horizontal.away == plain.horizontal.purcell
    assert solution.vertical.air == plain.vertical.purcell * plain.vertical.air


def test_guided_light_of_a_film_without_other_loss_comes_back() -> None:
    """However small k is: P_away is the total less what was guided."""
    plain = solve_planar(lossless_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    solution = powers_away(with_k(lossless_stack(), 1e-6), MID_PLANE_UM, WAVELENGTH_UM)
    for name in ("horizontal", "vertical"):
        shares = getattr(plain, name)
        left = shares.purcell * (1.0 - shares.lateral)
        assert getattr(solution, name).away == pytest.approx(left, abs=1e-4)


@pytest.mark.parametrize("glass", list(Glass))
def test_all_that_leaves_arrives(glass: Glass) -> None:
    solution = powers_away(ABSORBING, MID_PLANE_UM, WAVELENGTH_UM, glass)
    for power in (solution.horizontal, solution.vertical):
        assert power.closure == pytest.approx(0.0, abs=1e-12)
        assert power.absorbed[ABSORBING.emitter] == 0.0
        assert min(power.absorbed) > -1e-12
        assert power.air > 0.0


def test_light_from_the_glass_is_absorbed_by_the_emitter() -> None:
    """Sent back by the glass it meets the emitter again: less leaves for good, more gets out."""
    once = powers_away(ABSORBING, MID_PLANE_UM, WAVELENGTH_UM, Glass.SINGLE_PASS).horizontal
    many = powers_away(ABSORBING, MID_PLANE_UM, WAVELENGTH_UM, Glass.INCOHERENT).horizontal
    assert many.away < once.away
    assert many.air > once.air


@pytest.mark.parametrize("sheets", [1, 2, 3])
def test_sheets_take_what_does_not_leave(sheets: int) -> None:
    """Light to a sheet's neighbours and light away sum to the flux out of the sheet."""
    taken = exchange(ABSORBING, sheets, WAVELENGTH_UM)
    thickness = ABSORBING.thickness_um[ABSORBING.emitter] / sheets
    for at in range(sheets):
        index, lengths = list(ABSORBING.layer_index), list(ABSORBING.thickness_um)
        emitter = ABSORBING.emitter
        index[emitter : emitter + 1] = [index[emitter]] * sheets
        lengths[emitter : emitter + 1] = [thickness] * sheets
        alone = PlanarStack(1.52, tuple(index), tuple(lengths), emitter + at, 0.78 + 6.2j)
        out = powers_away(alone, 0.5 * thickness, WAVELENGTH_UM)
        whole = powers_away(ABSORBING, (at + 0.5) * thickness, WAVELENGTH_UM)
        for kind, name in enumerate(("horizontal", "vertical")):
            expected = getattr(out, name).away - getattr(whole, name).away
            assert taken[kind, at].sum() == pytest.approx(expected, rel=1e-6, abs=1e-9)
            assert np.all(taken[kind] >= 0.0)


@pytest.mark.parametrize("height_um", [0.0, 0.03])
def test_no_dipole_on_a_face(height_um: float) -> None:
    with pytest.raises(ValueError, match="inside the emitter"):
        powers_away(ABSORBING, height_um, WAVELENGTH_UM)
