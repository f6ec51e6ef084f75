"""Which dipole runs a case needs; what follows from symmetry is left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geometry.lattice import symmetry
from sim.optics.fields.records import DipoleJob
from sim.optics.grid.dipoles import Node
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_stencil import is_compensated
from sim.study import EmitterRuns, OpticsSpec


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


def case_jobs(layout: Layout, nodes: tuple[Node, ...], optics: OpticsSpec) -> tuple[DipoleJob, ...]:
    """The runs of a case: all with a transparent emitter, then all with an absorbing one.

    The latter are left out where they are not asked for and where the emitter absorbs at none of
    the wavelengths.
    """
    jobs = needed_jobs(layout, nodes, optics)
    if optics.emitter is EmitterRuns.TRANSPARENT or not absorbs(layout):
        return jobs
    return (*jobs, *(replace(job, absorbing=True) for job in jobs))


def absorbs(layout: Layout) -> bool:
    """Whether the emitter takes its own light at any wavelength of a layout."""
    nm = layout.spectrum.wavelength_um * 1e3
    return bool(np.any(np.imag(layout.device.stack.emitter.material.index(nm)) > 0.0))
