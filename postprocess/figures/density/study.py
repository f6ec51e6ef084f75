"""Which pictures a study against pixel density has."""

from __future__ import annotations

import math
from functools import partial

from postprocess.figures.density.budgets import MOST_SERIES, draw_budgets
from postprocess.figures.density.curves import (
    draw_crosstalk,
    draw_eqe_vs_ppi,
    draw_lee_vs_ppi,
    draw_steps,
)
from postprocess.figures.saving import Draw
from postprocess.studies.density import DensityStudy


def figures(study: DensityStudy) -> dict[str, Draw]:
    """Name -> what draws it; budgets of more series than a page holds are left out."""
    drawn: dict[str, Draw] = {}
    if any(math.isfinite(case.crosstalk) for case in study.cases):
        drawn["crosstalk_vs_ppi"] = partial(draw_crosstalk, study)
    if any(math.isfinite(case.eqe) for case in study.cases):
        drawn["eqe_vs_ppi"] = partial(draw_eqe_vs_ppi, study)
    drawn["lee_vs_ppi"] = partial(draw_lee_vs_ppi, study)
    if study.mechanisms:
        drawn["steps_vs_ppi"] = partial(draw_steps, study)
    if len(study.series) <= MOST_SERIES:
        drawn["budget_vs_ppi"] = partial(draw_budgets, study)
    return drawn
