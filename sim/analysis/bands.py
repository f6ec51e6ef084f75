"""What a pixel's EQE may be within the assumed inputs of its perimeter, on the optics that it has.

Varied are the inputs that no source gives and that the user has not replaced: surface recombination
velocity, width and yield of the damaged rim, shunt along the wall, and the gap between pixels (the
fill), in the proportions of its technique's range. The optics stay: a gap changes the wall's length
over the area, not the light of a position.

A Latin hypercube gives the 5 to 95 per cent band; every input at its worse or better end gives the
corners. Ranges over more than two decades are sampled in their logarithm.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import qmc

from geometry.device import Device
from geometry.fill_in.technique import TechniqueName, load_technique
from geometry.spec import ArraySpec
from geometry.units import parse_length_um
from sim.analysis.waterfall_records import Band, BandInput
from sim.coupling import solve_electrical
from sim.electrical.channels.table import AT_PERIMETER
from sim.electrical.quantities import path_of
from sim.electrical.spec import CompactSpec, ElectricalBase, assumptions_of
from sim.results.records import OpticalResult

_SAMPLES = 64
_SEED = 20250711
_DECADES_FOR_LOG = 2.0
_GAP = "device.array.gap"
_MOST_GAP = 0.9
"""A gap never takes more of the distance of neighbours."""
_FIELDS = {
    path_of(ElectricalBase, "electrical", name): name
    for _, place in AT_PERIMETER
    for name in place.drawn
}
_BETTER_HIGH = frozenset({"electrical.rim_yield"})


@dataclass(frozen=True)
class BandCase:
    """A pixel by the compact model: device, model, optics, and the technique it was made by."""

    device: Device
    spec: CompactSpec
    optics: OpticalResult
    technique: TechniqueName | None = None


def edge_band(case: BandCase, samples: int = _SAMPLES) -> Band | None:
    """The band of one pixel; None for a film, or where nothing of the perimeter is assumed.

    Args:
        case: the pixel.
        samples: size of the Latin hypercube.
    """
    array = case.device.array
    if array is None:
        return None
    inputs = edge_inputs(case, array)
    if not inputs:
        return None
    places = qmc.LatinHypercube(len(inputs), seed=_SEED).random(samples)
    drawn = np.array([_eqe(case, array, _at(inputs, row)) for row in places])
    drawn = drawn[np.isfinite(drawn)]
    if drawn.size == 0:
        return None
    low, high = np.quantile(drawn, (0.05, 0.95))
    better = [1.0 if entry.path in _BETTER_HIGH else 0.0 for entry in inputs]
    return Band(
        low=float(low),
        high=float(high),
        worst=_eqe(case, array, _at(inputs, [1.0 - place for place in better])),
        best=_eqe(case, array, _at(inputs, better)),
        samples=int(drawn.size),
        inputs=inputs,
    )


def edge_inputs(case: BandCase, array: ArraySpec) -> tuple[BandInput, ...]:
    """Assumed inputs of the perimeter with their ranges in SI (the gap in micrometres)."""
    marks = assumptions_of(case.spec, array.sidewall.treatment)
    inputs = [
        BandInput(m.path, m.low, m.high) for m in marks if m.path in _FIELDS and m.low < m.high
    ]
    gap = _gap_range(case.technique, array)
    return (*inputs, gap) if gap is not None else tuple(inputs)


def _gap_range(technique: TechniqueName | None, array: ArraySpec) -> BandInput | None:
    """The technique's range, scaled where the pixel's own gap is another than the technique's."""
    if technique is None:
        return None
    preset = load_technique(technique)
    mark, usual = preset.assumed.get("gap"), preset.array.get("gap")
    if mark is None or usual is None:
        return None
    scale = array.gap_um / parse_length_um(usual)
    limit = _MOST_GAP * array.neighbour_um
    low, high = (min(scale * parse_length_um(mark[end]), limit) for end in ("low", "high"))
    return BandInput(_GAP, low, high) if low < high else None


def _at(inputs: tuple[BandInput, ...], places: Iterable[float]) -> dict[str, float]:
    """Values at places from 0 (low) to 1 (high)."""
    values = {}
    for entry, place in zip(inputs, places, strict=True):
        logarithmic = entry.low > 0.0 and math.log10(entry.high / entry.low) > _DECADES_FOR_LOG
        values[entry.path] = (
            entry.low * (entry.high / entry.low) ** float(place)
            if logarithmic
            else entry.low + float(place) * (entry.high - entry.low)
        )
    return values


def _eqe(case: BandCase, array: ArraySpec, values: Mapping[str, float]) -> float:
    """Peak EQE with these inputs; nan where no voltage converged."""
    update = {_FIELDS[path]: value for path, value in values.items() if path in _FIELDS}
    device = case.device
    if _GAP in values:
        width = array.neighbour_um - values[_GAP]
        aperture = array.aperture.model_copy(update={"width_um": width})
        device = replace(device, array=array.model_copy(update={"aperture": aperture}))
    result = solve_electrical(device, case.spec.model_copy(update=update), case.optics)
    return result.eqe_peak
