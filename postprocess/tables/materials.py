"""The shipped materials as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.table import Table

from geometry.materials.library import Material, MaterialLibrary
from geometry.reading.materials import ReadMaterial
from sim.config.errors import InputError

_WIDEST_SOURCE = 20
_YEAR = re.compile(r"\((\d{4})\)|\b((?:19|20)\d{2})\b")
_SHOWN_NM = (450.0, 520.0, 630.0)


def render_library(library: MaterialLibrary, at_nm: float) -> Table:
    """One line per material: n and k at a wavelength, which inputs are assumed, a short source."""
    table = Table(
        title=f"n and k at {at_nm:g} nm; sources in full: pencsim materials NAME",
        title_justify="left",
    )
    table.add_column("material", no_wrap=True, min_width=23)
    table.add_column("n", justify="right", no_wrap=True, min_width=6)
    table.add_column("k", justify="right", no_wrap=True, min_width=8)
    table.add_column("assumed", no_wrap=True, min_width=7)
    table.add_column("source", no_wrap=True, overflow="ellipsis")
    for name in library.names:
        material = library.get(name)
        real, imaginary = _index_cells(material, at_nm)
        prefix = f"materials.{name}."
        own = [item.path.removeprefix(prefix) for item in material.assumptions]
        words = [key.split(".")[-1] for key in own if not key.startswith("materials.")]
        assumed = ", ".join(words)
        table.add_row(name, real, imaginary, assumed or "-", short_source(material.source))
    return table


def short_source(source: str) -> str:
    """First author and year of a citation, or its beginning."""
    author = source.split(",")[0].strip()
    year = _YEAR.search(source)
    text = source if year is None else f"{author} {year[1] or year[2]}"
    return text if len(text) <= _WIDEST_SOURCE else f"{text[: _WIDEST_SOURCE - 3]}..."


def imported_lines(material: ReadMaterial, file: Path) -> Iterator[str]:
    """What was understood of a user's file, and how to use it."""
    wavelength, n, k = material.spec.rows.T
    yield f"{file}: material {material.spec.name!r}, {wavelength.size} wavelengths"
    yield from (f"  {text}" for text in material.said)
    yield f"  source: {material.spec.source}"
    for nm in _SHOWN_NM:
        if wavelength.size == 1 or wavelength[0] <= nm <= wavelength[-1]:
            at = np.interp(nm, wavelength, n), np.interp(nm, wavelength, k)
            yield f"  {nm:g} nm: n {at[0]:.4f}, k {at[1]:.4g}"
    yield f"use it as material: {file.name}, relative to the YAML file that names it"


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


def _index_cells(material: Material, at_nm: float) -> tuple[str, str]:
    table = material.wavelength_nm
    if table.size > 1 and not table[0] <= at_nm <= table[-1]:
        return "-", "-"
    index = complex(np.asarray(material.index(at_nm)))
    return f"{index.real:.4f}", f"{index.imag:.4g}"
