"""From the phasors of one line source beside a wall to where its power goes.

As sim.optics.fields.escape and budget do for a dipole, with the sum over k_y left out: k_y is
given, lateral waves have K = (K_x, k_y), K_x = (2/a) sin(k_x a / 2). Powers are per length of the
line; those of a point dipole are their integral d k_y / (2 pi).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.optics.fields.absorption import AbsorptionMap, PointMap, absorption_map
from sim.optics.film.film import FAR_FIELD_POINTS, planar_stack
from sim.optics.film.modes import guided_modes
from sim.optics.film.multilayer import Polarisation, transmission
from sim.optics.film.reabsorption import CUT, largest_travelling_index
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import COMPONENTS, Box, component_axes
from sim.optics.methods.edge.records import WallJob, WallPhasors, WallPowers
from sim.optics.methods.edge.source import section_bulk_power

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

AIR_INDEX = 1.0
"""Outside the substrate: method edge knows the bare glass only."""

_PADDING = 8
"""Transform length over the plane's: bins are fine against the light cone."""


@dataclass(frozen=True)
class WallAnalysis:
    """What the analysis of every run in one layout shares.

    Attributes:
        layout: the section with the dipole at its middle.
        absorption: parts at the points of the film box, arrays (n, m); powers per length.
        own: component -> (n, m) points of the own pixel's emitter.
        boundary_um: x beyond which air light belongs to the neighbour; inf in the film.
        loss, largest_index: (W,) of the emitter, as in sim.optics.fields.reabsorption.
        direction_cosine: (U,).
    """

    layout: Layout
    absorption: AbsorptionMap
    own: dict[str, NDArray[np.bool_]]
    boundary_um: float
    loss: FloatArray
    largest_index: FloatArray
    direction_cosine: FloatArray


def wall_analysis(layout: Layout, boundary_um: float) -> WallAnalysis:
    """Look up the section of a layout that is invariant along y."""
    low, high = layout.film_box.low, layout.film_box.high
    box = Box((low[0], 0, low[2]), (high[0], 1, high[2]))
    absorption = _flat(absorption_map(layout, box), layout.grid.lateral_cell_um)
    emitter = absorption.parts.index(layout.device.stack.emitter.name)
    own = {}
    for component in COMPONENTS:
        x = component_axes(box, component).x * layout.grid.lateral_cell_um
        own[component] = (absorption.points[component].part == emitter) & (x < boundary_um)[:, None]
    losses, largest = [], []
    for wavelength in layout.spectrum.wavelength_um:
        planar = planar_stack(layout.asked.stack, float(wavelength))
        modes = guided_modes(planar.with_lossless_emitter(), float(wavelength))
        largest.append(largest_travelling_index(planar, modes))
        index = complex(layout.device.stack.emitter.material.index(float(wavelength) * 1e3))
        losses.append(float(np.imag(index**2)))
    return WallAnalysis(
        layout,
        absorption,
        own,
        boundary_um,
        np.array(losses),
        np.array(largest),
        np.linspace(-1.0, 1.0, FAR_FIELD_POINTS),
    )


def _flat(whole: AbsorptionMap, cell_um: float) -> AbsorptionMap:
    """The map of one slice of cells along y as a section, powers per length."""
    points = {}
    for component, found in whole.points.items():
        # points on the slice's two faces count half each
        share = 1.0 if component == "y" else 2.0
        points[component] = PointMap(
            found.part[:, 0], found.conductivity[:, 0], share * found.weight[:, 0]
        )
    return AbsorptionMap(whole.box, whole.parts, points, cell_um**2)


