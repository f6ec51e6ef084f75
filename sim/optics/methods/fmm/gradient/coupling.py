"""A slice whose walls move, in the modes that it had: waves a upwards and b downwards couple.

With E = W (a + b), H = V (a - b) and changes dP, dQ of (2) and (3) of fmm.waves.modes,

    da/dz =  i q a + A a + B b,     A = K_Q + K_P,  B = K_Q - K_P,                  (1)
    db/dz = -i q b - B a - A b,     K_P = i W^-1 dP V / 2,   K_Q = i V^-1 dQ W / 2.

To first order in A and B what crosses a length d, with X = exp(i q d), meets the sums

    integral of exp(i q_m z) exp(i q_n (d - z)) = (X_m - X_n) / (i (q_m - q_n)),    (2)
    integral of exp(i q_m z) exp(i q_n z)       = (X_m X_n - 1) / (i (q_m + q_n)),  (3)

which are finite for equal q: modes that symmetry makes alike do no harm, as they do in derivatives
of eigenvectors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray
from sim.optics.methods.fmm.gradient.basis import Basis
from sim.optics.methods.fmm.products import Permittivity

_CLOSE = 1e-5
"""|q_m - q_n| d below which (2) is taken as its limit; what is left out is the square of it."""


@dataclass(frozen=True)
class Coupling:
    """A and B of (1), (2N, 2N) each, per unit of a parameter."""

    same: ComplexArray
    other: ComplexArray


def coupling(basis: Basis, change: Permittivity) -> Coupling:
    """(1) for changed matrices.

    Args:
        basis: modes of the slice.
        change: derivatives of its matrices.
    """
    modes = basis.modes
    kx, ky = modes.lateral[0][:, None], modes.lateral[1][:, None]
    z = change.z_inverse
    p = np.block([[kx * z * ky.T, -kx * z * kx.T], [ky * z * ky.T, -ky * z * kx.T]])
    q = np.block([[-change.xy, -change.yy], [change.xx, change.xy]])
    by_p = 0.5j * basis.in_electric(p @ modes.magnetic)
    by_q = 0.5j * basis.in_magnetic(q @ modes.electric)
    return Coupling(by_q + by_p, by_q - by_p)


def through(given: Coupling, q: ComplexArray, length: float) -> tuple[ComplexArray, ComplexArray]:
    """A with the integrals (2) and B with (3) over a length."""
    phase = np.exp(1j * q * length)
    apart = q[:, None] - q[None, :]
    close = np.abs(apart) * max(length, 1e-12) < _CLOSE
    middle = 0.5 * (q[:, None] + q[None, :])
    limit = length * np.exp(1j * middle * length)
    quotient = (phase[:, None] - phase[None, :]) / (1j * np.where(close, 1.0, apart))
    returned = (phase[:, None] * phase[None, :] - 1.0) / (2j * middle)
    return given.same * np.where(close, limit, quotient), given.other * returned
