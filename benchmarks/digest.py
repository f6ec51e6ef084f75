"""Whether a change of the code moves a number, bit for bit: all numbers of some 60 cases as hashes.

Claim: what moves files, renames functions or tidies up leaves every stored and printed number as it
was, to the last bit. A tree is asked through its command line alone and answers with files, so that
this program works on trees that are laid out differently.

    .venv/bin/python benchmarks/digest.py --out before.json        # on the old tree
    .venv/bin/python benchmarks/digest.py --against before.json    # on the new one, same machine

Cases: films, pixels by FDTD, by edge and by reciprocity on coarse grids, both electrical models,
sensitivity, calibration, sweeps, searches, tables of figures, drawings, and old result files. Every
one runs on one rank. Numbers are hashed per data set (type, shape and bytes) or per entry of a JSON
file, texts apart: sentences may be worded anew, and --texts says that they may not. Pictures and
printed tables count as texts, the numbers in printed tables as numbers. Left out is what differs
between two runs of one tree (NOT_COMPARED, NOT_FILES). Numbers repeat on one machine only: another
processor has other instructions.

    --only PATTERN    cases whose name holds the pattern, or fits it (*, ?)
    --jobs N          cases at a time; the hashes do not depend on it

Exit status 1: a number differs, a case has failed, or with --texts a text differs.
"""

from __future__ import annotations

import argparse
import csv
import fnmatch
import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
CONFIGS = "configs"
PENCSIM = Path(sys.executable).parent / "pencsim"
FINISHED = (0, 3)
"""Exit statuses of a command that has ended with a result; 3: not converged."""

NOT_COMPARED: Mapping[str, str] = {
    "wall_s": "wall time",
    "stepping_s": "wall time spent in time stepping",
    "started": "time of day",
    "host": "name of the machine",
    "git_commit": "which commit ran is what is being compared",
    "version_pencsim": "likewise",
    "sha256": "of a result file, and that holds wall times",
    "size": "of a result file, and that holds the commit's name",
}
"""Data sets, attributes, JSON entries and columns of that name, with the reason."""

NOT_FILES: Mapping[str, str] = {
    "*.log": "progress with times of day",
    "*/shared/*": "films kept for other cases, with the wall time that each took",
    "*/progress.json": "when the launcher started and what it did last",
    "*journal*": "of a search, with the time of every trial",
    "*/lock": "empty",
    "*/.lock": "who holds the folder",
    "*/base.yaml": "a copy of the input",
    "*/study.yaml": "a copy of the input",
}
"""Files of an output folder, with the reason."""

TEXT_COLUMNS = ("case",)
"""Columns of content hashes, some of which look like numbers."""

DEEPEST = 3
"""Entries of a JSON file are hashed down to this depth; what lies deeper is hashed as one."""

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Entry:
    """The hash of one data set or text."""

    name: str
    is_text: bool
    sha256: str


@dataclass(frozen=True)
class Case:
    """What is asked of the command line, and of which files.

    Attributes:
        name: of the case.
        steps: commands; {out} stands for the case's folder and {in} for that of its inputs. All
            files in {out} are hashed, and what "show", "validate" and the like print.
        inputs: name -> text of files to be written into {in}; {configs} stands for the shipped
            configurations, relative to them.
        shown: result files in {out} of which the JSON summary is hashed as well.
    """

    name: str
    steps: tuple[tuple[str, ...], ...]
    inputs: tuple[tuple[str, str], ...] = ()
    shown: tuple[str, ...] = ()


@dataclass
class Found:
    """What came of a case."""

    entries: list[Entry] = field(default_factory=list)
    cpu_s: float = 0.0
    wall_s: float = 0.0
    error: str = ""
    commit: str = ""


class StepError(Exception):
    """A command of a case has failed; one line says how."""


# --- cases -------------------------------------------------------------------------------------

