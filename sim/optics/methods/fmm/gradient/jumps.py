"""Derivatives of what dipoles jump, as they and the walls beside them move.

Of (1) and (2) of sim.optics.methods.fmm.waves.jumps, with s' = -i K r' s and c = g n n j,

    i' = s' j + (e / eps - 1) (s' c + s c') + e' / eps s c,     (z0 s j_z)' = z0 s' j_z + z0' s j_z.

c is a function of the place in a field of normals that moves with the walls; both of its changes
are differences, over points of the field's raster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.methods.fmm.gradient.moves import Walls
from sim.optics.methods.fmm.products import Permittivity
from sim.optics.methods.fmm.walls import WallField
from sim.optics.methods.fmm.waves.jumps import (
    Beside,
    Dipoles,
    electric_jump,
    jumps,
    magnetic_jump,
    series,
)
from sim.optics.methods.fmm.waves.problem import Solved

_RASTER_STEPS = 4.0
"""Points of the raster over which the slope of c is taken."""


@dataclass(frozen=True)
class FieldChange:
    """Fields of normals on both sides of a value, ``span`` apart."""

    minus: WallField
    plus: WallField
    span: float


@dataclass(frozen=True)
class JumpChange:
    """What moves in the dipoles' slice, per unit of a parameter.

    Attributes:
        shift: of the dipoles, x and y over 1 / k0, (S,) each.
        matrices: derivative of the slice's matrices; None where no wall of it moves.
        field: of its normals; likewise.
    """

    shift: tuple[FloatArray, FloatArray]
    matrices: Permittivity | None
    field: FieldChange | None


def field_changes(walls: Walls | None, number: int) -> FieldChange | None:
    """Of a slice; None where no wall of it moves."""
    if walls is None or not walls.moved(number):
        return None
    minus, plus = walls.minus.slices[number].walls, walls.plus.slices[number].walls
    assert minus is not None  # walls that move are there on both sides
    assert plus is not None
    return FieldChange(minus, plus, walls.span)


def jump_change(
    solved: Solved, number: int, dipoles: Dipoles, change: JumpChange
) -> tuple[ComplexArray, ComplexArray]:
    """Derivatives of the jumps of E and H, (2N, S) each.

    Args:
        solved: problem at a wavevector.
        number: of the dipoles' slice.
        dipoles: sources.
        change: what moves.
    """
    given, lateral = solved.problem, solved.lateral
    kx, ky = lateral[0][:, None], lateral[1][:, None]
    s, sheet = series(dipoles, lateral, given.area), given.sheets[number]
    moved = -1j * (kx * change.shift[0] + ky * change.shift[1]) * s
    electric, magnetic = jumps(dipoles, moved, lateral, sheet)
    if change.matrices is not None:
        z = change.matrices.z_inverse @ (s * dipoles.moment[:, 2])
        electric = electric + electric_jump(z, lateral)
    if sheet.beside is not None:
        slope = _across_change(sheet.beside, dipoles, change)
        magnetic = magnetic + magnetic_jump(sheet.beside.read((s * slope[0], s * slope[1])))
        if change.matrices is not None:
            across = sheet.beside.across(dipoles)
            current = (s * across[0], s * across[1])
            by_walls = sheet.beside.over_emitter(change.matrices, current)
            magnetic = magnetic + magnetic_jump(by_walls)
    return electric, magnetic


def _across_change(beside: Beside, dipoles: Dipoles, change: JumpChange) -> FloatArray:
    """c', x and y, (2, S)."""
    dx, dy = change.shift
    slope = np.zeros((2, dx.size))
    fastest = float(np.hypot(dx, dy).max(initial=0.0))
    if fastest > 0.0:
        point = float(np.linalg.norm(beside.vectors[0])) / beside.field.xx.shape[0]
        step = 0.5 * _RASTER_STEPS * point / fastest
        ends = [
            np.stack(beside.across(dipoles.moved(side * dx, side * dy))) for side in (-step, step)
        ]
        slope += (ends[1] - ends[0]) / (2.0 * step)
    if change.field is not None:
        minus, plus = (
            np.stack(beside.across(dipoles, field))
            for field in (change.field.minus, change.field.plus)
        )
        slope += (plus - minus) / change.field.span
    return slope
