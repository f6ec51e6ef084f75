"""A wall, the dipoles beside it, and what it changes of their power, over bulk power.

The returned field alone counts: the film's own power is known exactly elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.outside import AIR, Outside, cone_of
from sim.optics.wall_modes.dipoles import LineDipoles, beside, line_dipoles
from sim.optics.wall_modes.profile import WallProfile
from sim.optics.wall_modes.wall import WallModes, wall_modes
from sim.optics.wall_modes.wavevectors import WallRule, bent_path
from sim.results.records import ORIENTATIONS

Progress = Callable[[float], None]
"""Called with the share that is done."""

Returned = Callable[[WallModes, LineDipoles], ComplexArray]
"""What comes back to lines of dipoles along their own direction, (Q, D)."""


@dataclass(frozen=True)
class WallCase:
    """A wall and the dipoles beside it.

    Attributes:
        profile: its columns, the emitter in the first.
        emitter_index: real, of the bulk power.
        distance_um: (D,) from the emitter's wall, increasing.
        height_um: (Z,) in the emitter.
        boundary_um: the bank's middle, from the emitter's wall; what lies behind is a neighbour's.
        closed: whether a conductor ends the films at the uppermost face.
        numerical_aperture: of an observer, where one is asked for.
        outside: what lies between the glass and the observer.
    """

    profile: WallProfile
    emitter_index: float
    distance_um: FloatArray
    height_um: FloatArray
    boundary_um: float
    closed: bool = True
    numerical_aperture: float | None = None
    outside: Outside = AIR

    @property
    def glass_index(self) -> float:
        """Real."""
        return float(np.sqrt(self.profile.epsilon[0, 0]).real)

    @property
    def cone(self) -> float:
        """Largest lateral index of light that reaches the observer."""
        return cone_of(self.glass_index, self.outside)

    @property
    def k0(self) -> float:
        """In 1/um."""
        return 2.0 * math.pi / self.profile.wavelength_um

    @property
    def lines(self) -> WallProfile:
        """The profile with a face at every height."""
        profile = self.profile
        for height in self.height_um:
            profile = profile.with_face(float(height))
        return profile

    def over_bulk(self, power: FloatArray) -> FloatArray:
        """Powers (Q, ...) of unit dipoles over that in the medium, (Z, 3, ...)."""
        # of a unit dipole in a medium, its current's impedance that of vacuum
        bulk = self.k0**2 * self.emitter_index / (12.0 * math.pi)
        return power.reshape(self.height_um.size, len(ORIENTATIONS), *power.shape[1:]) / bulk


def power_change(
    case: WallCase,
    rule: WallRule,
    progress: Progress = lambda _: None,
    returned: Returned | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Change of the emitted power of a transparent emitter, over bulk power, and by coarser rules.

    Args:
        case: the wall.
        rule: how finely.
        progress: is told the share that is done.
        returned: field that comes back to lines; None for that of the wall alone.

    Returns:
        (Z, 3, D) twice.
    """
    profile, path = case.lines, bent_path(case.emitter_index, rule.along)
    fine = coarse = 0.0
    for number, node in enumerate(path.node):
        wall = wall_modes(profile, node * case.k0, rule.cells, closed=case.closed)
        dipoles = line_dipoles(wall.first, case.height_um)
        # both signs of k_y; a dipole gives away -Re(J* E) / 2
        if returned is None:
            back = beside(wall, dipoles, case.distance_um).field(dipoles)
        else:
            back = returned(wall, dipoles)
        field = -0.5 * case.k0 / math.pi * back
        fine = fine + (path.weight[number] * field).real
        coarse = coarse + (path.coarse_weight[number] * field).real
        progress((number + 1.0) / path.node.size)
    return case.over_bulk(np.asarray(fine)), case.over_bulk(np.asarray(coarse))
