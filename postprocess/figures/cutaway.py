"""A pixel cut through its middle, in oblique projection.

  +-----------+      The block is painted in slabs from the far one (large y) to the near one
 /    top    /|      (y = 0), each shifted against the next, so that what stays visible of a
+-----------+ |      slab are its upper and right faces. x to the right, z upwards, y to the
|  section  | +      back. Left of x = 0 everything above the emitter is lifted off.
|   y = 0   |/
+-----------+
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.shapes import owner
from geometry.solids import SUPERSTRATE, build_solids
from postprocess.figures.model import DrawnDevice
from postprocess.figures.rasters import exaggeration, legend_of_parts, sample
from postprocess.figures.style import BLACK, SMALL, WIDE_IN, new_figure, part_colour

_COLUMNS = 480
_SLABS = 170
_HALF_WIDTH = 0.8  # of the pitch
_DEPTH = 0.95  # of the pitch
_RECEDE = (0.42, 0.34)  # shift to the right and up per unit of depth
_FLARE_LEVELS = 4
_LIGHTS = (1.0, 1.12, 0.82, 0.72)
_CUT, _TOP, _WALL, _SIDE = range(4)
"""Brightness of the cut face, of what looks up, of inner walls and of the right face."""
_FLAT_CELLS = 5
_HEIGHT_RATIO = 0.45


@dataclass(frozen=True)
class Block:
    """Parts in the block that is drawn.

    Attributes:
        x_um, y_um: cell centres, shapes (A,), (B,).
        z_edge_um: edges of the levels, shape (C + 1,).
        parts: names; the first is empty space.
        index: (A, B, C) index into ``parts``.
    """

    x_um: FloatArray
    y_um: FloatArray
    z_edge_um: FloatArray
    parts: tuple[str, ...]
    index: NDArray[np.int64]


def draw_cutaway(drawn: DrawnDevice) -> Figure:
    """Oblique view of a cut pixel with its neighbours, a scale and the colours of the parts.

    Raises:
        ValueError: the device is an unpatterned film.
    """
    block = cut_block(drawn)
    width = float(np.ptp(block.x_um)) + (block.x_um[1] - block.x_um[0])
    height = float(np.ptp(block.z_edge_um))
    factor = exaggeration(height / width, _HEIGHT_RATIO)
    image = paint(block, factor, drawn.device.emission.peak_um)
    figure = new_figure(WIDE_IN, 4.0)
    axes = figure.add_subplot()
    axes.imshow(image, interpolation="antialiased", origin="lower")
    axes.set_axis_off()
    _scales(axes, width / _COLUMNS, factor)
    scale = "to scale" if factor == 1 else f"heights x {factor}"
    shown = {block.parts[i] for i in np.unique(block.index)} - {SUPERSTRATE}
    figure.legend(
        handles=legend_of_parts(
            shown, drawn.solids, drawn.device.stack, drawn.device.emission.peak_um
        ),
        loc="outside lower center",
        ncols=3,
        title=f"cut at y = 0; left half without the layers above the emitter; {scale}",
    )
    return figure


def cut_block(drawn: DrawnDevice, columns: int = _COLUMNS, slabs: int = _SLABS) -> Block:
    """Sample the half space y > 0 around the pixel in ``columns`` cells along x, ``slabs`` along y.

    Raises:
        ValueError: the device is an unpatterned film.
    """
    pitch = drawn.device.patterned_array.pitch
    half, depth = _HALF_WIDTH * pitch, _DEPTH * pitch
    solids = build_solids(drawn.device, (half, depth))
    x, y = sample(-half, half, columns), sample(0.0, depth, slabs)
    edges = _level_edges(drawn, drawn.device.flare != 0.0)
    levels = 0.5 * (edges[1:] + edges[:-1])
    parts = (SUPERSTRATE, *dict.fromkeys(s.part for s in solids if s.part != SUPERSTRATE))
    part_of_solid = np.array([parts.index(solid.part) for solid in solids])
    owners = owner(solids, x[:, None, None], y[None, :, None], levels[None, None, :])
    index = part_of_solid[owners]
    lifted = [parts.index(name) for name in _above_emitter(drawn.device) if name in parts]
    left = index[x < 0.0]
    left[np.isin(left, lifted)] = 0
    index[x < 0.0] = left
    return Block(x, y, edges, parts, index)


def paint(block: Block, factor: float, peak_um: float | None = None) -> NDArray[np.float64]:
    """The picture, (rows, columns, 3), row 0 at the bottom; one column per cell of x."""
    cell = float(block.x_um[1] - block.x_um[0])
    section = _level_of_row(block, cell / factor)
    slab = float(block.y_um[1] - block.y_um[0]) / cell
    shifts = np.outer(np.arange(block.y_um.size) * slab, _RECEDE).round().astype(int)
    right, up = shifts[-1]
    shown = np.zeros((section.size + up, block.x_um.size + right), dtype=np.int16)
    for number in range(block.y_um.size - 1, -1, -1):
        parts = block.index[:, number, :][:, section].T
        x0, z0 = shifts[number]
        target = shown[z0 : z0 + parts.shape[0], x0 : x0 + parts.shape[1]]
        faces = (parts * len(_LIGHTS) + _light(parts > 0, number == 0)).astype(np.int16)
        np.copyto(target, faces, where=parts > 0)
    colours = np.array([to_rgb(part_colour(part, peak_um)) for part in block.parts])
    lit = (colours[:, None, :] * np.array(_LIGHTS)[:, None]).clip(0.0, 1.0).reshape(-1, 3)
    lit[: len(_LIGHTS)] = 1.0  # empty space is paper
    return np.asarray(lit[shown])


def _light(solid: NDArray[np.bool_], is_front: bool) -> NDArray[np.int8]:
    """Which of the lights falls on each cell of a slab.

    Single open cells belong to the staircase of a sloped or round wall and do not look up.
    """
    light = np.full(solid.shape, _CUT if is_front else _WALL, dtype=np.int8)
    light[:, -1] = _SIDE
    if not is_front:
        open_above = solid.copy()
        open_above[:-1] &= ~solid[1:]
        light[_flat(open_above)] = _TOP
    return light


def _flat(open_above: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of rows of at least ``_FLAT_CELLS`` open ones: an opening along the rows."""
    last = open_above.shape[1] - _FLAT_CELLS + 1
    starts = np.ones((open_above.shape[0], last), dtype=bool)
    for step in range(_FLAT_CELLS):
        starts &= open_above[:, step : step + last]
    flat = np.zeros_like(open_above)
    for step in range(_FLAT_CELLS):
        flat[:, step : step + last] |= starts
    return flat


