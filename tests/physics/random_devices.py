"""Drift-diffusion devices drawn at random from the ranges that their assumptions state."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from physics.electrical_cases import device, environment, optics

from sim.coupling import electrical_pixel
from sim.electrical.drift_diffusion.model import solve_drift_diffusion
from sim.electrical.materials import TRANSPORT_MATERIALS
from sim.electrical.pixel import Pixel, StackLayer
from sim.electrical.spec import DriftDiffusionSpec, assumptions_of
from sim.electrical.transport_spec import TransportLayerSpec

POINTS = 60
STOP_V = 6.0
TEMPERATURE_K = (270.0, 330.0)
EMITTER_NM = (20.0, 50.0)
HTL_NM = (10.0, 40.0)
_SPANS_DECADES = 9.0
_LAYERS = {"htl": "PTAA", "etl": "TPBi"}
_FIELDS = {
    "lumo": "lumo_ev",
    "homo": "homo_ev",
    "electron_mobility": "electron_mobility_m2_vs",
    "hole_mobility": "hole_mobility_m2_vs",
    "relative_permittivity": "relative_permittivity",
    "states": "states_1_m3",
}


@dataclass(frozen=True)
class RandomDevice:
    """Inputs of one device."""

    spec: DriftDiffusionSpec
    pixel: Pixel

    def describe(self) -> Mapping[str, float]:
        """What was drawn, for reports of devices that fail."""
        drawn = {name: getattr(self.spec, name) for name in _ASSUMED_NAMES}
        drawn["temperature_k"] = self.spec.temperature_k
        return drawn


@dataclass(frozen=True)
class Outcome:
    """How a sweep went.

    Attributes:
        lit: number of points above turn-on (1 cd/m2, or the gap where it is never reached).
        lost: how many of them did not converge.
        lost_below: the same below turn-on.
        below_floor: points above turn-on whose current is below the solver's floor.
        seconds: processor time of the whole sweep.
    """

    lit: int
    lost: int
    lost_below: int
    below_floor: int
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Every point above turn-on converged."""
        return self.lost == 0


def _draw(rng: np.random.Generator, low: float, high: float) -> float:
    """Uniform, or log-uniform where the range spans a decade or more."""
    if low > 0.0 and high / low > _SPANS_DECADES:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))
    return float(rng.uniform(low, high))


def _field_of(path: str) -> str:
    key = path.removeprefix("electrical.")
    for name, info in DriftDiffusionSpec.model_fields.items():
        if key in (name, info.alias):
            return name
    raise KeyError(path)


_BASE = DriftDiffusionSpec.model_validate(
    {"model": "drift_diffusion", "voltage_stop": f"{STOP_V} V", "cells": 100}
)
_ASSUMED = {_field_of(entry.path): (entry.low, entry.high) for entry in assumptions_of(_BASE, None)}
_ASSUMED |= {"anode_work_function_ev": (5.0, 5.3), "cathode_work_function_ev": (2.8, 3.4)}
_ASSUMED_NAMES = tuple(_ASSUMED)


def _layer(rng: np.random.Generator, material: str) -> TransportLayerSpec:
    ranges = TRANSPORT_MATERIALS[material].assumptions("layer")
    drawn = {
        _FIELDS[entry.path.rpartition(".")[2]]: _draw(rng, entry.low, entry.high)
        for entry in ranges
    }
    # Values are in SI already: validation would ask for units.
    return TransportLayerSpec.model_construct(**drawn)  # type: ignore[arg-type]


def random_device(seed: int) -> RandomDevice:
    """A device with every assumed electrical input drawn from its range."""
    rng = np.random.default_rng(seed)
    update: dict[str, object] = {
        name: _draw(rng, low, high) for name, (low, high) in _ASSUMED.items()
    }
    update["layers"] = {name: _layer(rng, material) for name, material in _LAYERS.items()}
    update["temperature_k"] = _draw(rng, *TEMPERATURE_K)
    update["voltage_step_v"] = STOP_V / (POINTS - 1)
    pixel = electrical_pixel(device(None, 0.97), _BASE, optics(plqy=0.97))
    htl = StackLayer("htl", "PTAA", 1e-9 * _draw(rng, *HTL_NM))
    thickness = 1e-9 * _draw(rng, *EMITTER_NM)
    pixel = replace(
        pixel, emitter_thickness_m=thickness, below=(htl, *pixel.below[1:]), above=pixel.above
    )
    return RandomDevice(_BASE.model_copy(update=update), pixel)


def sweep(drawn: RandomDevice) -> Outcome:
    """Solve all voltages of a device and count."""
    started = time.process_time()
    result = solve_drift_diffusion(drawn.spec, drawn.pixel, environment(1.2))
    seconds = time.process_time() - started
    failed = np.isnan(result.eqe)
    with np.errstate(invalid="ignore"):
        bright = np.flatnonzero(result.luminance_cd_m2 >= 1.0)
    gap_v = drawn.spec.valence_band_ev - drawn.spec.conduction_band_ev
    turn_on_v = float(result.voltage_v[bright[0]]) if bright.size else gap_v
    above = result.voltage_v >= turn_on_v
    floor = np.array([status.startswith("current below") for status in result.point_status])
    return Outcome(
        lit=int(above.sum()),
        lost=int((failed & above).sum()),
        lost_below=int((failed & ~above).sum()),
        below_floor=int((floor & above).sum()),
        seconds=seconds,
    )
