"""Studies small enough for tests, and the command line that runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

STACK = """\
schema: 1
name: tiny
device:
  substrate: {material: {n: 1.5}, thickness: 0.7 mm}
  layers:
    - {name: anode, material: {n: 1.9}, thickness: 50 nm, process: solution}
    - {name: emitter, material: {n: 1.9}, thickness: 50 nm, emitter: true, process: solution}
    - {name: etl, material: {n: 1.7}, thickness: 50 nm, process: evaporated}
    - {name: cathode, material: {n: 1.0, k: 6.0}, thickness: 100 nm, process: evaporated}
  superstrate: {material: {n: 1.0}}
  array: none
  emission: {peak: 520 nm, fwhm: 20 nm, plqy: 0.97}
electrical: {model: compact}
"""
PLANAR = STACK + "optics: {method: planar, wavelengths: 1}\n"
FDTD = (
    STACK
    + """\
optics:
  method: fdtd
  vertical_cell: 10 nm
  lateral_cell: 50 nm
  wavelengths: 1
  reach: 1 um
  dipoles: {lateral: 1, vertical: 1, orientations: [x]}
run: {ranks: 2}
"""
)
ETL = "device.layers.etl.thickness"
PENCSIM = [sys.executable, "-c", "from pencsim import main; main()"]


def write_study(folder: Path, axes: str, base: str = PLANAR, more: str = "") -> Path:
    """A study file beside its base; ``axes`` are the lines of the list."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "base.yaml").write_text(base)
    path = folder / "study.yaml"
    path.write_text(f"schema: 1\nname: study\nbase: base.yaml\nsweep:\n{more}  axes:\n{axes}")
    return path


def thicknesses(values: list[int]) -> str:
    """An axis of ETL thicknesses in nanometres."""
    listed = ", ".join(f"{value} nm" for value in values)
    return f"    - {{path: {ETL}, values: [{listed}]}}\n"


def pencsim(
    *arguments: str | Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [*PENCSIM, *(str(argument) for argument in arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(environment or {})},
        timeout=600,
    )


def start(
    *arguments: str | Path, environment: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start the command line in a process group of its own."""
    return subprocess.Popen(
        [*PENCSIM, *(str(argument) for argument in arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )


def status(folder: Path) -> dict[str, Any]:
    """What ``pencsim status --json`` says."""
    ended = pencsim("status", folder, "--json")
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found
