"""What a study of many cases will cost, before it is run: the sum over its cases.

What cases share is counted once, because a launch solves it once: the optics of cases that differ
in the electrical model alone, a wall of pixels of any width, what pixels of one size add to it.
"""

from __future__ import annotations

import math
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
from sim.optics.methods.prediction import Prediction
from sim.progress import format_duration

_S_PER_H = 3600.0


@dataclass(frozen=True)
class SweepPrediction:
    """Size of a study.

    Attributes:
        cases: how many it has.
        solved: how many different optics they need; pixels of any width with one wall count once.
        methods: number of those by method.
        parts: how many solutions of single pixels they need besides.
        core_s: processor time, wall time times ranks, summed.
        longest_s: wall time of the longest case on the ranks it asks for.
        memory_bytes: of the largest run.
    """

    cases: int
    solved: int
    methods: Mapping[str, int]
    parts: int
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
        parts = f", and {self.parts} of single pixels" if self.parts else ""
        return [
            f"cases: {self.cases}, different optics: {self.solved} ({kinds}){parts}",
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
    different = {_optics_of(case): case for case in sweep.cases}
    predicted = [(case.runs, _predicted(case, library)) for case in different.values()]
    # the last of those that share a name: with the same name, its cost is the same
    shared = dict(predicted)
    parts = {
        name: seconds * entry.ranks
        for _, entry in predicted
        for name, seconds in entry.parts.items()
    }
    core_s = math.fsum(entry.shared_s * entry.ranks for entry in shared.values())
    return SweepPrediction(
        cases=len(sweep.cases),
        solved=len(shared),
        methods=dict(Counter(entry.method for entry in shared.values())),
        parts=len(parts),
        core_s=core_s + math.fsum(parts.values()),
        longest_s=max((entry.seconds for _, entry in predicted), default=0.0),
        memory_bytes=max((entry.memory_bytes for _, entry in predicted), default=0.0),
    )


def _optics_of(case: Case) -> tuple[str, ...]:
    """Equal for cases whose optics cost the same: of quick methods, for those with the same."""
    if case.method.is_quick:
        return (case.runs,)
    study = case.study
    return case.runs, study.device.model_dump_json(), study.optics.model_dump_json()


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
