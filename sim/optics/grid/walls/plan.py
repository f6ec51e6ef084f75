"""Mean permittivities at the points beside upright faces, in three dimensions.

As sim.optics.grid.walls.upright, for outlines of any shape: the cell of a point is a square of the
plan, which solids share by f_m, and the face between them looks along n. A component of the field
along u takes

    1 / eps = n_u^2 sum of f_m / eps_m + (1 - n_u^2) / sum of f_m eps_m                 (1)

the diagonal of the mean that keeps the first order (A. Farjadpour et al., Opt. Lett. 31, 2972
(2006), equation (1)); what is off the diagonal, which couples components across a slanting face, no
pole can stand for.

Along x, y and z the points of E_x, E_y, E_z alone stand at (odd, even), (even, odd) and (even,
even) places, so a column has one scalar medium. All columns at a metal share two dampings, its own
and the wave's: every other one would be stepped over the whole scene.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sim.optics.grid.dispersion import DispersionModel, PoleKind, permittivity_with_damping
from sim.optics.grid.layout import Layout
from sim.optics.grid.upright_column import PlanColumn
from sim.optics.grid.walls.plan_shares import CellShares, Place, cell_shares, places_near_faces
from sim.optics.grid.walls.upright import bounded

WEAK = 0.2
"""Largest Im eps of media that points hold well enough: the area that points give an absorbing
emitter is its own on average, and where they are wrong they are so by this over 4 of the field's
energy."""

_EDGE = 4
"""Half-cells at the grid's end without columns."""


@dataclass(frozen=True)
class _Medium:
    """What a place has in one level of cells."""

    model: DispersionModel
    part: str


Level = Mapping[Place, _Medium]


def with_plan_columns(layout: Layout) -> Layout:
    """A layout with the columns beside its upright faces; as it is where a face is inclined."""
    if any(solid.flare for solid in layout.solids):
        return layout
    return replace(layout, plan=tuple(_columns(layout)))


def _columns(layout: Layout) -> Iterator[PlanColumn]:
    grid = layout.grid
    heights = [float(grid.height_um(k + 0.5)) for k in range(grid.nz)]
    keys = [_solids_at(layout, z) for z in heights]
    height_of = dict(zip(keys, heights, strict=True))
    shares = {
        key: cell_shares(layout, places_near_faces(layout, z), z) for key, z in height_of.items()
    }
    painted = {key: _painted(layout, cells) for key, cells in shares.items()}
    places = set().union(*painted.values())
    if not places:
        return
    for key, z in height_of.items():
        shares[key] |= cell_shares(layout, places - shares[key].keys(), z)
    levels = {
        key: {place: _medium(layout, place, cells[place]) for place in places}
        for key, cells in shares.items()
    }
    start = 0
    for plane in range(1, grid.nz + 1):
        if plane < grid.nz and keys[plane] == keys[plane - 1]:
            continue
        low = keys[plane - 1]
        level = {place: levels[low][place] for place in painted[low]}
        yield from _rows(level, start, plane)
        if grid.face_plane < plane < grid.film_top_plane:
            both = painted[low] | painted[keys[plane]]
            between = _between(layout, levels[low], levels[keys[plane]], both)
            yield from _rows(between, plane, plane)
        start = plane


def _solids_at(layout: Layout, z_um: float) -> tuple[int, ...]:
    """Which solids a level of cells passes through."""
    return tuple(
        index
        for index, solid in enumerate(layout.solids)
        if solid.z_min_um <= z_um <= solid.z_max_um
    )


def _painted(layout: Layout, shares: Mapping[Place, CellShares]) -> set[Place]:
    """Places of a level that get a medium of their own, with a ring of neighbours.

    The ring has the medium that it would have anyhow: Meep averages backgrounds where a cell holds
    two media.
    """
    grid = layout.grid
    end_x, end_y = grid.nx - _EDGE, grid.ny - _EDGE
    mixed = [place for place, cell in shares.items() if _is_mixed(layout, cell)]
    ring = range(-1, 2)
    around = {(i + di, j + dj) for i, j in mixed for di in ring for dj in ring}
    return {(i, j) for i, j in around if abs(i) < end_x and abs(j) < end_y}


def _is_mixed(layout: Layout, cell: CellShares) -> bool:
    """Whether a cell holds media that Meep would not average."""
    models = {layout.media.choices[solid].model for solid in cell.share}
    if len(models) == 1 or any(model.is_conductor for model in models):
        return False
    peak = layout.media.peak_um
    strong = any(model.poles or model.permittivity(peak).imag > WEAK for model in models)
    return strong or len(models) > 2


def _medium(layout: Layout, place: Place, cell: CellShares) -> _Medium:
    """The mean (1) at a place."""
    peak, choices = layout.media.peak_um, layout.media.choices
    models = {solid: choices[solid].model for solid in cell.share}
    largest = max(cell.share, key=lambda solid: cell.share[solid])
    if len(set(models.values())) == 1 or any(m.is_conductor for m in models.values()):
        return _Medium(models[largest], layout.solids[largest].part)
    epsilon = {solid: complex(model.permittivity(peak)) for solid, model in models.items()}
    along = sum(f * epsilon[solid] for solid, f in cell.share.items())
    across = sum(f / epsilon[solid] for solid, f in cell.share.items())
    n2 = _across(place, cell.normal)
    lost = {
        solid: f * epsilon[solid].imag / (abs(epsilon[solid]) ** 2 if n2 > 0.5 else 1.0)
        for solid, f in cell.share.items()
    }
    taker = max(lost, key=lambda solid: lost[solid])
    mean = 1.0 / (n2 * across + (1.0 - n2) / along)
    return _Medium(_model(layout, mean, list(models.values())), layout.solids[taker].part)


def _across(place: Place, normal: tuple[float, float]) -> float:
    """n_u^2 of the component that has its points at a place."""
    odd_x, odd_y = place[0] % 2, place[1] % 2
    if odd_x == odd_y:
        return 0.0
    return normal[0] ** 2 if odd_x else normal[1] ** 2


def _model(layout: Layout, epsilon: complex, media: list[DispersionModel]) -> DispersionModel:
    dampings = [p.gamma_per_um for m in media for p in m.poles if p.kind is PoleKind.DRUDE]
    return permittivity_with_damping(
        bounded(epsilon),
        layout.media.peak_um,
        min(dampings, default=0.0),
        layout.media.least_background,
    )


def _between(layout: Layout, below: Level, above: Level, places: set[Place]) -> Level:
    """The level between two parts of columns: its fields see the mean of both."""
    peak = layout.media.peak_um
    level = {}
    for place in places:
        low, high = below[place], above[place]
        if low.model == high.model:
            level[place] = low
            continue
        if low.model.is_conductor or high.model.is_conductor:
            continue
        one, other = (complex(side.model.permittivity(peak)) for side in (low, high))
        lossier = low if one.imag >= other.imag else high
        mean = _model(layout, 0.5 * (one + other), [low.model, high.model])
        level[place] = replace(lossier, model=mean)
    return level


def _rows(level: Level, low_plane: int, high_plane: int) -> Iterator[PlanColumn]:
    """Columns of a level, those that follow one another along y in one."""
    row: PlanColumn | None = None
    for i, j in sorted(level):
        medium = level[(i, j)]
        if (
            row is not None
            and (row.half_x, row.last_half_y) == (i, j - 1)
            and (row.model, row.part) == (medium.model, medium.part)
        ):
            row = replace(row, last_half_y=j)
            continue
        if row is not None:
            yield row
        row = PlanColumn(i, j, j, low_plane, high_plane, medium.model, medium.part)
    if row is not None:
        yield row
