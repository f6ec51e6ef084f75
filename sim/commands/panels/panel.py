"""``pencsim panel``: an active-matrix display of a case's pixels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_exit import BAD_INPUT, FAILED, NOT_CONVERGED, exit_codes, stop
from sim.commands.shared import (
    Config,
    Overrides,
    default_folder,
    default_result,
    ending_with_one_line,
    read_result,
)

if TYPE_CHECKING:
    from geometry.arrays import FloatArray
    from sim.analysis.panel.evaluate import PanelCase
    from sim.electrical.panel.spec import PanelSpec
    from sim.results.records import CaseResult, PanelResult
    from sim.study import Study

_FILE = "panel.h5"


def panel(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="Folder; default: runs/NAME/panel.")] = None,
    netlist: Annotated[
        bool, typer.Option("--netlist", help="Also write pixel.cir, and run ngspice if it is here.")
    ] = False,
    result: Annotated[
        Path | None, typer.Option(help="Solved case to take the LED from; else it is run.")
    ] = None,
    ranks: Annotated[int | None, typer.Option(min=1, help="MPI processes of the case.")] = None,
    overrides: Overrides = None,
) -> None:
    """Show a picture on an active-matrix panel of a case's pixels (block `panel:`)."""
    with exit_codes():
        import time

        from sim.analysis.panel.of_case import evaluated
        from sim.config.loader import dump_study, load_checked
        from sim.store.provenance import provenance

        started = time.time()
        study = load_checked(config, overrides or ()).study
        if study.panel is None or study.electrical is None:
            missing = "panel" if study.panel is None else "electrical"
            stop(BAD_INPUT, f"{config}: {missing}: missing; expected a block of that name")
        solved = _solved(config, study, result, ranks, overrides or [])
        folder = out or default_folder(study.name) / "panel"
        with ending_with_one_line():
            facts = provenance(1, started)
            done = _kept(study, solved, dump_study(study), facts)
            if done is None or netlist:
                case = _panel_case(study, solved)
                done = done or evaluated(case, study.name, dump_study(study), facts)
            code = _write(study.panel, done, folder)
            if netlist:
                _write_netlist(case, folder)
        raise typer.Exit(code)


def _solved(
    config: Path, study: Study, result: Path | None, ranks: int | None, overrides: list[str]
) -> CaseResult:
    """The case with its currents: the file named, the one that is there, or solved now.

    A panel changes neither light nor currents: the case may have been solved with another one.
    """
    from sim.config.loader import load_checked, same_case
    from sim.config.stored import stored_study
    from sim.processes.launch import RunError, run_study
    from sim.progress import reporter_for

    own = [text for text in overrides if not text.strip().startswith("panel")]
    target = result or default_result(study.name, own)
    if not target.exists():
        if result is not None:
            stop(BAD_INPUT, f"--result: {result} does not exist")
        try:
            run_study(load_checked(config, own).study, target, ranks, False, reporter_for())
        except RunError as error:
            stop(FAILED, str(error))
        typer.echo(f"Result: {target}")
    case = read_result(target)
    held = stored_study(case.config_yaml, str(target))
    beside = study.model_copy(update={"panel": held.panel})
    if result is None and not same_case(held, beside):
        stop(BAD_INPUT, f"{target} holds another case; `pencsim run --force` solves this one")
    if case.electrical is None:
        stop(BAD_INPUT, f"{target}: no electrical result; expected a case with `electrical:`")
    return case


def _panel_case(study: Study, solved: CaseResult) -> PanelCase:
    """The panel of a solved case, with the case's own device and inputs."""
    from geometry.device import build_device
    from sim.analysis.panel.of_case import panel_case
    from sim.config.loader import shipped_library
    from sim.config.stored import stored_study

    assert study.panel is not None  # asked before
    assert solved.electrical is not None  # asked before
    held = stored_study(solved.config_yaml).model_copy(update={"panel": study.panel})
    picture = _picture(study.panel)
    device = build_device(held.device, shipped_library())
    try:
        return panel_case(held, device, solved.optics, solved.electrical, picture)
    except ArithmeticError as error:
        stop(FAILED, f"capacitance of the case: {error}")


def _picture(spec: PanelSpec) -> FloatArray:
    """The picture on the panel's pixels; ends the command where its file is none."""
    from postprocess.figures.analysis.image_file import PictureError, read_grey
    from sim.analysis.panel.images import PATTERNS, fitted
    from sim.analysis.panel.of_case import own_picture

    picture = own_picture(spec)
    if picture is not None:
        return picture
    try:
        return fitted(read_grey(Path(spec.image)), spec.rows, spec.columns)
    except PictureError as error:
        known = ", ".join(PATTERNS)
        stop(BAD_INPUT, f"panel.image: {error}; expected a PNG, or one of {known}")


def _kept(
    study: Study, solved: CaseResult, config_yaml: str, facts: dict[str, str | int | float]
) -> PanelResult | None:
    """The case's own panel where it was solved with this one; its capacitance takes seconds."""
    from dataclasses import replace

    from sim.config.stored import stored_study

    if solved.panel is None or stored_study(solved.config_yaml).panel != study.panel:
        return None
    return replace(solved.panel, config_yaml=config_yaml, provenance=facts)


def _write(spec: PanelSpec, done: PanelResult, folder: Path) -> int:
    """Write and print a panel; the exit status."""
    from postprocess.figures.analysis.image_file import write_grey
    from postprocess.figures.analysis.panel import panel_figures
    from postprocess.figures.saving import save_figures
    from postprocess.tables.panel import render_panel
    from sim.results.status import Status
    from sim.store.panel import write_panel
    from sim.text_table import console_for

    write_panel(folder / _FILE, done)
    shown = render_panel(done)
    console_for(shown).print(shown)
    white = spec.luminance_cd_m2
    picture = write_grey(folder / "seen.png", (done.seen_cd_m2 / white) ** (1.0 / spec.gamma))
    for path in (folder / _FILE, picture, *save_figures(panel_figures(done), folder)):
        typer.echo(path)
    return 0 if done.status is Status.OK else NOT_CONVERGED


def _write_netlist(case: PanelCase, folder: Path) -> None:
    """pixel.cir of white in the first frame, and its anode by ngspice beside ours."""
    from sim.analysis.panel.evaluate import white_netlist
    from sim.analysis.panel.ngspice import compared, has_ngspice
    from sim.store.atomic import write_texts

    deck, own = white_netlist(case)
    for path in write_texts(folder, {"pixel.cir": deck}):
        typer.echo(path)
    if not has_ngspice():
        typer.echo("ngspice is not installed; ngspice -b pixel.cir runs the netlist elsewhere")
        return
    try:
        beside = compared(deck, own)
    except RuntimeError as error:
        stop(FAILED, str(error))
    typer.echo(
        f"ngspice: anode within {1e3 * beside.anode_v:.3g} mV ({100.0 * beside.relative:.2g} %), "
        f"supply current at the frame's end within {100.0 * beside.supply:.2g} %"
    )