ONE_RANK = ("run.launcher=none", "run.side_by_side=1", "run.ranks=1")
STUDIES = f"{CONFIGS}/studies"
DEVICES = f"{CONFIGS}/devices"
ELECTRICAL = f"{CONFIGS}/electrical"
FILM = f"{STUDIES}/planar_film.yaml"
PIXEL = f"{STUDIES}/pixel_planar.yaml"
COARSE = f"{STUDIES}/pixel_coarse.yaml"

SMALL = ("device.array.pitch=1 um", "device.array.aperture.width=0.6 um")
FLAT = ("optics.vertical_cell=20 nm", "optics.dipoles.lateral=1", "optics.reach=0.3 um")
FDTD = ("optics.method=fdtd", *FLAT)
RECIPROCITY = (
    *("optics.method=reciprocity", "electrical=none", "optics.vertical_cell=20 nm"),
    *SMALL,
)


def run(name: str, config: str, *values: str) -> Case:
    """One case with some values replaced."""
    words = ["run", config, "--out", "{out}/result.h5", "--ranks", "1"]
    for value in (*ONE_RANK, *values):
        words += ["--set", value]
    return Case(name, (tuple(words),), shown=("result.h5",))


def study(name: str, text: str, *more: tuple[str, ...]) -> Case:
    """A sweep of a study written here, and what is then done with its folder."""
    words = ("sweep", "{in}/study.yaml", "--out", "{out}/sweep", "--jobs", "1", "--ranks", "1")
    head = f"schema: 1\nname: {name.split()[-1]}\n"
    return Case(name, (words, *more), (("study.yaml", head + text),))


def printed(name: str, *words: str) -> Case:
    """A command whose output is hashed."""
    return Case(name, (words,))


def planar_cases() -> Iterator[Case]:
    """Exact films: shipped devices, spectra, both sides of the exit, what lies outside."""
    several = ("optics.wavelengths=3", "optics.dipoles.vertical=2")
    yield run("planar control", f"{CONFIGS}/zhang2025_control.yaml")
    yield run("planar libr", f"{CONFIGS}/zhang2025_otf3_libr.yaml", "electrical=none")
    yield run("planar 9072ppi", f"{CONFIGS}/zhang2025_9072ppi.yaml")
    yield run("planar inkjet blue", PIXEL, f"device={DEVICES}/zhao2025_ref18_blue.yaml")
    yield run("planar FAPbBr3", PIXEL, f"device={DEVICES}/zhao2025_ref68_green_fapbbr3.yaml")
    yield run("planar delta", PIXEL, f"device={DEVICES}/rgb_delta.yaml", "device.emitting=red")
    yield run("planar stacked", PIXEL, f"device={DEVICES}/rgb_stacked.yaml", "electrical=none")
    yield run("planar top emitting", PIXEL, f"device={DEVICES}/top_emitting_green.yaml")
    yield run("planar incoherent glass", FILM, "optics.glass=incoherent", *several)
    yield run(
        "planar plate",
        *(FILM, "device.encapsulation={index: 1.8, air_gap: true, absorption: 0.1}"),
        "optics.glass=incoherent",
    )
    yield run("planar immersed", FILM, "device.encapsulation={index: 1.5, immersed: true}")
    yield run(
        "planar zone",
        *(FILM, "device.emission.zone={toward: superstrate, decay: 10 nm}", *several),
        "device.emission.horizontal_fraction=0.75",
    )
    yield run(
        "planar black matrix",
        *(PIXEL, "output.far_field=false"),
        "device.array.black_matrix={thickness: 300 nm, opening: 2 um}",
    )
    yield run(
        "auto wide pixel",
        *(COARSE, f"device={DEVICES}/zhang2025_active_matrix.yaml", "optics.tolerance=0.3"),
    )


