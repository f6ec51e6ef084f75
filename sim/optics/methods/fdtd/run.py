"""One dipole in a layout, stepped in time by Meep until what is asked for has settled.

Runs under any number of MPI ranks: every rank gets the same phasors and takes the same decisions.
"""

from __future__ import annotations

from typing import Any

from sim.optics.fields.records import DipoleJob, Phasors
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_stencil import stencil
from sim.optics.meep.cell import ELECTRIC, CellRun, SteppedCell, pulse
from sim.optics.meep.load import mp
from sim.optics.meep.pulse import crossing_um, pulse_length_um, steps_between_looks
from sim.optics.meep.records import Stepping
from sim.optics.meep.scene import pixel_blocks
from sim.optics.meep.stepping import GROWTH, Progress, StopRule, Watched, step_until_settled
from sim.optics.methods.fdtd.monitors import DipoleMonitors

LONGEST_UM = 60.0
"""Time times c after which a run is given up as not converged."""

SETTLED = 1e-3
"""Usual relative change of powers between looks at which a run has settled."""

_WATCHED_UM = 0.2
"""Thickness of the slice through the dipole whose field energy is watched: more than half a
wavelength, so that nodes average out. The energy of the whole cell costs a third of the stepping.
"""


class DipoleRun(CellRun):
    """Builds, steps and reads one dipole's simulation."""

    def __init__(self, layout: Layout, job: DipoleJob) -> None:
        self._layout = layout
        self._job = job
        self._frequency = 1.0 / layout.spectrum.wavelength_um
        self._cell = self.build()
        self._monitors = DipoleMonitors(self._cell, layout, job)

    def step(self, progress: Progress, settled: float = SETTLED) -> Stepping:
        """Step until powers have settled, the time limit is hit or the fields grow.

        Args:
            progress: takes the time that has been stepped.
            settled: relative change of powers between looks below which, twice in a row, a run
                has settled.
        """
        rule = StopRule(
            interval_steps=steps_between_looks(self._layout.time_step_um),
            pulse_um=pulse_length_um(self._frequency),
            longest_um=LONGEST_UM,
            settled=settled,
            growth=GROWTH,
            earliest_um=crossing_um(self._frequency, self._layout.farthest_um),
        )
        return step_until_settled(self, rule, progress)

    def phasors(self) -> Phasors:
        """Everything that the analysis needs of the settled run."""
        return self._monitors.phasors()

    # building ---------------------------------------------------------------------------------

    def build(self) -> SteppedCell:
        """The run's simulation without its monitors."""
        grid = self._layout.grid
        a = grid.lateral_cell_um
        boundaries = [
            mp.PML(grid.pml * a, direction=mp.Z, side=mp.Low),
            mp.Absorber(grid.absorber * a, direction=mp.X),
            mp.Absorber(grid.absorber * a, direction=mp.Y),
        ]
        if not grid.closed:
            boundaries.append(mp.PML(grid.pml * a, direction=mp.Z, side=mp.High))
        return SteppedCell(
            self._layout,
            (grid.nx, grid.ny, grid.nz),
            self._frequency,
            geometry=pixel_blocks(self._layout),
            sources=self._sources(),
            symmetries=self._mirrors(),
            boundary_layers=boundaries,
        )

    def _sources(self) -> list[Any]:
        grid, job = self._layout.grid, self._job
        a = grid.lateral_cell_um
        shape = pulse(self._frequency)
        i, j = grid.vertex_of(*job.offset_um(self._layout.centre_um))
        x, y, z = i * a, j * a, grid.stepped_z_um(job.z_um)
        return [
            mp.Source(
                shape,
                component=ELECTRIC[job.orientation],
                center=mp.Vector3(x + p.dx * a, y + p.dy * a, z + p.dz * a),
                amplitude=p.weight,
            )
            for p in stencil(job.orientation, compensated=job.compensated).points
        ]

    def _mirrors(self) -> list[Any]:
        """Mirror planes; a current across the plane is odd."""
        return [
            mp.Mirror({"x": mp.X, "y": mp.Y}[name], -1 if self._job.orientation == name else 1)
            for name in self._job.mirror_axes
        ]

    # stepping ---------------------------------------------------------------------------------

    @property
    def voxels(self) -> int:
        """Stepped voxels after symmetry."""
        return int(self._layout.grid.voxels // 2**self._job.mirrors)

    def energy(self) -> float:
        """Field energy in an upright slice across the whole cell; growing fields reach it."""
        grid = self._layout.grid
        a = grid.lateral_cell_um
        i, _ = grid.vertex_of(*self._job.offset_um(self._layout.centre_um))
        slab = mp.Volume(
            center=mp.Vector3(i * a, 0, 0), size=mp.Vector3(_WATCHED_UM, grid.ny * a, grid.nz * a)
        )
        return float(self._cell.simulation.field_energy_in_box(slab))

    def watched(self) -> Watched:
        """Total power and power through the recording plane, summed over wavelengths, (2,)."""
        return self._monitors.watched()
