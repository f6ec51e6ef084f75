"""One line of dipoles beside a straight wall, stepped in time by Meep in two dimensions.

Fields vary as exp(i k_y y) along the wall. Meep steps the section with that wavevector out of its
plane ("real/imag": E_x, E_z, H_y real, E_y, H_x, H_z imaginary, which halves the cost). Meep's axes
are X = x, Y = z, Z = -y (sim.optics.section.scene).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from geometry.arrays import ComplexArray
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import Box
from sim.optics.meep.cell import CellRun, SteppedCell, on_plane, pulse
from sim.optics.meep.load import mp
from sim.optics.meep.pulse import pulse_length_um, steps_between_looks
from sim.optics.meep.records import Stepping
from sim.optics.meep.stepping import GROWTH, Progress, StopRule, Watched, step_until_settled
from sim.optics.methods.edge.plan import section_voxels
from sim.optics.methods.edge.records import WallJob, WallPhasors
from sim.optics.section.scene import section_blocks, section_extra
from sim.optics.section.source import section_stencil, section_weights

SETTLED = 2e-3
"""Relative change of powers between looks below which, twice in a row, a run has settled."""

LONGEST_UM = 36.0
"""Time times c at which a run ends in any case. At a wavevector next to a mode's, the mode hardly
moves across the wall and rings on; what is left of it then counts as an error."""

DRAINED = 5e-3
"""Field energy over that at the pulse's end down to which a run goes on. Power at the source and
into the glass is calm before guided light has reached the wall or the window's sides: at a fifth of
the energy a tenth of the budget is open, at 4e-3 less than 2e-3 of it."""

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


class WallRun(CellRun):
    """Builds, steps and reads the section of one line of dipoles at the middle of a layout."""

    def __init__(self, layout: Layout, job: WallJob) -> None:
        self._layout = layout
        self._job = job
        self._stencil = section_stencil(job.orientation, compensated=job.compensated)
        self._frequency = 1.0 / layout.spectrum.wavelength_um
        self._extra = section_extra(layout)
        self._place = 0 if layout.grid.grading is None else layout.grid.grading.dipole
        self._cell = self._build()
        self._monitors = self._observe()
        self._cell.begin(with_current=True)

    def step(self, progress: Progress) -> Stepping:
        """Step until powers have settled, the time limit is hit or the fields grow."""
        rule = StopRule(
            interval_steps=steps_between_looks(self._layout.time_step_um),
            pulse_um=pulse_length_um(self._frequency),
            longest_um=LONGEST_UM,
            settled=SETTLED,
            growth=GROWTH,
            drained=DRAINED,
        )
        return step_until_settled(self, rule, progress)

    def phasors(self) -> WallPhasors:
        """Everything that the analysis needs of the settled run."""
        wavelengths = range(self._frequency.size)
        top = self._monitors.top
        return WallPhasors(
            current=self._cell.current(),
            source_field=np.array([self._source_field(w) for w in wavelengths]),
            plane=self._planes(self._monitors.plane),
            top_plane=None if top is None else self._planes(top),
            own_side_flux=np.array([self._side_power(0, w) for w in wavelengths]),
            far_side_flux=np.array([self._side_power(1, w) for w in wavelengths]),
            film_box=self._monitors.film_box,
            film_field=self._film_field,
        )

    @property
    def voxels(self) -> int:
        """Stepped voxels of the section."""
        return section_voxels(self._layout)

    def energy(self) -> float:
        """Field energy of the whole cell; what has left the source's surroundings may come back."""
        return float(self._cell.simulation.fields.field_energy())

    def watched(self) -> Watched:
        """Total power and power through the recording plane, summed over wavelengths, (2,)."""
        current = self._cell.current()
        total, plane = 0.0, 0.0
        for w in range(self._frequency.size):
            total -= float(np.real(self._source_field(w) * np.conj(current[w])))
            f = {name: self._plane(self._monitors.plane, name, w) for name in _PLANE}
            plane += float(np.sum(np.real(f["ey"] * np.conj(f["hx"]))))
            plane -= float(np.sum(np.real(f["ex"] * np.conj(f["hy"]))))
        powers = np.array([total, plane * self._layout.grid.lateral_cell_um])
        return Watched(powers, np.abs(powers[0]))

    def _build(self) -> SteppedCell:
        grid = self._layout.grid
        a = grid.lateral_cell_um
        boundaries = [
            mp.PML(grid.pml * a, direction=mp.Y, side=mp.Low),
            mp.Absorber(grid.absorber * a, direction=mp.X),
        ]
        if not grid.closed:
            boundaries.append(mp.PML(grid.pml * a, direction=mp.Y, side=mp.High))
        return SteppedCell(
            self._layout,
            (grid.nx, grid.nz + self._extra),
            self._frequency,
            geometry=section_blocks(self._layout),
            sources=self._sources(),
            boundary_layers=boundaries,
            k_point=mp.Vector3(0.0, 0.0, self._job.k_y_1_um / (2.0 * np.pi)),
            kz_2d="real/imag",
            ensure_periodicity=False,
        )

    def _sources(self) -> list[Any]:
        a = self._layout.grid.lateral_cell_um
        shape = pulse(self._frequency)
        height = self._up(self._layout.grid.plane_of(self._job.z_um)) * a
        return [
            mp.Source(
                shape,
                component=_ELECTRIC[self._job.orientation],
                center=mp.Vector3((self._place + p.dx) * a, height + p.dz * a),
                amplitude=p.weight,
            )
            for p in self._stencil.points
        ]

    def _up(self, plane: float) -> float:
        """A plane's place along Meep's Y in cells from the cell's middle."""
        return plane - 0.5 * (self._layout.grid.nz + self._extra)

    def _transform(self, components: Iterable[Any], box: Box, *, every_step: bool = False) -> Any:
        """Running transforms at exactly the points of a box; its extent along y is ignored."""
        low, high = ((face[0], self._up(face[2])) for face in (box.low, box.high))
        return self._cell.transform(components, low, high, every_step=every_step)

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
                [_ELECTRIC[self._job.orientation]],
                Box((self._place - 2, 0, k - 1), (self._place + 2, 1, k + 1)),
                every_step=True,
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

    def _source_field(self, w: int) -> complex:
        field = self._cell.read(self._monitors.source, _ELECTRIC[self._job.orientation], w)
        return complex(np.sum(section_weights(self._stencil) * field))

    def _planes(self, monitor: Any) -> dict[str, ComplexArray]:
        waves = range(self._frequency.size)
        return {n: np.array([self._plane(monitor, n, w) for w in waves]) for n in _PLANE}

    def _plane(self, monitor: Any, name: str, w: int) -> ComplexArray:
        """A field on a plane along the device's axes."""
        values = self._cell.read(monitor, _PLANE[name], w)
        return np.asarray(_TURN[name] * on_plane(values, name))

    def _side_power(self, side: int, w: int) -> float:
        """Power per length out of one of the inner cell's sides: E_Y H_Z - E_Z H_Y along X."""
        monitor = self._monitors.sides[side]
        e_up, e_along, h_up, h_along = (self._cell.read(monitor, c, w) for c in _SIDE)
        first = np.real(e_up[1] * np.conj(h_along.mean(axis=0)))
        second = np.real(e_along[1] * np.conj(h_up.mean(axis=0)))
        second[[0, -1]] *= 0.5
        outwards = 1.0 if side else -1.0
        return outwards * float(first.sum() - second.sum()) * self._layout.grid.lateral_cell_um

    def _film_field(self, kind: str, component: str, w: int) -> ComplexArray:
        which = (_ELECTRIC if kind == "e" else _DISPLACEMENT)[component]
        return self._cell.read(self._monitors.film, which, w)
