"""What passes between one dipole's time stepping and its analysis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.grid.yee import Box


@dataclass(frozen=True)
class DipoleJob:
    """One dipole on a grid vertex.

    Attributes:
        node: index of the emitter position.
        orientation: "x", "y" or "z".
        x_um, y_um, z_um: position.
        compensated: whether the source is spread so that the grid's density of lateral waves is
            that of the continuum.
        mirrors_allowed: whether mirror planes through the dipole may reduce the cell.
        absorbing: whether the emitter absorbs its own light.
    """

    node: int
    orientation: str
    x_um: float
    y_um: float
    z_um: float
    compensated: bool = True
    mirrors_allowed: bool = True
    absorbing: bool = False

    @property
    def mirror_axes(self) -> str:
        """Axes across which a mirror plane runs through the dipole: "", "x", "y" or "xy"."""
        if not self.mirrors_allowed:
            return ""
        return "".join(name for name, at in (("x", self.x_um), ("y", self.y_um)) if at == 0.0)

    @property
    def mirrors(self) -> int:
        """Number of mirror planes that reduce the cell."""
        return len(self.mirror_axes)

    def offset_um(self, centre_um: tuple[float, float]) -> tuple[float, float]:
        """The dipole's x and y relative to a point, as the middle of a grid."""
        return (self.x_um - centre_um[0], self.y_um - centre_um[1])


@dataclass(frozen=True)
class Phasors:
    """Fourier amplitudes of a settled run, W wavelengths.

    Attributes:
        current: (W,) of the pulse, for a unit current moment.
        source_field: (W,) field at the source, weighted as its current.
        plane: "ex", "ey", "hx", "hy" -> (W, ., .) on the recording plane.
        top_plane: likewise on a plane above an open film; None under a closed top.
        side_flux: (W,) out of the inner cell's sides, between these planes.
        film_box: bounds of the film's fields.
        film_field: reads E ("e") or D ("d") by component and wavelength, (., ., .).
    """

    current: ComplexArray
    source_field: ComplexArray
    plane: dict[str, ComplexArray]
    top_plane: dict[str, ComplexArray] | None
    side_flux: FloatArray
    film_box: Box
    film_field: Callable[[str, str, int], ComplexArray]
