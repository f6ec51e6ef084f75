"""Fill in what a device leaves to its technique, to its layers or to its gap.

These functions work on what was written (mappings of strings), before it is validated, so that a
resolved configuration holds every value and loads back to itself. What they cannot read they leave
alone: validation then says what is wrong with it, at its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geometry.fill_in.preset import TechniqueName, load_technique
from geometry.units import format_length, parse_length_um, pitch_from_ppi

BELOW_EMITTER = "below_emitter"
_ALTERNATIVES = (("pitch", "ppi"), ("gap", "aperture.width"))
_LINER = ("material", "thickness")
_NEIGHBOURS_PER_PITCH = {
    "rgb_stripe": 3.0,
    "delta": 3.0**0.5,
}  # as geometry.spec.device, before its types


def with_technique(entry: Any) -> Any:
    """The device with its array completed by its technique; what is written wins.

    ``array: none`` stays none: the unpatterned film of the same stack.
    """
    name = entry.get("technique") if isinstance(entry, Mapping) else None
    array = entry.get("array", {}) if isinstance(entry, Mapping) else None
    known = {item.value for item in TechniqueName}
    if isinstance(array, Mapping) and _is_resolved(array):
        return entry
    if not isinstance(array, Mapping) or not isinstance(name, str) or name not in known:
        return entry
    preset = load_technique(TechniqueName(name))
    defaults = _without_rivals(preset.array, array)
    marks = {
        f"array.{path}": mark
        for path, mark in preset.assumed.items()
        if _written(defaults, path) and not _written(array, path)
    }
    assumed = entry.get("assumed", {})
    if isinstance(assumed, Mapping):
        assumed = {**marks, **assumed}
    return {**entry, "array": _merged(defaults, array), "assumed": assumed}


def _is_resolved(array: Mapping[str, Any]) -> bool:
    """Whether an array was filled in before and holds its fields by their own names."""
    aperture = array.get("aperture")
    return isinstance(aperture, Mapping) and "width_um" in aperture


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
        foot = names.index(bank["on"]) if bank.get("on") in names else 0
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
    found = dict(entry)
    if isinstance(found.get(lists), list):
        found[lists] = tuple(found[lists])
    below = found.get(inside)
    if isinstance(below, dict) and isinstance(below.get(lists_inside), list):
        found[inside] = {**below, lists_inside: tuple(below[lists_inside])}
    return found


def _without_rivals(defaults: Mapping[str, Any], array: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults without those that something written makes meaningless."""
    kept = dict(defaults)
    for one, other in _ALTERNATIVES:
        for here, rival in ((one, other), (other, one)):
            if _written(array, here):
                kept = _removed(kept, rival)
    sidewall = array.get("sidewall")
    if isinstance(sidewall, Mapping) and "treatment" in sidewall:
        for key in _LINER:
            kept = _removed(kept, f"sidewall.{key}")
    return kept


def _written(entry: Mapping[str, Any], path: str) -> bool:
    value: Any = entry
    for key in path.split("."):
        if not isinstance(value, Mapping) or value.get(key) is None:
            return False
        value = value[key]
    return True


def _removed(entry: Mapping[str, Any], path: str) -> dict[str, Any]:
    head, _, rest = path.partition(".")
    if not rest:
        return {key: value for key, value in entry.items() if key != head}
    below = entry.get(head)
    return {**entry, head: _removed(below, rest)} if isinstance(below, Mapping) else dict(entry)


def _merged(defaults: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(defaults)
    for key, value in written.items():
        below = result.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        if both and key != "material":
            result[key] = _merged(below or {}, value)
        else:
            result[key] = value
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
    per_pitch = _NEIGHBOURS_PER_PITCH.get(lattice, 1.0) if isinstance(lattice, str) else 1.0
    return None if pitch is None else pitch / per_pitch


def _thickness_um(layers: Any) -> float | None:
    lengths = [_length_um(layer.get("thickness")) for layer in layers]
    if not lengths or any(length is None for length in lengths):
        return None
    return sum(length for length in lengths if length is not None)
