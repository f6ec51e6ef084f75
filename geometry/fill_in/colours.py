"""Which of several emitters emits: sub-pixels side by side, or emitters stacked over each other.

A case has one active emitter. ``device.emitting`` names it: a sub-pixel of ``array.subpixels``,
whose material becomes that of the layer with ``emitter: true``, or one of several emitting layers.
The emitter's own ``emission`` then fills in what ``device.emission`` leaves out. As in
``geometry.fill_in.resolve``, what cannot be read is left for validation to name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def with_emitting(entry: Any) -> Any:
    """The device with one active emitter.

    Raises:
        ValueError: ``emitting`` names nothing, is missing beside sub-pixels, or the emitter's layer
            holds another material than the sub-pixel.
    """
    if not isinstance(entry, Mapping) or not _mappings(entry.get("layers")):
        return entry
    array = entry.get("array")
    subpixels = array.get("subpixels") if isinstance(array, Mapping) else None
    if subpixels and _mappings(subpixels):
        return _one_subpixel(entry, subpixels)
    return entry if entry.get("emitting") is None else _one_layer(entry)


def _one_subpixel(entry: Mapping[str, Any], subpixels: Sequence[Mapping[str, Any]]) -> Any:
    chosen = _named(subpixels, entry.get("emitting"), "sub-pixel")
    layers = []
    for layer in entry["layers"]:
        if layer.get("emitter") is not True:
            layers.append(layer)
            continue
        written = layer.get("material", chosen.get("material"))
        if written != chosen.get("material"):
            raise ValueError(
                f"layer {layer.get('name')!r} is of {written!r}, the emitting sub-pixel "
                f"{chosen.get('name')!r} of {chosen.get('material')!r}; leave the layer's out"
            )
        layers.append({**layer, "material": written})
    return {**entry, "layers": layers, "emission": _emission(entry, chosen)}


def _one_layer(entry: Mapping[str, Any]) -> Any:
    chosen = _named(entry["layers"], entry["emitting"], "layer")
    layers = [{**layer, "emitter": layer is chosen} for layer in entry["layers"]]
    return {**entry, "layers": layers, "emission": _emission(entry, chosen)}


def _named(entries: Sequence[Mapping[str, Any]], name: Any, kind: str) -> Mapping[str, Any]:
    for entry in entries:
        if entry.get("name") == name:
            return entry
    names = ", ".join(str(entry.get("name")) for entry in entries)
    raise ValueError(f"emitting: {name!r} names no {kind}; expected one of {names}")


def _emission(entry: Mapping[str, Any], chosen: Mapping[str, Any]) -> Any:
    own, written = chosen.get("emission") or {}, entry.get("emission", {})
    if not isinstance(own, Mapping) or not isinstance(written, Mapping):
        return written
    return {**own, **written}


def _mappings(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, Mapping) for item in value)
