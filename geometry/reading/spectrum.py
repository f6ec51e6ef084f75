"""An emission spectrum from a spectrometer's export: cleaned, as photons per wavelength.

    counts or power, per wavelength or energy
      rows       cells that hold no number are left out, lines of text between rows passed over
      dead       a single point off its four neighbours by more than six times the noise and by
                 three tenths of the median there takes that median
      peak       looked for within a band, on the median of five points
      background median of the first and last tenth, where the line is lower than a fifth there
      tails      below three times the noise or 0.2 % of the peak: 0; negative numbers: 0
      photons    power / photon energy; per energy -> per wavelength by E^2 / hc
      grid       steps of 1 nm where the file's are finer

Numbers are taken as photons (counts of a detector) per unit of their own axis, unless header or
user say power. What is taken is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geometry.arrays import BoolArray, FloatArray
from geometry.reading.columns import LEFT_OUT, Axis, Heading, headings, spectral_axis
from geometry.reading.text_table import Block, TextTable, read_text_table

VISIBLE_NM = (380.0, 780.0)
"""Band within which the peak is looked for unless the user says another."""

KINDS = ("photons", "power")
_PHOTONS = re.compile(r"count|photon|cps|\bpl\b")
_POWER = re.compile(r"power|watt|irradiance|radiance|flux|[munµ]?w/|^[munµ]?w$")
_STEP_NM = 1.0
_LEAST = 5
_DEAD_SHARE, _DEAD_NOISE = 0.3, 6.0
_TAIL_SHARE, _TAIL_NOISE = 2e-3, 3.0
_END_SHARE = 0.2


@dataclass(frozen=True)
class ReadSpectrum:
    """A spectrum, and how it was understood.

    Attributes:
        wavelength_nm: (W,), increasing.
        photons: (W,), photons per wavelength, largest 1.
        source: where the numbers come from.
        said: what was understood of the file, one sentence each.
        guesses: those of the sentences that the file does not say.
    """

    wavelength_nm: FloatArray
    photons: FloatArray
    source: str
    said: tuple[str, ...]
    guesses: tuple[str, ...]


def read_spectrum(
    path: Path,
    columns: Sequence[str] | None = None,
    kind: str | None = None,
    band_nm: tuple[float, float] = VISIBLE_NM,
) -> ReadSpectrum:
    """Read a file.

    Args:
        path: the file.
        columns: what its columns are, such as ``wavelength_nm counts``; default: found out.
        kind: photons or power; default: as the header says, else photons.
        band_nm: where the emission's peak is looked for.

    Raises:
        FileError: no spectrum in it, or no peak above the background within the band.
    """
    table = read_text_table(path)
    block = _joined(table)
    axis, values, head = _columns(block, columns, table)
    kept = np.isfinite(values)
    order = np.argsort(axis.wavelength_nm[kept], kind="stable")
    wavelength, signal = axis.wavelength_nm[kept][order], values[kept][order]
    clean = _cleaned(wavelength, signal, band_nm, table)
    taken, is_guess = _kind(head, kind)
    per = "energy" if axis.is_energy else "wavelength"
    quantity = f"numbers are {taken} per {per}"
    photons = clean.signal * (wavelength if taken == "power" else 1.0)
    photons = photons / wavelength**2 if axis.is_energy else photons
    inside = (wavelength >= band_nm[0]) & (wavelength <= band_nm[1])
    grid, smooth = _on_grid(wavelength[inside], photons[inside])
    said = [table.format, f"{values.size} rows, {axis.said}", quantity, *clean.said]
    if not kept.all():
        said.append(f"{np.sum(~kept)} rows without a number left out")
    guesses = ([axis.said] if axis.is_guess else []) + ([quantity] if is_guess else [])
    return ReadSpectrum(grid, smooth, f"file {path.name}", tuple(said), tuple(guesses))


@dataclass(frozen=True)
class _Clean:
    signal: FloatArray
    said: tuple[str, ...]


def _cleaned(
    wavelength: FloatArray, signal: FloatArray, band_nm: tuple[float, float], table: TextTable
) -> _Clean:
    """The signal without background, dead points, noise in its tails and negative numbers."""
    if signal.size < _LEAST:
        raise table.refuse(f"{signal.size} points; expected a spectrum of {_LEAST} at least")
    median = _running_median(signal)
    off = np.abs(signal - median)
    # What five neighbours do not share: a smooth line has none of it, however steep it is.
    noise = 1.4826 * float(np.median(off))
    dead = _alone((off > _DEAD_NOISE * noise) & (off > _DEAD_SHARE * np.abs(median)))
    signal = np.where(dead, median, signal)
    inside = (wavelength >= band_nm[0]) & (wavelength <= band_nm[1])
    band = f"{band_nm[0]:g} to {band_nm[1]:g} nm"
    if inside.sum() < _LEAST:
        raise table.refuse(f"fewer than {_LEAST} points within {band}, the band of the peak")
    tenth = max(3, signal.size // 10) if signal.size >= 3 * _LEAST else 1
    ends = np.r_[signal[:tenth], signal[-tenth:]]
    background = float(np.median(ends))
    peak = float(_running_median(signal)[inside].max())
    if not peak - background > max(5.0 * noise, 0.05 * abs(background), 0.0):
        raise table.refuse(f"no peak above the background of {background:.4g} within {band}")
    if background > _END_SHARE * peak:  # the file ends inside the line: nothing says how high
        far = float(ends.min())
        background = far if far > _END_SHARE * peak else 0.0
    height = peak - background
    floor = max(_TAIL_NOISE * noise, _TAIL_SHARE * height)
    lowered = signal - background
    negative = int(np.sum(lowered < -floor))
    said = [f"peak looked for within {band}", f"background of {background:.4g} taken off"]
    said += [f"{dead.sum()} dead or hot points replaced"] if dead.any() else []
    said += [f"{negative} negative points set to 0"] if negative else []
    return _Clean(np.where(lowered > floor, lowered, 0.0), tuple(said))


def _on_grid(wavelength: FloatArray, photons: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Largest 1, without zeros beyond the ends, in steps of 1 nm at least."""
    lit = np.flatnonzero(photons > 0.0)
    first, last = max(0, lit[0] - 1), min(photons.size, lit[-1] + 2)
    wavelength, photons = wavelength[first:last], photons[first:last]
    if np.median(np.diff(wavelength)) < 0.5 * _STEP_NM:
        edges = np.arange(wavelength[0], wavelength[-1] + _STEP_NM, _STEP_NM)
        index = np.digitize(wavelength, edges) - 1
        count = np.bincount(index)
        kept = count > 0
        wavelength = np.bincount(index, wavelength)[kept] / count[kept]
        photons = np.bincount(index, photons)[kept] / count[kept]
    unique = np.r_[True, np.diff(wavelength) > 0.0]
    return wavelength[unique], photons[unique] / photons[unique].max()