def fdtd_cases() -> Iterator[Case]:
    """Pixels stepped whole: lattices, walls, what lies in the well and outside, numerics."""
    yield run(
        "fdtd hexagonal",
        *(COARSE, *FDTD, "optics.vertical_cell=10 nm", "optics.dipoles.lateral=2"),
        "output.far_field=true",
    )
    yield run("fdtd film", COARSE, *FDTD, "device.array=none")
    yield run(
        "fdtd square",
        *(COARSE, *FDTD, *SMALL, "optics.reach=1 um", "device.array.lattice=square"),
        "device.array.aperture.shape=square",
    )
    yield run(
        "fdtd stripe",
        *(COARSE, *FDTD, *SMALL, "device.array.lattice=stripe"),
        *("device.array.aperture.shape=stripe", "device.array.bank.sidewall_angle=75 deg"),
    )
    yield run(
        "fdtd neighbours",
        *(COARSE, *FDTD, *SMALL, "optics.neighbours=1", "optics.reach=2 um"),
        "optics.dipoles.orientations=[x]",
    )
    yield run(
        "fdtd reflective wall",
        *(COARSE, *FDTD, *SMALL, "device.array.sidewall.treatment=reflective"),
        "device.array.sidewall.spacer={material: Al2O3, thickness: 50 nm}",
    )
    yield run(
        "fdtd absorbing wall and matrix",
        *(COARSE, *FDTD, *SMALL, "optics.grid_correction=false"),
        "device.array.sidewall.treatment=absorbing",
        *("device.array.bank.coverage=conformal", "device.array.bank.step_coverage=0.5"),
        "device.array.black_matrix={thickness: 100 nm, opening: 0.8 um}",
    )
    yield run(
        "fdtd rough wall",
        *(COARSE, *FDTD, *SMALL, "optics.dipoles.orientations=[z]"),
        "device.array.sidewall.roughness={rms: 50 nm, correlation_length: 200 nm, seed: 7}",
    )
    yield run(
        "fdtd glass and spectrum",
        *(COARSE, *FDTD, *SMALL, "optics.glass=incoherent", "optics.wavelengths=3"),
        *("optics.dipoles.vertical=2", "optics.vertical_cell=10 nm"),
        "optics.dipoles.orientations=[x]",
    )
    yield run(
        "fdtd inkjet, immersed, fields",
        *(COARSE, *FDTD, f"device={DEVICES}/zhao2025_ref18_green.yaml"),
        "device.encapsulation={index: 1.5, immersed: true}",
        *("output.keep_fields=true", "output.far_field=true"),
    )
    yield run(
        "fdtd top emitting",
        *(COARSE, *FDTD, f"device={DEVICES}/top_emitting_green.yaml", *SMALL),
        *("optics.vertical_cell=10 nm", "optics.dipoles.orientations=[x, z]"),
    )
    yield run(
        "fdtd delta", COARSE, *FDTD, f"device={DEVICES}/rgb_delta.yaml", "device.emitting=blue"
    )
    yield run("fdtd laser", COARSE, *FDTD, f"device={DEVICES}/zhao2025_ref22_green.yaml")
    yield run("fdtd refined", COARSE, *FDTD, *SMALL, "optics.refine.rounds=2")


def edge_and_reciprocity_cases() -> Iterator[Case]:
    """Pixels from their straight wall, alone and sharing it, and single directions."""
    base = (
        "schema: 1\nname: base\ndevice: {configs}/devices/zhao2025_ref59_green.yaml\n"
        "optics:\n  {method: edge, lateral_cell: 50 nm, vertical_cell: 10 nm, wavelengths: 1, "
        "reach: 0.3 um, dipoles: {lateral: 1}}\n"
        "electrical: {model: compact}\nrun: {launcher: none}\n"
    )
    axes = (  # one wall: its runs are those of all three
        "base: base.yaml\nsweep:\n  mode: zip\n  axes:\n"
        "    - {path: device.array.lattice, values: [hexagonal, square, stripe]}\n"
        "    - {path: device.array.aperture.shape, values: [circle, square, stripe]}\n"
        "    - {path: device.array.pitch, values: [20 um, 8 um, 12 um]}\n"
        "    - {path: device.array.gap, values: [4 um, 4 um, 4 um]}\n"
        "    - {path: device.array.sidewall.treatment, values: [none, none, passivated]}\n"
        "    - {path: optics.corner_width, values: [null, 1 um, null]}\n"
        "    - {path: device.layers.anode.thickness, values: [40 nm, 40 nm, 40 nm]}\n"
        "    - {path: device.layers.hil.thickness, values: [20 nm, 20 nm, 20 nm]}\n"
    )
    wall = study("edge shared wall", axes)
    yield Case(wall.name, wall.steps, (*wall.inputs, ("base.yaml", base)))
    yield run(
        "reciprocity hexagonal",
        *(COARSE, *RECIPROCITY, "optics.reciprocity.theta=[0 deg, 30 deg]"),
        "optics.reciprocity.phi=20 deg",
    )
    yield run("reciprocity film", COARSE, *RECIPROCITY[:3], "device.array=none")


