"""From the field on a plane in the glass to light in glass and air.

On a plane below the device all waves travel down. Their angular spectrum (sim.optics.fields.
angular_spectrum) gives the power of every lateral wave K in s and p, S(K); in the glass of index n
what travels, and of it what reaches the observer with the transmission T of its polarisation
(sim.optics.fields.exit_optics: single pass or summed over passes, plates outside the glass, an
observer in another medium than air), are

    glass = sum over |K| < n k_0 of S_s + S_p                                       (1)
    air   = sum over |K| < n k_0 of T_s S_s + T_p S_p                               (2)

and per steradian in the observer's medium of index m, with u = K / (m k_0) and the transform's
waves equally spaced in k, d^2K = c_x c_y d^2k, c_i = cos(k_i a / 2),

    dP / dOmega = (T S)(K) / (d^2k c_x c_y) (m k_0)^2 cos(theta)                    (3)

What is written "air" is that observer's medium. Where light leaves is read off the Poynting vector
of the waves that reach the observer, taken back from the plane to the face behind which all is
glass ((4) of angular_spectrum): over a few cells of glass light that leaves aslant goes on
sideways. Optics of numerical aperture NA collect the waves |K| < NA k_0; the Poynting vector of
these alone is their image.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import fft2, ifft2
from scipy.interpolate import RegularGridInterpolator

from geometry.arrays import FloatArray
from geometry.shapes import Polygon
from sim.optics.fields.angular_spectrum import (
    AngularSpectrum,
    back_by,
    centred_positions,
    grid_wavevector,
    half_phases,
    is_within,
    padded_points,
    stop,
    whole_step_shift,
)
from sim.optics.fields.exit_optics import BARE, ExitOptics
from sim.optics.fields.plane_fields import PlaneFields
from sim.optics.fields.point_group import IDENTITY
from sim.optics.film.multilayer import Polarisation

_PADDING = 4
"""Transform length over the plane's: bins are fine against the light cone."""


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
        collected: part of the air light within the numerical aperture; 0 where there is none.
        own_collected_share: share of that whose image lies over the own unit cell.
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
    collected: float = 0.0
    own_collected_share: float = 1.0


@dataclass(frozen=True)
class _Plane:
    """The lateral waves of one plane, on the transform's wavevectors.

    Attributes:
        fields: on the plane.
        half_phase: (n,) k a / 2 along each axis.
        k_1_um: (n,) K along each axis.
        lateral_1_um: (n, n) |K|.
        waves: (n, n) amplitudes.
    """

    fields: PlaneFields
    half_phase: FloatArray
    k_1_um: FloatArray
    lateral_1_um: FloatArray
    waves: AngularSpectrum

    @property
    def points(self) -> int:
        """Length of the transform."""
        return int(self.half_phase.size)

    def within(self, numerical_aperture: float) -> tuple[FloatArray, FloatArray]:
        """(n, n) share of every wave's power that is collected, and whether it makes images."""
        edge = numerical_aperture * 2.0 * np.pi / self.fields.wavelength_um
        step = 2.0 * np.pi / (self.points * self.fields.cell_um)
        return stop(self.lateral_1_um, edge, step), is_within(self.lateral_1_um, edge)


def _transformed(fields: PlaneFields) -> _Plane:
    points = padded_points(max(fields.ex.shape + fields.ey.shape), _PADDING)
    half = half_phases(points)
    k = grid_wavevector(half, fields.cell_um)
    kx, ky = k[:, None], k[None, :]
    lateral = np.hypot(kx, ky)
    safe = np.where(lateral > 0.0, lateral, 1.0)
    from_x, from_y = fields.whole_from_half
    along_x = whole_step_shift(half, from_x)[:, None]
    along_y = whole_step_shift(half, from_y)[None, :]
    spectra = {
        "ex": fft2(fields.ex, s=(points, points)) * along_y,
        "ey": fft2(fields.ey, s=(points, points)) * along_x,
        "hx": fft2(fields.hx, s=(points, points)) * along_x,
        "hy": fft2(fields.hy, s=(points, points)) * along_y,
    }
    waves = AngularSpectrum.split(
        spectra,
        np.where(lateral > 0.0, kx / safe, 1.0),
        ky / safe,
        fields.cell_um**2 / points**2,
    )
    return _Plane(fields, half, k, lateral, waves)


def escape(
    fields: PlaneFields,
    inner_cells: tuple[int, int],
    own_cell: Polygon | None,
    direction_cosine: FloatArray,
    images: FloatArray = IDENTITY,
    exit_optics: ExitOptics = BARE,
    numerical_aperture: float | None = None,
) -> Escape:
    """Powers of one plane.

    Args:
        fields: tangential fields on the plane.
        inner_cells: half the cells inside the absorbers along x and y.
        own_cell: the pixel's unit cell; None counts all air light as its own.
        direction_cosine: (U,) grid of ux and uy for the far field.
        images: (G, 2, 2) directions over which the far field is averaged.
        exit_optics: what lies outside the glass.
        numerical_aperture: of the observer's optics, where it is asked for.
    """
    plane = _transformed(fields)
    vacuum = 2.0 * np.pi / fields.wavelength_um
    lateral = plane.lateral_1_um / vacuum
    p_s, p_p = plane.waves.power
    ends = [
        _end(exit_optics, fields.index, lateral, power, polarisation)
        for power, polarisation in ((p_s, Polarisation.S), (p_p, Polarisation.P))
    ]
    s, p = ends
    to_air = s.air + p.air  # (2)
    air, own = _light(plane, s, p, own_cell)
    collected, own_collected = 0.0, 1.0
    if numerical_aperture is not None:
        within = plane.within(numerical_aperture)
        collected, own_collected = _light(plane, s, p, own_cell, *within)
    in_space = fields.power
    observer = exit_optics.outside.index
    return Escape(
        plane=float(in_space.total),
        outside=float(in_space.total - in_space.inside(inner_cells)),
        glass=float((p_s + p_p)[lateral < fields.index].sum()),  # (1)
        air=air,
        own_share=own,
        far_field=_far_field(plane, to_air, observer * direction_cosine, images, observer),
        plates=s.plates + p.plates,
        through=s.through + p.through,
        returned=s.returned + p.returned,
        answer_range=s.answer_range + p.answer_range,
        collected=collected,
        own_collected_share=own_collected,
    )


