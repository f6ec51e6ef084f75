"""The field itself of one dipole, for pictures of waves."""

from __future__ import annotations

from dataclasses import dataclass

from geometry.arrays import ComplexArray, FloatArray


@dataclass(frozen=True)
class WaveSlice:
    """E along a dipole on a vertical plane through it; times exp(-i w t).

    Attributes:
        plane: normal axis of the plane, "x" or "y".
        offset_um: position of the plane along it.
        first_um, second_um: cell centres, increasing, (A,), (B,); cells may change in height.
        real, imaginary: E along the dipole over its largest magnitude here, (A, B).
        node: index of the emitter position; orientation: "x", "y" or "z".
        wavelength_nm: of the light.
    """

    plane: str
    offset_um: float
    first_um: FloatArray
    second_um: FloatArray
    real: FloatArray
    imaginary: FloatArray
    node: int
    orientation: str
    wavelength_nm: float

    @property
    def field(self) -> ComplexArray:
        """(A, B)."""
        return self.real + 1j * self.imaginary
