"""From the phasors of one line source beside a wall to where its power goes.

As sim.optics.fields.escape and methods.fdtd.budget do for a dipole, with the sum over k_y left out:
k_y is given, lateral waves have K = (K_x, k_y), K_x = (2/a) sin(k_x a / 2). Powers are per length
of the line; those of a point dipole are their integral d k_y / (2 pi). Of the plane's waves, with
the powers S_s, S_p per transform bin (sim.optics.fields.angular_spectrum),

    glass = sum over |K| < n k_0 of S_s + S_p                                       (1)
    air   = sum of T_s S_s + T_p S_p, T the glass's transmission to air             (2)
    bound = power through the plane inside the inner cell - glass                   (3)
    far(u_x) = k_0 (T S)(K_x = u_x k_0) / (dk_x cos(k_x a / 2))                     (4)

and the emitter's absorption: of a transparent one first order in its loss, of the lateral waves
that travel,

    reabsorbed = omega Im(eps) sum |E|^2 dA,                                        (5)

of an absorbing one all that its points take (sim.optics.fields.power_away). Optics of numerical
aperture NA collect the waves |K| < NA k_0 of (2); what their image shows on the own side of the
boundary is the own pixel's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.fields.absorption import AbsorptionMap, EmitterMask, PointMap, absorption_map
from sim.optics.fields.angular_spectrum import (
    AngularSpectrum,
    centred_positions,
    grid_wavevector,
    half_phases,
    half_step_shift,
    is_within,
    padded_points,
    stop,
)
from sim.optics.fields.power_away import own_absorbed
from sim.optics.film.film import FAR_FIELD_POINTS, planar_stack
from sim.optics.film.modes import guided_modes
from sim.optics.film.multilayer import Polarisation, transmission
from sim.optics.film.reabsorption import CUT, largest_travelling_index
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import COMPONENTS, Box, component_axes
from sim.optics.methods.edge.records import WallJob, WallPhasors, WallPowers
from sim.optics.section.lateral import film_on_lateral_cells, plane_on_lateral_cells
from sim.optics.section.source import section_bulk_power

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
        own: points of the own pixel's emitter, component -> (n, m).
        boundary_um: x from the window's middle beyond which air light belongs to the neighbour; inf
            in the film.
        loss, largest_index: (W,) of the emitter, as in sim.optics.fields.reabsorption.
        direction_cosine: (U,).
        numerical_aperture: of the observer's optics, where it is asked for.
    """

    layout: Layout
    absorption: AbsorptionMap
    own: EmitterMask
    boundary_um: float
    loss: FloatArray
    largest_index: FloatArray
    direction_cosine: FloatArray
    numerical_aperture: float | None = None


def wall_analysis(
    layout: Layout, boundary_um: float, numerical_aperture: float | None = None
) -> WallAnalysis:
    """Look up the section of a layout that is invariant along y."""
    low, high = layout.film_box.low, layout.film_box.high
    box = Box((low[0], 0, low[2]), (high[0], 1, high[2]))
    absorption = _flat(absorption_map(layout, box), layout.grid.lateral_cell_um)
    emitter = absorption.parts.index(layout.device.stack.emitter.name)
    own, stepped_um = {}, _stepped_um(layout, boundary_um)
    for component in COMPONENTS:
        x = component_axes(box, component).x * layout.grid.lateral_cell_um
        own[component] = (absorption.points[component].part == emitter) & (x < stepped_um)[:, None]
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
        EmitterMask(own),
        boundary_um,
        np.array(losses),
        np.array(largest),
        np.linspace(-1.0, 1.0, FAR_FIELD_POINTS),
        numerical_aperture,
    )


def _stepped_um(layout: Layout, x_um: float) -> float:
    """A place of the device in the stepped space."""
    grading, cell = layout.grid.grading, layout.grid.lateral_cell_um
    return x_um if grading is None or math.isinf(x_um) else grading.stepped(x_um / cell) * cell


