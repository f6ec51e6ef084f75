"""A search of the design space: what its folder says of the best trade-offs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geometry.arrays import FloatArray
from postprocess.studies.cases import Explain, StudyCase
from postprocess.studies.numeric_axes import numeric_axes
from sim.batch.study.axes import short_names, value_text
from sim.config.errors import InputError

PARETO_FILE = "pareto.json"


def matches(folder: Path) -> bool:
    """Whether a folder is that of a finished search."""
    return (folder / PARETO_FILE).is_file()


def read(
    folder: Path, explain: Explain | None = None, solved: Sequence[StudyCase] | None = None
) -> Mapping[str, Any]:
    """Objectives and designs, as the search wrote them.

    Args:
        folder: of the search.
        explain, solved: not needed; designs are not taken apart.

    Raises:
        InputError: the folder's summary is damaged.
    """
    del explain, solved
    return read_summary(folder / PARETO_FILE)


def read_summary(path: Path) -> Mapping[str, Any]:
    """What a search wrote of itself.

    Raises:
        InputError: the file is damaged.
    """
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path} is damaged: {error}") from error
    return content


def shown_designs(search: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Designs by the best method that was used, each once: a search may ask for one twice."""
    designs: Sequence[Mapping[str, Any]] = search["promoted"] or search["searched"]
    return list({_key(design): design for design in designs}.values())


def best_designs(search: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The front, each design once, in the order of the first objective."""
    best = [design for design in shown_designs(search) if design["rank"] == 0]
    return sorted(best, key=lambda design: float(design["objectives"][0]))


def _key(design: Mapping[str, Any]) -> str:
    return str(design.get("key", json.dumps(design["objectives"])))


@dataclass(frozen=True)
class Importance:
    """How much of the order of one measure a parameter explains alone, 0 to 1."""

    parameter: str
    measure: str
    share: float


def importance(search: Mapping[str, Any]) -> tuple[Importance, ...]:
    """Of every parameter for every objective, over the designs that were searched.

    Of numbers the square of Spearman's rank correlation, of words the correlation ratio of the
    ranks: the share of their variance that lies between values. A search does not sample evenly,
    so that this ranks parameters and is no Sobol index (``pencsim explore --sensitivity``).
    """
    designs = list({_key(design): design for design in search["searched"]}.values())
    values = [design.get("values") or {} for design in designs]
    paths = list(values[0]) if values else []
    names = short_names(paths)
    numeric = {axis.path: axis.values for axis in numeric_axes(paths, values)}
    rows = []
    for place, objective in enumerate(search["objectives"]):
        worth = np.array([float(design["objectives"][place]) for design in designs])
        known = np.isfinite(worth)
        if known.sum() < 3 or np.ptp(worth[known]) == 0.0:
            continue
        ranks = _ranks(worth[known])
        for path in paths:
            if path in numeric:
                share = _rank_correlation(numeric[path][known], ranks) ** 2
            else:
                kinds = [value_text(entry.get(path)) for entry in values]
                share = _between([k for k, ok in zip(kinds, known, strict=True) if ok], ranks)
            rows.append(Importance(names[path], objective["measure"], share))
    return tuple(rows)


def _ranks(values: FloatArray) -> FloatArray:
    """Ranks from 1, equal values share a mean. scipy.stats takes half a second to load."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - 0.5 * (count - 1))[place], dtype=float)


def _rank_correlation(values: FloatArray, ranks: FloatArray) -> float:
    own = _ranks(values)
    if np.ptp(own) == 0.0:
        return 0.0
    return float(np.corrcoef(own, ranks)[0, 1])


def _between(kinds: Sequence[str], ranks: FloatArray) -> float:
    """Variance of the means of kinds over that of all."""
    total = float(np.var(ranks)) * ranks.size
    mean = float(ranks.mean())
    groups = {kind: ranks[[k == kind for k in kinds]] for kind in set(kinds)}
    return sum(g.size * (float(g.mean()) - mean) ** 2 for g in groups.values()) / total
