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
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

# Meep switches subnormal numbers off; numpy must have looked at them before.
np.finfo(np.float32), np.finfo(np.float64)  # noqa: B018

import meep as mp  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from sim.optics.dipole_record import Stepping, SteppingStatus  # noqa: E402
from sim.optics.layout import Layout  # noqa: E402
from sim.optics.pulse import (  # noqa: E402
    PULSE_CUTOFF,
    pulse_length_um,
    pulse_width_per_um,
    steps_between_looks,
)
from sim.optics.reciprocity import PlaneWave, emitter_box, glass_of  # noqa: E402
from sim.optics.scene import build_blocks  # noqa: E402
from sim.optics.yee import Box  # noqa: E402

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

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

_ELECTRIC = {"x": mp.Ex, "y": mp.Ey, "z": mp.Ez}


class PlaneWaveRun:
    """Builds, steps and reads one incident wave's simulation."""

    def __init__(self, layout: Layout, wave: PlaneWave, heights_um: FloatArray) -> None:
        """Args: a layout of lay_out_periodic, the wave, and heights at which E is kept (H,)."""
        mp.verbosity(0)
        self._layout = layout
        self._wave = wave
        self._frequency = 1.0 / wave.wavelength_um
        self.boxes = tuple(emitter_box(layout, float(z)) for z in heights_um)
        with warnings.catch_warnings():
            # Stretched media have eps < 1 along the layers; the Courant number accounts for it.
            warnings.filterwarnings("ignore", message="Epsilon < 1", category=RuntimeWarning)
            self._fdtd = self._build()
            self._fdtd.init_sim()
        for side in (mp.Low, mp.High):
            # A wavevector makes all boundaries repeat; the upright ones are conductors, as in a
            # cell without one. (Cells of mp.metal next to a stretched Drude metal are unstable.)
            self._fdtd.fields.set_boundary(side, mp.Z, mp.Metallic)
        self._monitors = [self._observe(box) for box in self.boxes]
        # Meep makes monitors only when its own loop starts; this loop is ours.
        self._fdtd._evaluate_dft_objects()

    def step(self, progress: Callable[[float], None]) -> Stepping:
        """Step until the emitter's field has settled, the time limit is hit or fields grow."""
        started = time.perf_counter()
        interval = steps_between_looks(self._layout.time_step_um)
        pulse_um = pulse_length_um(self._frequency)
        inside, steps, calm, change = 0.0, 0, 0, math.inf
        previous = np.full(self._frequency.size, np.inf)
        first = math.inf
        status = SteppingStatus.NOT_CONVERGED
        while self._fdtd.meep_time() < LONGEST_UM and calm < 2:
            try:
                inside += self._advance(interval)
            except RuntimeError as error:
                if "NaN or Inf" not in str(error):
                    raise
                # Meep stops when fields overflow.
                status = SteppingStatus.UNSTABLE
                break
            steps += interval
            progress(float(self._fdtd.meep_time()))
            if self._fdtd.meep_time() < pulse_um:
                continue
            energy = self._energy()
            if not np.isfinite(energy) or energy > GROWTH * first:
                status = SteppingStatus.UNSTABLE
                break
            first = energy if math.isinf(first) else first
            found = self._strength()
            change = float(np.max(np.abs(found - previous) / found))
            previous = found
            calm = calm + 1 if change < SETTLED else 0
        if calm >= 2:
            status = SteppingStatus.SETTLED
        wall = time.perf_counter() - started
        return Stepping(status, steps, self._layout.grid.voxels, inside, wall, change)

    def field(self, height: int, component: str, wavelength: int) -> ComplexArray:
        """E at a component's points of the box at one height."""
        return self._array(self._monitors[height], component, wavelength)

    def close(self) -> None:
        """Release Meep's memory."""
        self._fdtd.reset_meep()

    def _build(self) -> Any:
        layout, grid = self._layout, self._layout.grid
        a = grid.lateral_cell_um
        boundaries = [mp.PML(grid.pml * a, direction=mp.Z, side=mp.Low)]
        if not grid.closed:
            boundaries.append(mp.PML(grid.pml * a, direction=mp.Z, side=mp.High))
        sheet = (layout.record_plane - grid.nz / 2) * a
        cells = (grid.nx, grid.ny, grid.nz)
        return _periodic(
            layout, self._wave, cells, sheet, geometry=build_blocks(layout), boundaries=boundaries
        )

    def _observe(self, box: Box) -> Any:
        """Running transform of E that holds exactly the box's points.

        Meep takes all points from the last one before the volume to the first one after it.
        """
        grid = self._layout.grid
        a = grid.lateral_cell_um
        size = [(q - p - 1.5) * a for p, q in zip(box.low, box.high, strict=True)]
        middle = [0.5 * (p + q) * a for p, q in zip(box.low, box.high, strict=True)]
        middle[2] -= 0.5 * grid.nz * a
        return self._fdtd.add_dft_fields(
            list(_ELECTRIC.values()),
            list(self._frequency),
            where=mp.Volume(center=mp.Vector3(*middle), size=mp.Vector3(*size)),
            yee_grid=True,
        )

    def _advance(self, count: int) -> float:
        """Take steps; returns the seconds spent in Meep."""
        started = time.perf_counter()
        for _ in range(count):
            self._fdtd.fields.step()
        return time.perf_counter() - started

    def _energy(self) -> float:
        """Field energy of the cell."""
        grid = self._layout.grid
        a = grid.lateral_cell_um
        size = mp.Vector3(grid.nx * a, grid.ny * a, grid.nz * a)
        return float(self._fdtd.field_energy_in_box(mp.Volume(center=mp.Vector3(), size=size)))

    def _strength(self) -> FloatArray:
        """|E|^2 summed over the kept planes, (W,)."""
        return np.array(
            [
                sum(
                    float(np.sum(np.abs(self._array(monitor, component, w)) ** 2))
                    for monitor in self._monitors
                    for component in _ELECTRIC
                )
                for w in range(self._frequency.size)
            ]
        )

    def _array(self, monitor: Any, component: str, wavelength: int) -> ComplexArray:
        found = self._fdtd.get_dft_array(monitor, _ELECTRIC[component], wavelength)
        return np.asarray(found, dtype=complex)