def electrical_cases() -> Iterator[Case]:
    """Both models on films and pixels, ions and free carriers, on planar optics."""
    control = f"electrical={ELECTRICAL}/zhang2025_control_drift_diffusion.yaml"
    treated = f"electrical={ELECTRICAL}/zhang2025_otf3_drift_diffusion.yaml"
    few = ("electrical.cells=40", "electrical.voltage_step=0.2 V")
    ions = "electrical.ions={density: 1e24 1/m3"
    levels = "optics.dipoles.vertical=3"
    yield run("drift diffusion control", FILM, control, *few, levels)
    yield run("drift diffusion pixel", PIXEL, treated, *few, "electrical.level_shift=-0.4 eV")
    yield run("drift diffusion ions", FILM, treated, *few, f"{ions}, site_density: 1e26 1/m3}}")
    yield run(
        "drift diffusion frozen ions",
        *(FILM, treated, *few),
        f"{ions}, state: frozen, preset_voltage: 2 V}}",
    )
    yield run(
        "compact free carriers",
        *(PIXEL, "electrical.kinetics=free_carrier", "electrical.rim_width=40 nm"),
        *("electrical.rim_yield=0.3", "electrical.gap_conductivity=1e-8 S/m"),
        "electrical.gap_blocking=0.5",
    )
    yield run(
        "compact passivated",
        *(PIXEL, "device.array.sidewall.treatment=passivated", "electrical.recycling=false"),
        "electrical.overshoot=0.1",
    )


def analysis_cases() -> Iterator[Case]:
    """Sensitivity, calibration, sweeps, searches and the tables that go with figures."""
    few = ("--set", "optics.wavelengths=1", "--set", "optics.dipoles.vertical=1")
    config = f"{CONFIGS}/zhang2025_9072ppi.yaml"
    yield Case("sensitivity", (("sensitivity", config, "--out", "{out}", *few),))
    shunt = f"{STUDIES}/laser_ppi_shunt.yaml"
    yield Case("calibration", (("calibrate", shunt, "--out", "{out}"),))
    film = "base: {configs}/studies/planar_film.yaml\n"
    pixel = "base: {configs}/studies/pixel_planar.yaml\n"
    layers = (
        "    - {path: device.layers.etl.thickness, low: 20 nm, high: 90 nm}\n"
        "    - {path: device.layers.htl.thickness, low: 15 nm, high: 40 nm}\n"
    )
    drawn = ("figures", "{out}/sweep", "--out", "{out}/figures")
    listed = ("show", "{out}/sweep")
    yield study(
        "sweep grid",
        film + "sweep:\n  axes:\n"
        "    - {path: device.layers.etl.thickness, low: 30 nm, high: 60 nm, count: 3}\n"
        "    - {path: electrical.model, values: [compact]}\n",
        listed,
    )
    for mode in ("sobol", "latin_hypercube"):
        text = f"sweep:\n  mode: {mode}\n  samples: 4\n  seed: 3\n  axes:\n"
        yield study(f"sweep {mode}", film + text + layers)
    yield study(
        "sweep density",
        pixel + "sweep:\n  axes:\n    - {path: device.array.ppi, values: [3000, 9580]}\n",
        drawn,
        listed,
    )
    yield study(
        "sweep comparison",
        film + "sweep:\n  axes:\n"
        "    - {path: device.layers.etl.thickness, values: [30 nm, 60 nm]}\n",
        drawn,
    )
    search = (
        "schema: 1\nname: search\n" + film + "explore:\n  trials: 8\n  batch: 4\n  seed: 5\n"
        "  objectives: [{measure: eqe_peak}, {measure: purcell, goal: minimize}]\n"
        "  first: {optics.wavelengths: 1}\n  promote: 0.1\n  axes:\n" + layers
    )
    words = ("explore", "{in}/study.yaml", "--out", "{out}", "--jobs", "1", "--ranks", "1")
    yield Case("explore", (words,), (("study.yaml", search),))
    yield Case("explore sobol", ((*words, "--sensitivity", "2"),), (("study.yaml", search),))


