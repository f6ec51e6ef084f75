"""The section across a straight wall: own well, bank, neighbour's well, on the grid.

A pixel's wall is locally that of a stripe as wide as it takes to have nothing but one wall in
the window. Gap, bank, coverage, liner and black matrix are the array's own, so that pixels of any
width and shape with the same gap share one section.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.spec import ArraySpec
from sim.optics.emission_zone import emission_heights
from sim.optics.grid.dipoles import inner_vertex
from sim.optics.grid.grading import Grading
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.walls.graded_layout import with_grading
from sim.optics.grid.walls.upright import with_upright_columns
from sim.optics.section.straight import straight_wall
from sim.optics.section.zone import WallZone, distances_for_light, wall_zone
from sim.study import OpticsSpec

REACH_UM = 3.0
"""Largest distance from the wall at which dipoles are placed (optics.reach, where smaller)."""

BEHIND_UM = 1.0
"""What the window holds beyond the farthest dipole's wall: bank and neighbour."""

ABSORBER_UM = 1.2
"""Lateral absorber: light that leaves the wall nearly along it has long waves across."""

CONDUCTOR_CELLS = 2
"""Cells of perfect conductor that close the top: a wavevector out of the plane makes Meep join
every end of the cell to the opposite one."""

NEAREST_CELLS = 2
"""Distance from the wall of the nearest dipole: its stencil reaches 1.5 cells."""

_GRADING = 1.5
"""Distances are reach t^1.5, t Gauss nodes: denser at the wall."""

_FEWEST = 2

ENOUGH_DISTANCES = 6
"""Distances from which on a wall's effect is followed: below, its bends near the wall are not seen
(of 14 distances from a bare wall, subsets of three were off by up to 1.4 times what the intervals
say, of six and eight by 0.6 at most) and fringes of single walls are not averaged out (2 leave
rings of 6 % in the far field of a pixel of 8 um, 6 of 2.4 %: docs/physics.md). The default of
``optics.dipoles.lateral``."""

_SAME_UM = 1e-6


@dataclass(frozen=True)
class EdgeSection:
    """One wall and where its dipoles sit.

    Attributes:
        device: the stripe device, as asked for.
        optics: numerics whose reach is the window's half-width.
        wall_um: x of the emitter's wall in the device.
        place_um: (D,) x of the dipoles in the device, on grid vertices, decreasing.
        distance_um: (D,) from the wall for light, increasing: the cells between slow light down,
            so that it is longer than wall_um - place_um (sim.optics.section.zone).
        height_um: (Z,) of the dipoles from the substrate's face, on grid planes.
        height_weight: (Z,) sum 1.
        zone: finer cells across the wall.
        absorbing: whether the emitters keep their own absorption.
    """

    device: Device
    optics: OpticsSpec
    wall_um: float
    place_um: FloatArray
    distance_um: FloatArray
    height_um: FloatArray
    height_weight: FloatArray
    zone: WallZone
    absorbing: bool = False

    def layout(self, distance_um: float, *, alone: bool = False) -> Layout:
        """The section around a dipole.

        Args:
            distance_um: one of ``distance_um``, or inf for the film on uniform cells.
            alone: the film instead, on the cells that the wall at this distance has.
        """
        in_film = alone or math.isinf(distance_um)
        middle_um = 0.0 if in_film else self._middle_um(distance_um)
        centred = lay_out(
            self.device, self.optics, (middle_um, 0.0), absorbing=self.absorbing, graded=True
        )
        cells = math.ceil(ABSORBER_UM / centred.grid.lateral_cell_um)
        layout = replace(centred, grid=replace(centred.grid, absorber=cells))
        grading = self._grading(distance_um)
        graded = layout if grading is None else with_grading(layout, grading)
        return with_upright_columns(graded)

    @property
    def is_graded(self) -> bool:
        """Whether cells across the wall are finer, so that each distance has a film of its own."""
        return self.zone.refinement > 1

    def is_refined(self, distance_um: float) -> bool:
        """Whether the dipole at a distance stands among finer cells."""
        return self.zone.holds(
            self.wall_um - self._place_um(distance_um), self.optics.lateral_cell_um
        )

    def boundary_um(self, distance_um: float, *, alone: bool = False) -> float:
        """x of the bank's middle from the window's, beyond which light is the neighbour's.

        Where the gap was cut to the window that is the middle of what is left of it, so that
        crosstalk is an upper bound. Arguments as in :meth:`layout`.
        """
        if alone or math.isinf(distance_um):
            return math.inf
        return 0.5 * self.device.patterned_array.pitch - self._middle_um(distance_um)

    def _place_um(self, distance_um: float) -> float:
        return float(self.place_um[int(np.argmin(np.abs(self.distance_um - distance_um)))])

    def _middle_um(self, distance_um: float) -> float:
        """x of the window's middle, the vertex of the lateral cells next to the dipole."""
        cell = self.optics.lateral_cell_um
        return round(self._place_um(distance_um) / cell) * cell

    def _grading(self, distance_um: float) -> Grading | None:
        if math.isinf(distance_um):
            return None
        middle = self._middle_um(distance_um)
        offset_um = self._place_um(distance_um) - middle
        return self.zone.grading(self.wall_um - middle, offset_um, self.optics.lateral_cell_um)


