"""The lateral rule averages over the emitting area exactly up to its order.

Claim: means over a disc, a hexagon and a square (before nodes move to grid vertices) of functions
with the pixel's symmetry. With n radial nodes in u^2 a disc is exact for radial polynomials of
degree 4 n - 2 in r; trapezoidal nodes at 0 .. 30 (45) degrees give 0 for cos(6 phi) (cos(4 phi)),
the first harmonic that symmetry allows. Straight sides carry Gauss nodes of degree 3 or more, so
that from order 3 r^2 is exact, from order 6 r^4 too.

    <r^2>  disc R^2/2     hexagon 5 s^2/12     square w^2/6       (s: side of the hexagon)
    <r^4>  disc R^4/3     hexagon 7 s^4/30     square 7 w^4/180

Bias: orders 1 and 2 lie on one mirror line and see the distance to the nearest side only; they are
exact for discs alone. Tolerance: rounding.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from geometry.aperture import box, regular_hexagon
from geometry.shapes import Circle, Outline
from geometry.spec import ArraySpec
from sim.optics.grid.lateral_rule import LateralRule, lateral_rule

WIDTH_UM = 1.0
SIDE_UM = WIDTH_UM / math.sqrt(3.0)
OUTLINES: dict[str, Outline] = {
    "circle": Circle(0.0, 0.0, WIDTH_UM / 2.0),
    "hexagon": regular_hexagon(WIDTH_UM),
    "square": box(WIDTH_UM, WIDTH_UM),
}
SQUARED = {"circle": WIDTH_UM**2 / 8.0, "hexagon": 5 * SIDE_UM**2 / 12, "square": WIDTH_UM**2 / 6}
FOURTH = {
    "circle": WIDTH_UM**4 / 48.0,
    "hexagon": 7 * SIDE_UM**4 / 30,
    "square": 7 * WIDTH_UM**4 / 180,
}
LATTICES = ("hexagonal", "square")


def rule(lattice: str, shape: str, order: int, rms_nm: float = 0.0) -> LateralRule:
    array = ArraySpec.model_validate(
        {
            "lattice": lattice,
            "pitch": "2 um",
            "aperture": {"shape": shape, "width": f"{WIDTH_UM} um"},
            "bank": {"height": "100 nm"},
            "sidewall": {"roughness": {"rms": f"{rms_nm} nm"}},
        }
    )
    return lateral_rule(array, OUTLINES[shape], order)


def squared(found: LateralRule) -> np.ndarray:
    return np.asarray(found.x_um**2 + found.y_um**2)


@pytest.mark.parametrize("lattice", LATTICES)
@pytest.mark.parametrize("shape", OUTLINES)
@pytest.mark.parametrize("order", range(1, 13))
def test_weights_and_places(lattice: str, shape: str, order: int) -> None:
    found = rule(lattice, shape, order)
    assert found.weight.sum() == pytest.approx(1.0, abs=1e-14)
    assert np.all(found.weight > 0.0)
    assert np.all(OUTLINES[shape].contains(found.x_um, found.y_um))
    assert np.unique(np.round([found.x_um, found.y_um], 9), axis=1).shape[1] == found.weight.size


@pytest.mark.parametrize("lattice", LATTICES)
@pytest.mark.parametrize("shape", OUTLINES)
@pytest.mark.parametrize("order", range(3, 13))
def test_mean_of_the_squared_radius(lattice: str, shape: str, order: int) -> None:
    found = rule(lattice, shape, order)
    assert found.weight @ squared(found) == pytest.approx(SQUARED[shape], rel=1e-12)


@pytest.mark.parametrize(
    ("lattice", "shape"), [("hexagonal", "hexagon"), ("square", "square"), ("hexagonal", "circle")]
)
@pytest.mark.parametrize("order", [3, 6, 9, 12])
def test_mean_of_the_fourth_power(lattice: str, shape: str, order: int) -> None:
    found = rule(lattice, shape, order)
    assert found.weight @ squared(found) ** 2 == pytest.approx(FOURTH[shape], rel=1e-12)


@pytest.mark.parametrize("order", [1, 2])
def test_low_orders_are_exact_for_discs(order: int) -> None:
    found = rule("hexagonal", "circle", order)
    assert found.weight @ squared(found) ** (2 * order - 1) == pytest.approx(
        (WIDTH_UM / 2) ** (4 * order - 2) / (2 * order), rel=1e-12
    )


@pytest.mark.parametrize("order", range(3, 13))
@pytest.mark.parametrize(("lattice", "fold"), [("hexagonal", 6), ("square", 4)])
def test_first_harmonic_of_a_disc_vanishes(lattice: str, fold: int, order: int) -> None:
    found = rule(lattice, "circle", order)
    angle = np.arctan2(found.y_um, found.x_um)
    assert found.weight @ (np.cos(fold * angle) * squared(found) ** 2) == pytest.approx(
        0, abs=1e-15
    )


def test_rough_wells_are_sampled_all_around() -> None:
    """Without symmetry no direction is favoured: first moments vanish."""
    found = rule("hexagonal", "circle", 6, rms_nm=5.0)
    assert found.weight @ found.x_um == pytest.approx(0.0, abs=1e-15)
    assert found.weight @ found.y_um == pytest.approx(0.0, abs=1e-15)
    assert np.unique(np.round([found.x_um, found.y_um], 9), axis=1).shape[1] == found.weight.size


def test_stripe_and_rectangle_average_their_quarter() -> None:
    for lattice, shape, extra, expected in (
        ("stripe", "stripe", {}, 1.0 / 12.0),
        ("square", "rectangle", {"length": "0.5 um"}, (1.0 + 0.25) / 12.0),
    ):
        array = ArraySpec.model_validate(
            {
                "lattice": lattice,
                "pitch": "2 um",
                "aperture": {"shape": shape, "width": "1 um", **extra},
                "bank": {"height": "100 nm"},
            }
        )
        found = lateral_rule(array, box(1.0, 0.5), 3)
        mean = found.weight @ squared(found)
        assert mean == pytest.approx(expected, rel=1e-12)
