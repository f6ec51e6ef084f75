"""One line of dipoles beside a straight wall, stepped in time by Meep in two dimensions.

Fields vary as exp(i k_y y) along the wall. Meep steps the section with that wavevector out of its
plane ("real/imag": E_x, E_z, H_y real, E_y, H_x, H_z imaginary, which halves the cost). Meep's axes
are X = x, Y = z, Z = -y (sim.optics.scene_section).
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

# Meep switches subnormal numbers off; numpy must have looked at them before.
np.finfo(np.float32), np.finfo(np.float64)  # noqa: B018

import meep as mp  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from sim.optics.dipole_record import Stepping, SteppingStatus  # noqa: E402
from sim.optics.edge_plan import section_voxels  # noqa: E402
from sim.optics.edge_record import WallJob, WallPhasors  # noqa: E402
from sim.optics.edge_source import section_stencil, section_weights  # noqa: E402
from sim.optics.fdtd import GROWTH  # noqa: E402
from sim.optics.layout import Layout  # noqa: E402
from sim.optics.pulse import (  # noqa: E402
    PULSE_CUTOFF,
    pulse_length_um,
    pulse_width_per_um,
    steps_between_looks,
)
from sim.optics.scene_section import section_blocks, section_extra  # noqa: E402
from sim.optics.yee import Box  # noqa: E402

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

SETTLED = 2e-3
"""Relative change of powers between looks below which, twice in a row, a run has settled."""

LONGEST_UM = 24.0
"""Time times c at which a run ends in any case. At a wavevector next to a mode's, the mode hardly
moves across the wall and rings on; what is left of it then counts as an error."""

_ELECTRIC = {"x": mp.Ex, "y": mp.Ez, "z": mp.Ey}
_DISPLACEMENT = {"x": mp.Dx, "y": mp.Dz, "z": mp.Dy}
_PLANE = {"ex": mp.Ex, "ey": mp.Ez, "hx": mp.Hx, "hy": mp.Hz}
_SIDE = (mp.Ey, mp.Ez, mp.Hy, mp.Hz)

_TURN = {"ex": 1.0, "ey": -1.0j, "hx": 1.0j, "hy": -1.0}
"""From Meep's stored component to the device's axes: the sign of y, and the factor i of the
imaginary group. Only the wave's sense along y depends on the sign of that i."""


@dataclass(frozen=True)
class _Monitors:
    """Running Fourier transforms of one run."""

    source: Any
    plane: Any
    top: Any | None
    film_box: Box
    film: Any
    sides: tuple[Any, Any]


