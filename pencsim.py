"""The public face: load a case, run it, read results; and the entry point of the command.

    import pencsim

    study = pencsim.load("my_led.yaml", device__array__ppi=5000)
    led = pencsim.run(study)                # or pencsim.read("runs/my_led/my_led.h5")
    led.jvl                                 # pandas.DataFrame
    led.budget                              # pandas.Series
    led.far_field                           # xarray.DataArray
    led.figures()                           # files

Nothing heavy is imported before a function is called.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.commands.app import app as app
from sim.commands.app import main as main

if TYPE_CHECKING:
    from pandas import DataFrame

    from postprocess.solved import Solved
    from sim.study import Study

__all__ = ["load", "main", "read", "read_all", "run", "table"]


def load(path: Path | str, changes: Mapping[str, Any] | None = None, **more: Any) -> Study:
    """Read, validate and check one case; its warnings go to the logger ``pencsim``.

    Args:
        path: the YAML file.
        changes: dotted path -> value, as ``--set`` takes them: ``{"device.array": None}``.
        more: the same with two underscores for a dot: ``device__emission__plqy=0.9``.

    Raises:
        ConfigError: anything wrong with the input; one line per mistake, with its place.
    """
    from sim.config.files import read_tree
    from sim.config.loader import study_from_tree
    from sim.config.overrides import value_override

    values = {**(changes or {}), **{key.replace("__", "."): value for key, value in more.items()}}
    overrides = [value_override(key, value) for key, value in values.items()]
    loaded = study_from_tree(read_tree(Path(path)), overrides)
    for sentence in loaded.warnings:
        logging.getLogger("pencsim").warning(sentence)
    return loaded.study


def run(
    study: Study, out: Path | str | None = None, ranks: int | None = None, force: bool = False
) -> Solved:
    """Solve a case, under MPI where its method needs it; one that is solved already is read.

    Args:
        study: from :func:`load`.
        out: result file; default: runs/NAME/NAME.h5.
        ranks: MPI processes; default: those of the study.
        force: solve again, and overwrite another case.

    Raises:
        FileExistsError: ``out`` holds another case.
        RunError: the run ended without a result; one line says why.
    """
    from sim.config.loader import same_case
    from sim.config.stored import stored_study
    from sim.processes.launch import run_study
    from sim.progress import SilentReporter

    target = Path("runs") / study.name / f"{study.name}.h5" if out is None else Path(out)
    if target.exists() and not force:
        solved = read(target)
        if same_case(stored_study(solved.case.config_yaml, str(target)), study):
            return solved
        raise FileExistsError(f"{target} holds another case; give another out, or force=True")
    return read(run_study(study, target, ranks, force, SilentReporter()))


def read(path: Path | str) -> Solved:
    """A result: its file, or a folder that holds just one.

    Raises:
        StoreError: no result, damaged, or of another schema.
        InputError: a folder without results.
        ValueError: a folder of several, which :func:`read_all` and :func:`table` take.
    """
    from postprocess.case.result_files import result_files
    from postprocess.solved import Solved
    from sim.store.hdf5 import read_case

    given = Path(path)
    files = result_files(given) if given.is_dir() else [given]
    if len(files) != 1:
        raise ValueError(f"{given} holds {len(files)} results; name one, or use pencsim.read_all")
    return Solved(read_case(files[0]), files[0])


def read_all(folder: Path | str) -> Iterator[Solved]:
    """Every result below a folder, each read when its turn comes; of a sweep those it has now.

    Raises:
        InputError: no results, or a damaged one.
    """
    from postprocess.case.result_files import stored_cases
    from postprocess.solved import Solved

    for path, case in stored_cases(Path(folder)):
        yield Solved(case, path)


def table(path: Path | str) -> DataFrame:
    """A sweep's cases, a row each: axes and measures. ``path``: its folder, or a file in it."""
    from sim.batch.running.table import to_pandas

    frame: DataFrame = to_pandas(Path(path))
    return frame


if __name__ == "__main__":
    main()
