"""A far field is finite in every direction, also where light grazes a layer of the film.

On a square grid of direction cosines an observer of index m looks exactly along a layer of index
n wherever m u = n: kz = 0 there, the recursion becomes 0 / 0 while the power has a limit. Its
value is that of directions beside it: the square root of the crossing is cut by total reflection
on one side only, so that 1e-9 beside it in u, where kz is 1e-4, the pattern differs by less than
1e-3 of itself.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.optics.film.far_field import angular_power
from sim.optics.film.film import FAR_FIELD_POINTS
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.outside import Outside, Slab
from sim.study import Glass

COSINE = np.linspace(-1.0, 1.0, FAR_FIELD_POINTS)
SINE = np.unique(np.hypot(COSINE[:, None], COSINE[None, :]).ravel())
FILMS = 500


def patterns(stack: PlanarStack, height_um: float, lateral: np.ndarray, glass: Glass) -> np.ndarray:
    """Power per steradian in the three channels, (3, X)."""
    power = angular_power(stack, height_um, 0.520, lateral, glass)
    return np.array([power.horizontal_s, power.horizontal_p, power.vertical_p])


@pytest.mark.parametrize("glass", list(Glass))
@pytest.mark.parametrize(
    ("observer", "layer", "emitter"),
    [
        (1.5, 1.45, 1.9),
        (1.5, 1.35, 1.9),
        (1.5, 1.0, 1.9),
        (1.8, 1.7, 1.5),  # grazes the emitter itself
        (1.8, 1.5, 1.5),  # and its neighbour
    ],
)
def test_grazed_layer(observer: float, layer: float, emitter: float, glass: Glass) -> None:
    stack = PlanarStack(observer, (layer, emitter), (0.1, 0.04), 1, 1.0, Outside(index=observer))
    for index in (layer, emitter):
        if index >= observer:
            continue
        at = np.array([index, index * (1.0 - 1e-9), index * (1.0 + 1e-9)])
        grazing, below, above = patterns(stack, 0.02, at, glass).T
        assert np.all(np.isfinite(grazing))
        # relative to the channel's own size, since single channels vanish there
        size = np.abs(patterns(stack, 0.02, np.linspace(0.1, observer, 50)[:-1], glass)).max(axis=1)
        np.testing.assert_allclose(grazing / size, 0.5 * (below + above) / size, atol=1e-3)


def random_film(rng: np.random.Generator) -> tuple[PlanarStack, float]:
    """A film whose indices lie on the observer's grid of directions every other time."""
    observer = float(rng.choice([1.0, 1.5, 1.8, 2.0, round(rng.uniform(1.0, 2.2), 3)]))
    substrate = float(rng.choice([observer, 1.5, 1.8, round(rng.uniform(1.0, 2.2), 3)]))

    def index(absorbs: bool) -> complex:
        grazed = float(rng.choice(SINE[SINE > 0.4])) * observer
        real = grazed if rng.random() < 0.5 else float(rng.uniform(0.05, 2.6))
        return complex(real, rng.choice([0.0, 0.01, 6.0]) if absorbs else 0.0)

    layers = int(rng.integers(1, 6))
    emitter = int(rng.integers(layers))
    indices = tuple(index(absorbs=i != emitter) for i in range(layers))
    thickness = tuple(float(d) for d in rng.choice([0.0, 0.02, 0.1, 1.0], layers))
    thickness = (*thickness[:emitter], 0.04, *thickness[emitter + 1 :])
    slabs = tuple(
        Slab(float(rng.choice([1.0, 1.5, observer])), float(rng.choice([0.0, 0.1])))
        for _ in range(int(rng.integers(3)))
    )
    above = (1.0, 1.5, 0.9 + 6.3j)[int(rng.integers(3))]
    stack = PlanarStack(
        complex(substrate), indices, thickness, emitter, above, Outside(slabs, observer)
    )
    return stack, float(rng.uniform(0.002, 0.038))


def test_random_films_with_random_observers() -> None:
    rng = np.random.default_rng(20)
    for number in range(FILMS):
        stack, height_um = random_film(rng)
        glass = list(Glass)[number % 2]
        with np.errstate(all="raise", under="ignore"):
            pattern = patterns(stack, height_um, stack.outside.index * SINE, glass)
        assert np.all(np.isfinite(pattern)), (number, stack)
        assert pattern.min() >= -1e-9, (number, stack)
        assert math.isclose(pattern[:, SINE >= 1.0].sum(), 0.0), (number, stack)
