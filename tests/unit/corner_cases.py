"""Studies with a small pixel beside a wide one, for tests of optics.corner_width."""

from __future__ import annotations

from pathlib import Path

from sim.config.loader import load_study
from sim.optics.methods.choose import method_of
from sim.study import Study

QUICK = "configs/quickstart.yaml"
SQUARE = "device.array.aperture.shape=square"


def wide(project_root: Path, width_um: float, *more: str) -> Study:
    over = [
        f"device.array.aperture.width={width_um} um",
        f"device.array.pitch={width_um + 1.5} um",
        "device.array.lattice=square",
        SQUARE,
        "optics.method=edge",
        "optics.corner_width=600 nm",
        *more,
    ]
    return load_study(project_root / QUICK, over)


def small_of(study: Study) -> Study:
    inner = method_of(study).inner_case(study)
    assert inner is not None
    return inner.study
