"""Bruggeman mixture: f (e1-e)/(e1+2e) + (1-f) (e2-e)/(e2+2e) = 0, passive, exact at both ends.

Also: exchanging the constituents and f with 1-f changes nothing; lossless mixtures lie between
the Hashin-Shtrikman bounds (Maxwell Garnett with either constituent as the host); small f gives
the dilute limit e2 + 3 f e2 (e1-e2)/(e1+2 e2). Bias: none, a closed form; tolerances are rounding
(1e-12), the square of f in the dilute limit, and the last printed digit of the reference table.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.materials.library import load_library
from geometry.materials.mixing import bruggeman

# no subnormal numbers: a library that is loaded beside these tests may flush them to zero
REAL = st.floats(-40.0, 20.0, allow_subnormal=False).filter(lambda x: abs(x) > 0.1)
LOSS = st.floats(1e-6, 30.0)
FILL = st.floats(0.0, 1.0, allow_subnormal=False)


@given(REAL, LOSS, REAL, LOSS, FILL)
def test_solves_the_rule_and_is_passive(re1, im1, re2, im2, fill):
    first, second = complex(re1, im1), complex(re2, im2)
    mixed = complex(bruggeman(first, second, fill))
    # the rule multiplied by its denominators, relative to its largest term
    terms = (
        fill * (first - mixed) * (second + 2 * mixed),
        (1 - fill) * (second - mixed) * (first + 2 * mixed),
    )
    scale = (abs(first) + abs(second) + abs(mixed)) ** 2
    assert abs(sum(terms)) < 1e-12 * scale
    assert mixed.imag > -1e-12 * scale**0.5


@given(REAL, LOSS, REAL, LOSS, FILL)
def test_is_symmetric_in_the_constituents(re1, im1, re2, im2, fill):
    first, second = complex(re1, im1), complex(re2, im2)
    one, other = bruggeman(first, second, fill), bruggeman(second, first, 1.0 - fill)
    # the discriminant may vanish, where rounding enters as its square root
    assert abs(complex(one - other)) < 1e-6 * (abs(first) + abs(second))


@pytest.mark.parametrize("first", [5.4 + 1.1j, -38.7 + 11.2j, 2.2 + 0j])
@pytest.mark.parametrize("second", [2.19 + 0j, -10.0 + 0.3j])
def test_pure_limits(first, second):
    assert complex(bruggeman(first, second, 1.0)) == pytest.approx(first, rel=1e-12)
    assert complex(bruggeman(first, second, 0.0)) == pytest.approx(second, rel=1e-12)


@given(st.floats(1.0, 12.0), st.floats(1.0, 12.0), FILL)
def test_lies_between_the_hashin_shtrikman_bounds(first, second, fill):
    def maxwell_garnett(inclusion, host, share):
        beta = share * (inclusion - host) / (inclusion + 2 * host)
        return host * (1 + 2 * beta) / (1 - beta)

    bounds = sorted(
        (maxwell_garnett(first, second, fill), maxwell_garnett(second, first, 1.0 - fill))
    )
    mixed = complex(bruggeman(first, second, fill))
    assert mixed.imag == 0.0
    assert bounds[0] - 1e-9 <= mixed.real <= bounds[1] + 1e-9


def test_dilute_limit():
    first, second, fill = 5.0 + 1.0j, 2.2 + 0j, 1e-4
    dilute = second + 3 * fill * second * (first - second) / (first + 2 * second)
    assert abs(complex(bruggeman(first, second, fill)) - dilute) < 10 * fill**2


@pytest.mark.parametrize(
    ("fill", "at_520", "at_530"),
    [
        (0.35, 1.761 + 0.074j, 1.756 + 0.010j),
        (0.45, 1.847 + 0.100j, 1.841 + 0.013j),
        (0.55, 1.934 + 0.126j, 1.927 + 0.017j),
        (0.65, 2.022 + 0.152j, 2.014 + 0.020j),
    ],
)
def test_nanocrystal_film_is_the_tabulated_mixture(fill, at_520, at_530):
    """References computed separately from Brennan's crystal in n = 1.48, rounded to 0.001."""
    library = load_library().with_value("materials.CsPbBr3 NC film.fill", fill)
    index = library.get("CsPbBr3 NC film").index(np.array([520.0, 530.0]))
    for found, expected in zip(index, (at_520, at_530), strict=True):
        assert found.real == pytest.approx(expected.real, abs=6e-4)
        assert found.imag == pytest.approx(expected.imag, abs=6e-4)


@pytest.mark.parametrize("fill", [-0.1, 1.1])
def test_a_share_outside_0_to_1_is_refused(fill):
    with pytest.raises(ValueError, match="between 0 and 1"):
        bruggeman(2.0, 3.0, fill)
