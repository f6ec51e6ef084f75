"""The command line: parses arguments and calls the packages; nothing is computed here.

Exit status: 0 done; 1 the run failed; 2 bad input; 3 finished but not converged; 130 interrupted.
Modules are imported inside the commands, so that ``pencsim --help`` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.batch import cli as batch
from sim.cli_exit import BAD_INPUT, FAILED, NOT_CONVERGED, exit_codes, stop

if TYPE_CHECKING:
    from sim.results.records import CaseResult
    from sim.study import Study

app = typer.Typer(
    help="Coupled optical and electrical simulation of pixelated perovskite-nanocrystal LEDs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Config = Annotated[Path, typer.Argument(help="YAML file of one case.")]
Stored = Annotated[Path, typer.Argument(help="Result file, or a folder of them.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Replace a value, e.g. device.array=none."),
]


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Coupled optical and electrical simulation of pixelated perovskite-nanocrystal LEDs."""
    if version:
        from importlib.metadata import version as version_of

        print(f"pencsim {version_of('pencsim')}")
        raise typer.Exit


@app.command()
def run(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/NAME.h5.")] = None,
    ranks: Annotated[int | None, typer.Option(min=1, help="MPI processes.")] = None,
    overrides: Overrides = None,
    force: Annotated[bool, typer.Option(help="Run even if the result exists.")] = False,
) -> None:
    """Simulate one case."""
    with exit_codes():
        from sim.config.loader import load_checked
        from sim.progress import reporter_for

        loaded = load_checked(config, overrides or ())
        target = out or _default_folder(loaded.study) / f"{loaded.study.name}.h5"
        if not force and target.exists():
            _leave_if_there(target, loaded.study)
        reporter = reporter_for()
        for sentence in loaded.warnings:
            reporter.warn(sentence)

        from sim.processes.launch import RunError, run_study

        try:
            written = run_study(loaded.study, target, ranks, force, reporter)
        except RunError as error:
            stop(FAILED, str(error))
        case = _read(written)
        _print_summary(case)
        print(f"Result: {written}")
        raise typer.Exit(_status_code(case))


@app.command()
def validate(
    config: Config,
    overrides: Overrides = None,
    calibrate: Annotated[
        bool, typer.Option(help="First measure how fast this machine steps (half a minute).")
    ] = False,
) -> None:
    """Check a case, or a study of many, and print what it will cost."""
    with exit_codes():
        from sim.batch.study.prediction import predicted_study

        many = None if overrides else predicted_study(config)
        if many is not None:
            print("\n".join([f"{config}: sound", *many.lines()]))
            return
        from sim.config.loader import load_checked

        loaded = load_checked(config, overrides or ())
        for sentence in loaded.warnings:
            typer.echo(f"warning: {sentence}", err=True)

        if calibrate:
            from sim.processes.launch import RunError, calibrate_for

            try:
                calibrate_for(loaded.study)
            except RunError as error:
                stop(FAILED, str(error))

        from sim.cost.predict import predict

        print(f"{config}: sound")
        for line in predict(loaded.study).lines():
            print(line)


@app.command()
def preview(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/preview.")] = None,
    gds: Annotated[
        Path | None, typer.Option(help="Also the plan, as FILE.gds or FILE.oas.")
    ] = None,
    overrides: Overrides = None,
) -> None:
    """Draw the geometry as the grid sees it."""
    with exit_codes():
        from sim.config.loader import load_study

        study = load_study(config, overrides or ())
        if gds is not None:
            from postprocess.tables.plan_file import write_plan_of

            write_plan_of(study, gds)

        from postprocess.figures.preview import draw_preview

        for path in draw_preview(study, out or _default_folder(study) / "preview"):
            print(path)
        if gds is not None:
            print(gds)