def incident_amplitude(layout: Layout, wave: PlaneWave) -> FloatArray:
    """Tangential amplitude |A| that the sheet of a `PlaneWaveRun` makes in glass alone, (W,)."""
    mp.verbosity(0)
    grid = layout.grid
    a = grid.lateral_cell_um
    cells = (_EMPTY_CELLS, _EMPTY_CELLS, 2 * (grid.pml + grid.glass))
    glass = mp.Medium(index=glass_of(layout).index)
    pml = [mp.PML(grid.pml * a, direction=mp.Z)]
    fdtd = _periodic(layout, wave, cells, 0.0, default_material=glass, boundaries=pml)
    frequency = 1.0 / wave.wavelength_um
    try:
        fdtd.init_sim()
        # One cell to either side of the axis, a half cell inwards as in PlaneWaveRun.
        where = mp.Volume(center=mp.Vector3(), size=mp.Vector3(0.5 * a, 0.5 * a, 0.5 * a))
        kept = fdtd.add_dft_fields([mp.Ex, mp.Ey], list(frequency), where=where, yee_grid=True)
        fdtd._evaluate_dft_objects()
        # The wave leaves at once: nothing is left a cell's crossing after the pulse.
        end_um = pulse_length_um(frequency) + 2.0 * cells[2] * a * glass_of(layout).index
        while fdtd.meep_time() < end_um:
            fdtd.fields.step()
        power = np.zeros(frequency.size)
        for component in (mp.Ex, mp.Ey):
            for w in range(frequency.size):
                found = np.asarray(fdtd.get_dft_array(kept, component, w))
                power[w] += float(np.mean(np.abs(found[:, :, 1]) ** 2))
    finally:
        fdtd.reset_meep()
    return np.sqrt(power)


def _periodic(
    layout: Layout,
    wave: PlaneWave,
    cells: tuple[int, int, int],
    sheet_um: float,
    *,
    boundaries: list[Any],
    **scene: Any,
) -> Any:
    """A simulation that repeats with the wave's phase, with its source on a plane."""
    a = layout.grid.lateral_cell_um
    kx, ky = wave.bloch_wavevector(a)
    return mp.Simulation(
        # Rounded, so that Meep finds whole cells where the product has a last odd bit.
        cell_size=mp.Vector3(*(round(count * a, 9) for count in cells)),
        resolution=round(1.0 / a, 9),
        sources=_sheet(wave, (cells[0] * a, cells[1] * a), sheet_um, (kx, ky)),
        boundary_layers=boundaries,
        k_point=mp.Vector3(kx, ky) / (2.0 * math.pi),
        # Solids cover the cell and end just beyond it; their images must not come in from outside.
        ensure_periodicity=False,
        Courant=layout.courant,
        **scene,
    )


def _sheet(
    wave: PlaneWave, size_um: tuple[float, float], z_um: float, k_per_um: tuple[float, float]
) -> list[Any]:
    """Uniform currents along the wave's tangential field, with its lateral phase."""
    frequency = 1.0 / wave.wavelength_um
    pulse = mp.GaussianSource(
        float(np.mean(frequency)), fwidth=pulse_width_per_um(frequency), cutoff=PULSE_CUTOFF
    )

    def phase(at: Any) -> complex:
        return cmath.exp(1j * (k_per_um[0] * at.x + k_per_um[1] * at.y))

    tilted = {"amp_func": phase} if any(k_per_um) else {}
    return [
        mp.Source(
            pulse,
            component=component,
            center=mp.Vector3(0, 0, z_um),
            size=mp.Vector3(round(size_um[0], 9), round(size_um[1], 9)),
            amplitude=share,
            **tilted,
        )
        for component, share in zip((mp.Ex, mp.Ey), wave.along, strict=True)
        if abs(share) > 1e-12
    ]
