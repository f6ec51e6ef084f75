"""Dimension scales: the axes of a result's arrays by name, so that xarray and pandas read them.

A letter of ``sim.store.layout`` becomes a scale in the record's own group: data that are there
already (wavelengths, voltages), names (orientations, parts), or plain numbers. The two axes of a
far field have scales of their own. Scales add to a file and change nothing in it: older programs
read it, and files without them are read.
"""

from __future__ import annotations

from collections.abc import Iterator

import h5py
import numpy as np

from sim.results.records import ORIENTATIONS
from sim.store.layout import Schema

_OWN = {"W": "wavelength_nm", "V": "voltage_v"}
"""Letters whose values are a data set of the record."""

_NAMES = {"N": "position", "O": "orientation", "P": "part"}
_TWICE = {"U": ("ux", "uy")}
"""Letters that an array may have twice: names of the first and the second."""


def attach_scales(group: h5py.Group, schema: Schema) -> None:
    """Give every array of a record its scales.

    Args:
        group: of the record.
        schema: its layout; records inside it have their own scales.
    """
    for dataset in list(_arrays(group, schema)):
        seen: dict[str, int] = {}
        for place, letter in enumerate(str(dataset.attrs["axes"])):
            count = seen.setdefault(letter, 0)
            seen[letter] += 1
            scale = _scale(group, letter, count, dataset.shape[place])
            dataset.dims[place].label = scale.name.rsplit("/", 1)[-1]
            if scale != dataset:  # a scale is not attached to itself
                dataset.dims[place].attach_scale(scale)


def _arrays(group: h5py.Group, schema: Schema) -> Iterator[h5py.Dataset]:
    """Arrays with a shape that fits their letters, those by name included."""
    for field in schema.fields:
        if not field.axes or field.key not in group:
            continue
        item = group[field.key]
        for dataset in item.values() if isinstance(item, h5py.Group) else (item,):
            if len(field.axes) == len(dataset.shape) and 0 not in dataset.shape:
                yield dataset


def _scale(group: h5py.Group, letter: str, count: int, size: int) -> h5py.Dataset:
    name = _name(group, letter, count, size)
    if name not in group:
        group.create_dataset(name, data=_values(group, letter, size))
        group[name].attrs["units"] = "1"
        group[name].attrs["long_name"] = f"axis {letter}: {name}"
    scale = group[name]
    if not scale.is_scale:
        scale.make_scale(name)
    return scale


def _name(group: h5py.Group, letter: str, count: int, size: int) -> str:
    own = _OWN.get(letter)
    if own is not None and own in group and group[own].shape == (size,):
        return own
    if letter in _TWICE:
        return _TWICE[letter][min(count, 1)]
    if letter.isdigit():
        return "xyz" if letter == "3" else f"pair_{letter}"
    name = _NAMES.get(letter, f"axis_{letter.lower()}")
    return name if count == 0 else f"{name}_{count + 1}"


def _values(group: h5py.Group, letter: str, size: int) -> object:
    if letter == "O" and size == len(ORIENTATIONS):
        return np.array(ORIENTATIONS, dtype="S1")
    if letter == "3":
        return np.array(["x", "y", "z"], dtype="S1")
    if letter == "P" and "absorbing_parts" in group and group["absorbing_parts"].shape == (size,):
        return np.array([name.encode("ascii", "replace") for name in _texts(group)])
    if letter == "U" and "direction_cosine" in group:
        return np.asarray(group["direction_cosine"][()])
    return np.arange(size)


def _texts(group: h5py.Group) -> list[str]:
    return [str(name) for name in group["absorbing_parts"].asstr()[()]]
