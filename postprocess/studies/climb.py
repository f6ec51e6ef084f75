"""A search along the gradient: its evaluations, beside those of a search by trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from postprocess.studies import search
from postprocess.studies.cases import Explain, StudyCase

GRADIENT_FILE = "gradient.json"


@dataclass(frozen=True)
class Climb:
    """What a folder holds of its searches.

    Attributes:
        content: of gradient.json.
        trials: of pareto.json, the search by trial; None where there was none.
    """

    content: Mapping[str, Any]
    trials: Mapping[str, Any] | None

    @property
    def measure(self) -> str:
        """What is maximised."""
        return str(self.content["objective"])

    @property
    def worth(self) -> list[float]:
        """Objective of every evaluation, in their order."""
        return [float(step["objective"]) for step in self.content["steps"]]

    @property
    def trial_worth(self) -> list[float]:
        """Likewise of the trials; empty where they sought more or something else."""
        if self.trials is None:
            return []
        if [one["measure"] for one in self.trials["objectives"]] != [self.measure]:
            return []
        return [float(design["objectives"][0]) for design in self.trials["searched"]]


def best_so_far(worth: Sequence[float]) -> list[float]:
    """The largest value up to each evaluation."""
    return list(accumulate(worth, max))


def matches(folder: Path) -> bool:
    """Whether a folder is that of a finished search along the gradient."""
    return (folder / GRADIENT_FILE).is_file()


def read(
    folder: Path, explain: Explain | None = None, solved: Sequence[StudyCase] | None = None
) -> Climb:
    """Both searches of a folder, as they were written.

    Args:
        folder: of the searches.
        explain, solved: not needed; designs are not taken apart.

    Raises:
        InputError: a summary is damaged.
    """
    del explain, solved
    content = search.read_summary(folder / GRADIENT_FILE)
    return Climb(content, search.read(folder) if search.matches(folder) else None)
