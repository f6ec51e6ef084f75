"""One dipole in a layout, stepped in time by Meep until what is asked for has settled.

Runs under any number of MPI ranks: every rank gets the same phasors and takes the same decisions.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

# Meep switches subnormal numbers off; numpy must have looked at them before.
np.finfo(np.float32), np.finfo(np.float64)  # noqa: B018

import meep as mp  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from sim.optics.dipole_record import DipoleJob, Phasors, Stepping, SteppingStatus  # noqa: E402
from sim.optics.layout import Layout  # noqa: E402
from sim.optics.pulse import (  # noqa: E402
    PULSE_CUTOFF,
    crossing_um,
    pulse_length_um,
    pulse_width_per_um,
    steps_between_looks,
)
from sim.optics.scene import build_blocks  # noqa: E402
from sim.optics.side_power import FaceFields  # noqa: E402
from sim.optics.source_stencil import stencil, stencil_weights  # noqa: E402
from sim.optics.yee import COMPONENTS, Box  # noqa: E402

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

LONGEST_UM = 60.0
"""Time times c after which a run is given up as not converged."""

SETTLED = 1e-3
"""Usual relative change of powers between looks at which a run has settled."""

GROWTH = 4.0
"""Growth of the field energy after the source has ended that is called an instability. Guided
light only ever leaves the cell, so any growth is unphysical; the margin is for the energy's
oscillation at twice the optical frequency."""

_WATCHED_UM = 0.2
"""Thickness of the slice through the dipole whose field energy is watched: more than half a
wavelength, so that nodes average out. The energy of the whole cell costs a third of the stepping.
"""

_ELECTRIC = {"x": mp.Ex, "y": mp.Ey, "z": mp.Ez}
_DISPLACEMENT = {"x": mp.Dx, "y": mp.Dy, "z": mp.Dz}
_SIDE = {
    "x": {"e_along": mp.Ey, "e_z": mp.Ez, "h_along": mp.Hy, "h_z": mp.Hz},
    "y": {"e_along": mp.Ex, "e_z": mp.Ez, "h_along": mp.Hx, "h_z": mp.Hz},
}
_TANGENTIAL = {"ex": mp.Ex, "ey": mp.Ey, "hx": mp.Hx, "hy": mp.Hy}

Progress = Callable[[float], None]
"""Takes the time times c that has been stepped."""


def is_master() -> bool:
    """Whether this process is the first MPI rank."""
    return bool(mp.am_master())


def rank_count() -> int:
    """Number of MPI ranks."""
    return int(mp.count_processors())


def on_all_ranks(flag: bool) -> bool:
    """Whether ``flag`` holds on every MPI rank; all must ask together."""
    return bool(mp.and_to_all(flag))


@dataclass(frozen=True)
class _Monitors:
    """Running Fourier transforms of one run."""

    source_box: Box
    source: Any
    plane: Any
    film_box: Box
    film: Any
    sides: dict[tuple[str, int], Any]
    top: Any | None


class DipoleRun:
    """Builds, steps and reads one dipole's simulation."""

    def __init__(self, layout: Layout, job: DipoleJob) -> None:
        mp.verbosity(0)
        self._layout = layout
        self._job = job
        self._stencil = stencil(job.orientation, compensated=job.compensated)
        self._frequency = 1.0 / layout.spectrum.wavelength_um
        self._pulse_um = 0.0
        with warnings.catch_warnings():
            # Stretched media have eps < 1 along the layers; the Courant number accounts for it.
            warnings.filterwarnings("ignore", message="Epsilon < 1", category=RuntimeWarning)
            self._fdtd = self._build()
            self._fdtd.init_sim()
        self._monitors = self._observe()
        # Meep makes monitors only when its own loop starts; this loop is ours.
        self._fdtd._evaluate_dft_objects()
        self._current = mp._dft_ldos(list(self._frequency))

    def step(self, progress: Progress, settled: float = SETTLED) -> Stepping:
        """Step until powers have settled, the time limit is hit or the fields grow.

        Args:
            progress: told how far it is.
            settled: relative change of powers between looks below which, twice in a row, a run
                has settled.
        """
        started = time.perf_counter()
        steps_between = steps_between_looks(self._layout.time_step_um)
        earliest_um = crossing_um(self._frequency, self._layout.farthest_um)
        inside, steps, calm = 0.0, 0, 0
        previous = np.array([np.inf, np.inf])
        change, peak_energy = np.inf, np.inf
        status = SteppingStatus.NOT_CONVERGED
        while self._elapsed_um() < LONGEST_UM:
            try:
                inside += self.advance(steps_between)
            except RuntimeError as error:
                if "NaN or Inf" not in str(error):
                    raise
                # Meep stops when fields overflow, which may be before the first look.
                status = SteppingStatus.UNSTABLE
                break
            steps += steps_between
            progress(self._elapsed_um())
            if self._elapsed_um() < self._pulse_um:
                continue
            energy = self._energy()
            if not np.isfinite(energy) or energy > GROWTH * peak_energy:
                status = SteppingStatus.UNSTABLE
                break
            peak_energy = min(peak_energy, energy)
            powers = self._powers()
            change = float(np.max(np.abs(powers - previous) / np.abs(powers[0])))
            previous = powers
            calm = calm + 1 if change < settled else 0
            if calm >= 2 and self._elapsed_um() >= earliest_um:
                status = SteppingStatus.SETTLED
                break
        return Stepping(status, steps, self.voxels, inside, time.perf_counter() - started, change)

    def phasors(self) -> Phasors:
        """Everything that the analysis needs of the settled run."""
        wavelengths = range(self._frequency.size)
        current = np.asarray(mp._dft_ldos_J(self._current))
        return Phasors(
            current=current,
            source_field=np.array([self._source_field(w) for w in wavelengths]),
            plane=self._planes(self._monitors.plane),
            top_plane=None if self._monitors.top is None else self._planes(self._monitors.top),
            side_flux=np.array([self._side_power(w) for w in wavelengths]),
            film_box=self._monitors.film_box,
            film_field=self._film_field,
        )

    def close(self) -> None:
        """Release Meep's memory."""
        self._fdtd.reset_meep()

    # building ---------------------------------------------------------------------------------

    def _build(self) -> Any:
        grid = self._layout.grid
        a = grid.lateral_cell_um
        boundaries = [
            mp.PML(grid.pml * a, direction=mp.Z, side=mp.Low),
            mp.Absorber(grid.absorber * a, direction=mp.X),
            mp.Absorber(grid.absorber * a, direction=mp.Y),
        ]
        if not grid.closed:
            boundaries.append(mp.PML(grid.pml * a, direction=mp.Z, side=mp.High))
        return mp.Simulation(
            # Rounded, so that Meep finds whole cells where the product has a last odd bit.
            cell_size=mp.Vector3(*(round(count * a, 9) for count in (grid.nx, grid.ny, grid.nz))),
            resolution=round(1.0 / a, 9),
            geometry=build_blocks(self._layout),
            sources=self._sources(),
            symmetries=self._mirrors(),
            boundary_layers=boundaries,
            Courant=self._layout.courant,
        )

    def _sources(self) -> list[Any]:
        grid, job = self._layout.grid, self._job
        a = grid.lateral_cell_um
        centre = float(np.mean(self._frequency))
        width = pulse_width_per_um(self._frequency)
        pulse = mp.GaussianSource(centre, fwidth=width, cutoff=PULSE_CUTOFF)
        self._pulse_um = pulse_length_um(self._frequency)
        x, y = self._place()
        z = grid.stepped_z_um(job.z_um)
        return [
            mp.Source(
                pulse,
                component=_ELECTRIC[job.orientation],
                center=mp.Vector3(x + p.dx * a, y + p.dy * a, z + p.dz * a),
                amplitude=p.weight,
            )
            for p in self._stencil.points
        ]

    def _place(self) -> tuple[float, float]:
        """The dipole relative to the grid's middle."""
        centre = self._layout.centre_um
        return (self._job.x_um - centre[0], self._job.y_um - centre[1])

    def _mirror_axes(self) -> str:
        """Axes across which a mirror plane runs through the dipole."""
        job = self._job
        if not job.mirrors_allowed:
            return ""
        return "".join(name for name, at in (("x", job.x_um), ("y", job.y_um)) if at == 0.0)

    def _mirrors(self) -> list[Any]:
        """Mirror planes; a current across the plane is odd."""
        return [
            mp.Mirror({"x": mp.X, "y": mp.Y}[name], -1 if self._job.orientation == name else 1)
            for name in self._mirror_axes()
        ]

    # observing --------------------------------------------------------------------------------

    def _volume(self, box: Box) -> Any:
        """Meep volume whose Fourier transform holds exactly the box's points.

        Meep takes all points from the last one before the volume to the first one after it, so
        the volume ends a quarter of a cell inside the outermost half-step points.
        """
        grid = self._layout.grid
        a = grid.lateral_cell_um
        low = [box.low[0] + 0.75, box.low[1] + 0.75, box.low[2] + 0.75 - grid.nz / 2]
        high = [box.high[0] - 0.75, box.high[1] - 0.75, box.high[2] - 0.75 - grid.nz / 2]
        middle = [0.5 * (p + q) * a for p, q in zip(low, high, strict=True)]
        size = [(q - p) * a for p, q in zip(low, high, strict=True)]
        return mp.Volume(center=mp.Vector3(*middle), size=mp.Vector3(*size))

    def _transform(self, components: list[Any], box: Box, every_step: bool = False) -> Any:
        return self._fdtd.add_dft_fields(
            components,
            list(self._frequency),
            where=self._volume(box),
            yee_grid=True,
            decimation_factor=1 if every_step else 0,
        )

    def _observe(self) -> _Monitors:
        film = self._layout.film_box
        source_box = self._source_box()
        every = [_ELECTRIC[c] for c in COMPONENTS] + [_DISPLACEMENT[c] for c in COMPONENTS]
        return _Monitors(
            source_box=source_box,
            source=self._transform([_ELECTRIC[self._job.orientation]], source_box, every_step=True),
            plane=self._plane_transform(self._layout.record_plane),
            film_box=film,
            film=self._transform(every, film),
            sides=self._side_transforms(),
            top=(
                None if self._layout.grid.closed else self._plane_transform(self._layout.top_plane)
            ),
        )

    def _plane_transform(self, plane: int) -> Any:
        """Tangential fields on a plane across the whole cell."""
        half_x, half_y = self._layout.grid.nx // 2, self._layout.grid.ny // 2
        box = Box((-half_x, -half_y, plane - 1), (half_x, half_y, plane + 1))
        return self._transform([mp.Ex, mp.Ey, mp.Hx, mp.Hy], box)

    def _source_box(self) -> Box:
        grid = self._layout.grid
        i, j = (round(v / grid.lateral_cell_um) for v in self._place())
        k = round(grid.plane_of(self._job.z_um))
        return Box((i - 2, j - 2, k - 1), (i + 2, j + 2, k + 1))

    def _side_transforms(self) -> dict[tuple[str, int], Any]:
        """Tangential fields on the inner cell's sides, from the recording plane to the top one."""
        grid, layout = self._layout.grid, self._layout
        inner = {"x": grid.inner_x, "y": grid.inner_y}
        faces = {}
        for axis, side in product("xy", (-1, 1)):
            if side < 0 and axis in self._mirror_axes():
                continue  # Meep pads such an array; the other side carries the same power.
            high = dict(inner)
            low = {name: -count for name, count in inner.items()}
            low[axis], high[axis] = side * inner[axis] - 1, side * inner[axis] + 1
            box = Box(
                (low["x"], low["y"], layout.record_plane), (high["x"], high["y"], layout.top_plane)
            )
            faces[(axis, side)] = self._transform(list(_SIDE[axis].values()), box)
        return faces

    # stepping ---------------------------------------------------------------------------------

    def advance(self, count: int) -> float:
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
        """Field energy in an upright slice across the whole cell; growing fields reach it."""
        grid, (x, _) = self._layout.grid, self._place()
        a = grid.lateral_cell_um
        slab = mp.Volume(
            center=mp.Vector3(x, 0, 0), size=mp.Vector3(_WATCHED_UM, grid.ny * a, grid.nz * a)
        )
        return float(self._fdtd.field_energy_in_box(slab))

    def _powers(self) -> FloatArray:
        """Total power and power through the recording plane, summed over wavelengths, (2,)."""
        current = np.asarray(mp._dft_ldos_J(self._current))
        total, plane = 0.0, 0.0
        for w in range(self._frequency.size):
            total -= float(np.real(self._source_field(w) * np.conj(current[w])))
            ex, ey, hx, hy = (self._plane(self._monitors.plane, name, w) for name in _TANGENTIAL)
            plane += float(np.sum(np.real(ey * np.conj(hx))) - np.sum(np.real(ex * np.conj(hy))))
        return np.array([total, plane * self._layout.grid.lateral_cell_um**2])

    @property
    def voxels(self) -> int:
        """Stepped voxels after symmetry."""
        return int(self._layout.grid.voxels // 2 ** len(self._mirror_axes()))

    # reading ----------------------------------------------------------------------------------

    def _array(self, monitor: Any, component: Any, wavelength: int) -> ComplexArray:
        return np.asarray(self._fdtd.get_dft_array(monitor, component, wavelength), dtype=complex)

    def _source_field(self, wavelength: int) -> complex:
        """Field at the stencil's points, weighted as the current is."""
        job = self._job
        field = self._array(self._monitors.source, _ELECTRIC[job.orientation], wavelength)
        return complex(np.sum(stencil_weights(self._stencil) * field))

    def _planes(self, monitor: Any) -> dict[str, ComplexArray]:
        """Tangential fields of a plane at all wavelengths."""
        wavelengths = range(self._frequency.size)
        return {
            name: np.array([self._plane(monitor, name, w) for w in wavelengths])
            for name in _TANGENTIAL
        }

    def _plane(self, monitor: Any, name: str, wavelength: int) -> ComplexArray:
        """E on a plane, H averaged over the half-planes beside it."""
        values = self._array(monitor, _TANGENTIAL[name], wavelength)
        if name.startswith("e"):
            return np.asarray(values[:, :, 1])
        return np.asarray(0.5 * (values[:, :, 0] + values[:, :, 1]))

    def _side_power(self, wavelength: int) -> float:
        """Power out of the inner cell's four sides."""
        total = 0.0
        for (axis, side), monitor in self._monitors.sides.items():
            field = {
                name: self._array(monitor, component, wavelength)
                for name, component in _SIDE[axis].items()
            }
            across = 0 if axis == "x" else 1
            face = FaceFields(
                e_along=np.take(field["e_along"], 1, axis=across),
                e_z=np.take(field["e_z"], 1, axis=across),
                h_along=field["h_along"].mean(axis=across),
                h_z=field["h_z"].mean(axis=across),
            )
            power = side * face.power(axis, self._layout.grid.lateral_cell_um)
            total += power if (axis, -1) in self._monitors.sides else 2.0 * power
        return total

    def _film_field(self, kind: str, component: str, wavelength: int) -> ComplexArray:
        """E ("e") or D ("d") at a component's points of the film box."""
        which = (_ELECTRIC if kind == "e" else _DISPLACEMENT)[component]
        return self._array(self._monitors.film, which, wavelength)