class WallRun:
    """Builds, steps and reads the section of one line of dipoles at the middle of a layout."""

    def __init__(self, layout: Layout, job: WallJob) -> None:
        mp.verbosity(0)
        self._layout = layout
        self._job = job
        self._stencil = section_stencil(job.orientation, compensated=job.compensated)
        self._frequency = 1.0 / layout.spectrum.wavelength_um
        self._extra = section_extra(layout)
        self._pulse_um = pulse_length_um(self._frequency)
        with warnings.catch_warnings():
            # Stretched media have eps < 1 along the layers; the Courant number accounts for it.
            warnings.filterwarnings("ignore", message="Epsilon < 1", category=RuntimeWarning)
            self._fdtd = self._build()
            self._fdtd.init_sim()
        self._monitors = self._observe()
        # Meep makes monitors only when its own loop starts; this loop is ours.
        self._fdtd._evaluate_dft_objects()
        self._current = mp._dft_ldos(list(self._frequency))

    def step(self, progress: Callable[[float], None]) -> Stepping:
        """Step until powers have settled, the time limit is hit or the fields grow."""
        started = time.perf_counter()
        between = steps_between_looks(self._layout.time_step_um)
        inside, steps, calm = 0.0, 0, 0
        previous, change, first = np.array([np.inf, np.inf]), np.inf, np.inf
        status = SteppingStatus.NOT_CONVERGED
        while self._elapsed_um() < LONGEST_UM:
            try:
                inside += self._advance(between)
            except RuntimeError as error:
                if "NaN or Inf" not in str(error):
                    raise
                status = SteppingStatus.UNSTABLE
                break
            steps += between
            progress(self._elapsed_um())
            if self._elapsed_um() < self._pulse_um:
                continue
            energy = self._energy()
            if not np.isfinite(energy) or energy > GROWTH * first:
                status = SteppingStatus.UNSTABLE
                break
            first = min(first, energy) if np.isinf(first) else first
            powers = self._powers()
            change = float(np.max(np.abs(powers - previous) / np.abs(powers[0])))
            previous = powers
            calm = calm + 1 if change < SETTLED else 0
            if calm >= 2:
                status = SteppingStatus.SETTLED
                break
        wall = time.perf_counter() - started
        return Stepping(status, steps, section_voxels(self._layout), inside, wall, change)

    def phasors(self) -> WallPhasors:
        """Everything that the analysis needs of the settled run."""
        wavelengths = range(self._frequency.size)
        top = self._monitors.top
        return WallPhasors(
            current=np.asarray(mp._dft_ldos_J(self._current)),
            source_field=np.array([self._source_field(w) for w in wavelengths]),
            plane=self._planes(self._monitors.plane),
            top_plane=None if top is None else self._planes(top),
            own_side_flux=np.array([self._side_power(0, w) for w in wavelengths]),
            far_side_flux=np.array([self._side_power(1, w) for w in wavelengths]),
            film_box=self._monitors.film_box,
            film_field=self._film_field,
        )

    def close(self) -> None:
        """Release Meep's memory."""
        self._fdtd.reset_meep()

    def _build(self) -> Any:
        grid = self._layout.grid
        a = grid.lateral_cell_um
        boundaries = [
            mp.PML(grid.pml * a, direction=mp.Y, side=mp.Low),
            mp.Absorber(grid.absorber * a, direction=mp.X),
        ]
        if not grid.closed:
            boundaries.append(mp.PML(grid.pml * a, direction=mp.Y, side=mp.High))
        return mp.Simulation(
            cell_size=mp.Vector3(round(grid.nx * a, 9), round((grid.nz + self._extra) * a, 9)),
            resolution=round(1.0 / a, 9),
            geometry=section_blocks(self._layout),
            sources=self._sources(),
            boundary_layers=boundaries,
            k_point=mp.Vector3(0.0, 0.0, self._job.k_y_1_um / (2.0 * np.pi)),
            kz_2d="real/imag",
            ensure_periodicity=False,
            Courant=self._layout.courant,
        )

    def _sources(self) -> list[Any]:
        a = self._layout.grid.lateral_cell_um
        pulse = mp.GaussianSource(
            float(np.mean(self._frequency)),
            fwidth=pulse_width_per_um(self._frequency),
            cutoff=PULSE_CUTOFF,
        )
        height = self._up(self._layout.grid.plane_of(self._job.z_um))
        return [
            mp.Source(
                pulse,
                component=_ELECTRIC[self._job.orientation],
                center=mp.Vector3(p.dx * a, height + p.dz * a),
                amplitude=p.weight,
            )
            for p in self._stencil.points
        ]

    def _up(self, plane: float) -> float:
        """Meep's Y of a plane index."""
        grid = self._layout.grid
        return float((plane - 0.5 * (grid.nz + self._extra)) * grid.lateral_cell_um)

    def _transform(self, components: Any, box: Box, every_step: bool = False) -> Any:
        """Fourier transforms at exactly the points of a box (its y extent is ignored)."""
        a = self._layout.grid.lateral_cell_um
        # Meep takes all points from the last before the volume to the first after it.
        x = ((box.low[0] + 0.75) * a, (box.high[0] - 0.75) * a)
        y = (self._up(box.low[2] + 0.75), self._up(box.high[2] - 0.75))
        where = mp.Volume(
            center=mp.Vector3(0.5 * (x[0] + x[1]), 0.5 * (y[0] + y[1])),
            size=mp.Vector3(x[1] - x[0], y[1] - y[0]),
        )
        return self._fdtd.add_dft_fields(
            list(components),
            list(self._frequency),
            where=where,
            yee_grid=True,
            decimation_factor=1 if every_step else 0,
        )

    def _observe(self) -> _Monitors:
        layout, grid = self._layout, self._layout.grid
        low, high, inner = layout.record_plane, layout.top_plane, grid.inner_x
        k = round(grid.plane_of(self._job.z_um))
        film = Box((-inner, 0, low), (inner, 1, high))
        every = [*_ELECTRIC.values(), *_DISPLACEMENT.values()]
        left, right = (
            self._transform(_SIDE, Box((side * inner - 1, 0, low), (side * inner + 1, 1, high)))
            for side in (-1, 1)
        )
        return _Monitors(
            source=self._transform(
                [_ELECTRIC[self._job.orientation]], Box((-2, 0, k - 1), (2, 1, k + 1)), True
            ),
            plane=self._plane_transform(low),
            top=None if grid.closed else self._plane_transform(high),
            film_box=film,
            film=self._transform(every, film),
            sides=(left, right),
        )

    def _plane_transform(self, plane: int) -> Any:
        half = self._layout.grid.nx // 2
        return self._transform(_PLANE.values(), Box((-half, 0, plane - 1), (half, 1, plane + 1)))

    def _advance(self, count: int) -> float:
        """Take steps; returns the seconds spent in Meep."""
        started = time.perf_counter()
        fields, current = self._fdtd.fields, self._current
        for _ in range(count):
            fields.step()
            current.update(fields)
        return time.perf_counter() - started

    def _elapsed_um(self) -> float:
        return float(self._fdtd.meep_time())

    def _energy(self) -> float:
        """Field energy of the whole cell; what has left the source's surroundings may come back."""
        return float(self._fdtd.fields.field_energy())

    def _powers(self) -> FloatArray:
        """Total power and power through the recording plane, summed over wavelengths, (2,)."""
        current = np.asarray(mp._dft_ldos_J(self._current))
        total, plane = 0.0, 0.0
        for w in range(self._frequency.size):
            total -= float(np.real(self._source_field(w) * np.conj(current[w])))
            f = {name: self._plane(self._monitors.plane, name, w) for name in _PLANE}
            plane += float(np.sum(np.real(f["ey"] * np.conj(f["hx"]))))
            plane -= float(np.sum(np.real(f["ex"] * np.conj(f["hy"]))))
        return np.array([total, plane * self._layout.grid.lateral_cell_um])

    def _array(self, monitor: Any, component: Any, w: int) -> ComplexArray:
        return np.asarray(self._fdtd.get_dft_array(monitor, component, w), dtype=complex)

    def _source_field(self, w: int) -> complex:
        field = self._array(self._monitors.source, _ELECTRIC[self._job.orientation], w)
        return complex(np.sum(section_weights(self._stencil) * field))

    def _planes(self, monitor: Any) -> dict[str, ComplexArray]:
        waves = range(self._frequency.size)
        return {n: np.array([self._plane(monitor, n, w) for w in waves]) for n in _PLANE}

    def _plane(self, monitor: Any, name: str, w: int) -> ComplexArray:
        """E on a plane, H averaged over the half-planes beside it."""
        values = self._array(monitor, _PLANE[name], w)
        on_plane = values[:, 1] if name.startswith("e") else 0.5 * (values[:, 0] + values[:, 1])
        return np.asarray(_TURN[name] * on_plane)

    def _side_power(self, side: int, w: int) -> float:
        """Power per length out of one of the inner cell's sides: E_Y H_Z - E_Z H_Y along X."""
        monitor = self._monitors.sides[side]
        e_up, e_along, h_up, h_along = (self._array(monitor, c, w) for c in _SIDE)
        first = np.real(e_up[1] * np.conj(h_along.mean(axis=0)))
        second = np.real(e_along[1] * np.conj(h_up.mean(axis=0)))
        second[[0, -1]] *= 0.5
        outwards = 1.0 if side else -1.0
        return outwards * float(first.sum() - second.sum()) * self._layout.grid.lateral_cell_um

    def _film_field(self, kind: str, component: str, w: int) -> ComplexArray:
        which = (_ELECTRIC if kind == "e" else _DISPLACEMENT)[component]
        return self._array(self._monitors.film, which, w)
