"""A plane wave onto a periodic array, stepped by Meep until the field in the emitter has settled.

    +-----------------+  the cell's own conductor inside the metal, or superstrate and PML
    |  film, stretched|  E is kept on the emitter's planes
    +-----------------+  z = 0
    |  glass  - - - - |  current sheet
    |  PML            |
    +-----------------+

One period repeats along x and y with the phase of the incident wave. The amplitude that the same
sheet makes in glass alone is measured in a run of its own, a few cells wide.
"""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import Box
from sim.optics.meep.cell import ELECTRIC, CellRun, SteppedCell, pulse
from sim.optics.meep.load import mp
from sim.optics.meep.pulse import pulse_length_um, steps_between_looks
from sim.optics.meep.records import Stepping
from sim.optics.meep.scene import build_blocks
from sim.optics.meep.stepping import Progress, StopRule, Watched, step_until_settled
from sim.optics.methods.reciprocity.emission import PlaneWave, emitter_box, glass_of

LONGEST_UM = 120.0
"""Time times c after which a run is given up: light that an array traps leaves only by absorption
and diffraction, so it is given longer than a single dipole's."""

SETTLED = 1e-3
"""Change of |E|^2 in the emitter between looks below which, twice in a row, it has settled."""

GROWTH = 4.0
"""Growth of the field energy since the end of the pulse that is called an instability. Light leaves
a cell this small at once; what is left of it then wavers."""

_EMPTY_CELLS = 4
"""Lateral cells of the run in glass alone."""


class PlaneWaveRun(CellRun):
    """Builds, steps and reads one incident wave's simulation."""

    def __init__(self, layout: Layout, wave: PlaneWave, heights_um: FloatArray) -> None:
        """Args: a layout of lay_out_periodic, the wave, and heights at which E is kept (H,)."""
        self._layout = layout
        self._wave = wave
        self._frequency = 1.0 / wave.wavelength_um
        self.boxes = tuple(emitter_box(layout, float(z)) for z in heights_um)
        self._cell = self._build()
        for side in (mp.Low, mp.High):
            # A wavevector makes all boundaries repeat; the upright ones are conductors, as in a
            # cell without one. (Cells of mp.metal next to a stretched Drude metal are unstable.)
            self._cell.simulation.fields.set_boundary(side, mp.Z, mp.Metallic)
        self._monitors = [self._observe(box) for box in self.boxes]
        self._cell.begin(with_current=False)

    def step(self, progress: Progress) -> Stepping:
        """Step until the emitter's field has settled, the time limit is hit or fields grow."""
        rule = StopRule(
            interval_steps=steps_between_looks(self._layout.time_step_um),
            pulse_um=pulse_length_um(self._frequency),
            longest_um=LONGEST_UM,
            settled=SETTLED,
            growth=GROWTH,
        )
        return step_until_settled(self, rule, progress)

    def field(self, height: int, component: str, wavelength: int) -> ComplexArray:
        """E at a component's points of the box at one height."""
        return self._cell.read(self._monitors[height], ELECTRIC[component], wavelength)

    @property
    def voxels(self) -> int:
        """Stepped voxels."""
        return self._layout.grid.voxels

    def energy(self) -> float:
        """Field energy of the cell."""
        grid = self._layout.grid
        a = grid.lateral_cell_um
        cell = mp.Volume(
            center=mp.Vector3(), size=mp.Vector3(grid.nx * a, grid.ny * a, grid.nz * a)
        )
        return float(self._cell.simulation.field_energy_in_box(cell))

    def watched(self) -> Watched:
        """|E|^2 summed over the kept planes, (W,)."""
        strength = np.array(
            [
                sum(
                    float(np.sum(np.abs(self.field(height, component, w)) ** 2))
                    for height in range(len(self.boxes))
                    for component in ELECTRIC
                )
                for w in range(self._frequency.size)
            ]
        )
        return Watched(strength, strength)

    def _build(self) -> SteppedCell:
        layout, grid = self._layout, self._layout.grid
        a = grid.lateral_cell_um
        boundaries = [mp.PML(grid.pml * a, direction=mp.Z, side=mp.Low)]
        if not grid.closed:
            boundaries.append(mp.PML(grid.pml * a, direction=mp.Z, side=mp.High))
        sheet = (layout.record_plane - grid.nz / 2) * a
        counts = (grid.nx, grid.ny, grid.nz)
        return _periodic(
            layout, self._wave, counts, sheet, geometry=build_blocks(layout), boundaries=boundaries
        )

    def _observe(self, box: Box) -> Any:
        """Running transform of E at the box's points."""
        middle = 0.5 * self._layout.grid.nz
        low, high = ((face[0], face[1], face[2] - middle) for face in (box.low, box.high))
        return self._cell.transform(ELECTRIC.values(), low, high)


