"""The layer stack of a device, with its materials looked up.

superstrate (air)          z -> +inf
------------------------   layers[-1].top
layers[-1]   (cathode)
...
layers[0]    (anode)
------------------------   z = 0
substrate (glass)          z < 0, light leaves downwards
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from geometry.materials.library import Material
from geometry.spec.layers import Process

RESIDUE = "residue"
"""Name of the layer that patterning leaves on the floor of the wells."""

OPAQUE_TRANSMISSION = 1e-3
"""Power that a metal called opaque may let through, one way."""


@dataclass(frozen=True)
class Layer:
    """One film of the stack; ``thickness_um`` is its thickness on flat ground."""

    name: str
    material: Material
    thickness_um: float
    emitter: bool
    process: Process


@dataclass(frozen=True)
class Stack:
    """Layers from the substrate up between two half-spaces."""

    substrate: Material
    substrate_thickness_um: float
    layers: tuple[Layer, ...]
    superstrate: Material

    def with_material(self, old: Material, new: Material) -> Stack:
        """The same with another material in the layers that are of ``old``."""
        layers = tuple(
            replace(layer, material=new) if layer.material == old else layer
            for layer in self.layers
        )
        return replace(self, layers=layers)

    @property
    def emitter_index(self) -> int:
        """Position of the one emitting layer."""
        return next(i for i, layer in enumerate(self.layers) if layer.emitter)

    @property
    def emitter(self) -> Layer:
        """The one emitting layer."""
        return self.layers[self.emitter_index]

    @property
    def interfaces_um(self) -> tuple[float, ...]:
        """Heights of all interfaces from z = 0 upwards, length len(layers) + 1."""
        heights = [0.0]
        for layer in self.layers:
            heights.append(heights[-1] + layer.thickness_um)
        return tuple(heights)

    @property
    def thickness_um(self) -> float:
        """Thickness of all layers together."""
        return self.interfaces_um[-1]


def closing_metal(stack: Stack, peak_um: float) -> Layer | None:
    """The first metal above the emitter that is opaque (`OPAQUE_TRANSMISSION`); None: open top."""
    for layer in stack.layers[stack.emitter_index + 1 :]:
        if opaque_depth_um(layer, peak_um) < layer.thickness_um:
            return layer
    return None


def opaque_depth_um(layer: Layer, peak_um: float) -> float:
    """Thickness at which a layer is opaque at a vacuum wavelength; infinite if it is no metal."""
    peak_nm = peak_um * 1e3
    index = complex(layer.material.index(peak_nm))
    if index.imag <= 0.0 or (index**2).real > 0.0:
        return math.inf
    return -math.log(OPAQUE_TRANSMISSION) * peak_nm * 1e-3 / (4.0 * math.pi * index.imag)
