"""Mean permittivities at the points beside upright faces, in a layout that is invariant along y.

Meep looks poles and conductivities up at points and averages backgrounds only where a cell holds
two media. A metal's or an absorber's upright face would so act up to half a cell from where it is,
and a liner thinner than a cell would act as a whole cell or not at all. Each column of points takes
what the integral form of Maxwell's equations asks of it over its own cell [x - a/2, x + a/2], with
the share f_m of every medium there,

    along the face (E_y, E_z):    eps = sum of f_m eps_m                                (1)
    across it (E_x):              1 / eps = sum of f_m / eps_m                          (2)

as a medium that has exactly this permittivity at the peak of the emission. Both are first order in
the cell's share on either side wherever the face lies, so that a moving wall moves its effect
smoothly. Levels at which a column changes get the mean of both sides for the fields in them.

Columns stand half a cell apart: whole steps for E_y and E_z, half-steps for E_x.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray, IntArray
from geometry.shapes import Polygon, Solid, owner
from sim.optics.grid.dispersion import DispersionModel, permittivity_at
from sim.optics.grid.layout import Layout
from sim.optics.grid.upright_column import UprightColumn

MOST = 60.0
"""Largest permittivity by amount. At the share where the two terms of (2) cancel it would be
unbounded, and the time step of a metal that strong would be short; 1 / eps is wrong by less than a
sixtieth, of 0.2 to 0.4 in dielectrics."""

_AROUND = 2
"""Columns beyond the last mixed one that are painted with their own medium: Meep takes a column's
medium as it is where its cell's corners lie in two others."""

_TINY_CELLS = 1e-6


@dataclass(frozen=True)
class _Profile:
    """Who owns what along x in one level of cells.

    Attributes:
        face_um: (F,) increasing.
        owner: (F + 1,) solids between them.
    """

    face_um: FloatArray
    owner: IntArray

    def shares(self, low_um: float, high_um: float) -> dict[int, float]:
        """Share of every solid between two places."""
        cuts = self.face_um[(self.face_um > low_um) & (self.face_um < high_um)]
        ends = np.concatenate([[low_um], cuts, [high_um]])
        shares: dict[int, float] = {}
        for start, end in zip(ends[:-1], ends[1:], strict=True):
            solid = int(self.owner[np.searchsorted(self.face_um, 0.5 * (start + end))])
            shares[solid] = shares.get(solid, 0.0) + float(end - start) / (high_um - low_um)
        return shares


def with_upright_columns(layout: Layout) -> Layout:
    """A layout that is invariant along y with the columns beside its upright faces."""
    return replace(layout, upright=tuple(_columns(layout)))


def _columns(layout: Layout) -> Iterator[UprightColumn]:
    grid = layout.grid
    profiles = [_profile(layout, float(grid.height_um(k + 0.5))) for k in range(grid.nz)]
    painted = [_painted(layout, profile) for profile in profiles]
    for place in sorted(set().union(*painted)):
        columns = [_column(layout, place, profile) for profile in profiles]
        start = 0
        for plane in range(1, grid.nz + 1):
            inside = place in painted[plane - 1]
            if plane < grid.nz and columns[plane] == columns[plane - 1]:
                if inside == (place in painted[plane]):
                    continue
            elif plane < grid.nz and (inside or place in painted[plane]):
                yield from _between(layout, columns[plane - 1], columns[plane], plane)
            if inside:
                yield replace(columns[plane - 1], low_plane=start, high_plane=plane)
            start = plane


def _painted(layout: Layout, profile: _Profile) -> set[int]:
    """Columns of one level of cells, by twice their place in cells."""
    cell, limit = layout.grid.lateral_cell_um, layout.grid.nx - _AROUND - 2
    near = {int(2 * np.floor(x / cell)) + step for x in profile.face_um for step in range(-1, 4)}
    mixed = {
        place
        for place in near
        if abs(place) < limit and _is_mixed(layout, _shares(profile, place, cell))
    }
    return {place + step for place in mixed for step in range(-_AROUND, _AROUND + 1)}


