"""A wall as columns: what stands above one another in every stretch across it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from geometry.shapes import Polygon, Solid, owner
from geometry.solids import build_solids
from sim.optics.section.section import EdgeSection

_SAME_UM = 1e-7

_NEAR_UM = 1.0
"""Faces farther from the bank on either side belong to the next gap."""


@dataclass(frozen=True)
class WallProfile:
    """Columns along x; the first is the emitter's film, which goes on to minus infinity.

    Attributes:
        x_um: (C - 1,) faces between columns from the emitter's wall, increasing.
        z_um: (F,) all faces along z from the glass's face up, increasing.
        epsilon: (C, F + 1) permittivities below, between and above them.
        wavelength_um: vacuum wavelength.
    """

    x_um: FloatArray
    z_um: FloatArray
    epsilon: ComplexArray
    wavelength_um: float

    @property
    def columns(self) -> int:
        """C."""
        return int(self.epsilon.shape[0])

    @property
    def is_metal(self) -> list[bool]:
        """Of the films between faces, whether they are a metal in any column."""
        return [bool(np.any(film.real < 0.0)) for film in self.epsilon[:, 1:-1].T]

    def at(self, column: int, z_um: FloatArray) -> ComplexArray:
        """Permittivities of a column at heights off its faces."""
        return np.asarray(self.epsilon[column, np.searchsorted(self.z_um, z_um)])

    def with_face(self, z_um: float) -> WallProfile:
        """The same with a face where nothing changes, so that a node stands there."""
        if np.min(np.abs(self.z_um - z_um)) < _SAME_UM:
            return self
        place = int(np.searchsorted(self.z_um, z_um))
        return WallProfile(
            self.x_um,
            np.insert(self.z_um, place, z_um),
            np.insert(self.epsilon, place, self.epsilon[:, place], axis=1),
            self.wavelength_um,
        )


def wall_profile(section: EdgeSection) -> WallProfile:
    """The wall of a section with a transparent emitter, as asked for: nothing is snapped.

    Raises:
        ValueError: inclined walls, whose columns are none.
    """
    device = section.device
    gap = device.patterned_array.gap_um
    window = (section.wall_um + gap + 2.0, 1.0)
    solids = tuple(s.moved(-section.wall_um, 0.0) for s in build_solids(device, window))
    if any(solid.flare for solid in solids):
        raise ValueError("modes of columns need upright walls; got an inclined one")
    z = sorted({v for s in solids for v in (s.z_min_um, s.z_max_um) if math.isfinite(v) and v >= 0})
    x = sorted({v for s in solids for v in _crossings(s) if -1.0 < v < gap + 1.0})
    places = np.array(
        [x[0] - 0.1, *(0.5 * (a + b) for a, b in zip(x[:-1], x[1:], strict=True)), x[-1] + 0.1]
    )
    heights = np.array(
        [-1.0, *(0.5 * (a + b) for a, b in zip(z[:-1], z[1:], strict=True)), z[-1] + 0.1]
    )
    owned = owner(solids, places[:, None], np.zeros((1, 1)), heights[None, :])
    peak = device.emission.peak_um
    epsilon = np.array([_epsilon(solid, device.stack.emitter.name, peak) for solid in solids])[
        owned
    ]
    kept = [i for i in range(1, len(places)) if np.any(epsilon[i] != epsilon[i - 1])]
    return WallProfile(np.array([x[i - 1] for i in kept]), np.array(z), epsilon[[0, *kept]], peak)


def _between(faces: list[float]) -> FloatArray:
    """A place before the first face, one between every two, one behind the last."""
    middle = 0.5 * (np.array(faces[:-1]) + np.array(faces[1:]))
    return np.array([faces[0] - 0.1, *middle, faces[-1] + 0.1])


def _crossings(solid: Solid) -> list[float]:
    if not isinstance(solid.outline, Polygon) or solid.z_max_um <= 0.0:
        return []
    across = [x for x, _ in solid.outline.vertices_um]
    return [round(min(across), 9), round(max(across), 9)]


def _epsilon(solid: Solid, emitter: str, peak_um: float) -> complex:
    """n^2; emitter and glass are lossless, as in every method."""
    index = complex(solid.material.index(peak_um * 1e3))
    lossless = solid.part == emitter or not math.isfinite(solid.z_min_um)
    return complex(index.real) ** 2 if lossless else index**2