@dataclass(frozen=True)
class _End:
    """Where the power of one polarisation ends.

    Attributes:
        air: (n, n) power to the observer per FFT bin.
        direct: (n, n) share per bin that is reflected nowhere.
        direct_air: (n, n) power of that.
        plates, through, answer_range, returned: summed over bins, as in Escape.
    """

    air: FloatArray
    direct: FloatArray
    direct_air: FloatArray
    plates: float
    through: float
    returned: FloatArray
    answer_range: float


def _end(
    exit_optics: ExitOptics,
    index: float,
    lateral: FloatArray,
    power: FloatArray,
    polarisation: Polarisation,
) -> _End:
    """Light in the glass that travels; the rest goes nowhere."""
    travelling = lateral < index
    nu, incident = lateral[travelling], power[travelling]
    leaving = exit_optics.leaving(index, nu, polarisation)
    air, direct = np.zeros_like(power), np.zeros_like(power)
    air[travelling], direct[travelling] = incident * leaving.air, leaving.direct
    return _End(
        air=air,
        direct=direct,
        direct_air=power * direct,
        plates=float(incident @ leaving.plates),
        through=float(incident @ leaving.through),
        returned=np.asarray((leaving.absorbed * incident).sum(axis=1)),
        answer_range=float(incident @ exit_optics.air_between(index, nu, polarisation)),
    )


def _light(
    plane: _Plane,
    s: _End,
    p: _End,
    own_cell: Polygon | None,
    passing: FloatArray | float = 1.0,
    imaging: FloatArray | float = 1.0,
) -> tuple[float, float]:
    """Light to the observer, and the share of it that leaves directly through the own cell.

    Args:
        passing: (n, n) share of every wave's power that counts.
        imaging: (n, n) 1 for waves by which the place is found.
    """
    air = float(((s.air + p.air) * passing).sum())
    if own_cell is None or air <= 0.0:
        return air, 1.0
    direct = float(((s.direct_air + p.direct_air) * passing).sum())
    root_s, root_p = np.sqrt(s.direct) * imaging, np.sqrt(p.direct) * imaging
    return air, _own_share(plane, root_s, root_p, own_cell) * direct / air


def _own_share(
    plane: _Plane, s_factor: FloatArray, p_factor: FloatArray, own_cell: Polygon
) -> float:
    """Share of directly passing light that leaves through the own cell."""
    fields, cell = plane.fields, plane.fields.cell_um
    inside_1_um = fields.index * 2.0 * np.pi / fields.wavelength_um
    back = back_by(plane.lateral_1_um, inside_1_um, fields.depth_um, cell)
    density = plane.waves.density(back * s_factor, back * p_factor, ifft2)
    # The first half-steps, centres of cells, are the transform's origin.
    x = centred_positions(plane.points, 0.5 * (1 - fields.ex.shape[0]), cell)
    y = centred_positions(plane.points, 0.5 * (1 - fields.ey.shape[1]), cell)
    inside = own_cell.contains(x[:, None], y[None, :])
    return float(density[inside].sum() / density.sum())


def _far_field(
    plane: _Plane,
    to_air: FloatArray,
    lateral_cosine: FloatArray,
    images: FloatArray,
    observer: float,
) -> FloatArray:
    """(U, U) power per steradian, bilinear between wavevectors, averaged over images.

    ``lateral_cosine`` are direction cosines times the index of the observer's medium.
    """
    vacuum = 2.0 * np.pi / plane.fields.wavelength_um
    bin_width = 2.0 * np.pi / (plane.points * plane.fields.cell_um)
    jacobian = np.cos(plane.half_phase)[:, None] * np.cos(plane.half_phase)[None, :]
    density = np.fft.fftshift(to_air / (bin_width**2 * np.where(jacobian > 0, jacobian, 1.0)))
    axis = np.fft.fftshift(plane.k_1_um) / vacuum
    interpolate = RegularGridInterpolator((axis, axis), density)
    direction = np.stack(np.meshgrid(lateral_cosine, lateral_cosine, indexing="ij"))
    sine_squared = (direction**2).sum(axis=0) / observer**2
    cosine = np.sqrt(np.clip(1.0 - sine_squared, 0.0, None))
    # Corners of the square lie outside the light cone, and rotated outside the grid: 0 there.
    held = np.where(sine_squared < 1.0, direction, 0.0)
    total = sum(interpolate(np.moveaxis(np.tensordot(image, held, 1), 0, -1)) for image in images)
    per_steradian = total / len(images) * (observer * vacuum) ** 2 * cosine  # (3)
    return np.asarray(np.where(sine_squared < 1.0, per_steradian, 0.0))