def _shares(profile: _Profile, column: int, cell_um: float) -> dict[int, float]:
    tiny = _TINY_CELLS * cell_um
    low, high = (0.5 * (column + side) * cell_um for side in (-1, 1))
    return profile.shares(low + tiny, high - tiny)


def _profile(layout: Layout, z_um: float) -> _Profile:
    """Media along the middle line at a height."""
    half = layout.grid.half_width_um[0]
    crossing = {x for solid in layout.solids for x in _crossings(solid, z_um) if abs(x) < half}
    face = np.array(sorted(crossing))
    ends = np.concatenate([[-half], face, [half]])
    middle = 0.5 * (ends[:-1] + ends[1:])
    owned = owner(layout.solids, middle, np.zeros(middle.size), np.full(middle.size, z_um))
    return _Profile(face, owned)


def _crossings(solid: Solid, z_um: float) -> Iterator[float]:
    if solid.outline is None or not solid.z_min_um <= z_um <= solid.z_max_um:
        return
    if not isinstance(solid.outline, Polygon):
        raise TypeError("a layout that is invariant along y holds no round solid")
    grow_um = solid.flare * (z_um - solid.z_min_um) if solid.flare else 0.0
    across = [x for x, _ in solid.outline.grown(grow_um).vertices_um]
    yield from (min(across), max(across))


def _is_mixed(layout: Layout, shares: dict[int, float]) -> bool:
    """Whether a column's cell holds media that Meep would not average."""
    models = {layout.media.choices[solid].model for solid in shares}
    plain = all(not model.poles and not model.conductivity for model in models)
    return len(models) > (2 if plain else 1)


def _column(layout: Layout, column: int, profile: _Profile) -> UprightColumn:
    """A column in one level of cells, its planes left open."""
    shares = _shares(profile, column, layout.grid.lateral_cell_um)
    peak = layout.media.peak_um
    models = {solid: layout.media.choices[solid].model for solid in shares}
    if len(set(models.values())) == 1:
        solid = next(iter(shares))
        part = layout.solids[solid].part
        return UprightColumn(column, 0, 0, models[solid], models[solid], part, part)
    epsilon = {solid: complex(model.permittivity(peak)) for solid, model in models.items()}
    along = sum(share * epsilon[solid] for solid, share in shares.items())  # (1)
    across = 1.0 / sum(share / epsilon[solid] for solid, share in shares.items())  # (2)
    taken = {s: f * epsilon[s].imag for s, f in shares.items()}
    across_taken = {s: loss / abs(epsilon[s]) ** 2 for s, loss in taken.items()}
    return UprightColumn(
        column,
        0,
        0,
        _model(layout, across),
        _model(layout, along),
        layout.solids[max(across_taken, key=lambda s: across_taken[s])].part,
        layout.solids[max(taken, key=lambda s: taken[s])].part,
    )


def bounded(epsilon: complex) -> complex:
    """A mean permittivity, MOST by amount at the most."""
    return epsilon if abs(epsilon) <= MOST else epsilon / abs(epsilon) * MOST


def _model(layout: Layout, epsilon: complex) -> DispersionModel:
    media = layout.media
    return permittivity_at(bounded(epsilon), media.peak_um, media.least_background)


def _between(
    layout: Layout, below: UprightColumn, above: UprightColumn, plane: int
) -> Iterator[UprightColumn]:
    """The level between two parts of a column: its fields see the mean of both.

    None where the stretch along z changes: fields there belong to the glass.
    """
    if not layout.grid.face_plane < plane < layout.grid.film_top_plane:
        return
    peak = layout.media.peak_um

    def mean(one: DispersionModel, other: DispersionModel) -> DispersionModel:
        """The model with the mean permittivity."""
        return _model(layout, 0.5 * complex(one.permittivity(peak) + other.permittivity(peak)))

    lossier = max((below, above), key=lambda side: float(side.along.permittivity(peak).imag))
    yield replace(
        lossier,
        low_plane=plane,
        high_plane=plane,
        across=mean(below.across, above.across),
        along=mean(below.along, above.along),
    )
