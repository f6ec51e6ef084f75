"""From light at single wavevectors to a far field over direction cosines.

Light is known at k_y = k0 sin(a) of a rule and at k_x = cos(a) k0 v across, the same v at every a.
Between these it is a cubic spline in a, even about 0, and linear in v; to a direction leaves

    dP / dOmega = k0^2 cos(theta) dP / dk_x dk_y.                                        (1)
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline

from geometry.arrays import FloatArray


def far_field(
    along: FloatArray,
    across: FloatArray,
    density: FloatArray,
    k0: float,
    cosine: FloatArray,
    widest: float = 1.0,
) -> FloatArray:
    """(1) at directions.

    Args:
        along: (A,) k_y / k, increasing.
        across: (K,) v, increasing, of waves that come in: light leaves against them.
        density: (..., A, K) per dk_x and dk_y.
        k0: k in the observer's medium, in 1/um.
        cosine: (U,) of both directions.
        widest: largest direction cosine that light leaves with: 1, or less where the glass's index
            is below that of the observer's medium.

    Returns:
        (..., U, U) per steradian.
    """
    u_x, u_y = np.meshgrid(cosine, cosine, indexing="ij")
    lit = u_x**2 + u_y**2 < widest**2
    x, y = u_x[lit], np.abs(u_y[lit])
    angle = np.arcsin(along / widest)
    spline = CubicSpline(
        np.append(0.0, angle),
        np.vstack([_at_zero(angle), np.eye(angle.size)]),
        bc_type=((1, np.zeros(angle.size)), "not-a-knot"),
    )
    of_angle = spline(np.arcsin(y / widest))  # (L, A)
    place = np.clip(-x / np.sqrt(widest**2 - y**2), across[0], across[-1])
    right = np.clip(np.searchsorted(across, place), 1, across.size - 1)
    share = (place - across[right - 1]) / (across[right] - across[right - 1])
    steradian = k0**2 * np.sqrt(1.0 - x**2 - y**2)
    whole = np.zeros((*density.shape[:-2], *u_x.shape))
    left_of, right_of = density[..., right - 1], density[..., right]  # (..., A, L)
    between = left_of * (1.0 - share) + right_of * share
    whole[..., lit] = steradian * np.einsum("...al,la->...l", between, of_angle)
    return whole


def _at_zero(angle: FloatArray) -> FloatArray:
    """Weights (A,) of the value at 0 of an even function: a parabola in the square through two."""
    first, second = angle[0] ** 2, angle[1] ** 2
    weights = np.zeros(angle.size)
    weights[0], weights[1] = second / (second - first), -first / (second - first)
    return weights
