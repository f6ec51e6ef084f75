"""Global sensitivity: which inputs a result depends on, over their whole ranges.

Sobol indices (Saltelli et al., Comput. Phys. Commun. 181, 259 (2010)) by SALib: the first-order
index is the share of a result's variance that an input explains alone, the total index the share
that it takes part in. N (D + 2) cases for D inputs, run as a sweep like any other.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sample

from sim.batch.explore import Explorer
from sim.batch.running.folder import SweepFolder, write_json
from sim.batch.study.cases import Sweep
from sim.config.errors import InputError
from sim.processes.child import RunError
from sim.store.hdf5 import read_case


@dataclass(frozen=True)
class SobolIndices:
    """Indices of one measure, in the order of the inputs, each with its 95 % half width.

    Attributes:
        measure: of the result.
        first, first_error, total, total_error: by input.
    """

    measure: str
    first: Mapping[str, float]
    first_error: Mapping[str, float]
    total: Mapping[str, float]
    total_error: Mapping[str, float]


def sobol_points(names: Sequence[str], count: int, seed: int) -> NDArray[np.float64]:
    """Saltelli's points of the unit cube, shape (count (D + 2), D).

    Args:
        names: inputs.
        count: base samples; a power of two.
        seed: of the scrambling.
    """
    return np.asarray(sample.sample(_problem(names), count, calc_second_order=False, seed=seed))


def sobol_indices(
    names: Sequence[str], measure: str, values: NDArray[np.float64], seed: int
) -> SobolIndices:
    """Indices from the values at :func:`sobol_points`, in their order."""
    with warnings.catch_warnings():
        # SALib 1.5 hands a list to pandas.unique, which pandas 2 warns of.
        warnings.simplefilter("ignore", FutureWarning)
        computed = analysis.analyze(_problem(names), values, calc_second_order=False, seed=seed)

    def named(key: str) -> dict[str, float]:
        return {name: float(value) for name, value in zip(names, computed[key], strict=True)}

    return SobolIndices(measure, named("S1"), named("S1_conf"), named("ST"), named("ST_conf"))


def sensitivity(explorer: Explorer, count: int) -> tuple[SobolIndices, ...]:
    """Indices of every objective of a search over its axes, by the method of ``first``.

    Writes ``DIR/sensitivity.json``; the cases lie in ``DIR/sensitivity/``.

    Args:
        explorer: names axes, objectives and how cases are run.
        count: base samples; a power of two.

    Raises:
        InputError: an axis of listed values, which has no variance, or ``count`` no power of two.
        RunError: a case has no result: the indices need all of them.
    """
    spec = explorer.search.spec
    if any(axis.values is not None for axis in spec.axes):
        raise InputError("sensitivity takes axes with low and high; listed values have no variance")
    if count < 2 or count & (count - 1):
        raise InputError(f"--sensitivity: found {count}; expected a power of two")
    names = [axis.path for axis in spec.axes]
    points = sobol_points(names, count, spec.seed)
    rows = _measured(explorer, names, points)
    indices = tuple(
        sobol_indices(names, o.measure, np.array([row[o.measure] for row in rows]), spec.seed)
        for o in spec.objectives
    )
    write_json(explorer.out / "sensitivity.json", [vars(entry) for entry in indices])
    return indices


def _measured(
    explorer: Explorer, names: Sequence[str], points: NDArray[np.float64]
) -> list[dict[str, float]]:
    """Measures at every point, in order."""
    written = [explorer.written(dict(zip(names, map(float, row), strict=True))) for row in points]
    cases = [explorer.case(values, cheap=True) for values in written]
    unsound = next((v for v, case in zip(written, cases, strict=True) if case is None), None)
    if unsound is not None:
        raise InputError(
            f"no sound case at {dict(zip(names, unsound, strict=True))}: narrow an axis"
        )
    unique = {case.key: case for case in cases if case is not None}
    folder = explorer.out / "sensitivity"
    source: dict[str, Any] = {**explorer.search.tree.plain, "base": "base.yaml"}
    base = explorer.search.base.plain
    sweep = Sweep(
        explorer.search.name, tuple(names), tuple(unique.values()), len(points), source, base
    )
    outcome = explorer.run_sweep(sweep, folder)
    if not outcome.is_whole:
        raise RunError(f"{folder}: some cases have no result, and the indices need all of them")
    by_key = {
        key: explorer.measures(case, read_case(SweepFolder(folder).result(key)))
        for key, case in unique.items()
    }
    rows = [by_key[case.key] for case in cases if case is not None]
    for objective in explorer.search.spec.objectives:
        if not all(math.isfinite(row[objective.measure]) for row in rows):
            raise RunError(f"{objective.measure} has no value in some of the cases")
    return rows


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
