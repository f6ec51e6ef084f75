"""Which assumed input decides: every assumption of a case at both ends of its range, one by one.

The optics are those of the film, solved exactly. A range says where the truth is believed to lie;
the swing of a row is therefore how much of the result is belief about that input.
"""

from __future__ import annotations

from dataclasses import replace

from geometry.materials.library import Assumption, MaterialLibrary
from sim.analysis.channels import cost_of_channels
from sim.analysis.evaluation import CaseInputs, Evaluation, PlanarEvaluator
from sim.analysis.inputs import with_assumed
from sim.analysis.sensitivity.records import Outcome, Sensitivity, SensitivityRow
from sim.config.errors import ConfigError
from sim.progress import Reporter
from sim.results.curves import peak_warnings
from sim.study import Method, Study


def sensitivity(study: Study, library: MaterialLibrary, reporter: Reporter) -> Sensitivity:
    """Vary every assumed input of a case.

    Args:
        study: the case; a pixel's light is taken as that of its film.
        library: materials.
        reporter: receives the progress, one unit per assumption.

    Raises:
        ValueError: the case as it stands cannot be solved.
    """
    optics = study.optics.model_copy(update={"method": Method.PLANAR})
    inputs = CaseInputs(study.model_copy(update={"optics": optics}), library)
    evaluator = PlanarEvaluator()
    base = evaluator.evaluate(inputs)
    notes = (*_notes(study), *peak_warnings(base.electrical))
    reporter.start(float(len(base.assumptions)), study.name)
    rows = []
    for number, entry in enumerate(base.assumptions, start=1):
        rows.append(_row(evaluator, inputs, entry))
        reporter.update(float(number), entry.path)
    reporter.finish(f"{len(rows)} assumed inputs varied")
    quantity = "lee" if study.electrical is None else "eqe_peak"
    channels = cost_of_channels(inputs, evaluator)
    unsorted = Sensitivity(study.name, quantity, _outcome(base), tuple(rows), notes, channels)
    return replace(unsorted, rows=tuple(sorted(rows, key=unsorted.swing, reverse=True)))


def _notes(study: Study) -> tuple[str, ...]:
    notes = ["one input at a time: what two of them do together is not seen"]
    if study.device.array is not None:
        notes.append(
            "the pixel's light is that of its film: inputs that only shape bank and wall move "
            "nothing but areas and edges here"
        )
    return tuple(notes)


def _row(evaluator: PlanarEvaluator, inputs: CaseInputs, entry: Assumption) -> SensitivityRow:
    outcomes: list[Outcome | None] = []
    problems = []
    for value in (entry.low, entry.high):
        try:
            outcomes.append(_outcome(evaluator.evaluate(with_assumed(inputs, entry, value))))
        except (ConfigError, ValueError) as error:
            outcomes.append(None)
            problems.append(f"at {value:g}: {str(error).splitlines()[0]}")
    return SensitivityRow(
        path=entry.path,
        value=entry.value,
        low=entry.low,
        high=entry.high,
        reason=entry.reason,
        at_low=outcomes[0],
        at_high=outcomes[1],
        problem="; ".join(problems),
    )


def _outcome(evaluation: Evaluation) -> Outcome:
    return Outcome(evaluation.lee, evaluation.eqe_peak, evaluation.turn_on_v)
