"""The shipped materials as a table."""

from __future__ import annotations

import numpy as np
from rich.table import Table

from geometry.materials import Material, MaterialLibrary

REFERENCE_NM = 520.0
"""Wavelength at which the table gives n and k: the green emission."""


def render_library(library: MaterialLibrary) -> Table:
    """One line per material: n and k at 520 nm, the source, and which inputs are assumed."""
    table = Table(title=f"n and k at {REFERENCE_NM:g} nm", title_justify="left")
    table.add_column("material", no_wrap=True)
    table.add_column("n", justify="right")
    table.add_column("k", justify="right")
    table.add_column("assumed")
    table.add_column("source")
    for name in library.names:
        material = library.get(name)
        real, imaginary = _index_cells(material)
        prefix = f"materials.{name}."
        assumed = ", ".join(item.path.removeprefix(prefix) for item in material.assumptions)
        table.add_row(name, real, imaginary, assumed or "-", material.source)
    return table


def _index_cells(material: Material) -> tuple[str, str]:
    table = material.wavelength_nm
    if table.size > 1 and not table[0] <= REFERENCE_NM <= table[-1]:
        return "-", "-"
    index = complex(np.asarray(material.index(REFERENCE_NM)))
    return f"{index.real:.4f}", f"{index.imag:.4g}"
