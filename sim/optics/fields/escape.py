"""From the field on a plane in the glass to light in glass and air: the angular spectrum.

On a plane below the device all waves travel down. Their tangential fields are transformed to
lateral wavevectors; each is split into s (E across its plane of incidence) and p, its power is the
Poynting vector's z component, and what has k_par < k0 passes glass/air with the power transmission
of its polarisation (sim.optics.fields.exit_optics: single pass or summed over passes, plates
outside the glass, an observer in another medium than air). What is written "air" is that observer's
medium.

The grid carries a wave of lateral phase k with the physics of K = (2/a) sin(k a / 2), so K enters
Fresnel's formulas and directions. E and H components that multiply each other sit at the same
lateral points; E lies on the plane, H half a cell to either side and is averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import fft2, ifft2
from scipy.interpolate import RegularGridInterpolator

from geometry.shapes import Polygon
from sim.optics.fields.exit_optics import BARE, ExitOptics
from sim.optics.fields.plane_fields import PlaneFields
from sim.optics.fields.point_group import IDENTITY
from sim.optics.film.multilayer import Polarisation

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]


@dataclass(frozen=True)
class Escape:
    """Powers through the plane, downwards, in the solver's units.

    Attributes:
        plane: all of it, from the fields in space.
        outside: the part of it that passes beyond the inner cell, over the absorbers.
        glass: what travels in the glass.
        air: what reaches the observer.
        own_share: share of the air light that leaves through the own unit cell; what is reflected
            at an outer face first comes out elsewhere.
        far_field: (U, U) power per steradian in the observer's medium.
        plates: absorbed by plates outside the glass.
        through: returned to the device and let through to its other side.
        returned: (P,) returned to the device and absorbed by its parts; empty in a single pass.
        answer_range: air light if all that returns met the well, less that for the bank.
    """

    plane: float
    outside: float
    glass: float
    air: float
    own_share: float
    far_field: FloatArray
    plates: float
    through: float
    returned: FloatArray
    answer_range: float


class _Spectrum:
    """Lateral spectrum of one plane, on the FFT's wavevectors."""

    def __init__(self, fields: PlaneFields, points: int) -> None:
        self.fields = fields
        self.points = points
        phase = 2.0 * np.pi * np.fft.fftfreq(points)
        self.half = phase / 2.0
        grid = 2.0 / fields.cell_um * np.sin(self.half)
        self.kx, self.ky = grid[:, None], grid[None, :]
        self.lateral = np.hypot(self.kx, self.ky)
        safe = np.where(self.lateral > 0.0, self.lateral, 1.0)
        self.cos = np.where(self.lateral > 0.0, self.kx / safe, 1.0)
        self.sin = self.ky / safe
        ex, ey = self._transform(fields.ex, 0), self._transform(fields.ey, 1)
        hx, hy = self._transform(fields.hx, 1), self._transform(fields.hy, 0)
        self.e_p, self.e_s = self.cos * ex + self.sin * ey, self.cos * ey - self.sin * ex
        self.h_p, self.h_s = self.cos * hx + self.sin * hy, self.cos * hy - self.sin * hx

    def _transform(self, values: ComplexArray, half_axis_is_y: int) -> ComplexArray:
        """FFT with the component's half-step put into the phase, so that all share an origin."""
        spectrum = fft2(values, s=(self.points, self.points))
        # The half-step component starts half a cell after the whole-step one.
        shift = np.exp(-1j * self.half)
        shaped = shift[None, :] if half_axis_is_y else shift[:, None]
        return np.asarray(spectrum * shaped)

    @property
    def scale(self) -> float:
        """Turns a sum over FFT bins of products into power (Parseval)."""
        return self.fields.cell_um**2 / self.points**2

    def power(self) -> tuple[FloatArray, FloatArray]:
        """Downward power per FFT bin in s and p."""
        s = np.real(self.e_s * np.conj(self.h_p)) * self.scale
        p = -np.real(self.e_p * np.conj(self.h_s)) * self.scale
        return s, p

    def air_fields(self, s_factor: FloatArray, p_factor: FloatArray) -> FloatArray:
        """Downward Poynting vector on the plane of the light that reaches air, (n, n)."""
        e_s, h_p = s_factor * self.e_s, s_factor * self.h_p
        e_p, h_s = p_factor * self.e_p, p_factor * self.h_s
        ex, ey = ifft2(self.cos * e_p - self.sin * e_s), ifft2(self.sin * e_p + self.cos * e_s)
        hx, hy = ifft2(self.cos * h_p - self.sin * h_s), ifft2(self.sin * h_p + self.cos * h_s)
        return np.asarray(np.real(ey * np.conj(hx) - ex * np.conj(hy)))