def _joined(table: TextTable) -> Block:
    """All rows of the widest kind: markers between rows do not end a spectrum."""
    largest = max(table.blocks, key=lambda block: block.rows.shape[0])
    alike = [b for b in table.blocks if b.rows.shape[1] == largest.rows.shape[1]]
    header = next((block.header for block in alike if block.header), ())
    lines = tuple(line for block in alike for line in block.lines)
    rows = np.concatenate([block.rows for block in alike])
    return Block(header, rows, lines, largest.above)


def _columns(
    block: Block, told: Sequence[str] | None, table: TextTable
) -> tuple[Axis, FloatArray, Heading]:
    heads = headings(block, told, table)
    used = [i for i, head in enumerate(heads) if head.name != LEFT_OUT]
    if len(used) > 2 and (told is not None or not any(head.name for head in heads)):
        raise table.refuse(
            f"{len(used)} columns; name two of them, such as columns: wavelength_nm counts -"
        )
    if len(used) < 2:
        raise table.refuse("expected a column of wavelengths and one of the spectrum")
    axis = spectral_axis(block.rows[:, used[0]], heads[used[0]], table, block.lines[0])
    return axis, block.rows[:, used[1]], heads[used[1]]


def _kind(head: Heading, told: str | None) -> tuple[str, bool]:
    """photons or power, and whether nobody says so."""
    if told is not None:
        return told, False
    words = f"{head.name} {head.unit}"
    if _PHOTONS.search(words):
        return "photons", False
    is_power = bool(_POWER.search(head.name) or _POWER.search(head.unit))
    return ("power", False) if is_power else ("photons", True)


def _running_median(values: FloatArray) -> FloatArray:
    """Median of five points, ends repeated."""
    padded = np.pad(values, 2, mode="edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1))


def _alone(marked: BoolArray) -> BoolArray:
    """Marks that no neighbour shares."""
    padded = np.pad(marked, 1)
    return np.asarray(marked & ~padded[:-2] & ~padded[2:])
