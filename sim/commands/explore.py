"""``pencsim explore``: a search of the design space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_exit import FAILED, exit_codes, stop
from sim.commands.many import (
    BackendName,
    Jobs,
    Machine,
    Out,
    Place,
    Ranks,
    StudyFile,
    TimeLimit,
    options_of,
    warn,
)
from sim.commands.shared import default_folder, one_thread

if TYPE_CHECKING:
    from sim.batch.climbed import Step
    from sim.batch.explore import Explorer


def explore(  # noqa: PLR0913 - one argument per option
    study: StudyFile,
    out: Out = None,
    backend: Annotated[BackendName, typer.Option(help="Where cases run.")] = BackendName.LOCAL,
    jobs: Jobs = None,
    ranks: Ranks = None,
    time_limit: TimeLimit = None,
    machine: Machine = None,
    gradient: Annotated[
        bool, typer.Option("--gradient", help="Climb along the gradient of LEE, by method fmm.")
    ] = False,
    sensitivity: Annotated[
        int | None, typer.Option(min=2, metavar="N", help="Sobol indices from N (D + 2) cases.")
    ] = None,
) -> None:
    """Search the design space for the best trade-offs, or say what matters in it."""
    if gradient:
        one_thread()
    with exit_codes():
        from sim.batch.explore import Explorer
        from sim.batch.study.explore_spec import load_search
        from sim.processes.launch import RunError

        search = load_search(study)
        folder = out or default_folder(search.name)
        place = Place(backend, options_of(jobs, ranks, False, time_limit), machine)
        explorer = Explorer(search, folder, place.run)
        try:
            if gradient:
                _show_climb(explorer)
            elif sensitivity is None:
                _show_front(explorer)
            else:
                _show_sensitivity(explorer, sensitivity)
        except RunError as error:
            stop(FAILED, str(error))
        typer.echo(f"Results: {folder}")


def _show_front(explorer: Explorer) -> None:
    from sim.batch.study.axes import short_names
    from sim.batch.study.measure_text import measure_text, short_value

    explored = explorer.run()
    names = [objective.measure for objective in explorer.search.spec.objectives]
    if explored.without_result:
        warn(f"{explored.without_result} points made no sound device or have no result")
    kind = "solved in full" if explored.promoted else "searched"
    best = {design.key: design for design in explored.best}
    typer.echo(f"{len(best)} best trade-offs of {len(explored.searched)}, {kind}:")
    for design in best.values():
        shown = short_names(list(design.values))
        values = ", ".join(f"{shown[path]} {short_value(v)}" for path, v in design.values.items())
        reached = zip(names, design.objectives, strict=True)
        numbers = ", ".join(f"{measure_text(n).name} {measure_text(n).text(v)}" for n, v in reached)
        typer.echo(f"{design.key}  {numbers}  ({values})")


def _show_sensitivity(explorer: Explorer, count: int) -> None:
    from sim.batch.sobol import sensitivity

    for indices in sensitivity(explorer, count):
        typer.echo(f"{indices.measure}: share of variance alone, and with others")
        for name in sorted(indices.total, key=lambda name: -indices.total[name]):
            typer.echo(
                f"  {name}: {indices.first[name]:.3f} +- {indices.first_error[name]:.3f}, "
                f"{indices.total[name]:.3f} +- {indices.total_error[name]:.3f}"
            )


def _show_climb(explorer: Explorer) -> None:
    from sim.batch.gradient import Climb
    from sim.batch.study.axes import short_names
    from sim.batch.study.measure_text import measure_text, short_value

    measure = measure_text(explorer.search.spec.objectives[0].measure)
    shown = short_names([axis.path for axis in explorer.search.spec.axes])

    def design(step: Step) -> str:
        return ", ".join(f"{shown[path]} {short_value(v)}" for path, v in step.values.items())

    def tell(step: Step) -> None:
        text = f"start {step.start}: {100.0 * step.objective:.3f} %"
        typer.echo(f"{text}  ({design(step)})  {step.seconds:.0f} s", err=True)

    climbed = Climb(explorer, tell).run()
    for name, solved in (("first", climbed.first), ("best", climbed.final)):
        numbers = f"{measure.text(solved.objective)} +- {measure.text(solved.objective_error)}"
        typer.echo(f"{solved.key}  {name}: {measure.name} {numbers}, {solved.status}")
    typer.echo(f"best of {len(climbed.steps)} evaluations: {design(climbed.best)}")
    typer.echo("derivatives, points per range: exact +- by terms and wavevectors, differences")
    best = climbed.best
    rows = zip(shown.values(), best.slope, best.slope_error, climbed.differences, strict=True)
    for name, slope, error, difference in rows:
        typer.echo(
            f"  {name}: {100 * slope:+.3f} +- {100 * error:.3f}, "
            + ("-" if difference is None else f"{100 * difference:+.3f}")
        )
