"""Optical constants from a text file: wavelength, n and k in columns, or n and then k in blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geometry.arrays import FloatArray
from geometry.reading.columns import LEFT_OUT, Axis, Heading, headings, spectral_axis
from geometry.reading.text_table import Block, TextTable, read_text_table

_N_NAMES = ("n", "refractive index", "index", "re(n)", "real", "nfilm", "eta")
_K_NAMES = ("k", "kappa", "extinction", "extinction coefficient", "im(n)", "imag", "kfilm")
_LARGEST_N, _LARGEST_K = 20.0, 50.0
"""As of a material fixed inline: no matter has more in the visible."""


@dataclass(frozen=True)
class OpticalConstants:
    """n and k over wavelength, and how they were understood.

    Attributes:
        wavelength_nm: (W,), increasing.
        n, k: (W,).
        source: where the numbers come from.
        said: what was understood of the file, one sentence each.
        guesses: those of the sentences that follow from the numbers alone.
    """

    wavelength_nm: FloatArray
    n: FloatArray
    k: FloatArray
    source: str
    said: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Curve:
    """One quantity over wavelength, in rising order."""

    wavelength_nm: FloatArray
    values: FloatArray


def read_constants(path: Path, columns: Sequence[str] | None = None) -> OpticalConstants:
    """Read a text file of optical constants.

    Args:
        path: the file.
        columns: what its columns are, such as ``wavelength_um n k``; default: found out.

    Raises:
        FileError: see the module ``text_table`` and ``columns``; n that is not positive, negative
            k, no n at all, a wavelength with two values.
    """
    table = read_text_table(path)
    said, guesses = [table.format], list[str]()
    curves: dict[str, Curve] = {}
    for block in table.blocks:
        axis, columns_of = _columns(block, columns, table)
        said.append(f"{block.rows.shape[0]} rows from line {block.lines[0]}, {axis.said}")
        if axis.is_guess:
            guesses.append(f"{axis.said}: {_span(axis.wavelength_nm)}")
        for name, index in columns_of.items():
            if name in curves:
                raise table.refuse(f"a second table of {name} begins here", block.lines[0])
            curves[name] = _curve(axis, block, index, name, table)
    if "n" not in curves:
        raise table.refuse("a table of k without n; add n, or fix the material by {n, k}")
    if "k" not in curves:
        said.append("no k: taken as 0")
        guesses.append("no column of k: taken as 0")
    wavelength, n, k = joined(curves["n"], curves.get("k"))
    if wavelength.size < 2:
        raise table.refuse("expected two wavelengths at least that n and k share")
    said.append(f"covers {_span(wavelength)}")
    return OpticalConstants(wavelength, n, k, f"file {path.name}", tuple(said), tuple(guesses))


def joined(n: Curve, k: Curve | None) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Wavelength, n and k where both are known, at every wavelength of either."""
    if k is None:
        return n.wavelength_nm, n.values, np.zeros_like(n.values)
    if np.array_equal(n.wavelength_nm, k.wavelength_nm):
        return n.wavelength_nm, n.values, k.values
    low = max(n.wavelength_nm[0], k.wavelength_nm[0])
    high = min(n.wavelength_nm[-1], k.wavelength_nm[-1])
    both = np.unique([*n.wavelength_nm, *k.wavelength_nm])
    both = both[(both >= low) & (both <= high)]
    return (
        both,
        np.interp(both, n.wavelength_nm, n.values),
        np.interp(both, k.wavelength_nm, k.values),
    )


def rising(
    wavelength_nm: FloatArray, values: FloatArray, name: str, table: TextTable, lines: Sequence[int]
) -> Curve:
    """A curve in rising order, without wavelengths that are written twice.

    Raises:
        FileError: n that is not positive, negative k, no number, or two values at a wavelength.
    """
    largest = _LARGEST_N if name == "n" else _LARGEST_K
    for wavelength, value, line in zip(wavelength_nm, values, lines, strict=True):
        if not np.isfinite(value):
            raise table.refuse(f"no number for {name} at {wavelength:g} nm", line)
        if value < 0.0 or (name == "n" and value == 0.0):
            must = "be positive" if name == "n" else "not be negative"
            raise table.refuse(f"{name} is {value:g} at {wavelength:g} nm; it must {must}", line)
        if value > largest:
            hint = "is a comma a decimal sign here, or the columns in another order?"
            raise table.refuse(f"{name} is {value:g} at {wavelength:g} nm: {hint}", line)
    order = np.argsort(wavelength_nm, kind="stable")
    wavelength, sorted_values = wavelength_nm[order], values[order]
    same = np.flatnonzero(np.diff(wavelength) == 0.0)
    for at in same:
        if sorted_values[at] != sorted_values[at + 1]:
            line = lines[int(order[at + 1])]
            two = f"{sorted_values[at]:g} and {sorted_values[at + 1]:g}"
            raise table.refuse(f"{name} at {wavelength[at]:g} nm is {two}: two values", line)
    keep = np.r_[True, np.diff(wavelength) > 0.0]
    return Curve(wavelength[keep], sorted_values[keep])


def _curve(axis: Axis, block: Block, index: int, name: str, table: TextTable) -> Curve:
    return rising(axis.wavelength_nm, block.rows[:, index], name, table, block.lines)


def _columns(
    block: Block, told: Sequence[str] | None, table: TextTable
) -> tuple[Axis, dict[str, int]]:
    """The wavelengths of a block, and which of its columns are n and k."""
    heads = headings(block, told, table)
    names = [_name_of(head) for head in heads]
    if not any(head.name for head in heads):
        if len(heads) > 3:
            raise table.refuse(
                f"{len(heads)} columns without a header; name them, such as columns: "
                "wavelength_nm n k -",
                block.lines[0],
            )
        names = ["axis", "n", "k"][: len(heads)]
    elif "axis" not in names:
        # The first column is the axis, whatever its header calls it.
        names[0] = "axis"
    places = {name: index for index, name in reversed(list(enumerate(names))) if name}
    if not {"n", "k"} & places.keys():
        words = ", ".join(repr(head.name) for head in heads)
        raise table.refuse(f"none of the columns {words} is n or k; name them by columns:")
    at = places.pop("axis")
    axis = spectral_axis(block.rows[:, at], heads[at], table, block.lines[0])
    return axis, places


def _name_of(head: Heading) -> str:
    """axis, n, k, or "" for a column of something else."""
    if head.name == LEFT_OUT:
        return ""
    for name, words in (("n", _N_NAMES), ("k", _K_NAMES)):
        if head.name in words:
            return name
    axis_words = ("wave", "wl", "lambda", "λ", "photon", "energy")
    return "axis" if head.name.startswith(axis_words) or head.name in ("e", "ev", "hv") else ""


def _span(wavelength_nm: FloatArray) -> str:
    return f"{wavelength_nm.min():g} to {wavelength_nm.max():g} nm"
