"""Jumps of the tangential fields at dipoles: a point of a slice as a sum over orders.

A dipole of moment j at r jumps, in order K = k + G and per unit area A of the cell,

    [H_x, H_y] = [i_y, -i_x],   [E_x, E_y] = K z0 s j_z,   s = exp(-i K r) / A,     (1)

z0 = [[eps]]^-1 of the emitter without its absorption: the dipole sits in a transparent sheet of
vanishing thickness. In a film the current i is s j.

By reciprocity s is also how the field at r is read. E across a wall jumps there, and its series,
read at one point beside the wall, rings with the number of orders. D across the wall is continuous,
and at a dipole the permittivity is the emitter's, eps(r). With e and N of
sim.optics.methods.fmm.products, N(r) = w n n at the dipole,

    E(r) = E + g n n (e E / eps(r) - E),    i = s j + (e / eps(r) - 1) s g n n j,   (2)

    g = 1 - (1 - w)^2,    g n n = (2 - w) N(r),    w = trace of N(r).               (3)

Any g has the same limit. E rings less with the distance from the wall, and e E with that from the
pixel's centre, where the normals' field has no direction; they err in opposite directions, and g
takes the first at the centre, the second at the wall. E along the wall and E_z, which is continuous
at upright walls, are read as they are; so does z0: the direct rule, since D_z does jump.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.methods.fmm.products import Permittivity
from sim.optics.methods.fmm.walls import WallField


@dataclass(frozen=True)
class Dipoles:
    """Point dipoles at one height.

    Attributes:
        x, y: (S,) places over 1 / k0.
        moment: (S, 3) unit vectors.
    """

    x: FloatArray
    y: FloatArray
    moment: FloatArray

    def moved(self, x: FloatArray, y: FloatArray) -> Dipoles:
        """The same, elsewhere."""
        return Dipoles(self.x + x, self.y + y, self.moment)


Current = tuple[ComplexArray, ComplexArray]
"""x and y of all orders and dipoles, (N, S) each."""


@dataclass(frozen=True)
class Beside:
    """Walls of the dipoles' slice.

    Attributes:
        matrices: e.
        permittivity: eps(r), the emitter's as it is in them, absorbing or not.
        field: N.
        vectors: (2, 2) rows a1, a2 of the cell over 1 / k0.
    """

    matrices: Permittivity
    permittivity: complex
    field: WallField
    vectors: FloatArray

    def across(
        self, dipoles: Dipoles, field: WallField | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """(3): g n n j, x and y (S,); ``field`` in place of the slice's own."""
        u, v = np.linalg.inv(self.vectors).T @ np.stack([dipoles.x, dipoles.y])
        xx, xy, yy = (field or self.field).at(u, v)
        jx, jy, _ = dipoles.moment.T
        rest = 2.0 - xx - yy
        return rest * (xx * jx + xy * jy), rest * (xy * jx + yy * jy)

    def read(self, current: Current) -> Current:
        """(e / eps(r) - 1) times a current."""
        x, y = self.over_emitter(self.matrices, current)
        return x - current[0], y - current[1]

    def over_emitter(self, matrices: Permittivity, current: Current) -> Current:
        """e, or its derivative, over eps(r), times a current."""
        x, y = current
        eps = self.permittivity
        return (
            (matrices.xx @ x + matrices.xy @ y) / eps,
            (matrices.xy @ x + matrices.yy @ y) / eps,
        )


@dataclass(frozen=True)
class Sheet:
    """What a slice is to dipoles in it.

    Attributes:
        z_inverse: z0, a number or (N, N).
        beside: its walls; None where there are none, or where (2) is not wanted.
    """

    z_inverse: ComplexArray
    beside: Beside | None


def series(dipoles: Dipoles, lateral: FloatArray, area: float) -> ComplexArray:
    """s, (N, S).

    Args:
        dipoles: sources.
        lateral: (2, N) over k0.
        area: of the cell times k0^2.
    """
    kx, ky = lateral[0][:, None], lateral[1][:, None]
    return np.asarray(np.exp(-1j * (kx * dipoles.x + ky * dipoles.y)) / area)


def jumps(
    dipoles: Dipoles, s: ComplexArray, lateral: FloatArray, sheet: Sheet
) -> tuple[ComplexArray, ComplexArray]:
    """(1) with (2): jumps of E and H, (2N, S) each.

    Args:
        dipoles: sources.
        s: (N, S) their series, or its derivative as they move.
        lateral: (2, N) over k0.
        sheet: the slice.
    """
    x, y, z = (s * part for part in dipoles.moment.T)
    if sheet.beside is not None:
        across = sheet.beside.across(dipoles)
        more = sheet.beside.read((s * across[0], s * across[1]))
        x, y = x + more[0], y + more[1]
    z = sheet.z_inverse @ z if sheet.z_inverse.ndim == 2 else sheet.z_inverse * z
    return electric_jump(z, lateral), magnetic_jump((x, y))


def electric_jump(z: ComplexArray, lateral: FloatArray) -> ComplexArray:
    """K z, (2N, S), of z0 s j_z."""
    return np.concatenate([lateral[0][:, None] * z, lateral[1][:, None] * z])


def magnetic_jump(current: Current) -> ComplexArray:
    """[i_y, -i_x], (2N, S)."""
    return np.concatenate([current[1], -current[0]])
