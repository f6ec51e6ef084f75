"""What a part of the error is refined by: the next numerics of a case.

dipole_rule     the next lateral order with other positions; shared dipoles are not run again
emission_zone   one more height
spectrum        two more wavelengths
time            runs that settle three times as tightly
grid, snapping, wall    cells of two thirds, on the reduced rule
cell_size       one more ring of neighbours, or a cell half as wide again, on the reduced rule

The first four solve the whole case again. The reduced rule is one lateral position (order 1), one
height, the peak's wavelength; two solutions of it, before and after, are compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from geometry.coverage import emitter_outline
from geometry.device import Device
from geometry.units import brief_length
from sim.optics.grid.lateral_rule import lateral_rule
from sim.optics.grid.layout import is_cut
from sim.study import OpticsSpec

FINER = 2.0 / 3.0
"""Cells of the next grid over the cells before."""

WIDER = 1.5
"""Reach of the next cell over that before, where the reach cuts the rings."""

TIGHTER = 1.0 / 3.0
"""Change at which a run has settled, over that before."""

_HIGHEST_ORDER = 20
_MOST_HEIGHTS = 20
_MOST_RINGS = 5


@dataclass(frozen=True)
class Reached:
    """Numerics that refining has come to.

    Attributes:
        whole: of the whole solution.
        grid, cell: of the last reduced solutions with finer cells, with a wider cell.
    """

    whole: OpticsSpec
    grid: OpticsSpec
    cell: OpticsSpec

    @classmethod
    def first(cls, optics: OpticsSpec) -> Reached:
        """Before any refinement."""
        reduced = reduced_rule(optics)
        return cls(optics, reduced, reduced)


@dataclass(frozen=True)
class RefinementStep:
    """One possible refinement.

    Attributes:
        part: of the error.
        text: what to call it.
        optics: numerics to solve.
        base: numerics of the reduced solution to compare with; None for whole solutions.
    """

    part: str
    text: str
    optics: OpticsSpec
    base: OpticsSpec | None = None


def reduced_rule(optics: OpticsSpec) -> OpticsSpec:
    """Numerics with one lateral position, one height and the peak's wavelength."""
    dipoles = optics.dipoles.model_copy(update={"lateral": 1, "vertical": 1})
    return optics.model_copy(update={"dipoles": dipoles, "wavelengths": 1})


def next_order(device: Device, order: int) -> int | None:
    """The next lateral order with other positions; None for films and beyond the highest order."""
    outline = emitter_outline(device)
    if device.array is None or outline is None:
        return None
    size = lateral_rule(device.array, outline, order).x_um.size
    later = (
        n
        for n in range(order + 1, _HIGHEST_ORDER + 1)
        if lateral_rule(device.array, outline, n).x_um.size != size
    )
    return next(later, None)


def refinement_step(part: str, device: Device, reached: Reached) -> RefinementStep | None:
    """What a part of the error is refined by next; None if nothing is known."""
    whole, rule = reached.whole, reached.whole.dipoles
    if part in ("grid", "snapping", "wall"):
        return _finer(part, reached.grid)
    if part == "cell_size":
        return _wider(device, reached.cell)
    if part == "dipole_rule":
        order = next_order(device, rule.lateral)
        if order is None:
            return None
        more = whole.model_copy(update={"dipoles": rule.model_copy(update={"lateral": order})})
        return RefinementStep(part, f"lateral order {order}", more)
    if part == "emission_zone" and rule.vertical < _MOST_HEIGHTS:
        count = rule.vertical + 1
        more = whole.model_copy(update={"dipoles": rule.model_copy(update={"vertical": count})})
        return RefinementStep(part, f"{count} heights", more)
    if part == "spectrum":
        more = whole.model_copy(update={"wavelengths": whole.wavelengths + 2})
        return RefinementStep(part, f"{more.wavelengths} wavelengths", more)
    if part == "time":
        more = whole.model_copy(update={"settled": TIGHTER * whole.settled})
        return RefinementStep(part, f"runs settled to {more.settled:.1g}", more)
    return None


def _finer(part: str, grid: OpticsSpec) -> RefinementStep:
    lateral, vertical = FINER * grid.lateral_cell_um, FINER * grid.vertical_cell_um
    wall = None if grid.wall_cell_um is None else FINER * grid.wall_cell_um
    sizes = {"lateral_cell_um": lateral, "vertical_cell_um": vertical, "wall_cell_um": wall}
    finer = grid.model_copy(update=sizes)
    text = f"cells of {brief_length(lateral)} / {brief_length(vertical)}"
    return RefinementStep(part, text, finer, grid)


def _wider(device: Device, cell: OpticsSpec) -> RefinementStep | None:
    if is_cut(device, cell):
        wide = cell.model_copy(update={"reach_um": WIDER * cell.reach_um})
        return RefinementStep("cell_size", f"a reach of {brief_length(wide.reach_um)}", wide, cell)
    if cell.neighbours >= _MOST_RINGS:
        return None
    wide = cell.model_copy(update={"neighbours": cell.neighbours + 1})
    return RefinementStep("cell_size", f"{wide.neighbours} ring(s) of neighbours", wide, cell)