def _level_of_row(block: Block, row_um: float) -> NDArray[np.int64]:
    """Level shown by each row of pixels."""
    edges = block.z_edge_um
    rows = max(1, round(float(edges[-1] - edges[0]) / row_um))
    heights = sample(float(edges[0]), float(edges[-1]), rows)
    return np.asarray(np.searchsorted(edges, heights) - 1)


def _level_edges(drawn: DrawnDevice, sloped: bool) -> FloatArray:
    """Heights between which a vertical line changes its part nowhere, finer for sloped walls."""
    low, high = drawn.z_low_um, drawn.z_high_um
    heights = {low, high}
    for solid in drawn.solids:
        heights |= {z for z in (solid.z_min_um, solid.z_max_um) if low < z < high}
    edges = np.array(sorted(heights))
    edges = edges[np.append(True, np.diff(edges) > 1e-6)]
    if not sloped:
        return np.asarray(edges)
    steps = np.arange(_FLARE_LEVELS) / _FLARE_LEVELS
    between = (edges[:-1, None] + np.diff(edges)[:, None] * steps).ravel()
    return np.asarray(np.append(between, edges[-1]))


def _above_emitter(device: Device) -> tuple[str, ...]:
    return tuple(layer.name for layer in device.stack.layers[device.stack.emitter_index + 1 :])


def _scales(axes: Axes, cell_um: float, factor: float) -> None:
    """Bars of a round width and height under and beside the block."""
    width_um = _round_length(0.2 * _COLUMNS * cell_um)
    pixels = width_um / cell_um
    axes.plot([0, pixels], [-14, -14], color=BLACK, lw=1.5, clip_on=False)
    axes.text(pixels / 2, -20, f"{width_um:g} µm", ha="center", va="top", fontsize=SMALL)
    height_um = _round_length(0.25 * axes.get_ylim()[1] * cell_um / factor)
    rows = height_um * factor / cell_um
    axes.plot([-14, -14], [0, rows], color=BLACK, lw=1.5, clip_on=False)
    label = f"{1e3 * height_um:g} nm"
    axes.text(-20, rows / 2, label, ha="right", va="center", rotation=90, fontsize=SMALL)


def _round_length(length: float) -> float:
    """The largest of 1, 2, 5 times a power of ten below ``length``."""
    power = 10.0 ** np.floor(np.log10(length))
    return float(max(m * power for m in (1.0, 2.0, 5.0) if m * power <= length))
