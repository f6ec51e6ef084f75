"""Light to air beside a wall, by reciprocity: plane waves from the glass, seen where dipoles stand.

A wave of unit amplitude and lateral wavevector (k_x, k_y) that comes up the glass makes the field E
at a dipole; a dipole J there sends into the mirrored direction, per dk_x dk_y,

    dP = (k0 / 32 pi^2 k_z) |J . E|^2,                                                  (1)

of which the glass's face, and plates behind it, let T through in a single pass. In every column the
wave makes that column's own film field, a sum over its modes; where columns meet these differ, and
modes that leave both ways make up for it, as in wall.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.glass_air import cross
from sim.optics.film.multilayer import Polarisation
from sim.optics.film.outside import AIR, Outside
from sim.optics.wall_modes.dipoles import LineDipoles, component
from sim.optics.wall_modes.region import Region
from sim.optics.wall_modes.wall import WallModes


@dataclass(frozen=True)
class Incident:
    """Plane waves in the glass, one per column of arrays.

    Attributes:
        k_x: (K,) in 1/um.
        polarisation: S or P.
        glass_index: of the glass.
        outside: what lies between it and the observer.
    """

    k_x: FloatArray
    polarisation: Polarisation
    glass_index: float
    outside: Outside = AIR

    def k_z(self, k0: float, k_y: float) -> FloatArray:
        """(K,) in the glass."""
        return np.asarray(np.sqrt((self.glass_index * k0) ** 2 - self.k_x**2 - k_y**2))

    def transmittance(self, k0: float, k_y: float) -> FloatArray:
        """Share that reaches the observer in a single pass of the glass, (K,)."""
        lateral = np.hypot(self.k_x, k_y) / k0
        return cross(self.glass_index, self.outside, lateral, self.polarisation).transmitted


@dataclass(frozen=True)
class LitWall:
    """A wall under plane waves.

    Attributes:
        wall: its modes.
        k_x: (K,) of the waves.
        electric, magnetic: (M, K) film field of the emitter's column.
        left: (M, K) modes that leave the first face into it.
    """

    wall: WallModes
    k_x: FloatArray
    electric: ComplexArray
    magnetic: ComplexArray
    left: ComplexArray

    def film_field(self, dipoles: LineDipoles) -> ComplexArray:
        """Along every line's direction in the film alone, (Q, K)."""
        own = self.wall.first
        places = zip(dipoles.orientations, dipoles.nodes, strict=True)
        return np.array(
            [component(own, o, node, self.electric, self.magnetic) for o, node in places]
        )

    def returned_field(self, dipoles: LineDipoles, phase: ComplexArray) -> ComplexArray:
        """What the wall adds at distances with phases (M, D) to the first face, (Q, D, K).

        The film's wave itself has the phase exp(-i k_x d) there.
        """
        rows = dipoles.row[:, None, :] * phase.T
        return np.asarray(rows @ self.left)


def lit_wall(wall: WallModes, waves: Incident) -> LitWall:
    """Solve a wall under plane waves from the glass."""
    source = _sheet(wall.first, waves)
    films = {id(region): _film(region, source, waves.k_x) for region in wall.regions}
    left = _sent_back(wall, films, waves.k_x)
    return LitWall(wall, waves.k_x, *films[id(wall.first)], left)


def _sheet(own: Region, waves: Incident) -> tuple[ComplexArray, ComplexArray]:
    """Jumps per length of a sheet of current in the glass that sends waves up, (M, K) each."""
    points, k0, k_y = own.points, own.k0, float(np.real(own.k_y))
    n, k_x = points.nodes, waves.k_x
    k, k_z = np.hypot(k_x, k_y), waves.k_z(k0, k_y)
    flat = k < 1e-9 * k0
    along_x, along_y = (
        np.where(flat, level, part / np.where(flat, 1.0, k))
        for level, part in ((1.0, k_x), (0.0, k_y))
    )
    if waves.polarisation is Polarisation.S:
        current = np.array([-along_y, along_x]) * 2.0 * k_z / k0
    else:
        current = np.array([along_x, along_y]) * 2.0 * waves.glass_index
    node = points.node_below
    here, inverse = 1.0 / points.node_step[node], own.inverse_epsilon[node]
    electric = np.zeros((own.beta.size, k_x.size), complex)
    magnetic = np.zeros_like(electric)
    magnetic[node] = -here * current[1]
    electric[node] = k_y / k0 * inverse * here * current[0]
    electric[n:] = np.outer(-1j / k0 * points.to_half[:, node] * inverse * here, current[0])
    return electric, magnetic


def _film(
    own: Region, source: tuple[ComplexArray, ComplexArray], k_x: FloatArray
) -> tuple[ComplexArray, ComplexArray]:
    """A column's film field, E and H (M, K), from i k_x E = P H + e and i k_x H = Q E + h."""
    electric, magnetic = source
    driven = -(own.across @ magnetic) - 1j * k_x * electric
    solved = np.linalg.solve(own.electric, np.hstack([driven, electric]))
    amount, direct = np.split(solved, 2, axis=1)
    amount = amount / (k_x**2 - own.beta[:, None] ** 2)
    through = (1j * k_x * amount - direct) / (1j * own.beta[:, None])
    return own.electric @ amount, own.magnetic @ through


def _sent_back(
    wall: WallModes, films: dict[int, tuple[ComplexArray, ComplexArray]], k_x: FloatArray
) -> ComplexArray:
    """Modes that leave the first face into the emitter's column, (M, K)."""
    faces = wall.profile.x_um
    electric, magnetic = films[id(wall.regions[-1])]
    rest = (magnetic - wall.behind[-1] @ electric) * np.exp(1j * k_x * faces[-1])
    for number in range(len(faces) - 1, -1, -1):
        own, behind = wall.regions[number], wall.behind[number]
        electric, magnetic = films[id(own)]
        here = np.exp(1j * k_x * faces[number])
        both = own.magnetic + behind @ own.electric
        left = np.linalg.solve(both, (magnetic - behind @ electric) * here - rest)
        if number > 0:
            came = own.phase(float(faces[number] - faces[number - 1]))[:, None] * left
            before = np.exp(1j * k_x * faces[number - 1])
            rest = magnetic * before - own.magnetic @ came
            rest = rest - wall.behind[number - 1] @ (electric * before + own.electric @ came)
    return np.asarray(left)