def printed_cases() -> Iterator[Case]:
    """What is printed without solving, drawings of the grid, and result files of earlier trees."""
    yield printed("materials", "materials")
    yield printed("material fit", "materials", "ITO")
    yield printed("material of metal", "materials", "Ag", "--low-nm", "450", "--high-nm", "700")
    yield printed("schema", "schema")
    yield printed("validate edge", "validate", COARSE, "--set", "device.array.ppi=500")
    yield printed("validate study", "validate", f"{STUDIES}/black_matrix_coarse.yaml")
    delta = ("--set", f"device={DEVICES}/rgb_delta.yaml")
    preview = ("preview", COARSE, "--out", "{out}", "--gds", "{out}/plan.oas", *delta)
    yield Case("preview", (preview,))
    for folder in sorted(path for path in (ROOT / "results").iterdir() if path.is_dir()):
        name = f"results/{folder.name}"
        yield Case(f"stored {folder.name}", (("show", "--json", name), ("show", name)))
    for folder in sorted({path.parent for path in (ROOT / "tests").rglob("schema*.h5")}):
        yield printed("stored earlier schemas", "show", "--json", str(folder.relative_to(ROOT)))


def all_cases() -> list[Case]:
    """Every case, in the order in which they are run."""
    return [
        *planar_cases(),
        *electrical_cases(),
        *analysis_cases(),
        *printed_cases(),
        *fdtd_cases(),
        *edge_and_reciprocity_cases(),
    ]


# --- hashes ------------------------------------------------------------------------------------


def entry(name: str, is_text: bool, content: bytes) -> Entry:
    """One entry."""
    return Entry(name, is_text, hashlib.sha256(content).hexdigest()[:32])


def text_entry(name: str, content: object) -> Entry:
    """A text, or whatever of texts JSON can hold."""
    return entry(name, True, json.dumps(content).encode())


def values_entry(name: str, value: object) -> Entry:
    """An array or a scalar: type, shape and bytes; a text as such."""
    array = np.asarray(value)
    if array.dtype.kind in "OSU":
        texts = [t.decode() if isinstance(t, bytes) else str(t) for t in array.ravel().tolist()]
        return text_entry(name, [list(array.shape), texts])
    return entry(name, False, f"{array.dtype.str}{array.shape}".encode() + array.tobytes())


def words_entries(name: str, text: str) -> Iterator[Entry]:
    """A text with numbers in it, and the numbers alone."""
    yield entry(f"{name} (numbers)", False, " ".join(NUMBER.findall(text)).encode())
    yield text_entry(name, text)


def hdf5_entries(path: Path, name: str) -> Iterator[Entry]:
    """Data sets and attributes of a file."""
    with h5py.File(path, "r", locking=False) as file:
        yield from _group_entries(file, name)


def _group_entries(group: h5py.Group, name: str) -> Iterator[Entry]:
    yield from _attribute_entries(group, name)
    if not group.keys() and not group.attrs.keys():
        yield entry(f"{name}/", False, b"empty group")
    for key, member in group.items():
        path = f"{name}/{key}"
        if key in NOT_COMPARED:
            continue
        if isinstance(member, h5py.Group):
            yield from _group_entries(member, path)
            continue
        yield from _attribute_entries(member, path)
        yield values_entry(path, member[()])
        if path.endswith("config/yaml"):
            text = member.asstr()[()]
            yield entry(f"{path} (numbers)", False, " ".join(NUMBER.findall(text)).encode())


