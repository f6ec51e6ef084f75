"""Light that leaves the cell sideways, shared out as the film's guided light ends.

A run knows what passes its cell's sides, not what becomes of it. Beyond them lies more film, in
which guided modes end in the layers that absorb them (sim.optics.film.decay.guided_fate):

    absorbed_l += f_l lateral,    lateral' = (1 - sum f_l) lateral.

So budgets of methods compare: an exact film has no sides, and edge shares its window's out as well.
What pixels beyond the cell would send back into air or glass is not in it; it is an error of its
own (``cell_size``). The raw share is kept.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.optics.film.decay import guided_fate
from sim.optics.film.film import planar_stack
from sim.optics.grid.layout import Layout
from sim.results.records import OpticalResult

KINDS = (0, 0, 1)
"""In-plane or vertical dipole of every orientation."""


def shared_out(result: OpticalResult, layout: Layout) -> OpticalResult:
    """A result whose ``lateral`` is in the layers where it ends, and in ``left_cell`` as found.

    Args:
        result: of runs in the layout's cell.
        layout: of the transparent emitter.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    absorbed, kept = result.absorbed.copy(), result.lateral.copy()
    names = [layer.name for layer in layout.device.stack.layers]
    travelled_um = layout.grid.window_x * layout.grid.lateral_cell_um
    parts = [result.absorbing_parts.index(name) for name in names]
    heights, at = np.unique(np.round(result.node_um[:, 2], 9), return_inverse=True)
    for w, wavelength in enumerate(layout.spectrum.wavelength_um):
        stack = planar_stack(layout.device.stack, float(wavelength)).with_lossless_emitter()
        for number, height in enumerate(heights):
            above = float(height) - layout.device.emitter_below_um
            fate = guided_fate(stack, float(wavelength), above, travelled_um)[list(KINDS)]
            nodes = np.flatnonzero(at == number)[:, None]
            left = result.lateral[nodes[:, 0], :, w]
            absorbed[nodes, :, w, parts] += np.swapaxes(fate[None] * left[..., None], 1, 2)
            kept[nodes[:, 0], :, w] *= 1.0 - fate.sum(axis=1)
    return replace(result, absorbed=absorbed, lateral=kept, left_cell=result.lateral)
