"""From a device and numerics to a grid with solids on it: all that a run of Meep is made from.

Meep-free, so that previews and predictions see what a run would see.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from geometry.device import Device
from geometry.lattice import half_width_for_rings, unit_cell
from geometry.shapes import Polygon, Solid
from geometry.solids import build_solids
from geometry.stack import closing_metal
from sim.optics.grid.fidelity import GridRemark
from sim.optics.grid.grid import Grid
from sim.optics.grid.media_choice import MediaChoice, choose_media
from sim.optics.grid.period import PeriodSnap, lattice_cell
from sim.optics.grid.snapping import Snap, SnappedDevice, snap_device
from sim.optics.grid.top import FilmTop, behind_metal
from sim.optics.grid.upright_column import PlanColumn, UprightColumn
from sim.optics.grid.wall_cell import wall_cell_um
from sim.optics.grid.yee import Box
from sim.optics.spectrum import SpectrumRule, emission_spectrum
from sim.study import OpticsSpec

FILM_HALF_WIDTH_UM = 1.5
"""Half-width of the cell of an unpatterned film per ring: 3 to 5 wavelengths in its layers."""

OPEN_FILM_HALF_WIDTH_UM = 3.0
"""Likewise without an opaque metal on top: leaky modes go that far before their light has gone
down; a cell of half that loses an eighth of the glass's share to its sides."""

ABSORBER_UM = 0.6
"""Lateral absorber: shorter ones reflect guided light (tried: 0.6 um is stable and sufficient)."""

PML_UM = 0.4
"""PML below: more than a wavelength in glass."""

GLASS_UM = 0.1
"""Glass between the device and the PML, which holds the recording plane."""

RECORD_DEPTH_CELLS = 2
"""Recording plane below the lowest solid, in cells."""


