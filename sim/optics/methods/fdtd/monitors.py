"""What a dipole's run records: running transforms, and the powers and fields that they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from geometry.arrays import ComplexArray
from sim.optics.fields.records import DipoleJob, Phasors
from sim.optics.fields.side_power import FaceFields
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_stencil import stencil, stencil_weights
from sim.optics.grid.yee import COMPONENTS, Box
from sim.optics.meep.cell import ELECTRIC, SteppedCell, on_plane
from sim.optics.meep.load import mp
from sim.optics.meep.stepping import Watched

_DISPLACEMENT = {"x": mp.Dx, "y": mp.Dy, "z": mp.Dz}
_SIDE = {
    "x": {"e_along": mp.Ey, "e_z": mp.Ez, "h_along": mp.Hy, "h_z": mp.Hz},
    "y": {"e_along": mp.Ex, "e_z": mp.Ez, "h_along": mp.Hx, "h_z": mp.Hz},
}
_TANGENTIAL = {"ex": mp.Ex, "ey": mp.Ey, "hx": mp.Hx, "hy": mp.Hy}


@dataclass(frozen=True)
class _Transforms:
    """Meep's running transforms of one run; sides by axis and sign."""

    source: Any
    plane: Any
    film: Any
    sides: dict[tuple[str, int], Any]
    top: Any | None


class DipoleMonitors:
    """The running transforms of one dipole's run."""

    def __init__(self, cell: SteppedCell, layout: Layout, job: DipoleJob) -> None:
        self._cell = cell
        self._layout = layout
        self._job = job
        self._waves = range(cell.frequency_per_um.size)
        self._source_weights = stencil_weights(
            stencil(job.orientation, compensated=job.compensated)
        )
        every = [ELECTRIC[c] for c in COMPONENTS] + [_DISPLACEMENT[c] for c in COMPONENTS]
        closed = layout.grid.closed
        self._kept = _Transforms(
            source=self._add([ELECTRIC[job.orientation]], self._source_box(), every_step=True),
            plane=self._add_plane(layout.record_plane),
            film=self._add(every, layout.film_box),
            sides=self._add_sides(),
            top=None if closed else self._add_plane(layout.top_plane),
        )
        cell.begin(with_current=True)

    def watched(self) -> Watched:
        """Total power and power through the recording plane, summed over wavelengths, (2,)."""
        current = self._cell.current()
        total, plane = 0.0, 0.0
        for w in self._waves:
            total -= float(np.real(self._source_field(w) * np.conj(current[w])))
            ex, ey, hx, hy = (self._plane(self._kept.plane, name, w) for name in _TANGENTIAL)
            plane += float(np.sum(np.real(ey * np.conj(hx))) - np.sum(np.real(ex * np.conj(hy))))
        powers = np.array([total, plane * self._layout.grid.lateral_cell_um**2])
        return Watched(powers, np.abs(powers[0]))

    def phasors(self) -> Phasors:
        """Everything that the analysis needs of the settled run."""
        top = self._kept.top
        return Phasors(
            current=self._cell.current(),
            source_field=np.array([self._source_field(w) for w in self._waves]),
            plane=self._planes(self._kept.plane),
            top_plane=None if top is None else self._planes(top),
            side_flux=np.array([self._side_power(w) for w in self._waves]),
            film_box=self._layout.film_box,
            film_field=self._film_field,
        )

    # adding -----------------------------------------------------------------------------------

    def _add(self, components: Iterable[Any], box: Box, *, every_step: bool = False) -> Any:
        middle = 0.5 * self._layout.grid.nz
        low, high = ((face[0], face[1], face[2] - middle) for face in (box.low, box.high))
        return self._cell.transform(components, low, high, every_step=every_step)

    def _add_plane(self, plane: int) -> Any:
        """Tangential fields on a plane across the whole cell."""
        half_x, half_y = self._layout.grid.nx // 2, self._layout.grid.ny // 2
        box = Box((-half_x, -half_y, plane - 1), (half_x, half_y, plane + 1))
        return self._add(_TANGENTIAL.values(), box)

    def _source_box(self) -> Box:
        grid = self._layout.grid
        i, j = grid.vertex_of(*self._job.offset_um(self._layout.centre_um))
        k = round(grid.plane_of(self._job.z_um))
        return Box((i - 2, j - 2, k - 1), (i + 2, j + 2, k + 1))

    def _add_sides(self) -> dict[tuple[str, int], Any]:
        """Tangential fields on the inner cell's sides, from the recording plane to the top one."""
        grid, layout = self._layout.grid, self._layout
        inner = {"x": grid.inner_x, "y": grid.inner_y}
        faces = {}
        for axis, side in product("xy", (-1, 1)):
            if side < 0 and axis in self._job.mirror_axes:
                continue  # Meep pads such an array; the other side carries the same power.
            high = dict(inner)
            low = {name: -count for name, count in inner.items()}
            low[axis], high[axis] = side * inner[axis] - 1, side * inner[axis] + 1
            box = Box(
                (low["x"], low["y"], layout.record_plane), (high["x"], high["y"], layout.top_plane)
            )
            faces[(axis, side)] = self._add(_SIDE[axis].values(), box)
        return faces

    # reading ----------------------------------------------------------------------------------

    def _source_field(self, wavelength: int) -> complex:
        """Field at the stencil's points, weighted as the current is."""
        field = self._cell.read(self._kept.source, ELECTRIC[self._job.orientation], wavelength)
        return complex(np.sum(self._source_weights * field))

    def _planes(self, monitor: Any) -> dict[str, ComplexArray]:
        """Tangential fields of a plane at all wavelengths."""
        return {
            name: np.array([self._plane(monitor, name, w) for w in self._waves])
            for name in _TANGENTIAL
        }

    def _plane(self, monitor: Any, name: str, wavelength: int) -> ComplexArray:
        return on_plane(self._cell.read(monitor, _TANGENTIAL[name], wavelength), name)

    def _side_power(self, wavelength: int) -> float:
        """Power out of the inner cell's four sides."""
        total = 0.0
        for (axis, side), monitor in self._kept.sides.items():
            field = {
                name: self._cell.read(monitor, component, wavelength)
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
            total += power if (axis, -1) in self._kept.sides else 2.0 * power
        return total

    def _film_field(self, kind: str, component: str, wavelength: int) -> ComplexArray:
        """E ("e") or D ("d") at a component's points of the film box."""
        which = (ELECTRIC if kind == "e" else _DISPLACEMENT)[component]
        return self._cell.read(self._kept.film, which, wavelength)
