"""Eigenmodes of a slice: what goes up and down in it without changing its shape.

Lengths are over 1 / k0, H is in units of E; fields go as exp(i k r - i w t). With k_x, k_y the
diagonal matrices of the lateral wavevectors and e of sim.optics.methods.fmm.products,

    d/dz [E_x E_y] = i P [H_x H_y],    d/dz [H_x H_y] = i Q [E_x E_y],              (1)

    P = [[k_x z k_y, 1 - k_x z k_x], [k_y z k_y - 1, -k_y z k_x]],   z = [[eps]]^-1  (2)
    Q = [[-k_x k_y - e_yx, k_x k_x - e_yy], [e_xx - k_y k_y, e_xy + k_x k_y]],      (3)

modes are P Q W = W q^2 with E = W, H = V = Q W / q upwards and -V downwards, Im q > 0. A slice of
one medium has the plane waves q^2 = eps - k_x^2 - k_y^2 with W = 1: its matrices are 2 x 2, one per
order. Vectors hold E_x of all orders, then E_y.

Source: M. G. Moharam, E. B. Grann, D. A. Pommet, T. K. Gaylord, J. Opt. Soc. Am. A 12, 1068 (1995);
factorisation as in L. Li, J. Opt. Soc. Am. A 14, 2758 (1997).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eig

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.methods.fmm.products import Permittivity

_GRAZING = 1e-6
"""Smallest |q|: at q = 0 the waves up and down are one and the same, while powers have a limit."""


@dataclass(frozen=True)
class Modes:
    """Modes of a slice at one wavevector; per order (N, 2, 2), or of all orders (2N, 2N).

    Attributes:
        q: (N, 2) or (2N,) vertical wavevectors over k0.
        electric: W.
        magnetic: V.
        lateral: (2, N) k_x and k_y over k0.
        z_inverse: eps^-1 as a number, or the matrix [[eps]]^-1.
        permittivity: of a slice of one medium; None where there are walls.
    """

    q: ComplexArray
    electric: ComplexArray
    magnetic: ComplexArray
    lateral: FloatArray
    z_inverse: ComplexArray
    permittivity: complex | None

    @property
    def per_order(self) -> bool:
        """Whether orders do not mix."""
        return self.electric.ndim == 3

    def phase(self, length: float) -> ComplexArray:
        """exp(i q length), shape of q."""
        return np.asarray(np.exp(1j * self.q * length))


def uniform_modes(permittivity: complex, lateral: FloatArray) -> Modes:
    """Plane waves in one medium.

    Args:
        permittivity: complex, Im >= 0.
        lateral: (2, N) over k0.
    """
    kx, ky = lateral
    eps = complex(permittivity)
    q = _upwards(np.asarray(eps - kx**2 - ky**2, dtype=complex))
    matrix = np.empty((kx.size, 2, 2), dtype=complex)  # (3)
    matrix[:, 0, 0], matrix[:, 0, 1] = -kx * ky, kx**2 - eps
    matrix[:, 1, 0], matrix[:, 1, 1] = eps - ky**2, kx * ky
    electric = np.broadcast_to(np.eye(2, dtype=complex), matrix.shape)
    both = np.stack([q, q], axis=1)
    return Modes(both, electric, matrix / q[:, None, None], lateral, np.array(1.0 / eps), eps)


def wall_modes(eps: Permittivity, lateral: FloatArray) -> Modes:
    """Modes of a slice with walls; ``lateral`` (2, N) over k0."""
    kx, ky = lateral[0][:, None], lateral[1][:, None]
    z, one = eps.z_inverse, np.eye(lateral.shape[1])
    p = np.block(
        [[kx * z * ky.T, one - kx * z * kx.T], [ky * z * ky.T - one, -ky * z * kx.T]]
    )  # (2)
    cross = np.diag(lateral[0] * lateral[1])
    q_matrix = np.block(
        [
            [-cross - eps.xy, np.diag(lateral[0] ** 2) - eps.yy],
            [eps.xx - np.diag(lateral[1] ** 2), eps.xy + cross],
        ]
    )  # (3)
    squared, electric = eig(p @ q_matrix, overwrite_a=True, check_finite=False)
    q = _upwards(squared)
    return Modes(q, electric, (q_matrix @ electric) / q, lateral, z, None)


def _upwards(squared: ComplexArray) -> ComplexArray:
    """Root that decays or travels upwards."""
    q = np.sqrt(squared.astype(complex))
    q = np.where(q.real + q.imag < 0.0, -q, q)
    return np.where(np.abs(q) < _GRAZING, _GRAZING * (1.0 + 1.0j), q)
