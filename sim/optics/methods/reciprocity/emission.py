"""Emission of dipoles into a direction from the field of a plane wave that comes from there.

Lorentz reciprocity on the grid itself: a current sheet in the glass that makes a wave of tangential
amplitude A (s or p) makes the field E at a dipole, weighted as the dipole's current is; the same
dipole then sends through the sheet, per squared current moment and unit of d^2K,

    P = |E / A|^2 / (16 pi^2 Y C),      C = cos(k_x a / 2) cos(k_y a / 2),

Y the glass's tangential admittance K_z / Omega (s) or n_s^2 Omega / K_z (p) times cos(k_z a / 2),
which is the mean of H over the half-planes beside the sheet; K = (2 / a) sin(k a / 2) and Omega
alike are the grid's wavevector and frequency, and C turns d^2k into d^2K. Per steradian, over the
power P_b in the unbounded emitter and with the transmission T from the glass to the observer's
medium of index n (air unless the device is encapsulated):

    dF / dOmega = T (n k_0)^2 cos(theta) P / P_b

which for fine cells is 3 T n^2 cos(theta) / (8 pi n_s n_e cos(theta_s)) |e . E / E_incident|^2.
Nothing has to be averaged or fitted, and one wave serves all positions and orientations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.aperture import signed_distance_um
from geometry.arrays import ComplexArray, FloatArray, IntArray
from geometry.coverage import emitter_outline
from geometry.spec import ApertureShape
from sim.optics.film.glass_air import cross
from sim.optics.film.multilayer import Polarisation
from sim.optics.film.outside import AIR_INDEX, Outside, outside_of
from sim.optics.grid.bulk import stepped_bulk_power
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_stencil import AXES, Stencil, is_compensated, stencil
from sim.optics.grid.yee import Box
from sim.study import OpticsSpec


@dataclass(frozen=True)
class PlaneWave:
    """The wave that comes from a direction of emission.

    Attributes:
        theta_rad, phi_rad: of the emission at the observer, from the normal and from x.
        polarisation: s or p.
        wavelength_um: vacuum wavelengths (W,); several only along the normal, where all of them
            share the lateral wavevector zero.
        observer_index: of the medium that theta is in.
    """

    theta_rad: float
    phi_rad: float
    polarisation: Polarisation
    wavelength_um: FloatArray
    observer_index: float = AIR_INDEX

    def __post_init__(self) -> None:
        if self.theta_rad != 0.0 and self.wavelength_um.size != 1:
            raise ValueError("a tilted wave has one wavelength")

    @property
    def along(self) -> tuple[float, float]:
        """Direction of the tangential field."""
        cosine, sine = math.cos(self.phi_rad), math.sin(self.phi_rad)
        return (-sine, cosine) if self.polarisation is Polarisation.S else (cosine, sine)

    def grid_wavevector(self) -> tuple[float, float]:
        """K of the emission in 1/um."""
        vacuum = 2.0 * math.pi / float(self.wavelength_um[0])
        size = self.observer_index * vacuum * math.sin(self.theta_rad)
        return (size * math.cos(self.phi_rad), size * math.sin(self.phi_rad))

    def bloch_wavevector(self, cell_um: float) -> tuple[float, float]:
        """k of the incident wave in 1/um: opposite to the emission's."""
        kx, ky = (-2.0 / cell_um * math.asin(0.5 * cell_um * k) for k in self.grid_wavevector())
        return (kx, ky)


@dataclass(frozen=True)
class WaveJob:
    """One run: a wave, its direction's number, and the wavelengths' numbers that it serves."""

    wave: PlaneWave
    direction: int
    wavelengths: tuple[int, ...]


def wave_jobs(layout: Layout, optics: OpticsSpec) -> tuple[WaveJob, ...]:
    """Runs of a case: along the normal one for all wavelengths, else one for each."""
    wavelength_um = layout.spectrum.wavelength_um
    phi_rad = math.radians(optics.reciprocity.phi_deg)
    jobs: list[WaveJob] = []
    for direction, theta_deg in enumerate(optics.reciprocity.theta_deg):
        count = wavelength_um.size
        groups = [tuple(range(count))] if theta_deg == 0.0 else [(w,) for w in range(count)]
        for group in groups:
            at_um = wavelength_um[list(group)]
            index = outside_of(layout.device.exit, float(at_um[0])).index
            for polarisation in Polarisation:
                theta_rad = math.radians(theta_deg)
                wave = PlaneWave(theta_rad, phi_rad, polarisation, at_um, index)
                jobs.append(WaveJob(wave, direction, group))
    return tuple(jobs)


@dataclass(frozen=True)
class Glass:
    """The glass of the grid: real index, cubic cell, time step times c."""

    index: float
    cell_um: float
    time_step_um: float


def sheet_admittance(wave: PlaneWave, glass: Glass, wavelength_um: float) -> float:
    """Y of the glass for a wave on the grid."""
    omega = 2.0 * math.pi / wavelength_um
    omega = 2.0 / glass.time_step_um * math.sin(0.5 * omega * glass.time_step_um)
    lateral = math.hypot(*wave.grid_wavevector())
    upright = math.sqrt((glass.index * omega) ** 2 - lateral**2)
    s = wave.polarisation is Polarisation.S
    between_planes = upright / omega if s else glass.index**2 * omega / upright
    return between_planes * math.cos(math.asin(0.5 * upright * glass.cell_um))


