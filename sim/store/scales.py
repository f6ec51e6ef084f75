"""Dimension scales: the axes of a result's arrays by name, so that xarray and pandas read them.

A letter of ``sim.store.layout`` becomes a scale in the record's own group: data that are there
already (wavelengths, voltages), names (orientations, parts), or plain numbers. The two axes of a
far field have scales of their own. Scales add to a file and change nothing in it: older programs
read it, and files without them are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import h5py
import numpy as np

from sim.results.records import ORIENTATIONS
from sim.store.layout import Kind, Schema

_TEXT = h5py.string_dtype()
_OWN = {
    **{"W": "wavelength_nm", "V": "voltage_v", "T": "ring_deg"},
    **{"L": "bias_v", "K": "position_m", "J": "edge_m"},
}
"""Letters whose values are a data set of the record."""

_NAMES = {"N": "position", "O": "orientation", "P": "part", "Y": "layer"}
_TWICE = {"U": ("ux", "uy")}
"""Letters that an array may have twice: names of the first and the second."""

_BARE = "This is a netCDF dimension but not a netCDF variable. {:10d}"
"""Title of a scale whose values say nothing, as netCDF-4 writes it: no coordinate for readers."""

_TEXTS = {"absorbing_parts": "P", "point_status": "V", "layer_names": "Y"}
"""Lists of texts that run along an axis of the record; all others have one of their own."""
_LIST = "entry"
"""The axis of other lists of texts, and of the rows of a table."""


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
    for dataset, letter in list(_lists(group, schema)):
        scale = _scale(group, letter, 0, dataset.shape[0])
        if scale.shape != dataset.shape:  # point_status of a case without points
            scale = _scale(group, dataset.name.rsplit("/", 1)[-1], 0, dataset.shape[0])
        dataset.dims[0].label = scale.name.rsplit("/", 1)[-1]
        dataset.dims[0].attach_scale(scale)
    for field in schema.fields:
        if field.kind is Kind.TABLE and field.key in group:
            _label_rows(group[field.key])


def _lists(group: h5py.Group, schema: Schema) -> Iterator[tuple[h5py.Dataset, str]]:
    """Lists of texts with the letter, or else the name, of their axis."""
    for field in schema.fields:
        if field.kind is Kind.TEXTS and field.key in group:
            # Groups inside one another need names of their own: xarray aligns them as a tree.
            owner = group.name.strip("/").replace("/", "_") or "case"
            yield group[field.key], _TEXTS.get(field.name, f"{owner}_{field.name}_{_LIST}")


def _label_rows(table: h5py.Group) -> None:
    """One scale for all columns of a table."""
    columns = list(table.values())
    for column in columns:
        scale = _scale(table, _LIST, 0, column.shape[0])
        column.dims[0].label = _LIST
        column.dims[0].attach_scale(scale)


def share_first_axis(group: h5py.Group, names: Sequence[str]) -> None:
    """Make the first of some columns of one length the axis of the others."""
    first = group[names[0]]
    first.make_scale(names[0])
    for name in names[1:]:
        group[name].dims[0].label = names[0]
        group[name].dims[0].attach_scale(first)


def _arrays(group: h5py.Group, schema: Schema) -> Iterator[h5py.Dataset]:
    """Arrays with a shape that fits their letters, those by name included."""
    for field in schema.fields:
        if not field.axes or field.key not in group:
            continue
        item = group[field.key]
        for dataset in item.values() if isinstance(item, h5py.Group) else (item,):
            if len(field.axes) == len(dataset.shape):
                yield dataset


def _scale(group: h5py.Group, letter: str, count: int, size: int) -> h5py.Dataset:
    name = _name(group, letter, count, size)
    if name not in group:
        group.create_dataset(name, data=_values(group, letter, size))
        group[name].attrs["units"] = "1"
        group[name].attrs["long_name"] = f"axis {letter}: {name}"
    scale = group[name]
    if not scale.is_scale:
        scale.make_scale(_BARE.format(size) if name.endswith(_LIST) else name)
    return scale


def _name(group: h5py.Group, letter: str, count: int, size: int) -> str:
    own = _OWN.get(letter)
    if own is not None and own in group and group[own].shape == (size,):
        return own
    if letter in _TWICE:
        return _TWICE[letter][min(count, 1)]
    if letter.isdigit():
        return "xyz" if letter == "3" else f"pair_{letter}"
    if len(letter) > 1:
        return letter
    name = _NAMES.get(letter, f"axis_{letter.lower()}")
    return name if count == 0 else f"{name}_{count + 1}"


def _values(group: h5py.Group, letter: str, size: int) -> object:
    if letter == "O" and size == len(ORIENTATIONS):
        return np.array(ORIENTATIONS, dtype=_TEXT)
    if letter == "3":
        return np.array(["x", "y", "z"], dtype=_TEXT)
    if letter == "P" and "absorbing_parts" in group and group["absorbing_parts"].shape == (size,):
        return np.array(_texts(group), dtype=_TEXT)
    if letter == "U" and "direction_cosine" in group:
        return np.asarray(group["direction_cosine"][()])
    return np.arange(size)


def _texts(group: h5py.Group) -> list[str]:
    return [str(name) for name in group["absorbing_parts"].asstr()[()]]
