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

from dataclasses import dataclass

from geometry.materials.library import Material
from geometry.spec.device import Process


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