def _flat(slice_map: AbsorptionMap, cell_um: float) -> AbsorptionMap:
    """The map of one slice of cells along y as a section, powers per length."""
    points = {}
    for component, point_map in slice_map.points.items():
        # points on the slice's two faces count half each
        faces = 1.0 if component == "y" else 2.0
        points[component] = PointMap(
            point_map.part[:, 0],
            point_map.conductivity[:, 0],
            faces * point_map.weight[:, 0],
            tuple(
                replace(face, other=face.other[:, 0], share=face.share[:, 0])
                for face in point_map.faces
            ),
        )
    return AbsorptionMap(slice_map.box, slice_map.parts, points, cell_um**2)


def wall_powers(analysis: WallAnalysis, job: WallJob, phasors: WallPhasors) -> WallPowers:
    """Powers over those that the same dipole has in the unbounded emitter, per d k_y / (2 pi)."""
    layout = analysis.layout
    waves = layout.spectrum.wavelength_um
    total = -np.real(phasors.source_field * np.conj(phasors.current))
    source = {"compensated": job.compensated, "refined": job.refined}
    bulk = [section_bulk_power(layout, job.orientation, float(w), **source) for w in waves]
    unit = np.array(bulk) * np.abs(phasors.current) ** 2
    below = [_plane_powers(analysis, job, phasors.plane, w) for w in range(waves.size)]
    bound = np.array([plane.bound for plane in below])
    upward = np.zeros(waves.size)
    if phasors.top_plane is not None:
        # Seen as if light went down through it: H changes sign.
        turned = {n: v if n[0] == "e" else -v for n, v in phasors.top_plane.items()}
        above = [_plane_powers(analysis, job, turned, w, above=True) for w in range(waves.size)]
        upward = np.array([plane.glass for plane in above])
        bound = bound + np.array([plane.bound for plane in above])
    absorbed = np.array([_absorbed(analysis, phasors, w) for w in range(waves.size)])
    reabsorbed = np.array([_reabsorbed(analysis, job, phasors, w) for w in range(waves.size)])
    return WallPowers(
        total=total / unit,
        air=np.array([plane.air for plane in below]) / unit,
        glass=np.array([plane.glass for plane in below]) / unit,
        own_air=np.array([plane.own_air for plane in below]) / unit,
        superstrate=upward / unit,
        lateral=(phasors.own_side_flux + phasors.far_side_flux + bound) / unit,
        own_side=phasors.own_side_flux / unit,
        absorbed=absorbed / unit[:, None],
        reabsorbed=reabsorbed / unit,
        far=np.array([plane.far for plane in below]) / unit[:, None],
        collected=np.array([plane.collected for plane in below]) / unit,
        own_collected=np.array([plane.own_collected for plane in below]) / unit,
    )


def no_powers(analysis: WallAnalysis) -> WallPowers:
    """Not-a-number for every power of a run that has none."""
    waves = analysis.layout.spectrum.wavelength_um.size
    none = np.full(waves, np.nan)
    parts = np.full((waves, len(analysis.absorption.parts)), np.nan)
    far = np.full((waves, analysis.direction_cosine.size), np.nan)
    return WallPowers(none, none, none, none, none, none, none, parts, none, far, none, none)


@dataclass(frozen=True)
class _PlanePowers:
    """Powers through one plane at one wavelength.

    Attributes:
        glass, air: what travels behind the plane, and what of it reaches air.
        bound: passes the plane inside the inner cell without travelling on.
        own_air: air light on the own side of the boundary.
        far: (U,) air light per d(u_x).
        collected, own_collected: of air light within the numerical aperture.
    """

    glass: float
    air: float
    bound: float
    own_air: float
    far: FloatArray
    collected: float
    own_collected: float


