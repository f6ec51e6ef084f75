"""Fill in what an array leaves to its layers (foot and height of a bank) or to its gap (a width).

These functions work on what was written (mappings of strings), before it is validated, so that a
resolved configuration holds every value and loads back to itself. What they cannot read they leave
alone: validation then says what is wrong with it, at its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geometry.units import format_length, parse_length_um, pitch_from_ppi

BELOW_EMITTER = "below_emitter"

NEIGHBOURS_PER_PITCH: dict[str, float] = {"rgb_stripe": 3.0, "delta": 3.0**0.5}
"""Pitch over the distance of nearest sub-pixels, by the name of the lattice."""


def foot_index(layers: Sequence[str], on: str | None) -> int | None:
    """Position of the layer that a bank stands on, the first one by default; None for no layer.

    Args:
        layers: names from the substrate up.
        on: the name that ``bank.on`` gives.
    """
    if on is None:
        return 0
    return layers.index(on) if on in layers else None


def bank_from_layers(entry: Any) -> Any:
    """The device with ``bank.on: below_emitter`` by name and the height of a flush bank."""
    array = entry.get("array") if isinstance(entry, Mapping) else None
    bank = array.get("bank") if isinstance(array, Mapping) else None
    layers = entry.get("layers") if isinstance(entry, Mapping) else None
    if not isinstance(array, Mapping) or not isinstance(bank, Mapping):
        return entry
    if not isinstance(layers, (list, tuple)) or not all(isinstance(x, Mapping) for x in layers):
        return entry
    bank = dict(bank)
    emitter = next((i for i, layer in enumerate(layers) if layer.get("emitter") is True), 0)
    if bank.get("on") == BELOW_EMITTER and emitter > 0:
        bank["on"] = layers[emitter - 1].get("name")
    flush = bank.get("coverage") == "planar" or bank.get("filled_by") == "next_layers"
    if flush and bank.get("height") is None:
        names = [layer.get("name") for layer in layers]
        foot = foot_index(names, bank.get("on")) or 0
        height = _thickness_um(layers[foot + 1 : emitter + 1])
        if height is not None:
            bank["height"] = format_length(height)
    return {**entry, "array": {**array, "bank": bank}}


def width_from_gap(entry: Any) -> Any:
    """The array with ``gap`` replaced by the aperture's width, distance of neighbours - gap.

    Raises:
        ValueError: a gap beside a width, or one that leaves nothing of the pitch.
    """
    if not isinstance(entry, Mapping) or entry.get("gap") is None:
        return entry
    aperture = entry.get("aperture", {})
    if not isinstance(aperture, Mapping):
        return entry
    if aperture.get("width") is not None:
        raise ValueError("give either gap or aperture.width (width = pitch - gap)")
    gap, pitch = _length_um(entry["gap"]), _neighbour_um(entry)
    if gap is None or pitch is None or gap < 0:
        return entry
    if gap >= pitch:
        raise ValueError(f"a gap of {gap:g} um leaves nothing of a pitch of {pitch:g} um")
    rest = {key: value for key, value in entry.items() if key != "gap"}
    return {**rest, "aperture": {**aperture, "width": format_length(pitch - gap)}}


def lists_as_tuples(entry: Any, lists: str, inside: str, lists_inside: str) -> Any:
    """An entry whose lists, also those one mapping further inside, have become tuples.

    What a validator hands on is no longer JSON, where a list may stand for a tuple.
    """
    if not isinstance(entry, dict):
        return entry
    result = dict(entry)
    if isinstance(result.get(lists), list):
        result[lists] = tuple(result[lists])
    below = result.get(inside)
    if isinstance(below, dict) and isinstance(below.get(lists_inside), list):
        result[inside] = {**below, lists_inside: tuple(below[lists_inside])}
    return result


def _length_um(value: Any) -> float | None:
    try:
        return parse_length_um(value)
    except ValueError:
        return None


def _pitch_um(entry: Mapping[str, Any]) -> float | None:
    if entry.get("pitch") is not None:
        return _length_um(entry["pitch"])
    ppi = entry.get("ppi")
    if isinstance(ppi, (int, float)) and not isinstance(ppi, bool) and ppi > 0:
        return pitch_from_ppi(ppi)
    return None


def _neighbour_um(entry: Mapping[str, Any]) -> float | None:
    pitch, lattice = _pitch_um(entry), entry.get("lattice")
    per_pitch = NEIGHBOURS_PER_PITCH.get(lattice, 1.0) if isinstance(lattice, str) else 1.0
    return None if pitch is None else pitch / per_pitch


def _thickness_um(layers: Any) -> float | None:
    lengths = [_length_um(layer.get("thickness")) for layer in layers]
    if not lengths or any(length is None for length in lengths):
        return None
    return sum(length for length in lengths if length is not None)
