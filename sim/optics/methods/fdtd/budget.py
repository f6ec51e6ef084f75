"""From one dipole's phasors to the shares of its power.

    P_tot  = -Re(E J*) at the source
    substrate, superstrate = what travels below and, over an open film, above the recording planes;
              on the exit side air, and what plates outside take, is taken out of it
    air    = what reaches the observer on the exit side (sim.optics.fields.exit_optics)
    lateral = flux out of the cell's sides, less what still passes the recording planes beyond them,
              plus what crosses a plane without travelling behind it (tails of guided modes)
    absorbed per part by Poynting's theorem on the grid's points, and of light that is followed
              from the exit's outer faces back to the array by the latter's locally planar answer

What these leave of P_tot is the closure error.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from geometry.materials.material import Material
from geometry.shapes import Polygon
from sim.optics.fields.absorption import (
    AbsorptionMap,
    EmitterMask,
    absorption_map,
    own_emitter_mask,
)
from sim.optics.fields.escape import Escape, escape
from sim.optics.fields.exit_optics import BARE, ExitOptics
from sim.optics.fields.lateral import lateral_emitter, lateral_phasors
from sim.optics.fields.plane_fields import PlaneFields
from sim.optics.fields.point_group import IDENTITY
from sim.optics.fields.power_away import own_absorbed
from sim.optics.fields.reabsorption import OwnEmitter, own_emitter, reabsorbed_share
from sim.optics.fields.records import DipoleJob, Phasors
from sim.optics.film.outside import outside_of
from sim.optics.grid.bulk import stepped_bulk_power
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_stencil import stencil
from sim.optics.grid.walls.graded_layout import stepped_outline
from sim.optics.powers import Shares


@dataclass(frozen=True)
class Analysis:
    """What the analysis of every dipole of a case shares.

    Attributes:
        layout: the device on its grid.
        absorption: of all points of its film box.
        own_cell: the pixel's unit cell, as the device has it.
        own_emitter: as an absorber, on lateral cells alone.
        direction_cosine: (U,) of the far field.
        images: (G, 2, 2) images of a direction under the pixel's point group.
        exit_optics: per wavelength; none given is a single pass through what the device has
            outside.
        numerical_aperture: of the observer's optics, where it is asked for.
        all_points: of the own pixel's emitter, where they are more than those of lateral cells.
    """

    layout: Layout
    absorption: AbsorptionMap
    own_cell: Polygon | None
    own_emitter: OwnEmitter
    direction_cosine: FloatArray
    images: FloatArray = field(default_factory=lambda: IDENTITY)
    exit_optics: tuple[ExitOptics, ...] = ()
    numerical_aperture: float | None = None
    all_points: EmitterMask | None = None

    @property
    def mask(self) -> EmitterMask:
        """Points of the own pixel's emitter."""
        return self.own_emitter.mask if self.all_points is None else self.all_points

    @staticmethod
    def of(layout: Layout, direction_cosine: FloatArray) -> Analysis:
        """Of a layout, with light outside in a single pass."""
        absorption = absorption_map(layout, layout.film_box)
        # All of a continuous emitter is the own one, as in a film.
        own = None if layout.device.emitter_is_continuous else layout.own_cell
        stepped = None if own is None else stepped_outline(own, layout.grid)
        mask = own_emitter_mask(layout, absorption, stepped)
        emitter = own_emitter(layout, *lateral_emitter(layout, absorption, mask))
        return Analysis(
            layout, absorption, layout.own_cell, emitter, direction_cosine, all_points=mask
        )


def dipole_shares(analysis: Analysis, job: DipoleJob, phasors: Phasors) -> Shares:
    """Analyse one settled run."""
    layout = analysis.layout
    total = -np.real(phasors.source_field * np.conj(phasors.current))
    lateral = lateral_phasors(layout, phasors)
    planes = [_both_sides(analysis, lateral, w) for w in range(total.size)]
    escapes = [sides.wanted for sides in planes]
    absorbed = np.array([_absorbed(analysis, phasors, w) for w in range(total.size)])
    absorbed += np.array([_followed(e, absorbed.shape[1]) for e in escapes])
    reabsorbed = np.array([analysis.own_emitter.absorbed(lateral, w) for w in range(total.size)])
    source = stencil(job.orientation, compensated=job.compensated)
    waves_um = layout.spectrum.wavelength_um
    cells = layout.grid.refinement_at(*job.offset_um(layout.centre_um))
    bulk = np.array([stepped_bulk_power(layout, source, float(w), None, *cells) for w in waves_um])
    return Shares(
        purcell=total / (bulk * np.abs(phasors.current) ** 2),
        air=np.array([e.air for e in escapes]) / total,
        substrate=np.array([sides.substrate for sides in planes]) / total,
        lateral=(phasors.side_flux + np.array([sides.bound for sides in planes])) / total,
        superstrate=np.array([sides.superstrate for sides in planes]) / total,
        absorbed=absorbed / total[:, None],
        reabsorbed=reabsorbed_share(reabsorbed / total),
        own_share=np.array([e.own_share for e in escapes]),
        far_field=np.array([e.far_field for e in escapes]) / total[:, None, None],
        encapsulation=np.array([e.plates for e in escapes]) / total,
        answer_range=np.array([e.answer_range for e in escapes]) / total,
        collected=np.array([e.collected for e in escapes]) / total,
        own_collected_share=np.array([e.own_collected_share for e in escapes]),
    )