@dataclass(frozen=True)
class _PlaneWaves:
    """Lateral waves of one plane at one k_y.

    Attributes:
        field: "ex", "hy" -> (m,), "ey", "hx" -> (m + 1,) on the plane.
        cell_um: lateral cell.
        half_phase, kx_1_um, lateral_1_um: (n,) k_x a / 2, K_x and |K| of the transform's waves.
        waves: (n,) amplitudes.
    """

    field: dict[str, ComplexArray]
    cell_um: float
    half_phase: FloatArray
    kx_1_um: FloatArray
    lateral_1_um: FloatArray
    waves: AngularSpectrum

    def within(self, aperture_1_um: float) -> FloatArray:
        """(n,) share of every wave's power that optics collect; the aperture times k_0 in 1/um."""
        k_y_1_um = float(np.sqrt(max(0.0, np.min(self.lateral_1_um**2 - self.kx_1_um**2))))
        if k_y_1_um >= aperture_1_um:
            return np.zeros_like(self.kx_1_um)
        step = 2.0 * np.pi / (self.half_phase.size * self.cell_um)
        edge = float(np.sqrt(aperture_1_um**2 - k_y_1_um**2))
        return stop(np.abs(self.kx_1_um), edge, step)


def _transformed(field: dict[str, ComplexArray], cell_um: float, k_y_1_um: float) -> _PlaneWaves:
    points = padded_points(field["ex"].size, _PADDING)
    half = half_phases(points)
    kx = grid_wavevector(half, cell_um)
    lateral = np.hypot(kx, k_y_1_um)
    shift = half_step_shift(half)
    spectra = {name: np.fft.fft(values, points) for name, values in field.items()}
    spectra["ex"], spectra["hy"] = spectra["ex"] * shift, spectra["hy"] * shift
    waves = AngularSpectrum.split(spectra, kx / lateral, k_y_1_um / lateral, cell_um / points)
    return _PlaneWaves(field, cell_um, half, kx, lateral, waves)


def _plane_powers(
    analysis: WallAnalysis,
    job: WallJob,
    plane: dict[str, ComplexArray],
    w: int,
    above: bool = False,
) -> _PlanePowers:
    """Powers through the plane below the device, or through the one above it."""
    layout = analysis.layout
    field = plane_on_lateral_cells(layout.grid, {name: values[w] for name, values in plane.items()})
    light = _transformed(field, layout.grid.lateral_cell_um, job.k_y_1_um)
    vacuum = 2.0 * np.pi / float(layout.spectrum.wavelength_um[w])
    stack, peak_nm = layout.device.stack, layout.device.emission.peak_um * 1e3
    outer = stack.superstrate if above else stack.substrate
    index = float(np.real(outer.index(peak_nm)))
    t_s, t_p = (
        transmission(light.lateral_1_um / vacuum, index, AIR_INDEX, p)
        for p in (Polarisation.S, Polarisation.P)
    )
    s, p = light.waves.power
    to_air = s * t_s + p * t_p
    collected = own_collected = 0.0
    if analysis.numerical_aperture is not None:
        aperture_1_um = analysis.numerical_aperture * vacuum
        collected = float((to_air * light.within(aperture_1_um)).sum())
        own_collected = collected * _own_image(
            light, np.sqrt(t_s), np.sqrt(t_p), analysis.boundary_um, aperture_1_um
        )
    glass = float((s + p)[light.lateral_1_um < index * vacuum].sum())  # (1)
    air = float(to_air.sum())  # (2)
    return _PlanePowers(
        glass=glass,
        air=air,
        bound=_inside(light, layout.grid.window_x) - glass,  # (3)
        own_air=_own_air(light, np.sqrt(t_s), np.sqrt(t_p), analysis.boundary_um, air),
        far=_pattern(light, to_air, vacuum, analysis.direction_cosine),
        collected=collected,
        own_collected=own_collected,
    )


def _inside(light: _PlaneWaves, inner: int) -> float:
    """Power through the plane between the absorbers; points on their edge count half."""
    f = light.field
    at_whole = np.real(f["ey"] * np.conj(f["hx"]))
    at_half = -np.real(f["ex"] * np.conj(f["hy"]))
    place = np.abs(np.arange(at_whole.size) - (at_whole.size - 1) / 2)
    weight = np.where(place < inner - 0.25, 1.0, np.where(place < inner + 0.25, 0.5, 0.0))
    between = np.abs(np.arange(at_half.size) - (at_half.size - 1) / 2) < inner - 0.25
    return float(light.cell_um * ((weight * at_whole).sum() + at_half[between].sum()))


