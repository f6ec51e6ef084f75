"""The cases of a digest: what is asked of the command line, and of which files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = "configs"


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