@dataclass(frozen=True)
class Layout:
    """A device on its grid.

    Attributes:
        device: with heights snapped.
        asked: the device as asked for.
        snaps: what snapping changed.
        grid: the grid.
        solids: in painting order, covering the window of the grid.
        media: their models.
        spectrum: wavelengths and weights.
        record_plane: index of the plane on which light in the glass is recorded.
        centre_um: point of the device at the middle of the grid; solids are given relative to it.
        absorbing: whether the emitter has its own absorption.
        upright: columns beside upright faces, where their means are used
            (sim.optics.grid.walls.upright).
        plan: likewise in three dimensions (sim.optics.grid.walls.plan).
        ungraded: the same on lateral cells alone, where cells are finer across walls
            (sim.optics.grid.walls.graded_layout): solids and grid are then those of the stepped
            space.
    """

    device: Device
    asked: Device
    snaps: tuple[Snap | GridRemark | PeriodSnap, ...]
    grid: Grid
    solids: tuple[Solid, ...]
    media: MediaChoice
    spectrum: SpectrumRule
    record_plane: int
    centre_um: tuple[float, float] = (0.0, 0.0)
    absorbing: bool = False
    upright: tuple[UprightColumn, ...] = ()
    plan: tuple[PlanColumn, ...] = ()
    ungraded: Layout | None = None

    @property
    def lateral(self) -> Layout:
        """On lateral cells alone, as what waves in the glass are read off has it."""
        return self if self.ungraded is None else self.ungraded

    @property
    def own_cell(self) -> Polygon | None:
        """Unit cell of the pixel under study relative to the grid's middle; None for a film."""
        if self.device.array is None:
            return None
        return unit_cell(self.device.array).moved(-self.centre_um[0], -self.centre_um[1])

    @property
    def courant(self) -> float:
        """Courant number of the run."""
        top = self.grid.film_top_um
        models = {
            choice.model
            for solid, choice in zip(self.solids, self.media.choices, strict=True)
            if solid.z_max_um > 0.0 and solid.z_min_um < top
        }
        models |= {model for column in self.upright for model in column.models}
        models |= {column.model for column in self.plan}
        return min(self.grid.courant(m.eps_inf, m.pole_strength_per_um2) for m in models)

    @property
    def top_plane(self) -> int:
        """Index of the plane on which light above an open film is recorded; else the film's end."""
        if self.grid.closed:
            return self.grid.film_top_plane
        return self.grid.film_top_plane + max(1, self.grid.above // 2)

    @property
    def record_depth_cells(self) -> tuple[int, int]:
        """Lateral cells from the lowest solid to its recording plane, and from the highest."""
        return RECORD_DEPTH_CELLS, self.top_plane - self.grid.film_top_plane

    @property
    def film_box(self) -> Box:
        """Where fields are kept: the inner cell from the recording plane to the top one."""
        grid = self.grid
        return Box(
            (-grid.inner_x, -grid.inner_y, self.record_plane),
            (grid.inner_x, grid.inner_y, self.top_plane),
        )

    @property
    def time_step_um(self) -> float:
        """Time step times c."""
        return self.courant * self.grid.lateral_cell_um

    @property
    def farthest_um(self) -> float:
        """From the middle of the inner cell to its corner."""
        grid = self.grid
        return math.hypot(grid.window_x, grid.window_y) * grid.lateral_cell_um


def is_cut(device: Device, optics: OpticsSpec) -> bool:
    """Whether the cell that the rings of neighbours ask for is cut to optics.reach."""
    return device.array is not None and max(_ring_half_width_um(device, optics)) > optics.reach_um


def lay_out(
    device: Device,
    optics: OpticsSpec,
    centre_um: tuple[float, float] = (0.0, 0.0),
    *,
    absorbing: bool = False,
    graded: bool = False,
) -> Layout:
    """Put a device on its grid.

    Args:
        device: as asked for.
        optics: numerics.
        centre_um: point of the device at the middle of the grid, on a vertex of the lateral cells.
        absorbing: whether the emitter keeps its own absorption.
        graded: whether cells across the wall will be finer (sim.optics.grid.walls.graded_layout).

    Raises:
        ValueError: a part that vanishes on the grid, or a wavelength outside a material's table.
    """
    a = optics.lateral_cell_um
    across_um = wall_cell_um(device, optics) if graded else a
    snapped = snap_device(device, optics.vertical_cell_um, a, across_um)
    x, y = (min(h, optics.reach_um) for h in _ring_half_width_um(snapped.device, optics))
    margin = ABSORBER_UM + a
    window = (x + margin + abs(centre_um[0]), y + margin + abs(centre_um[1]))
    scene = _scene(snapped.device, optics, window, centre_um, absorbing=absorbing)
    grid = _grid((x, y), optics, scene.top, scene.in_glass)
    layout = _layout(device, snapped, scene, grid, centre_um)
    return replace(layout, absorbing=absorbing)


def lay_out_periodic(device: Device, optics: OpticsSpec) -> Layout:
    """Put one period of a device on a grid without absorbers at its sides.

    Two more cells of glass hold the incident wave's source.

    Raises:
        ValueError: as lay_out, and rough walls.
    """
    a = optics.lateral_cell_um
    period = lattice_cell(device.array, a)
    snapped = snap_device(replace(device, array=period.array), optics.vertical_cell_um, a)
    half = ((period.half_x + 1) * a, (period.half_y + 1) * a)
    scene = _scene(snapped.device, optics, half)
    grid = _grid(half, optics, scene.top, scene.in_glass + 2)
    grid = replace(grid, inner_x=period.half_x, inner_y=period.half_y, absorber=0)
    layout = _layout(device, snapped, scene, grid)
    return replace(layout, snaps=period.snaps + snapped.snaps)


@dataclass(frozen=True)
class _Scene:
    """What stands on a grid, before its cells are counted.

    Attributes:
        solids, media, spectrum: as in Layout.
        top: how the films end upwards.
        in_glass: cells by which a black matrix reaches into the glass.
    """

    solids: tuple[Solid, ...]
    media: MediaChoice
    spectrum: SpectrumRule
    top: FilmTop
    in_glass: int


def _scene(
    device: Device,
    optics: OpticsSpec,
    window_um: tuple[float, float],
    centre_um: tuple[float, float] = (0.0, 0.0),
    *,
    absorbing: bool = False,
) -> _Scene:
    """Solids of a snapped device within a window, relative to its point ``centre_um``."""
    spectrum = emission_spectrum(device.emission, optics.wavelengths)
    top = FilmTop.of(device, optics.vertical_cell_um)
    solids = tuple(
        solid.moved(-centre_um[0], -centre_um[1]) for solid in build_solids(device, window_um)
    )
    if top.metal is not None:
        solids = tuple(behind_metal(solid, top.metal) for solid in solids)
    peak = device.emission.peak_um
    media = choose_media(device, solids, spectrum.wavelength_um, peak, absorbing=absorbing)
    in_glass = _cells_in_glass(device, solids, optics.lateral_cell_um)
    return _Scene(solids, media, spectrum, top, in_glass)


def _layout(
    asked: Device,
    snapped: SnappedDevice,
    scene: _Scene,
    grid: Grid,
    centre_um: tuple[float, float] = (0.0, 0.0),
) -> Layout:
    return Layout(
        device=snapped.device,
        asked=asked,
        snaps=snapped.snaps,
        grid=grid,
        solids=scene.solids,
        media=scene.media,
        spectrum=scene.spectrum,
        record_plane=grid.face_plane - scene.in_glass - RECORD_DEPTH_CELLS,
        centre_um=centre_um,
    )


def _cells_in_glass(device: Device, solids: tuple[Solid, ...], cell_um: float) -> int:
    """How far a black matrix reaches into the glass."""
    if device.array is None or device.array.black_matrix is None:
        return 0
    return round(-min(0.0, min(_finite_bottoms(solids))) / cell_um)


def _finite_bottoms(solids: tuple[Solid, ...]) -> list[float]:
    return [solid.z_min_um for solid in solids if math.isfinite(solid.z_min_um)]


def _ring_half_width_um(device: Device, optics: OpticsSpec) -> tuple[float, float]:
    if device.array is None:
        closed = closing_metal(device.stack, device.emission.peak_um) is not None
        width = FILM_HALF_WIDTH_UM if closed else OPEN_FILM_HALF_WIDTH_UM
        half = width * max(1, optics.neighbours)
        return (half, half)
    rings = half_width_for_rings(device.array, optics.neighbours)
    return (rings.x_um, rings.y_um)


def _grid(half_um: tuple[float, float], optics: OpticsSpec, top: FilmTop, in_glass: int) -> Grid:
    a, d = optics.lateral_cell_um, optics.vertical_cell_um
    film = round(top.height_um / d)
    pml = math.ceil(PML_UM / a)
    glass = math.ceil(GLASS_UM / a) + in_glass
    above = 0 if top.metal else math.ceil(GLASS_UM / a)
    if (film + glass + above + pml * (1 if top.metal else 2)) % 2:
        glass += 1
    return Grid(
        lateral_cell_um=a,
        film_cell_um=d,
        inner_x=math.ceil(half_um[0] / a),
        inner_y=math.ceil(half_um[1] / a),
        absorber=math.ceil(ABSORBER_UM / a),
        pml=pml,
        glass=glass,
        film=film,
        above=above,
        closed=top.metal is not None,
    )
