"""Optical constants: materials as data, looked up by name or fixed inline.

A material file in configs/materials/ holds a table of wavelength, n, k with its source, or a rule
(Bruggeman mixture, optical density) over such tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

ComplexArray = NDArray[np.complex128]
FloatArray = NDArray[np.float64]


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


@dataclass(frozen=True)
class Material:
    """Complex refractive index n + i k against wavelength.

    Attributes:
        name: name in the library.
        wavelength_nm: shape (W,), increasing; a single entry means "the same at every wavelength".
        n, k: shape (W,).
        source: citation of the numbers.
        assumptions: values that no source gives.
    """

    name: str
    wavelength_nm: FloatArray
    n: FloatArray
    k: FloatArray
    source: str
    assumptions: tuple[Assumption, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

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
    def is_lossless(self) -> bool:
        """Whether k is zero at every wavelength."""
        return bool(np.all(self.k == 0.0))


def constant_material(name: str, n: float, k: float = 0.0, source: str = "inline") -> Material:
    """A material with the same index at every wavelength."""
    one = np.ones(1)
    return Material(name, 520.0 * one, n * one, k * one, source)
