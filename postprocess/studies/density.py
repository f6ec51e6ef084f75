"""A study against pixel density: pixels by series, read from the folder of a sweep.

A series is what one curve connects: cases of one emitter that differ in the density and, with it,
in the gap alone. Methods or numerics that are others for small pixels than for wide ones follow the
density, too; where pixels differ in nothing else, they make series.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geometry.fill_in.technique import TechniqueName, load_technique
from geometry.spec import DeviceSpec
from postprocess.case.result_files import read_index
from postprocess.studies.cases import Explain, StudyCase, solved_cases
from postprocess.studies.published import (
    Colour,
    PublishedRow,
    PublishedTable,
    colour_of_peak,
    load_published_table,
)
from sim.analysis.waterfall_records import Explained, Mechanism
from sim.batch.study.axes import value_text, varying

_DENSITY = ("device.array.ppi", "device.array.pitch")
_GOES_WITH_DENSITY = ("device.array.gap", "device.array.aperture.width")
_NUMERICS = "optics."
_SMALLEST_STEP = 5e-5
"""Change of the EQE from which a mechanism is shown."""


@dataclass(frozen=True)
class Series:
    """What one curve connects.

    Attributes:
        technique: how the pixels were patterned; None where the device does not say.
        colour: of the emission.
        variant: values of the study's other axes, "" where there are none.
    """

    technique: TechniqueName | None
    colour: Colour
    variant: str = ""

    @property
    def title(self) -> str:
        """Of the technique, "" where there is none."""
        return "" if self.technique is None else load_technique(self.technique).title

    @property
    def label(self) -> str:
        """For a legend, without the colour."""
        return ", ".join(part for part in (self.title, self.variant) if part) or "this device"


@dataclass(frozen=True)
class DensityStudy:
    """Pixels of a sweep over density, and what is published beside them.

    Attributes:
        series: the pixels of each curve, in the order of their density.
        published: measured devices.
        explained: waterfalls and bands by result file, where pixels were taken apart.
    """

    series: Mapping[Series, tuple[StudyCase, ...]]
    published: PublishedTable
    explained: Mapping[Path, Explained] = field(default_factory=dict)

    @property
    def cases(self) -> tuple[StudyCase, ...]:
        """All pixels, series by series."""
        return tuple(case for entries in self.series.values() for case in entries)

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """What changes any pixel's EQE on the way from its film, in that order."""
        steps = [one.waterfall for one in self.explained.values() if one.waterfall is not None]
        return tuple(
            mechanism
            for mechanism in Mechanism
            if any(abs(entry.step(mechanism).points) > _SMALLEST_STEP for entry in steps)
        )

    @property
    def has_published(self) -> bool:
        """Whether measured devices of the review belong beside these: all emit from perovskites."""
        return bool(self.cases) and all(_is_perovskite(case.device) for case in self.cases)

    def published_with_eqe(self, colour: Colour) -> tuple[PublishedRow, ...]:
        """Measured devices of a colour; none beside other emitters than theirs."""
        return self.published.with_eqe(colour) if self.has_published else ()

    def of_colour(self, colour: Colour) -> dict[Series, tuple[StudyCase, ...]]:
        """The series of one colour."""
        return {series: cases for series, cases in self.series.items() if series.colour is colour}


def matches(folder: Path) -> bool:
    """Whether a folder is that of a sweep over pixel density: most pixels share a curve.

    Where pixels of each density differ in something else, too, as black matrices do that are made
    for them, they stand beside each other as devices.
    """
    index = read_index(folder)
    cases, axes = [entry["values"] for entry in index.get("cases", ())], index.get("axes", ())
    densities = varying([path for path in axes if path in _DENSITY], cases)
    others = [
        path
        for path in _of_series(cases, axes)
        if path not in (*_DENSITY, *_GOES_WITH_DENSITY, "device")
    ]
    on_curve: dict[tuple[str, ...], list[str]] = {}
    for case in cases:
        series = tuple(str(case.get(path)) for path in others)
        on_curve.setdefault(series, []).append(str([case.get(path) for path in densities]))
    joined = sum(len(found) for found in on_curve.values() if len(set(found)) > 1)
    return bool(densities) and 2 * joined > len(cases)


def has_density_axis(folder: Path) -> bool:
    """Whether a folder is that of a sweep whose axes hold the pixel density."""
    return any(path in _DENSITY for path in read_index(folder).get("axes", ()))


def read(
    folder: Path, explain: Explain | None = None, solved: Sequence[StudyCase] | None = None
) -> DensityStudy:
    """Read every solved pixel of a sweep over density; films are left out.

    Args:
        folder: of the sweep, whose index has the values of its other axes.
        explain: takes the pixels apart; None leaves that out.
        solved: the folder's cases, where they are read already.

    Raises:
        InputError: no results in the folder, or a damaged one; a damaged table of devices.
        ConfigError: a stored configuration that this version does not read.
    """
    index = read_index(folder)
    axes = _of_series([entry["values"] for entry in index.get("cases", ())], index.get("axes", ()))
    cases = solved_cases(folder) if solved is None else solved
    by_key = {case.path.stem: case for case in cases if case.device.array is not None}
    known = [entry["key"] for entry in index.get("cases", ()) if entry["key"] in by_key]
    # series in the order of the study's cases
    pixels = [by_key[key] for key in dict.fromkeys((*known, *by_key))]
    placed = [(_series(case.device, case.values, axes), case) for case in pixels]
    first = {entry: number for number, (entry, _) in reversed(list(enumerate(placed)))}
    series: dict[Series, tuple[StudyCase, ...]] = {}
    for entry, case in sorted(placed, key=lambda p: (_place(p[0]), first[p[0]], p[1].ppi)):
        series[entry] = (*series.get(entry, ()), case)
    study = DensityStudy(series, load_published_table())
    if explain is None:
        return study
    files = tuple(case.path for case in study.cases)
    return DensityStudy(series, study.published, explain(files))


def _of_series(cases: Sequence[Mapping[str, Any]], paths: Sequence[str]) -> tuple[str, ...]:
    """Axes that vary, without numerics that follow the others."""
    axes = varying(paths, cases)
    others = tuple(path for path in axes if not path.startswith(_NUMERICS))
    points = {tuple(str(case.get(path)) for path in others) for case in cases}
    return axes if len(points) < len(cases) else others


def _is_perovskite(device: DeviceSpec) -> bool:
    """Whether the name of the emitter's material holds lead: no other emitter here has any."""
    return any(layer.emitter and "Pb" in str(layer.material) for layer in device.layers)


def _place(series: Series) -> tuple[int, int]:
    """Red, green, blue; techniques in the order in which the presets list them."""
    techniques = [None, *TechniqueName]
    order = techniques.index(series.technique)
    return list(Colour).index(series.colour), order


def _series(device: DeviceSpec, values: Mapping[str, Any], axes: tuple[str, ...]) -> Series:
    others = {
        path: values[path]
        for path in axes
        if path not in (*_DENSITY, *_GOES_WITH_DENSITY, "device") and values.get(path) is not None
    }
    named = [
        f"{path.rsplit('.', 1)[-1].replace('_', ' ')} {value_text(value)}"
        for path, value in others.items()
    ]
    colour = colour_of_peak(device.emission.peak_um * 1e3)
    return Series(device.technique, colour, ", ".join(named))
