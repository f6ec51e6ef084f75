"""What a study of many cases will cost, before it is run: the sum over its cases.

Cases that share their optics (those that differ in the electrical model alone) are counted once,
because a launch solves them once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geometry.materials.library import MaterialLibrary
from sim.batch.study.cases import Case, Sweep, load_cases
from sim.config.errors import InputError
from sim.config.files import read_tree
from sim.config.loader import shipped_library
from sim.cost.predict import predict
from sim.optics.methods.choose import method_of
from sim.optics.methods.prediction import Prediction
from sim.progress import format_duration

_S_PER_H = 3600.0


@dataclass(frozen=True)
class SweepPrediction:
    """Size of a study.

    Attributes:
        cases: how many it has.
        solved: how many different optics they need.
        methods: number of those by method.
        core_s: processor time, wall time times ranks, summed.
        longest_s: wall time of the longest case on the ranks it asks for.
        memory_bytes: of the largest run.
    """

    cases: int
    solved: int
    methods: Mapping[str, int]
    core_s: float
    longest_s: float
    memory_bytes: float

    @property
    def core_hours(self) -> float:
        """Processor time in hours."""
        return self.core_s / _S_PER_H

    def node_hours(self, cores: int) -> float:
        """Hours of whole nodes with that many cores, all of them busy."""
        return self.core_hours / cores

    def lines(self) -> list[str]:
        """Cases, processor time and the largest run, a line each."""
        kinds = ", ".join(f"{count} {name}" for name, count in sorted(self.methods.items()))
        return [
            f"cases: {self.cases}, different optics: {self.solved} ({kinds})",
            f"processor time: about {self.core_hours:.3g} core-hours "
            f"({self.node_hours(64):.2g} node-hours on 64 cores)",
            f"longest case: about {format_duration(self.longest_s)}; "
            f"memory of the largest run: about {self.memory_bytes / 1e9:.1f} GB",
        ]


def predict_sweep(sweep: Sweep, library: MaterialLibrary | None = None) -> SweepPrediction:
    """Predict what a study costs; starts nothing.

    Raises:
        InputError: a device that cannot be built or put on the grid; the message names the case.
    """
    library = shipped_library() if library is None else library
    different = {_solutions_of(case): case for case in sweep.cases}
    predicted = {names: _predicted(case, library) for names, case in different.items()}
    # Pixels with the same wall share its runs, and cases that are solved within them, too.
    optics = {names.optics: entry for names, entry in predicted.items()}
    inner = {names.inner: entry for names, entry in predicted.items()}
    return SweepPrediction(
        cases=len(sweep.cases),
        solved=len(optics),
        methods=dict(Counter(entry.method for entry in optics.values())),
        core_s=sum((e.seconds - e.inner_s) * e.ranks for e in optics.values())
        + sum(e.inner_s * e.ranks for e in inner.values()),
        longest_s=max((entry.seconds for entry in predicted.values()), default=0.0),
        memory_bytes=max((entry.memory_bytes for entry in predicted.values()), default=0.0),
    )


@dataclass(frozen=True)
class _Solutions:
    """Names of what a case needs solved; that of an inner case is empty where there is none."""

    optics: str
    inner: str


def _solutions_of(case: Case) -> _Solutions:
    inner = None if case.method.is_quick else case.method.inner_case(case.study)
    if inner is None:
        return _Solutions(case.runs, "")
    study = inner.study
    return _Solutions(case.runs, method_of(study).key(study) + str(study.optics.dipoles))


def _predicted(case: Case, library: MaterialLibrary) -> Prediction:
    try:
        return predict(case.study, library)
    except ValueError as error:
        point = ", ".join(f"{path} = {value}" for path, value in case.values.items())
        raise InputError(f"{error} (in the case {point})") from error


def predicted_study(path: Path) -> SweepPrediction | None:
    """The prediction of a file that holds a study of many cases; None for any other file.

    Raises:
        ConfigError: a mistake in the study or in a case.
        InputError: as :func:`predict_sweep`.
    """
    if "sweep" not in read_tree(path).items:
        return None
    return predict_sweep(load_cases(path))
