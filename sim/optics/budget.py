"""From one dipole's phasors to the shares of its power.

    P_tot  = -Re(E J*) at the source
    glass  = what travels in the glass below the recording plane, air = what leaves it
    superstrate = what travels above an open film
    lateral = flux out of the cell's sides, less what still passes the recording planes beyond them,
              plus what crosses a plane without travelling behind it (tails of guided modes)
    absorbed per part by Poynting's theorem on the grid's points

What these leave of P_tot is the closure error.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geometry.shapes import Polygon
from sim.optics.absorption import AbsorptionMap
from sim.optics.dipole_record import DipoleJob, Phasors
from sim.optics.escape import Escape, PlaneFields, escape
from sim.optics.layout import Layout
from sim.optics.point_group import IDENTITY
from sim.optics.reabsorption import OwnEmitter, reabsorbed_share
from sim.optics.source_stencil import bulk_power, stencil
from sim.optics.yee import COMPONENTS

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class DipoleShares:
    """Where one dipole's power goes, per wavelength W; shares of its own total power.

    Attributes:
        purcell: (W,) total power over the power in the unbounded emitter on the same grid.
        air, substrate, lateral, superstrate: (W,).
        absorbed: (W, P) in the order of the absorption map's parts.
        reabsorbed: (W,) by the own pixel's emitter (sim.optics.reabsorption).
        own_share: (W,) share of the air light that leaves through the own unit cell.
        far_field: (W, U, U) per steradian in air.
    """

    purcell: FloatArray
    air: FloatArray
    substrate: FloatArray
    lateral: FloatArray
    superstrate: FloatArray
    absorbed: FloatArray
    reabsorbed: FloatArray
    own_share: FloatArray
    far_field: FloatArray

    @property
    def closure(self) -> FloatArray:
        """1 minus all shares, (W,)."""
        given = self.air + self.substrate + self.lateral + self.superstrate
        return np.asarray(1.0 - given - self.absorbed.sum(axis=1))


@dataclass(frozen=True)
class Analysis:
    """What the analysis of every dipole of a case shares."""

    layout: Layout
    absorption: AbsorptionMap
    own_cell: Polygon | None
    own_emitter: OwnEmitter
    direction_cosine: FloatArray
    images: FloatArray = field(default_factory=lambda: IDENTITY)
    """(G, 2, 2) images of a direction under the pixel's point group."""


def dipole_shares(analysis: Analysis, job: DipoleJob, phasors: Phasors) -> DipoleShares:
    """Analyse one settled run."""
    layout = analysis.layout
    total = -np.real(phasors.source_field * np.conj(phasors.current))
    escapes = [_escape(analysis, phasors, w) for w in range(total.size)]
    glass = np.array([e.glass for e in escapes])
    air = np.array([e.air for e in escapes])
    tops = [_above(analysis, phasors, w) for w in range(total.size)]
    travelling = np.array([0.0 if top is None else top.glass for top in tops])
    not_travelling = np.array(
        [_bound(e) + _bound(top) for e, top in zip(escapes, tops, strict=True)]
    )
    absorbed = np.array([_absorbed(analysis, phasors, w) for w in range(total.size)])
    reabsorbed = np.array([analysis.own_emitter.absorbed(phasors, w) for w in range(total.size)])
    bulk = np.array([_bulk(layout, job, float(w)) for w in layout.spectrum.wavelength_um])
    return DipoleShares(
        purcell=total / (bulk * np.abs(phasors.current) ** 2),
        air=air / total,
        substrate=(glass - air) / total,
        lateral=(phasors.side_flux + not_travelling) / total,
        superstrate=travelling / total,
        absorbed=absorbed / total[:, None],
        reabsorbed=reabsorbed_share(reabsorbed / total),
        own_share=np.array([e.own_share for e in escapes]),
        far_field=np.array([e.far_field for e in escapes]) / total[:, None, None],
    )


def no_shares(analysis: Analysis) -> DipoleShares:
    """Not-a-number for every share of a run that has none."""
    waves = analysis.layout.spectrum.wavelength_um.size
    parts, cosines = len(analysis.absorption.parts), analysis.direction_cosine.size
    none = np.full(waves, np.nan)
    return DipoleShares(
        purcell=none,
        air=none,
        substrate=none,
        lateral=none,
        superstrate=none,
        absorbed=np.full((waves, parts), np.nan),
        reabsorbed=none,
        own_share=none,
        far_field=np.full((waves, cosines, cosines), np.nan),
    )


def _bulk(layout: Layout, job: DipoleJob, wavelength_um: float) -> float:
    """Power in the unbounded emitter per unit of the *stepped* space's current moment."""
    grid = layout.grid
    peak_nm = layout.device.emission.peak_um * 1e3
    index = float(np.real(layout.device.stack.emitter.material.index(peak_nm)))
    cells = (grid.lateral_cell_um, grid.lateral_cell_um, grid.film_cell_um)
    source = stencil(job.orientation, compensated=job.compensated)
    power = bulk_power(source, index, wavelength_um, cells, layout.time_step_um)
    # A moment along z is s times smaller in physical space.
    return power / grid.stretch**2 if job.orientation == "z" else power


def _escape(analysis: Analysis, phasors: Phasors, w: int) -> Escape:
    layout = analysis.layout
    wavelength = float(layout.spectrum.wavelength_um[w])
    peak_nm = layout.device.emission.peak_um * 1e3
    fields = PlaneFields(
        ex=phasors.plane["ex"][w],
        ey=phasors.plane["ey"][w],
        hx=phasors.plane["hx"][w],
        hy=phasors.plane["hy"][w],
        cell_um=layout.grid.lateral_cell_um,
        wavelength_um=wavelength,
        index=float(np.real(layout.device.stack.substrate.index(peak_nm))),
    )
    inner = (layout.grid.inner_x, layout.grid.inner_y)
    return escape(fields, inner, analysis.own_cell, analysis.direction_cosine, analysis.images)


def _above(analysis: Analysis, phasors: Phasors, w: int) -> Escape | None:
    """The plane above an open film, seen as if light went down through it: H changes sign."""
    plane, layout = phasors.top_plane, analysis.layout
    if plane is None:
        return None
    peak_nm = layout.device.emission.peak_um * 1e3
    fields = PlaneFields(
        ex=plane["ex"][w],
        ey=plane["ey"][w],
        hx=-plane["hx"][w],
        hy=-plane["hy"][w],
        cell_um=layout.grid.lateral_cell_um,
        wavelength_um=float(layout.spectrum.wavelength_um[w]),
        index=float(np.real(layout.device.stack.superstrate.index(peak_nm))),
    )
    return escape(
        fields, (layout.grid.inner_x, layout.grid.inner_y), None, analysis.direction_cosine
    )


def _bound(passing: Escape | None) -> float:
    """Power through a plane inside the inner cell that does not travel on behind it."""
    return 0.0 if passing is None else passing.plane - passing.outside - passing.glass


def _absorbed(analysis: Analysis, phasors: Phasors, w: int) -> FloatArray:
    wavelength = float(analysis.layout.spectrum.wavelength_um[w])
    parts = np.zeros(len(analysis.absorption.parts))
    for component in COMPONENTS:
        e = phasors.film_field("e", component, w)
        d = phasors.film_field("d", component, w)
        parts += analysis.absorption.absorbed(component, e, d, wavelength)
    return parts
