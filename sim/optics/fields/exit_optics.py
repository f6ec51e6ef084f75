"""What the exit side of a run does with light, at one wavelength: plates, and the array's answer.

The array's answer to light that comes back is that of locally planar layers: every column of a
unit cell answers as an unbounded film would, and the mean over its area is what light meets that
returns to a random place. Diffraction by the array and modes of more than one column are left out;
how much the columns differ says how much that matters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.film.glass_air import Answer, Leaving, cross, leave
from sim.optics.film.multilayer import Polarisation
from sim.optics.film.outside import AIR, Outside


@dataclass(frozen=True)
class AnswerTable:
    """An array's answer on a grid of lateral indices, per polarisation."""

    lateral: FloatArray
    by_polarisation: dict[Polarisation, Answer]

    def at(self, lateral: FloatArray, polarisation: Polarisation) -> Answer:
        """Linear between the table's points; ``lateral`` (X,)."""
        answer = self.by_polarisation[polarisation]

        def between(values: FloatArray) -> FloatArray:
            return np.interp(lateral, self.lateral, values)

        parts = [between(row) for row in answer.absorbed]
        return Answer(
            between(answer.reflected),
            between(answer.through),
            np.array(parts).reshape(len(parts), lateral.size),
        )


@dataclass(frozen=True)
class ArrayAnswer:
    """Answers of the whole array, and of its well and its bank alone.

    Attributes:
        mean: over the area of a unit cell.
        well: of the column in the middle of the pixel.
        bank: mean over the columns that differ from it; the well's where none does.
    """

    mean: AnswerTable
    well: AnswerTable
    bank: AnswerTable


@dataclass(frozen=True)
class ExitOptics:
    """Everything outside the half-space that light leaves through, at one wavelength.

    Attributes:
        outside: plates and the observer's medium.
        answer: of the array to light that comes back; None where that is counted as trapped.
    """

    outside: Outside = field(default=AIR)
    answer: ArrayAnswer | None = None

    def leaving(self, index: float, lateral: FloatArray, polarisation: Polarisation) -> Leaving:
        """Where light in the half-space of real ``index`` ends; ``lateral`` (X,)."""
        answer = None if self.answer is None else self.answer.mean.at(lateral, polarisation)
        return leave(cross(index, self.outside, lateral, polarisation), answer)

    def air_between(
        self, index: float, lateral: FloatArray, polarisation: Polarisation
    ) -> FloatArray:
        """Light to the observer if all came back to the well less that if all to the bank, (X,)."""
        if self.answer is None:
            return np.zeros_like(lateral)
        crossing = cross(index, self.outside, lateral, polarisation)
        well, bank = (
            leave(crossing, table.at(lateral, polarisation)).air
            for table in (self.answer.well, self.answer.bank)
        )
        return np.asarray(well - bank)


BARE = ExitOptics()
"""A single pass from the glass into air."""
