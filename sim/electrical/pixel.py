"""A pixel as the electrical models see it, and the voltage sweep that all of them make."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geometry.arrays import FloatArray


class Outline(StrEnum):
    """Shape in which the diffusion equation has a closed solution."""

    FILM = "film"
    STRIP = "strip"
    DISC = "disc"


@dataclass(frozen=True)
class Perimeter:
    """A pixel's outline as the channels at it see it.

    Attributes:
        outline: disc for everything with an inscribed circle that touches all walls (circle,
            hexagon, square: perimeter / area = 4 / width), strip for rectangles and stripes; film
            where the emitter does not end with the pixel.
        perimeter_per_area_1_m: wall length over emitting area.
        fill_factor: emitting share of the array; 1 for a film.
    """

    outline: Outline
    perimeter_per_area_1_m: float
    fill_factor: float

    @property
    def width_m(self) -> float:
        """Width of the strip or diameter of the disc with this perimeter over area."""
        factor = 2.0 if self.outline is Outline.STRIP else 4.0
        if self.perimeter_per_area_1_m == 0.0:
            return math.inf
        return factor / self.perimeter_per_area_1_m


FILM = Perimeter(Outline.FILM, 0.0, 1.0)


@dataclass(frozen=True)
class StackLayer:
    """A layer of the device: its name, its material's name and its thickness."""

    name: str
    material: str
    thickness_m: float


@dataclass(frozen=True)
class Pixel:
    """What the electrical models take of the device, SI.

    Attributes:
        perimeter: outline, its length over the area, fill factor.
        sidewall_velocity_m_s: surface recombination velocity of the wall.
        emitter_thickness_m: thickness of the emitter on the well's floor.
        emitter_bottom_m: height of its lower face in the stack.
        electrode_gap_m: thickness of everything between the electrodes.
        plqy: quantum yield in the unbounded emitter medium.
        candela_per_ampere: current efficiency at EQE = 1.
        photometry: "lambertian" or "far_field".
        below, above: the layers on either side of the emitter, nearest first.
    """

    perimeter: Perimeter
    sidewall_velocity_m_s: float
    emitter_thickness_m: float
    emitter_bottom_m: float
    electrode_gap_m: float
    plqy: float
    candela_per_ampere: float
    photometry: str
    below: tuple[StackLayer, ...] = ()
    above: tuple[StackLayer, ...] = ()


def sweep_voltages_v(stop_v: float, step_v: float, start_v: float = 0.0) -> FloatArray:
    """``start_v`` (at most 0) ..., -step, 0, step, ... up to and including ``stop_v``."""
    if start_v < 0.0:
        back = sweep_voltages_v(-start_v, min(step_v, -start_v))
        return np.concatenate((-back[:0:-1], sweep_voltages_v(stop_v, step_v)))
    steps = int(np.floor(stop_v / step_v * (1.0 + 1e-12)))
    voltages = step_v * np.arange(steps + 1)
    if voltages[-1] < stop_v * (1.0 - 1e-9):
        voltages = np.append(voltages, stop_v)
    return np.asarray(voltages)


def share_of(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part / whole, 0 where nothing flows."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0.0)