def incident_amplitude(layout: Layout, wave: PlaneWave) -> FloatArray:
    """Tangential amplitude |A| that the sheet of a `PlaneWaveRun` makes in glass alone, (W,)."""
    grid = layout.grid
    a = grid.lateral_cell_um
    counts = (_EMPTY_CELLS, _EMPTY_CELLS, 2 * (grid.pml + grid.glass))
    glass = mp.Medium(index=glass_of(layout).index)
    pml = [mp.PML(grid.pml * a, direction=mp.Z)]
    cell = _periodic(layout, wave, counts, 0.0, default_material=glass, boundaries=pml)
    frequency = cell.frequency_per_um
    try:
        # One cell to either side of the axis.
        kept = cell.transform((mp.Ex, mp.Ey), (-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))
        cell.begin(with_current=False)
        # The wave leaves at once: nothing is left a cell's crossing after the pulse.
        end_um = pulse_length_um(frequency) + 2.0 * counts[2] * a * glass_of(layout).index
        while cell.elapsed_um < end_um:
            cell.advance(1)
        power = np.zeros(frequency.size)
        for component in (mp.Ex, mp.Ey):
            for w in range(frequency.size):
                values = cell.read(kept, component, w)
                power[w] += float(np.mean(np.abs(values[:, :, 1]) ** 2))
    finally:
        cell.close()
    return np.sqrt(power)


def _periodic(
    layout: Layout,
    wave: PlaneWave,
    counts: tuple[int, int, int],
    sheet_um: float,
    *,
    boundaries: list[Any],
    **scene: Any,
) -> SteppedCell:
    """A simulation that repeats with the wave's phase, with its source on a plane."""
    a = layout.grid.lateral_cell_um
    kx, ky = wave.bloch_wavevector(a)
    return SteppedCell(
        layout,
        counts,
        1.0 / wave.wavelength_um,
        sources=_sheet(wave, (counts[0] * a, counts[1] * a), sheet_um, (kx, ky)),
        boundary_layers=boundaries,
        k_point=mp.Vector3(kx, ky) / (2.0 * math.pi),
        # Solids cover the cell and end just beyond it; their images must not come in from outside.
        ensure_periodicity=False,
        **scene,
    )


def _sheet(
    wave: PlaneWave, size_um: tuple[float, float], z_um: float, k_per_um: tuple[float, float]
) -> list[Any]:
    """Uniform currents along the wave's tangential field, with its lateral phase."""
    shape = pulse(1.0 / wave.wavelength_um)

    def phase(at: Any) -> complex:
        return cmath.exp(1j * (k_per_um[0] * at.x + k_per_um[1] * at.y))

    tilted = {"amp_func": phase} if any(k_per_um) else {}
    return [
        mp.Source(
            shape,
            component=component,
            center=mp.Vector3(0, 0, z_um),
            size=mp.Vector3(round(size_um[0], 9), round(size_um[1], 9)),
            amplitude=share,
            **tilted,
        )
        for component, share in zip((mp.Ex, mp.Ey), wave.along, strict=True)
        if abs(share) > 1e-12
    ]