@app.command()
def show(
    stored: Stored,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Summarise one result, or a folder of them as a table."""
    with exit_codes():
        from postprocess.case.summary import render_directory, summary
        from postprocess.result_files import label, result_files

        if (stored / "index.json").is_file() and not as_json:
            batch.status(stored)
            _print_ppi_table(stored)
            return
        paths = result_files(stored)
        if len(paths) == 1 and not as_json:
            _print_summary(_read(paths[0]))
            return
        found = {label(path, stored): summary(_read(path)) for path in paths}
        if as_json:
            summaries = list(found.values())
            _print_json(summaries[0] if len(summaries) == 1 else summaries)
            return

        from sim.text_table import console_for

        table = render_directory(found)
        console_for(table).print(table)


app.command()(batch.sweep)
app.command()(batch.status)
app.command()(batch.explore)


@app.command()
def sensitivity(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/sensitivity.")] = None,
    overrides: Overrides = None,
) -> None:
    """Say which assumed input decides: each at both ends of its range, in the film's optics."""
    with exit_codes():
        from rich.console import Console

        from sim.analysis.cli import default_folder, sensitivity_of

        found = sensitivity_of(config, overrides or (), out)

        from postprocess.figures.tornado import save_tornado
        from postprocess.tables.sensitivity import render_sensitivity

        Console().print(render_sensitivity(found))
        for drawn in save_tornado(found, out or default_folder(found.name, "sensitivity")):
            print(drawn)


@app.command()
def calibrate(
    study: Annotated[Path, typer.Argument(help="YAML file of a calibration.")],
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/calibration.")] = None,
) -> None:
    """Fit stated parameters to stated data, and judge them on data left out."""
    with exit_codes():
        from rich.console import Console

        from postprocess.tables.calibration import render_calibration
        from sim.analysis.cli import calibration_of

        found = calibration_of(study, out)
        Console().print(render_calibration(found))
        raise typer.Exit(0 if found.has_converged else NOT_CONVERGED)


@app.command()
def figures(
    stored: Stored,
    out: Annotated[Path | None, typer.Option(help="Default: figures/ beside the result.")] = None,
    formats: Annotated[str, typer.Option("--format", help="Of png, pdf, svg.")] = "png",
) -> None:
    """Draw every figure again from stored results alone."""
    with exit_codes():
        from postprocess.result_files import folder_for, result_files

        kinds = tuple(part.strip() for part in formats.split(","))
        unknown = [kind for kind in kinds if kind not in ("png", "pdf", "svg")]
        if unknown:
            stop(BAD_INPUT, f"--format: found {unknown[0]!r}; expected some of png, pdf, svg")

        from postprocess.figures.pareto import draw_search, is_search

        if is_search(stored):
            for drawn in draw_search(stored, out or stored / "figures", kinds):
                print(drawn)
            return
        paths = result_files(stored)

        from postprocess.figures.case_figures import draw_case
        from postprocess.figures.comparison import draw_comparison_folder
        from postprocess.figures.ppi import draw_ppi_folder
        from postprocess.studies.comparison import is_comparison
        from postprocess.studies.ppi_points import is_ppi_study
        from sim.analysis.cli import explained_of

        if is_ppi_study(stored):
            for drawn in draw_ppi_folder(stored, out or stored / "figures", kinds, explained_of):
                print(drawn)
            return  # a case's own pictures are a minute's work each: name its file
        if is_comparison(stored):
            target = out or stored / "figures"
            for drawn in draw_comparison_folder(stored, target, kinds, explained_of):
                print(drawn)
        for path in paths:
            folder = folder_for(path, out, alone=len(paths) == 1)
            for drawn in draw_case(_read(path), folder, kinds):
                print(drawn)


@app.command()
def report(
    stored: Stored,
    out: Annotated[Path | None, typer.Option(help="Default: NAME.html beside the result.")] = None,
) -> None:
    """Write one static HTML page per result."""
    with exit_codes():
        from postprocess.result_files import result_files

        paths = result_files(stored)

        from postprocess.report import write_report

        for path in paths:
            page = out if out is not None and len(paths) == 1 else path.with_suffix(".html")
            write_report(_read(path), page)
            print(page)


@app.command()
def materials(
    name: Annotated[str | None, typer.Argument(help="One material.")] = None,
    low_nm: Annotated[float, typer.Option(help="Start of the band of the fit.")] = 500.0,
    high_nm: Annotated[float, typer.Option(help="End of the band of the fit.")] = 540.0,
    plot: Annotated[
        Path | None, typer.Option(help="Picture of n, k and fit: png, pdf, svg.")
    ] = None,
) -> None:
    """List the materials, or show one: n, k and the medium fitted to it."""
    with exit_codes():
        from geometry.materials.library import UnknownMaterial
        from postprocess.tables.materials import check_band, render_library
        from sim.config.loader import shipped_library

        library = shipped_library()
        if name is None:
            if plot is not None:
                stop(BAD_INPUT, "--plot draws one material: name it")
            from rich.console import Console

            Console().print(render_library(library))
            return
        from sim.optics.grid.dispersion_fit import describe

        try:
            material = library.get(name)
        except UnknownMaterial as error:
            stop(BAD_INPUT, str(error))
        check_band(material, low_nm, high_nm)
        for line in describe(material, low_nm, high_nm):
            print(line)
        if plot is not None:
            from postprocess.figures.material import plot_material

            print(plot_material(material, low_nm, high_nm, plot))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the YAML, for editors."""
    with exit_codes():
        from sim.config.schema import study_schema

        _print_json(study_schema())


def _default_folder(study: Study) -> Path:
    return Path("runs") / study.name


def _leave_if_there(target: Path, study: Study) -> None:
    """End the command where the result exists; a damaged file is overwritten."""
    from sim.config.loader import same_case, study_from_yaml
    from sim.store.hdf5 import StoreError, read_case

    if target.is_dir():
        stop(BAD_INPUT, f"--out: {target} is a directory; expected the name of a file")
    try:
        case = read_case(target)
    except StoreError as error:
        typer.echo(f"warning: {error}", err=True)
        return
    if not same_case(study_from_yaml(case.config_yaml, str(target)), study):
        stop(BAD_INPUT, f"{target} holds another case; --force overwrites it")
    typer.echo(f"{target} holds this case already; --force runs it again")
    raise typer.Exit(_status_code(case))


def _read(path: Path) -> CaseResult:
    from sim.store.hdf5 import StoreError, read_case

    try:
        return read_case(path)
    except StoreError as error:
        stop(BAD_INPUT, str(error))


def _status_code(case: CaseResult) -> int:
    from sim.results.records import Status

    if case.status is Status.OK:
        return 0
    return FAILED if case.status in (Status.FAILED, Status.UNSTABLE) else NOT_CONVERGED


def _print_summary(case: CaseResult) -> None:
    from postprocess.case.summary import render, summary
    from sim.text_table import console_for

    shown = render(summary(case))
    console_for(shown).print(shown)


def _print_ppi_table(folder: Path) -> None:
    from postprocess.studies.ppi_study import render_ppi_folder
    from sim.text_table import console_for

    table = render_ppi_folder(folder)
    if table is not None:
        print()
        console_for(table).print(table)


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, indent=2, allow_nan=False))


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