def wall_powers(analysis: WallAnalysis, job: WallJob, phasors: WallPhasors) -> WallPowers:
    """Powers over those that the same dipole has in the unbounded emitter, per d k_y / (2 pi)."""
    layout = analysis.layout
    waves = layout.spectrum.wavelength_um
    total = -np.real(phasors.source_field * np.conj(phasors.current))
    unit = np.array(
        [
            section_bulk_power(layout, job.orientation, float(w), compensated=job.compensated)
            for w in waves
        ]
    ) * np.abs(phasors.current) ** 2  # fmt: skip
    below = [_Plane(analysis, job, phasors.plane, w) for w in range(waves.size)]
    bound = np.array([plane.bound for plane in below])
    upward = np.zeros(waves.size)
    if phasors.top_plane is not None:
        # seen as if light went down through it: H changes sign
        turned = {n: v if n[0] == "e" else -v for n, v in phasors.top_plane.items()}
        above = [_Plane(analysis, job, turned, w, above=True) for w in range(waves.size)]
        upward = np.array([plane.glass for plane in above])
        bound = bound + np.array([plane.bound for plane in above])
    absorbed = np.array([_absorbed(analysis, phasors, w) for w in range(waves.size)])
    again = np.array([_reabsorbed(analysis, job, phasors, w) for w in range(waves.size)])
    return WallPowers(
        total=total / unit,
        air=np.array([plane.air for plane in below]) / unit,
        glass=np.array([plane.glass for plane in below]) / unit,
        own_air=np.array([plane.own_air for plane in below]) / unit,
        superstrate=upward / unit,
        lateral=(phasors.own_side_flux + phasors.far_side_flux + bound) / unit,
        own_side=phasors.own_side_flux / unit,
        absorbed=absorbed / unit[:, None],
        reabsorbed=again / unit,
        far=np.array([plane.far for plane in below]) / unit[:, None],
    )


def no_powers(analysis: WallAnalysis) -> WallPowers:
    """Not-a-number for every power of a run that has none."""
    waves = analysis.layout.spectrum.wavelength_um.size
    none = np.full(waves, np.nan)
    parts = np.full((waves, len(analysis.absorption.parts)), np.nan)
    far = np.full((waves, analysis.direction_cosine.size), np.nan)
    return WallPowers(none, none, none, none, none, none, none, parts, none, far)