def own_shares(analysis: Analysis, phasors: Phasors) -> FloatArray:
    """Share (W,) of the power at the source that the own, absorbing emitter takes."""
    waves_um = analysis.layout.spectrum.wavelength_um
    own = [
        own_absorbed(analysis.absorption, analysis.mask, phasors.film_field, w, float(wave))
        for w, wave in enumerate(waves_um)
    ]
    total = -np.real(phasors.source_field * np.conj(phasors.current))
    return np.asarray(np.array(own) / total)


def no_shares(analysis: Analysis) -> Shares:
    """Not-a-number for every share of a run that has none."""
    waves = analysis.layout.spectrum.wavelength_um.size
    parts, cosines = len(analysis.absorption.parts), analysis.direction_cosine.size
    return Shares.filled(np.nan, (waves,), parts, cosines)


@dataclass(frozen=True)
class _BothSides:
    """Light through both recording planes; ``other`` is None under a closed top."""

    wanted: Escape
    other: Escape | None
    upwards: bool

    @property
    def _trapped(self) -> float:
        wanted = self.wanted
        gone = wanted.air + wanted.plates + wanted.through + float(wanted.returned.sum())
        return wanted.glass - gone

    @property
    def _away(self) -> float:
        """What travels on the side that is not wanted."""
        return self.wanted.through + (0.0 if self.other is None else self.other.glass)

    @property
    def substrate(self) -> float:
        """Travels below and does not reach the observer."""
        return self._away if self.upwards else self._trapped

    @property
    def superstrate(self) -> float:
        """Travels above and does not reach the observer."""
        return self._trapped if self.upwards else self._away

    @property
    def bound(self) -> float:
        """Power through the planes inside the inner cell that does not travel on behind them."""
        planes = [p for p in (self.wanted, self.other) if p is not None]
        return sum(p.plane - p.outside - p.glass for p in planes)


def _both_sides(analysis: Analysis, phasors: Phasors, w: int) -> _BothSides:
    """Analyse the planes below and above; the one above as if light went down through it.

    Raises:
        ValueError: a device that emits upwards under an opaque metal.
    """
    layout = analysis.layout
    wavelength = float(layout.spectrum.wavelength_um[w])
    exit_optics = (
        analysis.exit_optics[w]
        if analysis.exit_optics
        else ExitOptics(outside_of(layout.device.exit, wavelength))
    )
    upwards = layout.device.exit.upwards
    depths_um = [layout.grid.lateral_cell_um * cells for cells in layout.record_depth_cells]
    below = _fields(layout, phasors.plane, w, layout.device.stack.substrate, 1.0, depths_um[0])
    above = phasors.top_plane
    if above is None:
        if upwards:
            raise ValueError("the device emits upwards, but an opaque metal ends its top")
        return _BothSides(_wanted(analysis, below, exit_optics), None, False)
    # H changes sign where light goes up.
    top = _fields(layout, above, w, layout.device.stack.superstrate, -1.0, depths_um[1])
    wanted, other = (top, below) if upwards else (below, top)
    return _BothSides(
        _wanted(analysis, wanted, exit_optics),
        _escape(analysis, other, BARE, None),
        upwards,
    )


def _fields(
    layout: Layout,
    plane: dict[str, ComplexArray],
    w: int,
    medium: Material,
    h_sign: float,
    depth_um: float,
) -> PlaneFields:
    peak_nm = layout.device.emission.peak_um * 1e3
    return PlaneFields(
        ex=plane["ex"][w],
        ey=plane["ey"][w],
        hx=h_sign * plane["hx"][w],
        hy=h_sign * plane["hy"][w],
        cell_um=layout.grid.lateral_cell_um,
        wavelength_um=float(layout.spectrum.wavelength_um[w]),
        index=float(np.real(medium.index(peak_nm))),
        depth_um=depth_um,
    )


def _wanted(analysis: Analysis, fields: PlaneFields, exit_optics: ExitOptics) -> Escape:
    """On the side of the observer."""
    return _escape(analysis, fields, exit_optics, analysis.own_cell, analysis.numerical_aperture)


def _escape(
    analysis: Analysis,
    fields: PlaneFields,
    exit_optics: ExitOptics,
    own_cell: Polygon | None,
    numerical_aperture: float | None = None,
) -> Escape:
    grid = analysis.layout.lateral.grid
    return escape(
        fields,
        (grid.inner_x, grid.inner_y),
        own_cell,
        analysis.direction_cosine,
        analysis.images,
        exit_optics,
        numerical_aperture,
    )


def _followed(passing: Escape, parts: int) -> FloatArray:
    """Absorbed per part (P,) of the light that came back from the exit's outer faces."""
    return passing.returned if passing.returned.size else np.zeros(parts)


def _absorbed(analysis: Analysis, phasors: Phasors, w: int) -> FloatArray:
    wavelength = float(analysis.layout.spectrum.wavelength_um[w])
    return analysis.absorption.absorbed_by_all(phasors.film_field, w, wavelength)
