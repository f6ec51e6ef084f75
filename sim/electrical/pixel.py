"""A pixel as the electrical models see it, and the sweep that both of them make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.electrical.channels.sidewall import PixelEdge

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class StackLayer:
    """A layer of the device: its name, its material's name and its thickness."""

    name: str
    material: str
    thickness_m: float


@dataclass(frozen=True)
class Pixel:
    """What the electrical model knows of the device, SI.

    Attributes:
        edge: outline, perimeter over area, fill factor.
        sidewall_velocity_m_s: surface recombination velocity of the wall.
        emitter_thickness_m: thickness of the emitter on the well's floor.
        emitter_bottom_m: height of its lower face in the stack.
        electrode_gap_m: thickness of everything between the electrodes.
        plqy: quantum yield in the unbounded emitter medium.
        candela_per_ampere: current efficiency at EQE = 1.
        photometry: "lambertian" or "far_field".
        below, above: the layers on either side of the emitter, nearest first.
    """

    edge: PixelEdge
    sidewall_velocity_m_s: float
    emitter_thickness_m: float
    emitter_bottom_m: float
    electrode_gap_m: float
    plqy: float
    candela_per_ampere: float
    photometry: str
    below: tuple[StackLayer, ...] = ()
    above: tuple[StackLayer, ...] = ()


def sweep_voltages_v(stop_v: float, step_v: float) -> FloatArray:
    """0, step, 2 step, ... up to and including ``stop_v``."""
    steps = int(np.floor(stop_v / step_v * (1.0 + 1e-12)))
    voltages = step_v * np.arange(steps + 1)
    if voltages[-1] < stop_v * (1.0 - 1e-9):
        voltages = np.append(voltages, stop_v)
    return np.asarray(voltages)


def share_of(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part / whole, 0 where nothing flows."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0.0)
