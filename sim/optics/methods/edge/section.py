"""The section across a straight wall: own well, bank, neighbour's well, on the grid.

A pixel's wall is locally that of a stripe as wide as it takes to have nothing but one wall in
the window. Gap, bank, coverage, liner and black matrix are the array's own, so that pixels of any
width and shape with the same gap share one section.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import FloatArray
from geometry.coverage import emitter_outline
from geometry.device import Device
from geometry.shapes import Polygon
from geometry.spec import ApertureShape, ApertureSpec, ArraySpec, Lattice
from sim.optics.emission_zone import emission_heights
from sim.optics.grid.dipoles import inner_vertex
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.snapping import snap_device
from sim.optics.grid.upright import with_upright_columns
from sim.study import OpticsSpec

REACH_UM = 3.0
"""Largest distance from the wall at which dipoles are placed (optics.reach, where smaller)."""

BEHIND_UM = 1.0
"""What the window holds beyond the farthest dipole's wall: bank and neighbour."""

ABSORBER_UM = 1.2
"""Lateral absorber: light that leaves the wall nearly along it has long waves across."""

NEAREST_CELLS = 2
"""Distance from the wall of the nearest dipole: its stencil reaches 1.5 cells."""

_GRADING = 1.5
"""Distances are reach t^1.5, t Gauss nodes: denser at the wall."""

_FEWEST = 2


@dataclass(frozen=True)
class EdgeSection:
    """One wall and where its dipoles sit.

    Attributes:
        device: the stripe device, as asked for.
        optics: numerics whose reach is the window's half-width.
        wall_um: x of the emitter's wall in the device.
        distance_um: (D,) of the dipoles, increasing, on grid vertices.
        height_um: (Z,) of the dipoles from the substrate's face, on grid planes.
        height_weight: (Z,) sum 1.
        absorbing: whether the emitters keep their own absorption.
    """

    device: Device
    optics: OpticsSpec
    wall_um: float
    distance_um: FloatArray
    height_um: FloatArray
    height_weight: FloatArray
    absorbing: bool = False

    def layout(self, distance_um: float) -> Layout:
        """The section with the dipole at its middle; the film alone at an infinite distance."""
        x_um = 0.0 if math.isinf(distance_um) else self.wall_um - distance_um
        centred = lay_out(self.device, self.optics, (x_um, 0.0), absorbing=self.absorbing)
        cells = math.ceil(ABSORBER_UM / centred.grid.lateral_cell_um)
        grid = replace(centred.grid, absorber=cells)
        return with_upright_columns(replace(centred, grid=grid))

    def boundary_um(self, distance_um: float) -> float:
        """x of the bank's middle relative to the dipole, beyond which light is the neighbour's.

        Where the gap was cut to the window that is the middle of what is left of it, so that
        crosstalk is an upper bound.
        """
        array = self.device.patterned_array
        middle = 0.5 * array.pitch
        return math.inf if math.isinf(distance_um) else middle - (self.wall_um - distance_um)


def edge_reach_um(optics: OpticsSpec) -> float:
    """Distance from the wall over which its effect is computed."""
    return min(REACH_UM, optics.reach_um)


def gap_in_section_um(array: ArraySpec, optics: OpticsSpec) -> float:
    """Gap of the section: the array's, or as much of it as the window can show.

    So the walls of all pixels whose neighbours lie beyond the window are one.
    """
    return min(array.gap_um, edge_reach_um(optics) + BEHIND_UM)


def edge_distances(optics: OpticsSpec) -> int:
    """Number of distances from the wall: optics.dipoles.lateral, at least 2."""
    return max(_FEWEST, optics.dipoles.lateral)


def edge_section(device: Device, optics: OpticsSpec) -> EdgeSection:
    """The section of a patterned device.

    Raises:
        ValueError: a film, rough walls, sub-pixels, or a part that vanishes on the grid.
    """
    array = device.patterned_array
    if array.sidewall.roughness.rms_um > 0.0 or array.subpixels:
        raise ValueError("method edge needs smooth walls and pixels of one colour")
    cell, reach = optics.lateral_cell_um, edge_reach_um(optics)
    window = reach + BEHIND_UM
    half = math.ceil((window + ABSORBER_UM + 4 * cell) / cell) * cell
    stripe = replace(device, array=_stripe(array, half, optics))
    numerics = optics.model_copy(update={"reach_um": window})
    outline = emitter_outline(stripe)
    assert isinstance(outline, Polygon)  # stripes have straight walls
    wall = max(x for x, _ in outline.vertices_um)
    distance = _distances(edge_distances(optics), reach, wall, cell)
    snapped = snap_device(stripe, optics.vertical_cell_um, cell).device
    heights = emission_heights(
        device.emission, snapped.stack.emitter.thickness_um, optics.dipoles.vertical
    )
    d = optics.vertical_cell_um
    up = np.array([inner_vertex(snapped, float(height), d) for height in heights.height_um])
    return EdgeSection(stripe, numerics, wall, distance, up, heights.weight)


def _stripe(array: ArraySpec, half_um: float, optics: OpticsSpec) -> ArraySpec:
    """A stripe array with the same gap and walls and wells 2 ``half_um`` wide."""
    width, gap = 2.0 * half_um, gap_in_section_um(array, optics)
    matrix = array.black_matrix
    if matrix is not None:
        overhang = matrix.opening_um - array.aperture.width_um
        matrix = matrix.model_copy(update={"opening_um": width + overhang})
    return array.model_copy(
        update={
            "lattice": Lattice.STRIPE,
            "pitch_um": width + gap,
            "ppi": None,
            "aperture": ApertureSpec.model_construct(
                shape=ApertureShape.STRIPE, width_um=width, length_um=None
            ),
            "black_matrix": matrix,
        }
    )


def _distances(count: int, reach_um: float, wall_um: float, cell_um: float) -> FloatArray:
    """Graded distances whose positions are grid vertices, none twice."""
    node, _ = roots_legendre(count)
    wanted = reach_um * (0.5 * (1.0 + node)) ** _GRADING
    positions: list[int] = []
    for distance in wanted[::-1]:
        position = round((wall_um - distance) / cell_um)
        position = min(position, math.floor(wall_um / cell_um + 1e-6) - NEAREST_CELLS)
        if position not in positions:
            positions.append(position)
    return np.asarray(wall_um - np.array(positions[::-1]) * cell_um)
