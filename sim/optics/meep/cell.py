"""One Meep simulation on a layout's cubic cells: its source, its steps, its running transforms.

Meep's own loop is not used: runs end by what is watched (sim.optics.meep.stepping).
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.grid.layout import Layout
from sim.optics.meep.load import mp
from sim.optics.meep.pulse import PULSE_CUTOFF, pulse_width_per_um

ELECTRIC = {"x": mp.Ex, "y": mp.Ey, "z": mp.Ez}
"""Components of E where Meep's axes are the device's."""

_INWARDS = 0.75
"""Meep takes all points from the last one before a volume to the first one after it. A volume that
begins so many cells inside a box begins a quarter of a cell inside its outermost half-step points,
so that Meep takes those, the box's faces, and nothing else."""


def pulse(frequency_per_um: FloatArray) -> Any:
    """The pulse of every run (sim.optics.meep.pulse)."""
    centre, width = float(np.mean(frequency_per_um)), pulse_width_per_um(frequency_per_um)
    return mp.GaussianSource(centre, fwidth=width, cutoff=PULSE_CUTOFF)


def on_plane(values: ComplexArray, component: str) -> ComplexArray:
    """A tangential field on the plane in the middle of a box two planes high, its last axis.

    E ("ex", "ey") has points on the plane, H ("hx", "hy") half a cell to either side.
    """
    if component.startswith("e"):
        return np.asarray(values[..., 1])
    return np.asarray(0.5 * (values[..., 0] + values[..., 1]))


class SteppedCell:
    """A simulation with a layout's cells and time step.

    Attributes:
        simulation: Meep's.
        frequency_per_um: (W,) of the running transforms.
    """

    def __init__(
        self, layout: Layout, counts: Sequence[int], frequency_per_um: FloatArray, **scene: Any
    ) -> None:
        """Args: counts of cells along Meep's axes, and what else mp.Simulation takes."""
        mp.verbosity(0)
        self._cell_um = layout.grid.lateral_cell_um
        self._current: Any = None
        self.frequency_per_um = frequency_per_um
        with warnings.catch_warnings():
            # Stretched media have eps < 1 along the layers; the Courant number accounts for it.
            warnings.filterwarnings("ignore", message="Epsilon < 1", category=RuntimeWarning)
            self.simulation = mp.Simulation(
                # Rounded, so that Meep finds whole cells where the product has a last odd bit.
                cell_size=mp.Vector3(*(round(count * self._cell_um, 9) for count in counts)),
                resolution=round(1.0 / self._cell_um, 9),
                Courant=layout.courant,
                **scene,
            )
            self.simulation.init_sim()

    def transform(
        self,
        components: Iterable[Any],
        low: Sequence[float],
        high: Sequence[float],
        *,
        every_step: bool = False,
    ) -> Any:
        """Add running transforms of Meep's components at exactly the points of a box.

        Args:
            components: Meep's.
            low, high: the box's faces along Meep's axes, in cells from the cell's middle.
            every_step: whether Meep may leave out no step.
        """
        start, end = [p + _INWARDS for p in low], [q - _INWARDS for q in high]
        middle = [0.5 * (p + q) * self._cell_um for p, q in zip(start, end, strict=True)]
        size = [(q - p) * self._cell_um for p, q in zip(start, end, strict=True)]
        return self.simulation.add_dft_fields(
            list(components),
            list(self.frequency_per_um),
            where=mp.Volume(center=mp.Vector3(*middle), size=mp.Vector3(*size)),
            yee_grid=True,
            decimation_factor=1 if every_step else 0,
        )

    def begin(self, *, with_current: bool) -> None:
        """Make the transforms that were added, and that of the source's current if asked for."""
        # Meep makes monitors only when its own loop starts; this loop is ours.
        self.simulation._evaluate_dft_objects()
        if with_current:
            self._current = mp._dft_ldos(list(self.frequency_per_um))

    def advance(self, count: int) -> float:
        """Take steps; returns the seconds spent in Meep."""
        started = time.perf_counter()
        fields, current = self.simulation.fields, self._current
        for _ in range(count):
            fields.step()
            if current is not None:
                current.update(fields)
        return time.perf_counter() - started

    @property
    def elapsed_um(self) -> float:
        """Time times c that has been stepped."""
        return float(self.simulation.meep_time())

    def read(self, monitor: Any, component: Any, wavelength: int) -> ComplexArray:
        """What a monitor holds of one of Meep's components."""
        values = self.simulation.get_dft_array(monitor, component, wavelength)
        return np.asarray(values, dtype=complex)

    def current(self) -> ComplexArray:
        """The source's current, for a unit current moment, (W,)."""
        return np.asarray(mp._dft_ldos_J(self._current))

    def close(self) -> None:
        """Release Meep's memory."""
        self.simulation.reset_meep()


class CellRun:
    """What a run leaves to its cell (sim.optics.meep.stepping asks for it)."""

    _cell: SteppedCell

    @property
    def elapsed_um(self) -> float:
        """Time times c that has been stepped."""
        return self._cell.elapsed_um

    def advance(self, count: int) -> float:
        """Take steps; returns the seconds spent in Meep."""
        return self._cell.advance(count)

    def close(self) -> None:
        """Release Meep's memory."""
        self._cell.close()
