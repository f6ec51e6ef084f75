"""Total power and light to the observer with their derivatives, summed over wavevectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.methods.fmm.arriving import Ends
from sim.optics.methods.fmm.gradient.basis import Basis
from sim.optics.methods.fmm.gradient.coupling import coupling
from sim.optics.methods.fmm.gradient.jumps import JumpChange, field_changes, jump_change
from sim.optics.methods.fmm.gradient.moves import Moves
from sim.optics.methods.fmm.gradient.stretch import SliceChange
from sim.optics.methods.fmm.gradient.tangent import Tangent, WaveChange
from sim.optics.methods.fmm.orders import Orders
from sim.optics.methods.fmm.products import Permittivity, permittivity
from sim.optics.methods.fmm.sampling import ORIENTATIONS, Positions, image_dipoles
from sim.optics.methods.fmm.wave import Case
from sim.optics.methods.fmm.waves.emission import bulk_power
from sim.optics.methods.fmm.waves.problem import Problem, Solved, at_wavevector, problem
from sim.optics.methods.fmm.zone import ZonePoint

MatrixChanges = tuple[Permittivity | None, ...]
"""Derivatives of the matrices of every slice; None where no wall moves."""


@dataclass(frozen=True)
class Rates:
    """Powers over bulk and their derivatives.

    Attributes:
        value: (2, H, L, O) total and air.
        slope: (P, 2, H, L, O) by every parameter.
    """

    value: FloatArray
    slope: FloatArray

    def plus(self, other: Rates) -> Rates:
        """The sum."""
        return Rates(self.value + other.value, self.slope + other.slope)


@dataclass(frozen=True)
class ZoneSum:
    """Sums of one wavelength.

    Attributes:
        case: of the device.
        moves: by every parameter.
        wavelength_um: in vacuum.
        ends: where light ends.
        done: called after every wavevector.
    """

    case: Case
    moves: tuple[Moves, ...]
    wavelength_um: float
    ends: Ends
    done: Callable[[], None]

    def rates(self, orders: Orders, count: int) -> Rates:
        """Over a zone of ``count`` wavevectors per direction."""
        case = self.case
        total: Rates | None = None
        known: dict[int, tuple[Problem, list[MatrixChanges]]] = {}
        for row in case.rows(orders):
            if row.orders.count not in known:
                given = problem(case.slices, row.orders, self.wavelength_um, case.emitter, False)
                changes = [_matrix_changes(one, given) for one in self.moves]
                known[row.orders.count] = given, changes
            for point in case.zone(count):
                moved = replace(point, k_1_um=point.k_1_um + row.shift_1_um)
                one = self._at(*known[row.orders.count], moved)
                total = one if total is None else total.plus(one)
                self.done()
        assert total is not None  # at least one wavevector
        return total

    def _at(self, given: Problem, changes: Sequence[MatrixChanges], point: ZonePoint) -> Rates:
        solved = at_wavevector(given, point.k_1_um)
        bases = tuple(Basis(modes) for modes in solved.modes)
        slices = [
            slice_changes(solved, bases, one.bounds_um, matrices)
            for one, matrices in zip(self.moves, changes, strict=True)
        ]
        heights = range(self.case.positions.z_um.size)
        parts = [self._at_height(solved, bases, slices, changes, point, h) for h in heights]
        return Rates(
            np.stack([part.value for part in parts], axis=1),
            np.stack([part.slope for part in parts], axis=2),
        )

    def _at_height(
        self,
        solved: Solved,
        bases: tuple[Basis, ...],
        slices: Sequence[tuple[SliceChange, ...]],
        changes: Sequence[MatrixChanges],
        point: ZonePoint,
        height: int,
    ) -> Rates:
        given, positions = solved.problem, self.case.positions
        z = float(positions.z_um[height])
        number = given.slices.slice_at(z)
        dipoles = image_dipoles(positions, point.images, given.k0_1_um)
        tangent = Tangent(solved.around(number).emit(dipoles, z), bases, self.ends)
        scale = point.weight * given.area / bulk_power(given.emitter_index)
        shape = (2, positions.x_um.size, ORIENTATIONS, point.images.shape[0])
        slopes = []
        for moved, lengths, matrices in zip(self.moves, slices, changes, strict=True):
            shift = image_dipoles(
                Positions(moved.x_um, moved.y_um, moved.z_um), point.images, given.k0_1_um
            )
            change = JumpChange(
                (shift.x, shift.y), matrices[number], field_changes(moved.walls, number)
            )
            jump = jump_change(solved, number, dipoles, change)
            gaps = gap_changes(moved.bounds_um[number], float(moved.z_um[height]), given.k0_1_um)
            slopes.append(tangent.change(WaveChange(lengths, gaps, jump)))
        slope = np.array(slopes).reshape(len(slopes), *shape).sum(axis=-1)
        return Rates(scale * tangent.powers.reshape(shape).sum(axis=-1), scale * slope)


def gap_changes(bounds_um: FloatArray, z_um: float, k0_1_um: float) -> tuple[float, float]:
    """Of a dipole's distances to the lower and the upper face of its slice, over 1 / k0."""
    return float(z_um - bounds_um[0]) * k0_1_um, float(bounds_um[1] - z_um) * k0_1_um


def slice_changes(
    solved: Solved, bases: tuple[Basis, ...], bounds_um: FloatArray, matrices: MatrixChanges
) -> tuple[SliceChange, ...]:
    """Of every slice at a wavevector; half-spaces have no length."""
    k0, last = solved.problem.k0_1_um, len(bases) - 1
    return tuple(
        SliceChange(
            0.0 if number in (0, last) else k0 * float(bounds[1] - bounds[0]),
            None if matrix is None else coupling(basis, matrix),
        )
        for number, (basis, bounds, matrix) in enumerate(
            zip(bases, bounds_um, matrices, strict=True)
        )
    )


def _matrix_changes(moved: Moves, given: Problem) -> MatrixChanges:
    walls = moved.walls
    if walls is None:
        return (None,) * len(given.slices.slices)
    result: list[Permittivity | None] = []
    for number in range(len(given.slices.slices)):
        if not walls.moved(number):
            result.append(None)
            continue
        minus, plus = (
            permittivity(cut.slices[number], given.by_medium, given.orders)
            for cut in (walls.minus, walls.plus)
        )
        result.append(
            Permittivity(
                *(
                    (getattr(plus, name) - getattr(minus, name)) / walls.span
                    for name in ("xx", "xy", "yy", "z_inverse")
                )
            )
        )
    return tuple(result)