class _Plane:
    """Lateral spectrum of one plane at one wavelength.

    Attributes:
        glass, air: what travels behind the plane, and what of it reaches air.
        bound: passes the plane inside the inner cell without travelling on.
        own_air: air light on the own side of the boundary.
        far: (U,) air light per d(u_x).
    """

    def __init__(
        self,
        analysis: WallAnalysis,
        job: WallJob,
        plane: dict[str, ComplexArray],
        w: int,
        above: bool = False,
    ) -> None:
        layout = analysis.layout
        self._cell = layout.grid.lateral_cell_um
        self._field = {name: values[w] for name, values in plane.items()}
        self._cells = self._field["ex"].size
        self._points = int(2 ** np.ceil(np.log2(_PADDING * self._cells)))
        self._half = np.pi * np.fft.fftfreq(self._points)
        self._kx = 2.0 / self._cell * np.sin(self._half)
        lateral = np.hypot(self._kx, job.k_y_1_um)
        self._cos, self._sin = self._kx / lateral, job.k_y_1_um / lateral
        vacuum = 2.0 * np.pi / float(layout.spectrum.wavelength_um[w])
        stack, peak_nm = layout.device.stack, layout.device.emission.peak_um * 1e3
        outer = stack.superstrate if above else stack.substrate
        index = float(np.real(outer.index(peak_nm)))
        t_s, t_p = (
            transmission(lateral / vacuum, index, AIR_INDEX, p)
            for p in (Polarisation.S, Polarisation.P)
        )
        self._split()
        s, p = self._powers()
        to_air = s * t_s + p * t_p
        travels = lateral < index * vacuum
        self.glass = float((s + p)[travels].sum())
        self.air = float(to_air.sum())
        self.bound = self._inside(layout.grid.inner_x) - self.glass
        self.own_air = self._own(np.sqrt(t_s), np.sqrt(t_p), analysis.boundary_um)
        self.far = self._pattern(to_air, vacuum, analysis.direction_cosine)

    def _split(self) -> None:
        """s and p amplitudes of every lateral wave."""
        shift = np.exp(-1j * self._half)
        f = {name: np.fft.fft(values, self._points) for name, values in self._field.items()}
        ex, hy = f["ex"] * shift, f["hy"] * shift
        self._e_p = self._cos * ex + self._sin * f["ey"]
        self._e_s = self._cos * f["ey"] - self._sin * ex
        self._h_p = self._cos * f["hx"] + self._sin * hy
        self._h_s = self._cos * hy - self._sin * f["hx"]

    def _powers(self) -> tuple[FloatArray, FloatArray]:
        """Downward power per bin in s and p (Parseval)."""
        scale = self._cell / self._points
        s = scale * np.real(self._e_s * np.conj(self._h_p))
        return s, -scale * np.real(self._e_p * np.conj(self._h_s))

    def _inside(self, inner: int) -> float:
        """Power through the plane between the absorbers; points on their edge count half."""
        f = self._field
        whole = np.real(f["ey"] * np.conj(f["hx"]))
        half = -np.real(f["ex"] * np.conj(f["hy"]))
        place = np.abs(np.arange(whole.size) - (whole.size - 1) / 2)
        weight = np.where(place < inner - 0.25, 1.0, np.where(place < inner + 0.25, 0.5, 0.0))
        between = np.abs(np.arange(half.size) - (half.size - 1) / 2) < inner - 0.25
        return float(self._cell * ((weight * whole).sum() + half[between].sum()))

    def _own(self, s_factor: FloatArray, p_factor: FloatArray, boundary_um: float) -> float:
        """Air light that leaves on the own side of the boundary."""
        if np.isinf(boundary_um):
            return self.air
        e_s, h_p = s_factor * self._e_s, s_factor * self._h_p
        e_p, h_s = p_factor * self._e_p, p_factor * self._h_s
        ex, ey = (np.fft.ifft(v) for v in (self._cos * e_p - self._sin * e_s,
                                           self._sin * e_p + self._cos * e_s))  # fmt: skip
        hx, hy = (np.fft.ifft(v) for v in (self._cos * h_p - self._sin * h_s,
                                           self._sin * h_p + self._cos * h_s))  # fmt: skip
        density = np.real(ey * np.conj(hx) - ex * np.conj(hy))
        offset = np.fft.fftfreq(self._points) * self._points - self._cells / 2
        x = ((offset + self._points / 2) % self._points - self._points / 2) * self._cell
        share = np.where(np.abs(x - boundary_um) < 0.25 * self._cell, 0.5, x < boundary_um)
        return float(self._cell * (share * density).sum())

    def _pattern(self, to_air: FloatArray, vacuum: float, cosine: FloatArray) -> FloatArray:
        """Power to air per d(u_x), linear between wavevectors."""
        bin_width = 2.0 * np.pi / (self._points * self._cell)
        density = to_air / (bin_width * np.maximum(np.cos(self._half), 1e-6))
        order = np.argsort(self._kx)
        return np.asarray(vacuum * np.interp(cosine * vacuum, self._kx[order], density[order]))


def _absorbed(analysis: WallAnalysis, phasors: WallPhasors, w: int) -> FloatArray:
    wavelength = float(analysis.layout.spectrum.wavelength_um[w])
    return analysis.absorption.absorbed_by_all(phasors.film_field, w, wavelength)


def _reabsorbed(analysis: WallAnalysis, job: WallJob, phasors: WallPhasors, w: int) -> float:
    """First order in the emitter's loss, fields cut to lateral waves that travel."""
    if analysis.loss[w] == 0.0:
        return 0.0
    grid = analysis.layout.grid
    omega = 2.0 * np.pi / float(analysis.layout.spectrum.wavelength_um[w])
    limit = CUT * analysis.largest_index[w] * omega
    total = 0.0
    for component in COMPONENTS:
        inside = analysis.own[component]
        planes = np.flatnonzero(inside.any(axis=0))
        if planes.size == 0:
            continue
        field = phasors.film_field("e", component, w)[:, planes]
        phase = np.fft.fftfreq(field.shape[0]) * np.pi
        lateral = np.hypot(2.0 / grid.lateral_cell_um * np.sin(phase), job.k_y_1_um)
        cut = np.fft.ifft(np.fft.fft(field, axis=0) * (lateral <= limit)[:, None], axis=0)
        weight = analysis.absorption.points[component].weight[:, planes]
        scale = grid.stretch if component == "z" else 1.0 / grid.stretch
        total += scale * float((np.abs(cut) ** 2 * weight)[inside[:, planes]].sum())
    return float(omega * analysis.loss[w] * total * analysis.absorption.voxel_um3)
