"""From the film's EQE to the pixel's, one mechanism after another: the records.

Levels E_0 (film) to E_n (pixel) follow from one another by one change each. A step is E_k - E_(k-1)
in points and E_k / E_(k-1) as a factor: points add up, and factors multiply, to the pixel's EQE
exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from sim.electrical.channels.table import PerimeterStep


class Mechanism(StrEnum):
    """What changes from one level to the next, in this order.

    ``OUTCOUPLING`` holds photon recycling: what a wall frees would in part have been absorbed and
    emitted again, so that the two are one effect.
    """

    OUTCOUPLING = "outcoupling"
    SIDEWALL = PerimeterStep.SIDEWALL.value
    RIM = PerimeterStep.RIM.value
    LEAKAGE = PerimeterStep.LEAKAGE.value
    BLACK_MATRIX = "black_matrix"

    @property
    def label(self) -> str:
        """For people."""
        return self.value.replace("_", " ")

    @property
    def step(self) -> PerimeterStep | None:
        """The channels at the perimeter that it stands for; None for a mechanism of the optics."""
        return PerimeterStep(self.value) if self.value in set(PerimeterStep) else None


class MatrixEvidence(StrEnum):
    """What the black matrix's share was found from."""

    NONE = "none"
    SISTER = "sister"
    ABSORBED = "absorbed"


@dataclass(frozen=True)
class Step:
    """One mechanism.

    Attributes:
        mechanism: which.
        before, after: EQE without and with it, all earlier ones acting, no later one.
        points_error: numerical error of ``after - before`` from the optics' errors.
        alone: EQE of the whole pixel if this mechanism alone were undone. ``alone - pixel`` is the
            last step's size if it came last; the distance from ``before - after`` is how much the
            order matters.
    """

    mechanism: Mechanism
    before: float
    after: float
    points_error: float
    alone: float

    @property
    def points(self) -> float:
        """Change of the EQE, absolute."""
        return self.after - self.before

    @property
    def factor(self) -> float:
        """after / before."""
        return self.after / self.before


@dataclass(frozen=True)
class Waterfall:
    """All steps of one pixel.

    Attributes:
        film: EQE of the unpatterned film, at its peak of what is lit.
        film_error: numerical error of ``film``.
        steps: in the order of :class:`Mechanism`.
        pixel_error: numerical error of ``pixel``.
        matrix: where the black matrix's step is from.
        transparent: factor of the outcoupling step if the emitter were transparent, without
            recycling; nan where the step has none in it.
    """

    film: float
    film_error: float
    steps: tuple[Step, ...]
    pixel_error: float
    matrix: MatrixEvidence
    transparent: float = math.nan

    @property
    def recycling(self) -> float:
        """What recycling makes of the outcoupling step: its factor over ``transparent``."""
        return self.step(Mechanism.OUTCOUPLING).factor / self.transparent

    @property
    def pixel(self) -> float:
        """EQE of the pixel, at its peak of what is lit."""
        return self.steps[-1].after

    def step(self, mechanism: Mechanism) -> Step:
        """The step of one mechanism."""
        return next(step for step in self.steps if step.mechanism is mechanism)


@dataclass(frozen=True)
class BandInput:
    """An assumed input of the pixel's perimeter with the range that it was drawn from."""

    path: str
    low: float
    high: float


@dataclass(frozen=True)
class Band:
    """What the pixel's EQE may be within the assumed inputs of its perimeter, on the same optics.

    Attributes:
        low, high: 5 and 95 per cent of the sample.
        worst, best: at the corners where every input is at its worse or better end.
        samples: how many were drawn.
        inputs: what was varied.
    """

    low: float
    high: float
    worst: float
    best: float
    samples: int
    inputs: tuple[BandInput, ...]


@dataclass(frozen=True)
class Explained:
    """What was found of one stored pixel; ``note`` says why something is missing."""

    waterfall: Waterfall | None = None
    band: Band | None = None
    note: str = ""