def edge_reach_um(optics: OpticsSpec) -> float:
    """Distance from the wall over which its effect is computed."""
    return min(REACH_UM, optics.reach_um)


def gap_in_section_um(array: ArraySpec, optics: OpticsSpec) -> float:
    """Gap of the section: the array's, or as much of it as the window can show.

    So the walls of all pixels whose neighbours lie beyond the window are one.
    """
    return min(array.gap_um, edge_reach_um(optics) + BEHIND_UM)


def edge_distances(optics: OpticsSpec) -> int:
    """Number of distances from the wall to begin with.

    optics.dipoles.lateral, at least 2; ENOUGH_DISTANCES where more are put where they are needed.
    """
    fewest = _FEWEST if optics.refine.rounds == 0 else ENOUGH_DISTANCES
    return max(fewest, optics.dipoles.lateral)


def edge_section(device: Device, optics: OpticsSpec, added_um: Sequence[float] = ()) -> EdgeSection:
    """The section of a patterned device.

    Args:
        device: patterned.
        optics: numerics.
        added_um: distances of dipoles from the wall besides those of ``optics.dipoles.lateral``,
            as the device has them (not as light finds them).

    Raises:
        ValueError: a film, rough walls, sub-pixels, or a part that vanishes on the grid.
    """
    cell, reach = optics.lateral_cell_um, edge_reach_um(optics)
    window = reach + BEHIND_UM
    half = math.ceil((window + ABSORBER_UM + 4 * cell) / cell) * cell
    gap = gap_in_section_um(device.patterned_array, optics)
    straight = straight_wall(device, half, gap)
    stripe, wall = straight.device, straight.wall_um
    numerics = optics.model_copy(update={"reach_um": window})
    probe = lay_out(stripe, numerics, (wall, 0.0), graded=True)
    zone = wall_zone(probe, optics)
    wanted = np.sort(np.append(_rule_um(edge_distances(optics), reach), np.asarray(added_um)))
    place = _places(wanted, wall, optics, zone)
    distance = distances_for_light(probe, wall - place, zone, cell)
    heights = emission_heights(
        device.emission, probe.device.stack.emitter.thickness_um, optics.dipoles.vertical
    )
    d = optics.vertical_cell_um
    up = np.array([inner_vertex(probe.device, float(height), d) for height in heights.height_um])
    return EdgeSection(stripe, numerics, wall, place, distance, up, heights.weight, zone)


def _rule_um(count: int, reach_um: float) -> FloatArray:
    """Graded distances from the wall, increasing."""
    node, _ = roots_legendre(count)
    return np.asarray(reach_um * (0.5 * (1.0 + node)) ** _GRADING)


def _places(
    wanted_um: FloatArray, wall_um: float, optics: OpticsSpec, zone: WallZone
) -> FloatArray:
    """x of dipoles at increasing distances on grid vertices, none twice, from the wall inwards."""
    places: list[float] = []
    lateral = optics.lateral_cell_um
    for distance in wanted_um[::-1]:
        place = _nearest_vertex(wall_um, distance, lateral)
        fine = _nearest_vertex(wall_um, distance, lateral / zone.refinement)
        if zone.holds(wall_um - fine, lateral):
            place = fine
        if not places or place - places[-1] > _SAME_UM:
            places.append(place)
    return np.asarray(places[::-1])


def _nearest_vertex(wall_um: float, distance_um: float, cell_um: float) -> float:
    """x of the vertex next to a distance from the wall, NEAREST_CELLS from it at least."""
    vertex = round((wall_um - distance_um) / cell_um)
    return min(vertex, math.floor(wall_um / cell_um + 1e-6) - NEAREST_CELLS) * cell_um
