"""The device behind a configuration, ready for pictures: solids, window and the grid's cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.coverage import device_top_um
from geometry.device import Device, build_device
from geometry.materials import load_library
from geometry.shapes import Solid
from geometry.solids import build_solids
from geometry.spec import Lattice
from sim.config import Method, OpticsSpec, Study
from sim.config_loader import study_from_yaml
from sim.results import CaseResult, FloatArray

_FILM_HALF_WIDTH_UM = 0.5
_PITCHES_SHOWN = 1.15
_GLASS_SHOWN = 0.45
_AIR_SHOWN = 0.15


@dataclass(frozen=True)
class DrawnDevice:
    """A device with its solids inside a window around the pixel under study.

    Attributes:
        name: of the study.
        device: the device.
        optics: numerics, for the grid.
        half_um: half-width of the window along x and y.
        z_low_um, z_high_um: heights shown.
        solids: in painting order.
    """

    name: str
    device: Device
    optics: OpticsSpec
    half_um: float
    z_low_um: float
    z_high_um: float
    solids: tuple[Solid, ...]

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
        rows = math.sqrt(3.0) / 2.0 if array.lattice is Lattice.HEXAGONAL else 1.0
        return 0.5 * rows * array.pitch

    @property
    def on_grid(self) -> bool:
        """Whether a grid may be used: by every method except the planar one."""
        return self.optics.method is not Method.PLANAR and self.device.array is not None

    def grid_centres_um(self, axis: str) -> FloatArray:
        """Centres of the grid's cells along an axis: an interface of cells lies at zero."""
        if axis == "z":
            cell, low, high = self.optics.vertical_cell_um, self.z_low_um, self.z_high_um
        else:
            cell, low, high = self.optics.lateral_cell_um, -self.half_um, self.half_um
        first, last = math.floor(low / cell), math.ceil(high / cell)
        return np.asarray((np.arange(first, last) + 0.5) * cell)


def drawn_device(study: Study) -> DrawnDevice:
    """The device of a study in a window that holds the nearest neighbours' centres.

    Raises:
        DeviceError, UnknownMaterial, MaterialFileError: the device cannot be built.
    """
    device = build_device(study.device, load_library())
    half = _FILM_HALF_WIDTH_UM if device.array is None else _PITCHES_SHOWN * device.array.pitch
    top = device.stack.thickness_um if device.array is None else device_top_um(device)
    glass = _GLASS_SHOWN * top
    if device.array is not None and device.array.black_matrix is not None:
        glass = max(glass, 1.2 * device.array.black_matrix.thickness_um)
    solids = build_solids(device, (half, half))
    return DrawnDevice(
        study.name, device, study.optics, half, -glass, top * (1 + _AIR_SHOWN), solids
    )


def drawn_device_of_case(case: CaseResult) -> DrawnDevice:
    """The device of a stored case, from its resolved configuration.

    Raises:
        ConfigError: the stored configuration is not one of this version.
        DeviceError, UnknownMaterial, MaterialFileError: the device cannot be built.
    """
    return drawn_device(study_from_yaml(case.config_yaml, f"configuration of {case.name}"))
