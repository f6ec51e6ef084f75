"""Finer cells across the wall of a section, and what the others do to light on its way there.

The zone holds all upright faces next to the wall and BESIDE_UM beyond them on both sides. Cells
there are the lateral ones over an odd number s (sim.optics.grid.wall_cell).

Light on cells a runs with the wavevector k' of

    (2 / a) sin(k' a / 2) = n Omega,     Omega = (2 / dt) sin(omega dt / 2),            (1)

so that a wall which stands at the distance d acts like one at d k' / (n omega), for light that
meets it head-on: the others' phases add up to theirs. n is the index of the film's guided mode that
lasts longest, and of d counts what is stepped on lateral cells.

Where cells change, light of the wavevector k across is sent back with the amplitude (k a)^2 / 16,
the difference of the grids' wave impedances: 0.08 on 50 nm in an index of 1.93, 0.02 on 25 nm. So
the film that is subtracted from a wall is stepped on the wall's own cells, zone included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.shapes import Polygon
from sim.optics.film.film import planar_stack
from sim.optics.film.modes import guided_modes
from sim.optics.grid.grading import Grading
from sim.optics.grid.layout import Layout
from sim.optics.grid.wall_cell import wall_refinement
from sim.study import OpticsSpec

BESIDE_UM = 0.1
"""What the zone holds on both sides of the wall: a metal's field falls by e within 30 nm, that of
light between a mirror and a well within 100 nm (walls_alone.py)."""

NEAR_UM = 0.3
"""Faces farther from the wall belong to other things: a black matrix's edge, the neighbour."""

CLEAR_CELLS = 2
"""Lateral cells between the zone's end and a dipole: a spread source reaches 1.5 of them."""


@dataclass(frozen=True)
class WallZone:
    """Where cells are finer.

    Attributes:
        low_um, high_um: outermost faces of the wall from that of the emitter, low_um <= 0.
        refinement: s, 1 where cells are alike everywhere.
    """

    low_um: float
    high_um: float
    refinement: int

    def holds(self, distance_um: float, cell_um: float) -> bool:
        """Whether a dipole at a distance from the wall stands among the finer cells."""
        if self.refinement == 1:
            return False
        return distance_um < -self.low_um + BESIDE_UM + CLEAR_CELLS * cell_um

    def grading(self, wall_um: float, dipole_um: float, cell_um: float) -> Grading | None:
        """The zone in a window; None where cells are alike.

        Args:
            wall_um, dipole_um: from the window's middle.
            cell_um: lateral cell.
        """
        if self.refinement == 1:
            return None
        start = math.floor((wall_um + self.low_um - BESIDE_UM) / cell_um + 1e-6)
        end = math.ceil((wall_um + self.high_um + BESIDE_UM) / cell_um - 1e-6)
        if self.holds(wall_um - dipole_um, cell_um):
            start = min(start, -CLEAR_CELLS)
        zone = Grading.of(start, end - start, self.refinement)
        return replace(zone, dipole=round(zone.stepped(dipole_um / cell_um)))


def wall_zone(layout: Layout, optics: OpticsSpec) -> WallZone:
    """The zone of a section.

    Args:
        layout: on uniform cells, the emitter's wall at its middle.
        optics: numerics.
    """
    refinement = wall_refinement(layout.asked, optics)
    faces = [
        x
        for solid in layout.solids
        if isinstance(solid.outline, Polygon)
        and solid.z_max_um > 0.0
        and solid.z_min_um < layout.grid.film_top_um
        for x, _ in solid.outline.vertices_um
        if abs(x) < NEAR_UM
    ]
    if refinement == 1 or not faces:
        return WallZone(0.0, 0.0, 1)
    return WallZone(min(0.0, *faces), max(0.0, *faces), refinement)


def distances_for_light(
    layout: Layout, distance_um: FloatArray, zone: WallZone, cell_um: float
) -> FloatArray:
    """Distances from the wall at which light would find it, (D,), by (1)."""
    slow = slowing(layout, _lasting_index(layout))
    fine = -zone.low_um + BESIDE_UM if zone.refinement > 1 else 0.0
    coarse = np.where(
        [zone.holds(float(d), cell_um) for d in distance_um],
        0.0,
        np.maximum(distance_um - fine, 0.0),
    )
    return np.asarray(distance_um + (slow - 1.0) * coarse)


def slowing(layout: Layout, index: float) -> float:
    """k' / (n omega) of (1) on lateral cells.

    Args:
        layout: grid, time step and wavelength.
        index: n.
    """
    omega, step = 2.0 * math.pi / layout.media.peak_um, layout.time_step_um
    cell = layout.grid.lateral_cell_um
    grid_omega = 2.0 / step * math.sin(0.5 * omega * step)
    return 2.0 / cell * math.asin(0.5 * index * grid_omega * cell) / (index * omega)


def _lasting_index(layout: Layout) -> float:
    """Of the film's guided mode that lasts longest; the emitter's where none is guided."""
    peak = layout.device.emission.peak_um
    stack = planar_stack(layout.device.stack, peak).with_lossless_emitter()
    modes = guided_modes(stack, peak)
    if not modes:
        return float(np.real(stack.emitter_index))
    return float(min(modes, key=lambda mode: abs(mode.index.imag)).index.real)