def _attribute_entries(holder: h5py.HLObject, name: str) -> Iterator[Entry]:
    for key, value in holder.attrs.items():
        if key not in NOT_COMPARED:
            yield values_entry(f"{name}@{key}", value)


def json_entries(value: object, name: str) -> Iterator[Entry]:
    """Entries of a JSON file, or of every one of the blocks that it lists."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        for number, below in enumerate(value):
            yield from _block_entries(below, f"{name}:{number:04d}", 0)
    else:
        yield from _block_entries(value, name, 0)


def _block_entries(value: object, name: str, depth: int) -> Iterator[Entry]:
    """Numbers (and null, true, false) and texts of each entry apart."""
    if isinstance(value, dict) and depth < DEEPEST and value:
        for key, below in value.items():
            if key not in NOT_COMPARED:
                yield from _block_entries(below, f"{name}:{key}", depth + 1)
        return
    leaves = list(_leaves(value, ""))
    numbers = [(path, repr(leaf)) for path, leaf in leaves if not isinstance(leaf, str)]
    texts = [(path, leaf) for path, leaf in leaves if isinstance(leaf, str)]
    if numbers:
        yield entry(name, False, json.dumps(numbers).encode())
    if texts:
        yield text_entry(name, texts)


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Plain values with their paths; empty lists and blocks count as one."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            if key not in NOT_COMPARED:
                yield from _leaves(below, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for number, below in enumerate(value):
            yield from _leaves(below, f"{path}[{number}]")
    else:
        yield path, value


def csv_entries(path: Path, name: str) -> Iterator[Entry]:
    """Columns of a table."""
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    for number, column in enumerate(header):
        if column in NOT_COMPARED:
            continue
        cells = [row[number] for row in rows]
        is_number = [column not in TEXT_COLUMNS and _is_number(cell) for cell in cells]
        numbers = [cell if yes else "" for cell, yes in zip(cells, is_number, strict=True)]
        texts = ["" if yes else cell for cell, yes in zip(cells, is_number, strict=True)]
        if any(numbers):
            yield entry(f"{name}:{column}", False, json.dumps(numbers).encode())
        if any(texts):
            yield text_entry(f"{name}:{column}", texts)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def file_entries(path: Path, name: str) -> Iterator[Entry]:
    """A file by its kind."""
    kind = path.suffix
    if kind in (".h5", ".hdf5"):
        yield from hdf5_entries(path, name)
    elif kind == ".json":
        yield from json_entries(json.loads(path.read_text(encoding="utf-8")), name)
    elif kind == ".csv":
        yield from csv_entries(path, name)
    elif kind in (".md", ".txt"):
        yield from words_entries(name, path.read_text(encoding="utf-8"))
    else:
        yield entry(name, kind in (".png", ".html"), path.read_bytes())


def folder_entries(folder: Path) -> Iterator[Entry]:
    """Every file of a case's folder; cases of a sweep are named by their place, not their hash."""
    numbers = _case_numbers(folder)
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if not path.is_file() or any(fnmatch.fnmatch(f"/{name}", one) for one in NOT_FILES):
            continue
        for key, number in numbers.items():
            name = name.replace(key, number)
        yield from file_entries(path, name)


def _case_numbers(folder: Path) -> dict[str, str]:
    """Content hash -> number, from the indices of all sweeps in a folder."""
    found: dict[str, str] = {}
    for index in sorted(folder.rglob("index.json")):
        cases = json.loads(index.read_text(encoding="utf-8")).get("cases", [])
        for number, case in enumerate(cases):
            found.setdefault(case["key"], f"{number:04d}")
    return found


