"""Which dipole runs a case needs; what follows from symmetry is left out."""

from __future__ import annotations

from geometry.lattice import symmetry
from sim.optics.grid.dipoles import Node
from sim.optics.grid.layout import Layout
from sim.optics.methods.fdtd.records import DipoleJob
from sim.study import OpticsSpec

NEAR_WALL_CELLS = 3
"""A dipole nearer to the wall than this keeps the narrow source, which does not cross the wall."""


def is_compensated(wall_distance_um: float, lateral_cell_um: float) -> bool:
    """Whether a dipole's source is spread so that lateral waves get their continuum share."""
    return wall_distance_um > NEAR_WALL_CELLS * lateral_cell_um


def needed_jobs(
    layout: Layout, nodes: tuple[Node, ...], optics: OpticsSpec
) -> tuple[DipoleJob, ...]:
    """The runs that a case needs; what follows from symmetry is left out."""
    asked = optics.dipoles.orientations
    array = layout.device.array
    mirrored = array is None or symmetry(array).order >= 4
    jobs = []
    for number, node in enumerate(nodes):
        wanted = list(asked)
        if node.isotropic and {"x", "y"} <= set(asked):
            wanted.remove("y")
        wide = is_compensated(node.wall_distance_um, layout.grid.lateral_cell_um)
        for orientation in wanted:
            jobs.append(
                DipoleJob(
                    node=number,
                    orientation=orientation,
                    x_um=node.x_um,
                    y_um=node.y_um,
                    z_um=node.z_um,
                    compensated=wide,
                    mirrors_allowed=mirrored,
                )
            )
    return tuple(jobs)
