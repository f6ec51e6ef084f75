"""The nine dispersion formulas of refractiveindex.info, wavelengths in micrometres.

With coefficients C1, C2, ..., as on the site's page "Dispersion formulas" (M. N. Polyanskiy,
refractiveindex.info, 2014; the data base: Sci. Data 11, 94 (2024)):

    1 Sellmeier           n^2 - 1 = C1 + sum C2 w^2 / (w^2 - C3^2)
    2 Sellmeier-2         n^2 - 1 = C1 + sum C2 w^2 / (w^2 - C3)
    3 polynomial          n^2 = C1 + sum C2 w^C3
    4 the site's own      n^2 = C1 + sum C2 w^C3 / (w^2 - C4^C5) (two terms) + sum C10 w^C11
    5 Cauchy              n = C1 + sum C2 w^C3
    6 gases               n - 1 = C1 + sum C2 / (C3 - w^-2)
    7 Herzberger          n = C1 + C2 L + C3 L^2 + C4 w^2 + C5 w^4 + C6 w^6, L = 1 / (w^2 - 0.028)
    8 retro               (n^2 - 1) / (n^2 + 2) = C1 + C2 w^2 / (w^2 - C3) + C4 w^2
    9 exotic              n^2 = C1 + C2 / (w^2 - C3) + C4 (w - C5) / ((w - C5)^2 + C6)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from geometry.arrays import FloatArray

FORMULAS = tuple(range(1, 10))


def index_of_formula(
    number: int, coefficients: Sequence[float], wavelength_um: FloatArray
) -> FloatArray:
    """n of a dispersion formula, shape of ``wavelength_um``.

    Raises:
        ValueError: an unknown formula, a missing coefficient, or no positive n at a wavelength.
    """
    if number not in FORMULAS:
        raise ValueError(f"formula {number} is unknown; known: 1 to 9")
    count = len(coefficients)
    allowed = _COUNTS[number]
    if not allowed(count):
        raise ValueError(
            f"formula {number} needs {_NEEDED[number]} coefficients; {count} came: one is missing"
        )
    square = _square(number, np.asarray(coefficients, dtype=float), wavelength_um)
    if np.any(~np.isfinite(square)) or np.any(square <= 0.0):
        at = float(wavelength_um[np.flatnonzero(~(square > 0.0))[0]])
        raise ValueError(f"formula {number} gives no positive n at {at:g} um")
    return np.asarray(np.sqrt(square))


def _pairs(count: int) -> bool:
    """C1 and whole pairs."""
    return count >= 1 and count % 2 == 1


def _two_terms_and_pairs(count: int) -> bool:
    """C1, up to two terms of four, and whole pairs."""
    return count in (1, 5) or (count >= 9 and count % 2 == 1)


_COUNTS: dict[int, Callable[[int], bool]] = {
    **dict.fromkeys((1, 2, 3, 5, 6), _pairs),
    4: _two_terms_and_pairs,
    7: lambda count: 3 <= count <= 6,
    8: lambda count: count == 4,
    9: lambda count: count == 6,
}
_NEEDED = {
    **dict.fromkeys((1, 2, 3, 5, 6), "1, 3, 5, 7, ..."),
    **{4: "1, 5, 9, 11, 13, ...", 7: "3 to 6", 8: "4", 9: "6"},
}


def _square(number: int, c: FloatArray, w: FloatArray) -> FloatArray:
    """n^2; formulas for n itself are squared where n is positive."""
    if number in (5, 6, 7):
        n = _plain(number, c, w)
        return np.asarray(np.where(n > 0.0, n**2, -1.0))
    if number == 8:
        ratio = c[0] + c[1] * w**2 / (w**2 - c[2]) + c[3] * w**2
        return np.asarray((1.0 + 2.0 * ratio) / (1.0 - ratio))
    if number == 9:
        away = w - c[4]
        return np.asarray(c[0] + c[1] / (w**2 - c[2]) + c[3] * away / (away**2 + c[5]))
    if number == 4:
        return _own(c, w)
    first, second = c[1::2], c[2::2]
    total = c[0] + (0.0 if number == 3 else 1.0)
    for factor, other in zip(first, second, strict=True):
        pole = other**2 if number == 1 else other
        total = total + (factor * w**other if number == 3 else factor * w**2 / (w**2 - pole))
    return np.asarray(total + 0.0 * w)


def _plain(number: int, c: FloatArray, w: FloatArray) -> FloatArray:
    if number == 7:
        padded = np.r_[c, np.zeros(6 - c.size)]
        pole = 1.0 / (w**2 - 0.028)
        powers = (np.ones_like(w), pole, pole**2, w**2, w**4, w**6)
        return np.asarray(sum(a * b for a, b in zip(padded, powers, strict=True)))
    total = c[0] + (1.0 if number == 6 else 0.0) + 0.0 * w
    for factor, other in zip(c[1::2], c[2::2], strict=True):
        total = total + (factor / (other - w**-2) if number == 6 else factor * w**other)
    return np.asarray(total)


def _own(c: FloatArray, w: FloatArray) -> FloatArray:
    total = c[0] + 0.0 * w
    for start in range(1, min(c.size, 9), 4):
        factor, power, base, exponent = c[start : start + 4]
        total = total + factor * w**power / (w**2 - base**exponent)
    for factor, power in zip(c[9::2], c[10::2], strict=True):
        total = total + factor * w**power
    return np.asarray(total)
