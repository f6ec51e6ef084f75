"""The shipped materials as a table."""

from __future__ import annotations

import numpy as np
from rich.table import Table

from geometry.materials.library import Material, MaterialLibrary
from sim.config.errors import InputError

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


def check_band(material: Material, low_nm: float, high_nm: float) -> None:
    """Whether a band can be asked of a material.

    Raises:
        InputError: a band that ends before it begins, or outside the material's table.
    """
    table = material.wavelength_nm
    if not low_nm < high_nm:
        raise InputError(f"--low-nm {low_nm:g} is not below --high-nm {high_nm:g}")
    if table.size > 1 and not table[0] <= low_nm < high_nm <= table[-1]:
        span = f"{table[0]:g} to {table[-1]:g} nm"
        raise InputError(f"{material.name} is tabulated over {span}; choose the band inside it")


def _index_cells(material: Material) -> tuple[str, str]:
    table = material.wavelength_nm
    if table.size > 1 and not table[0] <= REFERENCE_NM <= table[-1]:
        return "-", "-"
    index = complex(np.asarray(material.index(REFERENCE_NM)))
    return f"{index.real:.4f}", f"{index.imag:.4g}"