def observed_density(
    wave: PlaneWave, glass: Glass, outside: Outside, wavelength_um: float
) -> float:
    """Power per steradian at the observer over |E / A|^2 and the squared current moment."""
    medium = 2.0 * math.pi / wavelength_um * outside.index
    jacobian = math.prod(
        math.sqrt(1.0 - (0.5 * glass.cell_um * k) ** 2) for k in wave.grid_wavevector()
    )
    admittance = sheet_admittance(wave, glass, wavelength_um)
    lateral = np.array([outside.index * math.sin(wave.theta_rad)])
    passed = float(cross(glass.index, outside, lateral, wave.polarisation).transmitted[0])
    per_wavevector = 1.0 / (16.0 * math.pi**2 * admittance * jacobian)
    return passed * medium**2 * math.cos(wave.theta_rad) * per_wavevector


@dataclass(frozen=True)
class Positions:
    """Where dipoles sit: vertices of the grid in the own emitter, at each height.

    Attributes:
        i, j: (L,) vertices in cells from the grid's middle.
        wall_distance_um: (L,) to the nearest wall; inf for a film.
        z_um: (H,) heights from the substrate's face.
        height_weight: (H,) of the emission zone, sum 1.
    """

    i: IntArray
    j: IntArray
    wall_distance_um: FloatArray
    z_um: FloatArray
    height_weight: FloatArray

    @property
    def count(self) -> int:
        """Vertices times heights."""
        return int(self.i.size * self.z_um.size)

    @property
    def node_weight(self) -> FloatArray:
        """(H L,) heights first, sum 1."""
        return np.repeat(self.height_weight / self.i.size, self.i.size)

    def node_um(self, cell_um: float) -> FloatArray:
        """(H L, 3) x, y, z, heights first."""
        x, y = (np.tile(index * cell_um, self.z_um.size) for index in (self.i, self.j))
        return np.stack([x, y, np.repeat(self.z_um, self.i.size)], axis=1)


def emitter_positions(layout: Layout, heights: int) -> Positions:
    """Every vertex inside the emitting area, at the heights of a direct run's dipoles.

    Stripes and films do not change along all axes and need fewer.
    """
    array, outline = layout.device.array, emitter_outline(layout.device)
    column = place_dipoles(layout.device, layout.grid, 1, heights)
    levels = np.array([(node.z_um, node.weight) for node in column])
    if array is None or outline is None:
        one = np.zeros(1, dtype=np.int64)
        return Positions(one, one, np.full(1, np.inf), levels[:, 0], levels[:, 1])
    cell, half = layout.grid.lateral_cell_um, layout.grid
    stripe = array.aperture.shape is ApertureShape.STRIPE
    j_reach = 0 if stripe else half.inner_y
    i, j = np.meshgrid(
        np.arange(-half.inner_x, half.inner_x + 1), np.arange(-j_reach, j_reach + 1), indexing="ij"
    )
    distance = signed_distance_um(outline, i * cell, j * cell)
    inside = distance > 0.0
    return Positions(i[inside], j[inside], distance[inside], levels[:, 0], levels[:, 1])


def emitter_box(layout: Layout, z_um: float) -> Box:
    """The cells to either side of a horizontal plane, over the whole period."""
    plane = round(layout.grid.plane_of(z_um))
    x, y = layout.grid.inner_x, layout.grid.inner_y
    return Box((-x, -y, plane - 1), (x, y, plane + 1))


class Emission:
    """Turns the field of one incident wave into the emission of dipoles.

    Sources near walls are narrow, as in a direct run, and are set off against their own bulk power.
    """

    def __init__(self, layout: Layout, wave: PlaneWave, positions: Positions) -> None:
        self._layout, self._wave, self._positions = layout, wave, positions
        cell = layout.grid.lateral_cell_um
        self._away = np.array(
            [is_compensated(float(d), cell) for d in positions.wall_distance_um], dtype=bool
        )

    def intensity(
        self, field: ComplexArray, box: Box, orientation: str, wavelength_um: float
    ) -> FloatArray:
        """Power per steradian at the observer over the power in the unbounded emitter, (L,).

        Args:
            field: E / A along the dipoles at its points of ``box``, (., ., .).
            box: of `emitter_box`.
            orientation: "x", "y" or "z".
            wavelength_um: one of the wave's.
        """
        outside = outside_of(self._layout.device.exit, wavelength_um)
        density = observed_density(self._wave, glass_of(self._layout), outside, wavelength_um)
        wide, narrow = (
            np.abs(_weighted(field, box, source, self._positions)) ** 2
            / stepped_bulk_power(self._layout, source, wavelength_um)
            for source in (stencil(orientation, compensated=spread) for spread in (True, False))
        )
        return np.asarray(density * np.where(self._away, wide, narrow))


def _weighted(field: ComplexArray, box: Box, source: Stencil, positions: Positions) -> ComplexArray:
    """A field at dipoles, weighted as their currents are, (L,)."""
    half = [0.5 if axis == source.orientation else 0.0 for axis in AXES]
    weighted = np.zeros(positions.i.size, dtype=complex)
    for point in source.points:
        # Points of the box count from its low corner, half-step ones from half a cell after it.
        x = np.rint(positions.i + point.dx - half[0] - box.low[0]).astype(int)
        y = np.rint(positions.j + point.dy - half[1] - box.low[1]).astype(int)
        z = round(1.0 + point.dz - half[2])
        weighted += point.weight * field[x, y, z]
    return weighted


def glass_of(layout: Layout) -> Glass:
    """The substrate of a layout, with its index at the peak."""
    peak_nm = layout.device.emission.peak_um * 1e3
    index = float(np.real(layout.device.stack.substrate.index(peak_nm)))
    return Glass(index, layout.grid.lateral_cell_um, layout.time_step_um)