def _own_air(
    light: _PlaneWaves, s_factor: FloatArray, p_factor: FloatArray, boundary_um: float, air: float
) -> float:
    """Air light that leaves on the own side of the boundary; points on it count half."""
    if np.isinf(boundary_um):
        return air
    cell = light.cell_um
    density = light.waves.density(s_factor, p_factor, np.fft.ifft)
    x = centred_positions(light.half_phase.size, -0.5 * light.field["ex"].size, cell)
    own = np.where(np.abs(x - boundary_um) < 0.25 * cell, 0.5, x < boundary_um)
    return float(cell * (own * density).sum())


def _own_image(
    light: _PlaneWaves,
    s_factor: FloatArray,
    p_factor: FloatArray,
    boundary_um: float,
    aperture_1_um: float,
) -> float:
    """Share of the collected light whose image lies on the own side of the boundary."""
    whole = is_within(light.lateral_1_um, aperture_1_um)
    s, p = light.waves.power
    air = float(((s * s_factor**2 + p * p_factor**2) * whole).sum())
    if air <= 0.0:
        return 1.0
    return _own_air(light, s_factor * whole, p_factor * whole, boundary_um, air) / air


def _pattern(
    light: _PlaneWaves, to_air: FloatArray, vacuum: float, cosine: FloatArray
) -> FloatArray:
    """Power to air per d(u_x), linear between wavevectors, (4)."""
    bin_width = 2.0 * np.pi / (light.half_phase.size * light.cell_um)
    density = to_air / (bin_width * np.maximum(np.cos(light.half_phase), 1e-6))
    order = np.argsort(light.kx_1_um)
    kx = light.kx_1_um[order]
    return np.asarray(vacuum * np.interp(cosine * vacuum, kx, density[order]))


def _absorbed(analysis: WallAnalysis, phasors: WallPhasors, w: int) -> FloatArray:
    wavelength = float(analysis.layout.spectrum.wavelength_um[w])
    return analysis.absorption.absorbed_by_all(phasors.film_field, w, wavelength)


def _reabsorbed(analysis: WallAnalysis, job: WallJob, phasors: WallPhasors, w: int) -> float:
    """By the own emitter; of a transparent one, fields are cut to lateral waves that travel."""
    if analysis.loss[w] == 0.0:
        return 0.0
    if analysis.layout.absorbing:
        wavelength = float(analysis.layout.spectrum.wavelength_um[w])
        field_at = phasors.film_field
        return own_absorbed(analysis.absorption, analysis.own, field_at, w, wavelength)
    grid = analysis.layout.grid
    omega = 2.0 * np.pi / float(analysis.layout.spectrum.wavelength_um[w])
    limit = CUT * analysis.largest_index[w] * omega
    total = 0.0
    for component in COMPONENTS:
        inside = analysis.own.inside[component]
        planes = np.flatnonzero(inside.any(axis=0))
        if planes.size == 0:
            continue
        field = phasors.film_field("e", component, w)[:, planes]
        weight = analysis.absorption.points[component].weight[:, planes]
        inside = inside[:, planes]
        field, weight, inside = film_on_lateral_cells(grid, component, field, weight, inside)
        phase = np.fft.fftfreq(field.shape[0]) * np.pi
        lateral = np.hypot(2.0 / grid.lateral_cell_um * np.sin(phase), job.k_y_1_um)
        cut = np.fft.ifft(np.fft.fft(field, axis=0) * (lateral <= limit)[:, None], axis=0)
        scale = grid.stretch if component == "z" else 1.0 / grid.stretch
        total += scale * float((np.abs(cut) ** 2 * weight)[inside].sum())
    return float(omega * analysis.loss[w] * total * analysis.absorption.voxel_um3)  # (5)
