"""What a method of solving the optics promises.

    study, device --refusal, warnings--> what it cannot do, what is probably not meant
                  --predict------------> cost
                  --key----------------> name of everything that its runs depend on
                  --solve--------------> result, numerics of the film that it is compared with

There is one implementation per folder below this one, in its method.py, and one line for it in
sim.optics.methods.choose. Implementations load their engine (Meep) where they solve, so that
checks, predictions and figures work on machines without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from geometry.checks.issue import Issue, PathParts
from geometry.device import Device
from geometry.materials.library import MaterialLibrary
from sim.optics.methods.prediction import Machine, Prediction, RunCost
from sim.progress import Reporter
from sim.results.records import DirectionalResult, OpticalResult
from sim.store.run_cache import RunCache
from sim.study import Method, OpticsSpec, Study


@dataclass(frozen=True)
class Tools:
    """What solving needs besides the study and its device.

    Attributes:
        library: materials by name.
        reporter: receives the progress.
        cache: keeps finished runs of an interrupted case; None keeps none.
        film: exact solution of the film of a study; (study, device) -> result.
        seconds: predicted wall time of a study.
    """

    library: MaterialLibrary
    reporter: Reporter
    cache: RunCache | None
    film: Callable[[Study, Device], OpticalResult]
    seconds: Callable[[Study], float]


@dataclass(frozen=True)
class Solved:
    """What a method has found.

    Attributes:
        result: where the power goes; not a number where ``directional`` is all that is known.
        film_optics: numerics of the film that the result is compared with: heights and wavelengths
            of the result, or more heights where the method has put those of the zone in.
        directional: emission into single directions, where the method finds that alone.
    """

    result: OpticalResult
    film_optics: OpticsSpec
    directional: DirectionalResult | None = None


@dataclass(frozen=True)
class InnerCase:
    """A case that is solved whole as a part of another one.

    Attributes:
        study: the case, with a method of its own.
        path: the entry that asks for it.
        title: what it is, for the user.
        hint: what to try where it cannot be built.
    """

    study: Study
    path: PathParts
    title: str
    hint: str


class Claims(Protocol):
    """Shares runs out between processes that work on one case."""

    def take(self, number: int) -> bool:
        """Whether run ``number`` is the caller's; true for one caller only."""


@dataclass(frozen=True)
class Share:
    """Part of the runs of a case, for a process that works beside others.

    Attributes:
        claims: says which runs nobody else has.
        left_over: the cheapest so many runs are left to a later process.
    """

    claims: Claims
    left_over: int = 0


class SideBySide(Protocol):
    """Runs that need nothing from one another and may be stepped at the same time."""

    def costs(self, study: Study, device: Device) -> tuple[RunCost, ...]:
        """Sizes of the runs of a study.

        Raises:
            ValueError: a device that the grid cannot hold.
        """

    def solve_share(self, study: Study, device: Device, share: Share, tools: Tools) -> None:
        """Step the runs that this process can claim; they are left in ``tools.cache``.

        Raises:
            ValueError: a device that the grid cannot hold.
        """


class OpticalMethod(Protocol):
    """A way of solving the optics of a study."""

    @property
    def name(self) -> Method:
        """What ``optics.method`` calls it."""

    @property
    def uses_grid(self) -> bool:
        """Whether the device is put on the cells of ``optics``."""

    def grades_walls(self, device: Device, optics: OpticsSpec) -> bool:
        """Whether cells across a wall are finer than others (``optics.wall_cell``)."""

    def wider_band_nm(self, device: Device) -> tuple[float, float] | None:
        """Shortest and longest wavelength of what is solved besides ``optics.wavelengths``."""

    @property
    def needs_mpi(self) -> bool:
        """Whether a case is an MPI job of its own, which steps Meep on ``run.ranks`` ranks."""

    @property
    def is_quick(self) -> bool:
        """Whether any case takes seconds on one core: many share a task, none is planned."""

    @property
    def has_gradient(self) -> bool:
        """Whether it gives derivatives of LEE (sim.batch.gradient)."""
        return False

    @property
    def leaves_out_pixels(self) -> bool:
        """Whether the result is the exact one of the film, whatever array the device has."""

    @property
    def side_by_side(self) -> SideBySide | None:
        """Runs that can share the ranks of a case; None where it solves one thing at a time."""

    def refusal(self, study: Study) -> Iterator[Issue]:
        """What the method cannot do with a study; asked before the device is built."""

    def warnings(self, study: Study, device: Device) -> Iterator[str]:
        """What is legal and probably not meant, of a sound study and its device."""

    def inner_case(self, study: Study) -> InnerCase | None:
        """Another case that is solved as a part of this one.

        Raises:
            ValueError: a device that has none of the kind.
        """

    def key(self, study: Study) -> str:
        """Names everything that the runs of a study depend on: equal keys share their runs."""

    def predict(self, study: Study, device: Device, machine: Machine) -> Prediction:
        """Cost of a study, without that of its inner case.

        Raises:
            ValueError: a device that the method cannot treat, or that the grid cannot hold.
        """

    def solve(self, study: Study, device: Device, tools: Tools) -> Solved:
        """Solve a study, refined where it asks for that.

        Raises:
            ValueError: a device that the method cannot treat, or that the grid cannot hold.
        """
