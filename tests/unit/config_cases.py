"""A small sound case, and a file of it, for tests of the configuration."""

from __future__ import annotations

from pathlib import Path

CASE = """\
schema: 1
name: small
device:
  substrate: {material: glass, thickness: 0.7 mm}
  layers:
    - {name: anode, material: ITO, thickness: 150 nm}
    - {name: htl, material: PTAA, thickness: 20 nm}
    - {name: emitter, material: CsPbBr3 NC film, thickness: 30 nm, emitter: true}
    - {name: etl, material: TPBi, thickness: 35 nm}
    - {name: cathode, material: Al, thickness: 100 nm}
  array:
    lattice: hexagonal
    pitch: 2.8 um
    aperture: {shape: circle, width: 1.3 um}
    bank: {material: PMMA, height: 100 nm}
    black_matrix: {thickness: 300 nm, opening: 1.5 um}
  emission: {peak: 520 nm, fwhm: 20 nm, plqy: 0.97}
optics:
  dipoles: {lateral: 2}
"""


def write_case(folder: Path, text: str = CASE, name: str = "case.yaml") -> Path:
    """Write ``text`` to a file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
