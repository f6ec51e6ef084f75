"""The shipped search finds a better pixel at 3000 PPI than any shipped green one of its kind.

Its kind emits through the glass; the top-emitting cavity (0.38) is another design space. All by the
film's optics of the well and the compact electrical model, at 10 mA/cm2. A quarter of the shipped
search's trials is enough.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from batch.batch_cases import pencsim

from geometry.spec import ExitSide
from sim.config.errors import ConfigError
from sim.config.loader import load_study, shipped_library
from sim.progress import SilentReporter
from sim.results.curves import value_at_current
from sim.solve import RunContext, solve_case

CASE = """\
schema: 1
name: preset
device: {device}
optics: {{method: planar, wavelengths: 1}}
electrical: {{model: compact}}
"""


def best_preset(root: Path, folder: Path) -> float:
    """Largest EQE of the shipped devices whose green pixels fit 3000 PPI."""
    library, found = shipped_library(), []
    for device in sorted((root / "configs" / "devices").glob("*.yaml")):
        case = folder / "case.yaml"
        case.write_text(CASE.format(device=device))
        if load_study(case).device.array is None:
            continue
        try:
            study = load_study(case, ["device.array.ppi=3000"])
        except ConfigError:
            continue  # made for a coarser display: its pixel or its gap is wider than the pitch
        if not 0.50 < study.device.emission.peak_um < 0.56:
            continue
        if study.device.exit is not ExitSide.SUBSTRATE:
            continue
        solved = solve_case(study, RunContext(library, SilentReporter()))
        assert solved.electrical is not None
        found.append(value_at_current(solved.electrical, solved.electrical.eqe, 100.0))
    assert len(found) >= 3
    return max(found)


def test_a_better_pixel_at_3000_ppi(project_root: Path, tmp_path: Path) -> None:
    shipped = project_root / "configs" / "studies" / "pixel_3000ppi.yaml"
    text = shipped.read_text().replace("trials: 128", "trials: 32")
    base = os.path.relpath(shipped.with_name("pixel_3000ppi_base.yaml"), tmp_path)
    search = tmp_path / "search.yaml"
    search.write_text(text.replace("base: pixel_3000ppi_base.yaml", f"base: {base}"))
    ended = pencsim("explore", search, "--out", tmp_path / "out", "--jobs", "2")
    assert ended.returncode == 0, ended.stderr
    designs = json.loads((tmp_path / "out" / "pareto.json").read_text())["searched"]
    assert all(design["values"]["device.array.ppi"] == 3000 for design in designs)
    best = max(design["objectives"][0] for design in designs if design["feasible"])
    assert best > best_preset(project_root, tmp_path)
