"""The device behind a configuration, ready for pictures: solids, window and the grid's cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from geometry.coverage import device_top_um
from geometry.device import Device, build_device
from geometry.materials.library import load_library
from geometry.shapes import Solid
from geometry.solids import build_solids
from geometry.spec import ArraySpec, Lattice
from sim.config.stored import stored_study
from sim.optics.grid.snapping import snap_device
from sim.optics.methods.choose import method_of
from sim.results.records import CaseResult
from sim.study import Method, MethodChoice, OpticsSpec, Study

_FILM_HALF_WIDTH_UM = 0.5
_PITCHES_SHOWN = 1.15
_MOST_CELLS = 1000
_ZOOM_CELLS = 120
_GLASS_SHOWN = 0.45
_AIR_SHOWN = 0.15


@dataclass(frozen=True)
class GridView:
    """What the solver is given: the device with its heights on whole cells, and the cells.

    Attributes:
        solids: of the snapped device, in painting order.
        x_um, y_um, z_um: cell centres; x is centred on the pixel's wall where the whole window
            would be too many cells to be told apart.
        at_wall: whether it is.
    """

    solids: tuple[Solid, ...]
    x_um: FloatArray
    y_um: FloatArray
    z_um: FloatArray
    at_wall: bool


@dataclass(frozen=True)
class DrawnDevice:
    """A device with its solids inside a window around the pixel under study.

    Attributes:
        name: of the study.
        device: the device.
        half_um: half-width of the window along x and y.
        z_low_um, z_high_um: heights shown.
        solids: in painting order.
        grid: the solver's view; None for films and the planar method, which use no grid.
    """

    name: str
    device: Device
    half_um: float
    z_low_um: float
    z_high_um: float
    solids: tuple[Solid, ...]
    grid: GridView | None

    @property
    def emitter_middle_um(self) -> float:
        """Height of the emitter's mid-plane inside a pixel."""
        return 0.5 * (self.device.emitter_below_um + self.device.emitter_above_um)

    @property
    def gap_y_um(self) -> float:
        """y of the line midway between two rows of pixels; stripes have none and give 0."""
        array = self.device.patterned_array
        if array.lattice is Lattice.STRIPE:
            return 0.0
        rows = {Lattice.HEXAGONAL: math.sqrt(3.0) / 2.0, Lattice.DELTA: math.sqrt(3.0) / 6.0}
        return 0.5 * rows.get(array.lattice, 1.0) * array.pitch


def drawn_device(study: Study) -> DrawnDevice:
    """The device of a study in a window that holds the nearest neighbours' centres.

    Raises:
        DeviceError, UnknownMaterial, MaterialFileError: the device cannot be built.
        ValueError: a part of it vanishes on the grid.
    """
    device = build_device(study.device, load_library())
    half = _FILM_HALF_WIDTH_UM if device.array is None else _PITCHES_SHOWN * device.array.pitch
    top = device.stack.thickness_um if device.array is None else device_top_um(device)
    glass = _GLASS_SHOWN * top
    if device.array is not None and device.array.black_matrix is not None:
        glass = max(glass, 1.2 * device.array.black_matrix.thickness_um)
    low, high = -glass, top * (1 + _AIR_SHOWN)
    solids = build_solids(device, (half, half))
    grid = None
    if device.array is not None and method_of(study).uses_grid:
        grid = _grid_view(device, device.array, study.optics, half, np.array([low, high]))
    return DrawnDevice(study.name, device, half, low, high, solids, grid)


def _grid_view(
    device: Device, array: ArraySpec, optics: OpticsSpec, half_um: float, z_um: FloatArray
) -> GridView:
    """Cells as in sim.optics.grid.grid: film cells above the substrate, lateral ones below it."""
    cell, film_cell = optics.lateral_cell_um, optics.vertical_cell_um
    snapped = snap_device(device, film_cell, cell).device
    at_wall = 2.0 * half_um / cell > _MOST_CELLS
    reach = 0.5 * _ZOOM_CELLS * cell if at_wall else half_um
    centre = 0.5 * array.aperture.width_um if at_wall else 0.0
    glass, film = _centres(float(z_um[0]), 0.0, cell), _centres(0.0, float(z_um[1]), film_cell)
    return GridView(
        build_solids(snapped, (half_um, half_um)),
        _centres(centre - reach, centre + reach, cell),
        _centres(-reach, reach, cell),
        np.concatenate([glass, film]),
        at_wall,
    )


def _centres(low_um: float, high_um: float, cell_um: float) -> FloatArray:
    """Centres of the cells between two heights; an interface of cells lies at zero."""
    first, last = math.floor(low_um / cell_um + 1e-9), math.ceil(high_um / cell_um - 1e-9)
    return np.asarray((np.arange(first, last) + 0.5) * cell_um)


def drawn_device_of_case(case: CaseResult) -> DrawnDevice:
    """The device of a stored case, from its resolved configuration.

    Raises:
        ConfigError: the stored configuration is not one of this version.
        DeviceError, UnknownMaterial, MaterialFileError: the device cannot be built.
    """
    study = stored_study(case.config_yaml, f"configuration of {case.name}")
    solved_by = MethodChoice(Method(case.optics.method), "the method that solved it")
    return drawn_device(study.with_choice(solved_by))
