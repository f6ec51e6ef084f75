"""A material: its complex refractive index against wavelength, and what is assumed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from geometry.arrays import ComplexArray, FloatArray

PERFECT_CONDUCTOR = "perfect conductor"
"""Name of the metal that reflects everything; its n and k stand for it in pictures."""


@dataclass(frozen=True)
class Assumption:
    """An input value that no source gives.

    Attributes:
        path: where the value enters, e.g. ``materials.PTAA.n``.
        value: the value used.
        low, high: range within which the truth is believed to lie.
        reason: one sentence.
    """

    path: str
    value: float
    low: float
    high: float
    reason: str


@dataclass(frozen=True, eq=False)
class Material:
    """Complex refractive index n + i k against wavelength.

    Attributes:
        name: name in the library.
        wavelength_nm: shape (W,), increasing; a single entry means "the same at every wavelength".
        n, k: shape (W,).
        source: citation of the numbers.
        assumptions: values that no source gives.
        notes: what else is worth knowing (licence, origin of the copy, caveats).
        edge_moves: the table is a crystal's, whose absorption edge is not that of an emitter's dots
            (geometry.materials.absorption_edge).

    Two materials are equal when their names and numbers are.

    Raises:
        ValueError: arrays of different shapes, wavelengths that do not increase, n <= 0 or k < 0.
    """

    name: str
    wavelength_nm: FloatArray
    n: FloatArray
    k: FloatArray
    source: str
    assumptions: tuple[Assumption, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    edge_moves: bool = False

    def __post_init__(self) -> None:
        shapes = {array.shape for array in (self.wavelength_nm, self.n, self.k)}
        if len(shapes) != 1 or len(next(iter(shapes))) != 1 or not self.n.size:
            raise ValueError(
                f"material {self.name!r}: wavelength, n, k must be lists of one length"
            )
        if np.any(np.diff(self.wavelength_nm) <= 0) or np.any(self.n <= 0) or np.any(self.k < 0):
            raise ValueError(f"material {self.name!r}: wavelengths must increase, n > 0, k >= 0")

    def _identity(self) -> tuple[str, bytes, bytes, bytes]:
        return (self.name, self.wavelength_nm.tobytes(), self.n.tobytes(), self.k.tobytes())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Material) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def index(self, wavelength_nm: ArrayLike) -> ComplexArray:
        """Complex index at ``wavelength_nm`` (any shape), linear between table points.

        Raises:
            ValueError: a wavelength outside the table.
        """
        wavelength = np.asarray(wavelength_nm, dtype=float)
        if self.wavelength_nm.size == 1:
            return np.full(wavelength.shape, self.n[0] + 1j * self.k[0])
        low, high = self.wavelength_nm[0], self.wavelength_nm[-1]
        if np.any(wavelength < low) or np.any(wavelength > high):
            raise ValueError(
                f"material {self.name!r} is tabulated over {low:g}-{high:g} nm; "
                f"asked for {np.min(wavelength):g}-{np.max(wavelength):g} nm"
            )
        real = np.interp(wavelength, self.wavelength_nm, self.n)
        imaginary = np.interp(wavelength, self.wavelength_nm, self.k)
        return np.asarray(real + 1j * imaginary)

    @property
    def is_perfect_conductor(self) -> bool:
        """Whether it is the idealised metal, which exact films end at."""
        return self.name == PERFECT_CONDUCTOR

    @property
    def is_lossless(self) -> bool:
        """Whether k is zero at every wavelength."""
        return bool(np.all(self.k == 0.0))

    def lossless(self) -> Material:
        """The same material with k = 0: the emitter of an optical run.

        A dipole in an absorbing medium radiates an infinite power; what the emitter reabsorbs is
        computed afterwards from the field and this material's own k.
        """
        if self.is_lossless:
            return self
        return replace(self, k=np.zeros_like(self.k))


def constant_material(name: str, n: float, k: float = 0.0, source: str = "inline") -> Material:
    """A material with the same index at every wavelength."""
    one = np.ones(1)
    return Material(name, 520.0 * one, n * one, k * one, source)