def escape(
    fields: PlaneFields,
    inner_cells: tuple[int, int],
    own_cell: Polygon | None,
    direction_cosine: FloatArray,
    images: FloatArray = IDENTITY,
    way_out: ExitOptics = BARE,
) -> Escape:
    """Powers of one plane.

    Args:
        fields: tangential fields on the plane.
        inner_cells: half the cells inside the absorbers along x and y.
        own_cell: the pixel's unit cell; None counts all air light as its own.
        direction_cosine: (U,) grid of ux and uy for the far field.
        images: (G, 2, 2) directions over which the far field is averaged.
        way_out: what lies outside the glass.
    """
    spectrum = _Spectrum(fields, _padded(max(fields.ex.shape + fields.ey.shape)))
    vacuum = 2.0 * np.pi / fields.wavelength_um
    lateral = spectrum.lateral / vacuum
    p_s, p_p = spectrum.power()
    ends = [
        _end(way_out, fields.index, lateral, power, polarisation)
        for power, polarisation in ((p_s, Polarisation.S), (p_p, Polarisation.P))
    ]
    s, p = ends
    to_air = s.air + p.air
    air, direct = float(to_air.sum()), s.direct_power + p.direct_power
    own = _own_share(spectrum, np.sqrt(s.direct), np.sqrt(p.direct), own_cell)
    in_space = fields.power
    observer = way_out.outside.index
    return Escape(
        plane=float(in_space.total),
        outside=float(in_space.total - in_space.inside(inner_cells)),
        glass=float((p_s + p_p)[lateral < fields.index].sum()),
        air=air,
        own_share=own if own_cell is None or air <= 0.0 else own * direct / air,
        far_field=_far_field(spectrum, to_air, observer * direction_cosine, images, observer),
        plates=s.plates + p.plates,
        through=s.through + p.through,
        returned=s.returned + p.returned,
        answer_range=s.answer_range + p.answer_range,
    )


@dataclass(frozen=True)
class _End:
    """Where the power of one polarisation ends.

    Attributes:
        air: (n, n) power to the observer per FFT bin.
        direct: (n, n) share per bin that is reflected nowhere.
        direct_power, plates, through, answer_range, returned: summed over bins, as in Escape.
    """

    air: FloatArray
    direct: FloatArray
    direct_power: float
    plates: float
    through: float
    returned: FloatArray
    answer_range: float


def _end(
    way_out: ExitOptics,
    index: float,
    lateral: FloatArray,
    power: FloatArray,
    polarisation: Polarisation,
) -> _End:
    """Light in the glass that travels; the rest goes nowhere."""
    travelling = lateral < index
    nu, watt = lateral[travelling], power[travelling]
    leaving = way_out.leaving(index, nu, polarisation)
    air, direct = np.zeros_like(power), np.zeros_like(power)
    air[travelling], direct[travelling] = watt * leaving.air, leaving.direct
    return _End(
        air=air,
        direct=direct,
        direct_power=float(watt @ leaving.direct),
        plates=float(watt @ leaving.plates),
        through=float(watt @ leaving.through),
        returned=np.asarray((leaving.absorbed * watt).sum(axis=1)),
        answer_range=float(watt @ way_out.air_between(index, nu, polarisation)),
    )


def _padded(size: int) -> int:
    """FFT length: four times the plane, so that bins are fine against the light cone."""
    return int(2 ** np.ceil(np.log2(4 * size)))


def _own_share(
    spectrum: _Spectrum, s_factor: FloatArray, p_factor: FloatArray, own_cell: Polygon | None
) -> float:
    if own_cell is None:
        return 1.0
    density = spectrum.air_fields(s_factor, p_factor)
    cell = spectrum.fields.cell_um
    # Origin of the transform: the first whole-step point, half the plane from its centre.
    nx, ny = spectrum.fields.ey.shape[0] - 1, spectrum.fields.ex.shape[1] - 1
    # Fields wrap around at the padded period, so positions beyond half of it are negative.
    offset = np.fft.fftfreq(spectrum.points) * spectrum.points
    centred_x = _wrapped(offset - nx / 2, spectrum.points) * cell
    centred_y = _wrapped(offset - ny / 2, spectrum.points) * cell
    inside = own_cell.contains(centred_x[:, None], centred_y[None, :])
    return float(density[inside].sum() / density.sum())


def _wrapped(index: FloatArray, period: int) -> FloatArray:
    return np.asarray((index + period / 2) % period - period / 2)


def _far_field(
    spectrum: _Spectrum,
    to_air: FloatArray,
    lateral_cosine: FloatArray,
    images: FloatArray,
    observer: float,
) -> FloatArray:
    """(U, U) power per steradian, bilinear between wavevectors, averaged over images.

    ``lateral_cosine`` are direction cosines times the index of the observer's medium.
    """
    vacuum = 2.0 * np.pi / spectrum.fields.wavelength_um
    bin_width = 2.0 * np.pi / (spectrum.points * spectrum.fields.cell_um)
    jacobian = np.cos(spectrum.half)[:, None] * np.cos(spectrum.half)[None, :]
    density = np.fft.fftshift(to_air / (bin_width**2 * np.where(jacobian > 0, jacobian, 1.0)))
    axis = np.fft.fftshift(spectrum.kx[:, 0]) / vacuum
    interpolate = RegularGridInterpolator((axis, axis), density)
    direction = np.stack(np.meshgrid(lateral_cosine, lateral_cosine, indexing="ij"))
    sine_squared = (direction**2).sum(axis=0) / observer**2
    cosine = np.sqrt(np.clip(1.0 - sine_squared, 0.0, None))
    # Corners of the square lie outside the light cone, and rotated outside the grid: nothing there.
    held = np.where(sine_squared < 1.0, direction, 0.0)
    total = sum(interpolate(np.moveaxis(np.tensordot(image, held, 1), 0, -1)) for image in images)
    per_steradian = total / len(images) * (observer * vacuum) ** 2 * cosine
    return np.asarray(np.where(sine_squared < 1.0, per_steradian, 0.0))