# --- running -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Workplace:
    """Where cases run.

    Attributes:
        folder: scratch.
        environment: one thread, no cache of the user's.
    """

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Of every command: a figure kept in the user's cache would change predictions."""
        fixed = {
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "COLUMNS": "160",
            "MPLBACKEND": "Agg",
        }
        return {**os.environ, **fixed}

    def call(self, words: Sequence[str], log: Path) -> tuple[str, int, float]:
        """What a command prints, its exit status, and the processor seconds that it took.

        Raises:
            StepError: it has ended without a result.
        """
        printed_to, told_to = log.with_suffix(".out"), log.with_suffix(".err")
        with printed_to.open("w") as out, told_to.open("w") as err:
            process = subprocess.Popen(
                [str(PENCSIM), *words], stdout=out, stderr=err, cwd=ROOT, env=self.environment
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in FINISHED:
            last = (told_to.read_text().strip().splitlines() or ["no message"])[-1]
            raise StepError(f"{words[0]} ended with {process.returncode}: {last}")
        text = printed_to.read_text(encoding="utf-8")
        return text, process.returncode, usage.ru_utime + usage.ru_stime


PRINTS = ("show", "validate", "materials", "schema")
"""Commands whose output is hashed; the others print names of files and times."""


def solve(case: Case, place: Workplace) -> Found:
    """Run a case and hash what it leaves."""
    home = place.folder / case.name.replace(" ", "_")
    out, inputs = home / "out", home / "in"
    for folder in (out, inputs):
        folder.mkdir(parents=True)
    for name, text in case.inputs:
        configs = os.path.relpath(ROOT / CONFIGS, inputs)
        (inputs / name).write_text(text.replace("{configs}", configs), encoding="utf-8")
    found, began = Found(), time.monotonic()
    try:
        for number, step in enumerate(case.steps):
            words = [w.replace("{out}", str(out)).replace("{in}", str(inputs)) for w in step]
            text, status, seconds = place.call(words, home / f"step{number}")
            found.cpu_s += seconds
            name = " ".join(w for w in step[:2] if w[0] not in "{-")
            found.entries.append(values_entry(f"exit status of step {number}", status))
            if step[0] in PRINTS:
                # the scratch folder's name has digits
                found.entries += printed_entries(
                    f"{number} {name}", text.replace(str(place.folder), "")
                )
        found.entries += folder_entries(out)
        found.commit = commit_of(out)
    except StepError as error:
        found.error = str(error)
    found.wall_s = time.monotonic() - began
    return found


def commit_of(folder: Path) -> str:
    """The commit that the first result of a folder names; empty where there is none."""
    for path in sorted(folder.rglob("*.h5")):
        with h5py.File(path, "r", locking=False) as file:
            if "provenance" in file:
                return str(file["provenance"].attrs.get("git_commit", ""))
    return ""


def printed_entries(name: str, text: str) -> list[Entry]:
    """What a command has printed, read as JSON where it is."""
    if text[:1] in "{[":
        try:
            return list(json_entries(json.loads(text), name))
        except ValueError:
            pass
    return list(words_entries(name, text))


def add_summaries(cases: Sequence[Case], found: Mapping[str, Found], place: Workplace) -> float:
    """Hash the JSON summaries of all results, which one command prints; returns its seconds."""
    folder = place.folder / "summaries"
    folder.mkdir()
    owners: list[tuple[str, str]] = []
    for case in cases:
        for name in () if found[case.name].error else case.shown:
            result = place.folder / case.name.replace(" ", "_") / "out" / name
            shutil.copy(result, folder / f"{len(owners):04d}.h5")
            owners.append((case.name, name))
    if not owners:
        return 0.0
    text, _, seconds = place.call(["show", "--json", str(folder)], folder / "show")
    summaries = json.loads(text)
    summaries = summaries if isinstance(summaries, list) else [summaries]
    for (owner, name), summary in zip(owners, summaries, strict=True):
        found[owner].entries += json_entries(summary, f"show {name}")
    return seconds


def solve_all(cases: Sequence[Case], jobs: int) -> dict[str, Found]:
    """Run all cases, telling how far it is."""
    with tempfile.TemporaryDirectory(prefix="digest-") as scratch:
        place = Workplace(Path(scratch))
        found: dict[str, Found] = {}
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            for case, one in zip(cases, pool.map(lambda c: solve(c, place), cases), strict=True):
                found[case.name] = one
                told = one.error or f"{len(one.entries)} hashes"
                took = f"{one.wall_s:6.1f} s, {one.cpu_s:6.1f} s of processor time"
                print(f"{case.name:30} {took}: {told}", flush=True)
        seconds = add_summaries(cases, found, place)
        print(f"{'summaries':30} {seconds:6.1f} s of processor time", flush=True)
    return found


# --- comparing ---------------------------------------------------------------------------------

Hashes = dict[str, dict[str, str]]
"""Case -> name -> hash."""


def hashes(found: Mapping[str, Found], is_text: bool) -> Hashes:
    """The numbers or the texts of all cases; entries of one name count together, in any order."""
    kept: Hashes = {}
    for case, one in found.items():
        by_name: dict[str, list[str]] = {}
        for entry in one.entries:
            if entry.is_text is is_text:
                by_name.setdefault(entry.name, []).append(entry.sha256)
        kept[case] = {name: " ".join(sorted(same)) for name, same in by_name.items()}
    return kept


def differences(before: Hashes, after: Hashes, cases: Iterable[str]) -> list[str]:
    """One line per data set that differs, is gone or is new."""
    lines = []
    for case in cases:
        old, new = before.get(case, {}), after.get(case, {})
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                how = "is new" if name not in old else "is gone" if name not in new else "differs"
                lines.append(f"{case}: {name} {how}")
    return lines


def compare(before: Mapping[str, Any], after: Mapping[str, Any], only: str, texts: bool) -> bool:
    """Print what differs; whether that is nothing that counts."""
    cases = [name for name in {**before["numbers"], **after["numbers"]} if chosen(name, only)]
    print(f"before: {before['about']['commit']}; now: {after['about']['commit']}")
    worded = differences(before["texts"], after["texts"], cases)
    for line in worded:
        print(f"text  {line}")
    moved = differences(before["numbers"], after["numbers"], cases)
    for line in moved:
        print(f"NUMBER  {line}")
    count = sum(len(after["numbers"].get(case, {})) for case in cases)
    verdict = f"{len(moved)} differ" if moved else "equal"
    print(f"{len(cases)} cases, {count} data sets: {verdict}")
    print(f"{sum(len(after['texts'].get(c, {})) for c in cases)} texts: ", end="")
    print(f"{len(worded)} texts differ" if worded else "equal")
    return not moved and not (texts and worded)


def chosen(name: str, only: str) -> bool:
    """Whether a case is among those asked for."""
    return only in name or fnmatch.fnmatch(name, only)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", metavar="PATTERN", help="Cases of such a name.")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON file of the hashes.")
    parser.add_argument("--against", type=Path, metavar="FILE", help="Hashes of another tree.")
    parser.add_argument("--texts", action="store_true", help="Texts must be equal, too.")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="Cases at a time.")
    parser.add_argument("--list", action="store_true", help="Names of the cases, and no more.")
    return parser.parse_args()


def main() -> int:
    """Run, write and compare; the exit status."""
    asked = arguments()
    cases = [case for case in all_cases() if chosen(case.name, asked.only)]
    if asked.list:
        print("\n".join(case.name for case in cases))
        return 0
    began = time.monotonic()
    found = solve_all(cases, asked.jobs)
    commits = sorted({one.commit for one in found.values() if one.commit})
    data = {
        "about": {"commit": ", ".join(commits), "python": sys.version.split()[0]},
        "numbers": hashes(found, False),
        "texts": hashes(found, True),
    }
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    print(f"{time.monotonic() - began:.0f} s, {spent:.0f} s of processor time")
    if asked.out is not None:
        asked.out.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    failed = [name for name, one in found.items() if one.error]
    for name in failed:
        print(f"FAILED  {name}: {found[name].error}")
    if asked.against is None:
        count = sum(len(names) for names in hashes(found, False).values())
        print(f"{len(found)} cases, {count} data sets")
        return 1 if failed else 0
    before = json.loads(asked.against.read_text(encoding="utf-8"))
    return 0 if compare(before, data, asked.only, asked.texts) and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
