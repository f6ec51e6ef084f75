"""Rings joined around a round well: what its wall returns to it, at one azimuthal order.

From outside inwards, all that stands behind a face holds H = Y E. Modes a that go out from a ring's
inner face come back from its outer one as

    b = -(H_J - Y E_J)^-1 (H_H - Y E_H) a,                                                 (1)

in functions f_H over the inner face and f_J over the outer one, so that only decaying numbers
occur. In the well, f_H is taken over its own wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.round_well.column import Column, Tangential


@dataclass(frozen=True)
class Ring:
    """A ring's functions at both of its faces.

    Attributes:
        out_inside, out_outside: f_H at the inner and at the outer face.
        in_inside, in_outside: f_J likewise.
        back: (M, M) of (1).
        gather: (M, M) (H_J - Y E_J)^-1.
    """

    out_inside: Tangential
    in_inside: Tangential
    back: ComplexArray
    gather: ComplexArray


@dataclass(frozen=True)
class RoundWall:
    """A round well's wall at one azimuthal order.

    Attributes:
        order: m, not negative.
        columns: from the well outwards.
        face_um: (C - 1,) radii of the faces between them.
        behind: (M, M) per face, Y.
        rings: of the columns between the first and the last.
        returned: (M, M) of (1) in the well.
        gather: (M, M) (H_J - Y E_J)^-1 in the well.
    """

    order: int
    columns: tuple[Column, ...]
    face_um: FloatArray
    behind: tuple[ComplexArray, ...]
    rings: tuple[Ring, ...]
    returned: ComplexArray
    gather: ComplexArray


def round_wall(columns: Sequence[Column], face_um: FloatArray, order: int) -> RoundWall:
    """Solve a wall.

    Args:
        columns: from the well outwards, two at least.
        face_um: (C - 1,) radii of the faces between them, increasing.
        order: azimuthal, not negative.
    """
    last = float(face_um[-1])
    leaving = columns[-1].tangential(order, last, columns[-1].radial(order).outgoing(last, last))
    behind = [_over(leaving.magnetic, leaving.electric)]
    rings: list[Ring] = []
    for number in range(len(columns) - 2, 0, -1):
        inside, outside = float(face_um[number - 1]), float(face_um[number])
        ring, admittance = _ring(columns[number], order, (inside, outside), behind[0])
        rings.insert(0, ring)
        behind.insert(0, admittance)
    first, radius = columns[0], float(face_um[0])
    radial = first.radial(order)
    back, gather = _back(
        first.tangential(order, radius, radial.outgoing(radius, radius)),
        first.tangential(order, radius, radial.regular(radius, radius)),
        behind[0],
    )
    return RoundWall(order, tuple(columns), face_um, tuple(behind), tuple(rings), back, gather)


def _ring(
    own: Column, order: int, face_um: tuple[float, float], behind: ComplexArray
) -> tuple[Ring, ComplexArray]:
    """A ring in front of what holds Y, and Y of both."""
    inside, outside = face_um
    radial = own.radial(order)
    out_inside, out_outside = (
        own.tangential(order, r, radial.outgoing(r, inside)) for r in face_um
    )
    in_inside, in_outside = (own.tangential(order, r, radial.regular(r, outside)) for r in face_um)
    back, gather = _back(out_outside, in_outside, behind)
    admittance = _over(
        out_inside.magnetic + in_inside.magnetic @ back,
        out_inside.electric + in_inside.electric @ back,
    )
    return Ring(out_inside, in_inside, back, gather), admittance


def _back(
    out: Tangential, come: Tangential, behind: ComplexArray
) -> tuple[ComplexArray, ComplexArray]:
    """(1), and the inverse in it."""
    gather = np.linalg.inv(come.magnetic - behind @ come.electric)
    back = -gather @ (out.magnetic - behind @ out.electric)
    return np.asarray(back), np.asarray(gather)


def _over(over: ComplexArray, under: ComplexArray) -> ComplexArray:
    """over under^-1."""
    return np.asarray(np.linalg.solve(under.T, over.T).T)
