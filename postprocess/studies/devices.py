"""A study that compares devices: a sidewall, a black matrix, a thickness, a mobility.

Such a study has several cases, and at least one axis that varies leads into the device or is a
number; the pixel density stays the same (a sweep over it is :mod:`postprocess.studies.density`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postprocess.case.result_files import read_index
from postprocess.studies import density
from postprocess.studies.cases import Explain, StudyCase, solved_cases
from postprocess.studies.numeric_axes import NumericAxis, numeric_axes
from sim.analysis.waterfall_records import Band
from sim.batch.study.axes import axis_texts, case_labels, long_name, value_text, varying

_COMPACT = "compact"
_BLACK_MATRIX = "device.array.black_matrix"


@dataclass(frozen=True)
class ComparedDevice:
    """One device of a comparison.

    Attributes:
        case: its numbers.
        label: what distinguishes it from the others.
        band: of the assumed inputs of its edge; None where it was not drawn from them.
    """

    case: StudyCase
    label: str
    band: Band | None = None


@dataclass(frozen=True)
class DeviceStudy:
    """The solved devices of a study that compares them.

    Attributes:
        name: of the study.
        axes: dotted paths of what varies.
        axis_name: of the only axis that varies; "" where several do.
        same: what is the same in all cases, in words.
        devices: in the study's order.
    """

    name: str
    axes: tuple[str, ...]
    axis_name: str
    same: str
    devices: tuple[ComparedDevice, ...]

    @property
    def numeric_axes(self) -> list[NumericAxis]:
        """Axes that are numbers in one unit, with three different values at least."""
        return numeric_axes(self.axes, [device.case.values for device in self.devices])

    @property
    def matrix_devices(self) -> tuple[ComparedDevice, ...]:
        """Devices that differ in the black matrix, with those without one but else equal.

        Empty where the black matrix does not vary.
        """
        others = [axis for axis in self.axes if not is_matrix_axis(axis)]
        if len(others) == len(self.axes):
            return ()

        def apart_from_matrix(device: ComparedDevice) -> list[Any]:
            return [device.case.values.get(axis) for axis in others]

        with_one = [apart_from_matrix(device) for device in self.devices if device.case.window]
        return tuple(entry for entry in self.devices if apart_from_matrix(entry) in with_one)


def is_matrix_axis(path: str) -> bool:
    """Whether an axis varies the black matrix or something of it."""
    return path == _BLACK_MATRIX or path.startswith(_BLACK_MATRIX + ".")


def matches(folder: Path) -> bool:
    """Whether a folder is that of a sweep of devices, or of a number, at one density."""
    index = read_index(folder)
    cases = [entry["values"] for entry in index.get("cases", ())]
    if len(cases) < 2 or density.matches(folder):
        return False
    axes = varying(index.get("axes", ()), cases)
    leads_into_device = any(axis.split(".")[0] == "device" for axis in axes)
    return leads_into_device or bool(numeric_axes(axes, cases))


def read(folder: Path, explain: Explain, solved: Sequence[StudyCase] | None = None) -> DeviceStudy:
    """Read every solved case of a study.

    Args:
        folder: of the study.
        explain: takes devices with the compact model apart.
        solved: the folder's cases, where they are read already.

    Raises:
        InputError: no results in the folder, or a damaged one.
        ConfigError: a stored configuration that this version does not read.
    """
    index = read_index(folder)
    entries = index["cases"]
    values = [entry["values"] for entry in entries]
    axes = varying(index["axes"], values)
    cases = solved_cases(folder) if solved is None else solved
    by_key = {case.path.stem: case for case in cases}
    # Bands are those of the compact model; another one would be solved in vain.
    compact = [case.path for case in by_key.values() if case.electrical_model == _COMPACT]
    explained = explain(compact) if compact else {}
    bands = {path.stem: entry.band for path, entry in explained.items()}
    labels = {e["key"]: text for e, text in zip(entries, case_labels(axes, values), strict=True)}
    return DeviceStudy(
        name=str(index.get("name", folder.name)),
        axes=axes,
        axis_name=_axis_name(axes, values),
        same=", ".join(
            value_text(values[0].get(axis))
            if axis == "device"
            else f"{long_name(axis)} {value_text(values[0].get(axis))}"
            for axis in index["axes"]
            if axis not in axes
        ),
        devices=tuple(
            ComparedDevice(by_key[key], labels[key], bands.get(key))
            for key in labels
            if key in by_key
        ),
    )


def _axis_name(axes: Sequence[str], values: Sequence[Mapping[str, Any]]) -> str:
    if len(axes) != 1:
        return ""
    common = axis_texts([entry.get(axes[0]) for entry in values]).common
    return f"{long_name(axes[0])} ({common})" if common else long_name(axes[0])
