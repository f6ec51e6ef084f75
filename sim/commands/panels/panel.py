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
    from sim.analysis.panel.evaluate import PanelCase
    from sim.results.records import CaseResult
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

        from sim.config.loader import dump_study, load_checked
        from sim.store.provenance import provenance

        started = time.time()
        study = load_checked(config, overrides or ()).study
        if study.panel is None or study.electrical is None:
            missing = "panel" if study.panel is None else "electrical"
            stop(BAD_INPUT, f"{config}: {missing}: missing; expected a block of that name")
        solved = _solved(study, result, ranks, overrides or [])
        folder = out or default_folder(study.name) / "panel"
        with ending_with_one_line():
            case = _panel_case(study, solved)
            code = _evaluate(case, study, folder, dump_study(study), provenance(1, started))
            if netlist:
                _write_netlist(case, folder)
        raise typer.Exit(code)


def _solved(
    study: Study, result: Path | None, ranks: int | None, overrides: list[str]
) -> CaseResult:
    """The case with its currents: the file named, the one that is there, or solved now."""
    from sim.config.loader import same_case
    from sim.config.stored import stored_study
    from sim.processes.launch import RunError, run_study
    from sim.progress import reporter_for

    own = [text for text in overrides if not text.strip().startswith("panel")]
    target = result or default_result(study.name, own)
    if not target.exists():
        if result is not None:
            stop(BAD_INPUT, f"--result: {result} does not exist")
        try:
            run_study(study, target, ranks, False, reporter_for())
        except RunError as error:
            stop(FAILED, str(error))
        typer.echo(f"Result: {target}")
    case = read_result(target)
    if result is None and not same_case(stored_study(case.config_yaml, str(target)), study):
        stop(BAD_INPUT, f"{target} holds another case; `pencsim run --force` solves this one")
    if case.electrical is None:
        stop(BAD_INPUT, f"{target}: no electrical result; expected a case with `electrical:`")
    return case


def _panel_case(study: Study, solved: CaseResult) -> PanelCase:
    from geometry.device import build_device
    from postprocess.figures.analysis.image_file import PictureError, read_grey
    from sim.analysis.panel.evaluate import PanelCase
    from sim.analysis.panel.images import PATTERNS, fitted, pattern
    from sim.analysis.panel.pixels import panel_pixel
    from sim.config.loader import shipped_library
    from sim.config.stored import stored_study

    spec = study.panel
    held = stored_study(solved.config_yaml)
    assert spec is not None  # asked before
    assert held.electrical is not None  # the case has currents
    assert solved.electrical is not None  # asked before
    device = build_device(held.device, shipped_library())
    pixel = panel_pixel(spec, device, held.electrical, solved.electrical)
    if spec.image in PATTERNS:
        return PanelCase(spec, pixel, pattern(spec.image, spec.rows, spec.columns))
    try:
        picture = read_grey(Path(spec.image))
    except PictureError as error:
        known = ", ".join(PATTERNS)
        stop(BAD_INPUT, f"panel.image: {error}; expected a PNG, or one of {known}")
    return PanelCase(spec, pixel, fitted(picture, spec.rows, spec.columns))


def _evaluate(
    case: PanelCase,
    study: Study,
    folder: Path,
    config_yaml: str,
    facts: dict[str, str | int | float],
) -> int:
    """Compute, write, print; the exit status."""
    from dataclasses import replace

    from postprocess.figures.analysis.image_file import write_grey
    from postprocess.figures.analysis.panel import panel_figures
    from postprocess.figures.saving import save_figures
    from postprocess.tables.panel import render_panel
    from sim.analysis.panel.colours import gamut_study
    from sim.analysis.panel.evaluate import evaluate_panel
    from sim.results.status import Status
    from sim.store.panel import write_panel
    from sim.text_table import console_for

    done = evaluate_panel(case, study.name, config_yaml, facts)
    spec = case.spec
    if spec.gamut is not None:
        colours = gamut_study(spec.gamut, spec.shared_layer, case.pixel.table)
        done = replace(done, gamut=colours)
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
