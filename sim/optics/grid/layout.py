"""From a device and numerics to a grid with solids on it: everything that Meep is then told.

Meep-free, so that previews and predictions see what a run would see.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geometry.coverage import coverings, device_top_um
from geometry.device import Device
from geometry.lattice import half_width_for_rings, unit_cell
from geometry.shapes import Polygon, Solid
from geometry.solids import SUPERSTRATE, build_solids
from geometry.stack import Layer
from sim.optics.grid.fidelity import GridRemark
from sim.optics.grid.grid import Grid
from sim.optics.grid.media_choice import MediaChoice, choose_media
from sim.optics.grid.period import PeriodSnap, lattice_cell
from sim.optics.grid.snapping import Snap, snap_device
from sim.optics.grid.yee import Box
from sim.optics.spectrum import SpectrumRule, emission_spectrum
from sim.study import OpticsSpec

FloatArray = NDArray[np.float64]

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

OPAQUE_TRANSMISSION = 1e-3
"""Power that the metal in front of the conducting end may let through, one way."""


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
        models = (
            choice.model
            for solid, choice in zip(self.solids, self.media.choices, strict=True)
            if solid.z_max_um > 0.0 and solid.z_min_um < top
        )
        return min(self.grid.courant(m.eps_inf, m.pole_strength_per_um2) for m in models)

    @property
    def top_plane(self) -> int:
        """Index of the plane on which light above an open film is recorded; else the film's end."""
        if self.grid.closed:
            return self.grid.film_top_plane
        return self.grid.film_top_plane + max(1, self.grid.above // 2)

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
        return math.hypot(grid.inner_x, grid.inner_y) * grid.lateral_cell_um


def is_cut(device: Device, optics: OpticsSpec) -> bool:
    """Whether the cell that the rings of neighbours ask for is cut to optics.reach."""
    return device.array is not None and max(_ring_half_width_um(device, optics)) > optics.reach_um


def lay_out(
    device: Device,
    optics: OpticsSpec,
    centre_um: tuple[float, float] = (0.0, 0.0),
    *,
    absorbing: bool = False,
) -> Layout:
    """Put a device on its grid.

    Args:
        device: as asked for.
        optics: numerics.
        centre_um: point of the device at the middle of the grid, on a vertex of the lateral cells.
        absorbing: whether the emitter keeps its own absorption.

    Raises:
        ValueError: a part that vanishes on the grid, or a wavelength outside a material's table.
    """
    a, d = optics.lateral_cell_um, optics.vertical_cell_um
    snapped = snap_device(device, d, a)
    spectrum = emission_spectrum(device.emission, optics.wavelengths)
    x, y = (min(h, optics.reach_um) for h in _ring_half_width_um(snapped.device, optics))
    half, margin = (x, y), ABSORBER_UM + a
    window = (x + margin + abs(centre_um[0]), y + margin + abs(centre_um[1]))
    top = _Top.of(snapped.device, d)
    solids = tuple(
        solid.moved(-centre_um[0], -centre_um[1]) for solid in build_solids(snapped.device, window)
    )
    if top.metal is not None:
        solids = tuple(_behind_metal(solid, top.metal) for solid in solids)
    peak = device.emission.peak_um
    media = choose_media(snapped.device, solids, spectrum.wavelength_um, peak, absorbing=absorbing)
    in_glass = _cells_in_glass(snapped.device, solids, a)
    grid = _grid(half, optics, top, in_glass)
    record = grid.face_plane - in_glass - RECORD_DEPTH_CELLS
    return Layout(
        snapped.device,
        device,
        snapped.snaps,
        grid,
        solids,
        media,
        spectrum,
        record,
        centre_um,
        absorbing,
    )


def lay_out_periodic(device: Device, optics: OpticsSpec) -> Layout:
    """Put one period of a device on a grid without absorbers at its sides.

    Two more cells of glass hold the incident wave's source.

    Raises:
        ValueError: as lay_out, and rough walls.
    """
    a, d = optics.lateral_cell_um, optics.vertical_cell_um
    period = lattice_cell(device.array, a)
    snapped = snap_device(replace(device, array=period.array), d, a)
    spectrum = emission_spectrum(device.emission, optics.wavelengths)
    half = ((period.half_x + 1) * a, (period.half_y + 1) * a)
    top = _Top.of(snapped.device, d)
    solids = build_solids(snapped.device, half)
    if top.metal is not None:
        solids = tuple(_behind_metal(solid, top.metal) for solid in solids)
    media = choose_media(snapped.device, solids, spectrum.wavelength_um, device.emission.peak_um)
    in_glass = _cells_in_glass(snapped.device, solids, a)
    grid = _grid(half, optics, top, in_glass + 2)
    grid = replace(grid, inner_x=period.half_x, inner_y=period.half_y, absorber=0)
    record = grid.face_plane - in_glass - RECORD_DEPTH_CELLS
    snaps = period.snaps + snapped.snaps
    return Layout(snapped.device, device, snaps, grid, solids, media, spectrum, record)


def _cells_in_glass(device: Device, solids: tuple[Solid, ...], cell_um: float) -> int:
    """How far a black matrix reaches into the glass."""
    if device.array is None or device.array.black_matrix is None:
        return 0
    return round(-min(0.0, min(_finite_bottoms(solids))) / cell_um)


def _finite_bottoms(solids: tuple[Solid, ...]) -> list[float]:
    return [solid.z_min_um for solid in solids if math.isfinite(solid.z_min_um)]


def _ring_half_width_um(device: Device, optics: OpticsSpec) -> tuple[float, float]:
    if device.array is None:
        closed = closing_metal(device) is not None
        width = FILM_HALF_WIDTH_UM if closed else OPEN_FILM_HALF_WIDTH_UM
        half = width * max(1, optics.neighbours)
        return (half, half)
    rings = half_width_for_rings(device.array, optics.neighbours)
    return (rings.x_um, rings.y_um)


@dataclass(frozen=True)
class _Top:
    """How the film region ends upwards."""

    height_um: float
    metal: Layer | None

    @staticmethod
    def of(device: Device, film_cell_um: float) -> _Top:
        """Inside the first opaque metal above the emitter, or above the last layer."""
        metal = closing_metal(device)
        if metal is None:
            return _Top(device_top_um(device), None)
        cells = math.ceil(_opaque_depth_um(device, metal) / film_cell_um)
        foot = _foot_of(device, device.stack.layers.index(metal))
        return _Top(foot + cells * film_cell_um, metal)


def closing_metal(device: Device) -> Layer | None:
    """The first metal above the emitter that is opaque (`OPAQUE_TRANSMISSION`); None: open top."""
    for layer in device.stack.layers[device.stack.emitter_index + 1 :]:
        if _opaque_depth_um(device, layer) < layer.thickness_um:
            return layer
    return None


def _opaque_depth_um(device: Device, layer: Layer) -> float:
    """Thickness at which a layer is opaque; infinite if it is no metal."""
    peak_nm = device.emission.peak_um * 1e3
    index = complex(layer.material.index(peak_nm))
    if index.imag <= 0.0 or (index**2).real > 0.0:
        return math.inf
    return -math.log(OPAQUE_TRANSMISSION) * peak_nm * 1e-3 / (4.0 * math.pi * index.imag)


def _foot_of(device: Device, layer: int) -> float:
    """Highest lower face of a layer."""
    if device.array is None or layer <= device.foot_index:
        return device.stack.interfaces_um[layer]
    return coverings(device)[layer - device.foot_index - 1].below.highest_um


def _behind_metal(solid: Solid, metal: Layer) -> Solid:
    """Fill what lies behind an opaque metal with the metal.

    No light gets there, and air in the stretched region would halve the time step.
    """
    if solid.part != SUPERSTRATE:
        return solid
    return replace(solid, part=metal.name, material=metal.material)


def _grid(half_um: tuple[float, float], optics: OpticsSpec, top: _Top, in_glass: int) -> Grid:
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
