"""Light between the two walls of a stripe, exactly: every round trip counts.

Both walls are the same one and its mirror image. Modes reach the right face with A, the left one
with B; of a line at d from the right face, d' from the left one, w = d + d', with s sent to the
right and l to the left,

    A = f_d s + f_w R B,    B = f_d' l + f_w R A,    f_x = exp(i beta x),                (1)

so that A = (1 - (f_w R)^2)^-1 (f_d s + f_w R f_d' l). Seen in a mirror, a mode that goes to the
left is one that goes to the right with E_x, H_y, H_z turned round. Plane waves from the glass leave
c at the right face and, seen in the mirror, those of -k_x leave c' at the left one; an s-wave turns
its sign there. What leaves both faces,

    L = c + R f_w G,    G = c' + R f_w L.                                               (2)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.multilayer import Polarisation
from sim.optics.film.outside import Outside
from sim.optics.wall_modes.dipoles import LineDipoles, line_dipoles
from sim.optics.wall_modes.effect import WallCase, power_change
from sim.optics.wall_modes.light import Incident, lit_wall
from sim.optics.wall_modes.wall import WallModes, wall_modes
from sim.optics.wall_modes.wavevectors import WallRule, across, to_air


@dataclass(frozen=True)
class StripeChange:
    """Change by both walls of a stripe, over bulk power, (Z, 3, D): power, and light to air."""

    total: FloatArray
    air: FloatArray


def stripe_change(case: WallCase, width_um: float, rule: WallRule) -> StripeChange:
    """Solve a stripe.

    Args:
        case: of its right wall; distances from it, less than the width.
        width_um: between the emitter's walls.
        rule: how finely.
    """
    between_um = width_um + 2.0 * float(case.profile.x_um[0])

    def returned(wall: WallModes, dipoles: LineDipoles) -> ComplexArray:
        return Between.of(case, wall, between_um).field(dipoles)

    total, _ = power_change(case, rule, returned=returned)
    light = to_air(rule.light_along, None, case.cone)
    air = np.zeros(())
    v, share = across(rule.light_across, width_um, width_um, case.cone * case.k0)
    for node, weight in zip(light.node, light.weight, strict=True):
        wall = wall_modes(case.lines, node * case.k0, rule.cells, closed=case.closed)
        half = case.k0 * math.sqrt(case.cone**2 - node**2)
        between = Between.of(case, wall, between_um)
        sent = between.air(case.height_um, half * v, half * share, case.outside)
        air = air + 2.0 * case.k0 * weight * sent
    return StripeChange(total, case.over_bulk(air))


@dataclass(frozen=True)
class Between:
    """The space between both faces at one wavevector.

    Attributes:
        wall: the right one.
        from_right, from_left: (M, D) phases from dipoles to both faces.
        place_um: (D,) of the dipoles, from the right wall's x = 0.
        width_um: between the faces.
        trip: (M, M) R f_w.
        whole: (M, M) (1 - (R f_w)^2)^-1.
    """

    wall: WallModes
    from_right: ComplexArray
    from_left: ComplexArray
    place_um: FloatArray
    width_um: float
    trip: ComplexArray
    whole: ComplexArray

    @staticmethod
    def of(case: WallCase, wall: WallModes, width_um: float) -> Between:
        """Of a wall and its mirror image."""
        own, first = wall.first, float(wall.profile.x_um[0])
        right = case.distance_um + first
        trip = wall.returned[0] * own.phase(width_um)
        return Between(
            wall,
            np.exp(1j * own.beta[:, None] * right),
            np.exp(1j * own.beta[:, None] * (width_um - right)),
            -case.distance_um,
            width_um,
            trip,
            np.linalg.inv(np.eye(own.beta.size) - trip @ trip),
        )

    def both(self, right: ComplexArray, left: ComplexArray) -> tuple[ComplexArray, ComplexArray]:
        """What leaves the right and the left face of c at the right and c' at the left one, (2)."""
        return self.whole @ (right + self.trip @ left), self.whole @ (left + self.trip @ right)

    def field(self, dipoles: LineDipoles) -> ComplexArray:
        """What comes back to lines along their own direction, (Q, D)."""
        reflect = self.wall.returned[0]
        back = np.empty((dipoles.right.shape[1], self.place_um.size), complex)
        turned = dipoles.row * _mirrored(dipoles)[:, None]
        for q in range(back.shape[0]):
            sent = self.from_right * dipoles.right[:, q, None]
            away = self.from_left * dipoles.left[:, q, None]
            leaves_right, leaves_left = self.both(reflect @ sent, reflect @ away)
            back[q] = dipoles.row[q] @ (self.from_right * leaves_right)
            back[q] += turned[q] @ (self.from_left * leaves_left)
        return back

    def air(
        self, height_um: FloatArray, k_x: FloatArray, weight: FloatArray, outside: Outside
    ) -> FloatArray:
        """Light to air less that of the film, per dk_y, (Q, D)."""
        own, k0 = self.wall.first, self.wall.first.k0
        k_y = float(np.real(own.k_y))
        glass = float(np.sqrt(self.wall.profile.epsilon[0, 0]).real)
        dipoles = line_dipoles(own, height_um)
        turned = dipoles.row * _mirrored(dipoles)[:, None]
        change = 0.0
        for polarisation, sign in ((Polarisation.S, -1.0), (Polarisation.P, 1.0)):
            waves = Incident(k_x, polarisation, glass, outside)
            lit = lit_wall(self.wall, waves)
            # k_x is symmetric: the reversed column is that of -k_x
            far_face = np.exp(-1j * k_x * (self.width_um - float(self.wall.profile.x_um[0]) * 2.0))
            other = sign * lit.left[:, ::-1] * far_face
            leaves_right, leaves_left = self.both(lit.left, other)
            film = lit.film_field(dipoles)
            direct = film[:, None] * np.exp(1j * np.outer(self.place_um, k_x))
            seen = direct + (dipoles.row[:, None] * self.from_right.T) @ leaves_right
            seen = seen + (turned[:, None] * self.from_left.T) @ leaves_left
            factor = k0 / (32.0 * math.pi**2) / waves.k_z(k0, k_y) * waves.transmittance(k0, k_y)
            change = change + (np.abs(seen) ** 2 - np.abs(film[:, None]) ** 2) @ (factor * weight)
        return np.asarray(change)


def _mirrored(dipoles: LineDipoles) -> FloatArray:
    """(Q,) sign of a mode's field along a line's direction when it goes the other way."""
    return np.array([-1.0 if o == "x" else 1.0 for o in dipoles.orientations])
