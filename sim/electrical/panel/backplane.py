"""From what a user writes to a pixel's circuit, its drive voltages and the phases of its frame.

What is usual for a kind of transistor: saturation mobilities of 10 (IGZO) and 100 cm2/Vs (LTPS),
lower ends of what a review of perovskite displays asks of backplanes (Zhao et al., 2025);
thresholds, swings and leakage as usual for either, not of one process.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.constants import epsilon_0

from geometry.arrays import FloatArray
from geometry.materials.library import Assumption
from sim.electrical.panel.drain_law import Transistor
from sim.electrical.panel.pixel_circuit import Led, Phase, PixelCircuit
from sim.electrical.panel.spec import Backplane, CircuitSpec, TransistorSpec

SIO2_PERMITTIVITY = 3.9
SCAN_OVERDRIVE_V = 5.0
"""Scan lines swing so far beyond supply and ground: a switch is then fully on or off."""
BLACK_BELOW_V = 1.5
"""Black of 3T1C below the reference: compensation ends with a current, 1.5 V are seven decades."""


@dataclass(frozen=True)
class _Ranges:
    """Between which a process of the kind is usually found."""

    mobility_m2_vs: tuple[float, float]
    threshold_v: tuple[float, float]
    swing_v: tuple[float, float]
    leakage_a: tuple[float, float]


@dataclass(frozen=True)
class _Usual:
    is_p: bool
    mobility_m2_vs: float
    threshold_v: float
    swing_v: float
    leakage_a: float
    ranges: _Ranges


_USUAL = {
    Backplane.IGZO: _Usual(
        is_p=False,
        mobility_m2_vs=10e-4,
        threshold_v=1.0,
        swing_v=0.2,
        leakage_a=1e-15,
        ranges=_Ranges((5e-4, 50e-4), (-1.0, 3.0), (0.1, 0.5), (1e-16, 1e-12)),
    ),
    Backplane.LTPS: _Usual(
        is_p=True,
        mobility_m2_vs=100e-4,
        threshold_v=-1.5,
        swing_v=0.24,
        leakage_a=1e-12,
        ranges=_Ranges((50e-4, 200e-4), (-3.0, -0.5), (0.15, 0.5), (1e-13, 1e-11)),
    ),
}


def transistor(spec: TransistorSpec, backplane: Backplane) -> Transistor:
    """The transistor with what is usual for its kind filled in."""
    usual = _USUAL[backplane]
    oxide = epsilon_0 * SIO2_PERMITTIVITY / spec.oxide_thickness_m
    mobility = usual.mobility_m2_vs if spec.mobility_m2_vs is None else spec.mobility_m2_vs
    return Transistor(
        is_p=usual.is_p,
        beta_a_v2=mobility * oxide * spec.width_m / spec.length_m,
        threshold_v=usual.threshold_v if spec.threshold_v is None else spec.threshold_v,
        slope_v=(usual.swing_v if spec.swing_v is None else spec.swing_v) / math.log(10.0),
        output_1_v=spec.output_1_v,
        leakage_a=usual.leakage_a if spec.leakage_a is None else spec.leakage_a,
    )


def usual_values(spec: CircuitSpec) -> tuple[Assumption, ...]:
    """What :func:`transistor` fills in for drive and switch where nothing was written."""
    usual, kind = _USUAL[spec.backplane], spec.backplane.value.upper()
    filled = (
        ("mobility", "mobility_m2_vs", usual.mobility_m2_vs, usual.ranges.mobility_m2_vs),
        ("threshold", "threshold_v", usual.threshold_v, usual.ranges.threshold_v),
        ("swing", "swing_v", usual.swing_v, usual.ranges.swing_v),
        ("leakage", "leakage_a", usual.leakage_a, usual.ranges.leakage_a),
    )
    reason = f"usual for {kind} on glass, of no one process"
    return tuple(
        Assumption(f"panel.circuit.{place}.{key}", value, low, high, reason)
        for place, part in (("drive", spec.drive), ("switch", spec.switch))
        for key, field, value, (low, high) in filled
        if getattr(part, field) is None
    )


def pixel_circuit(spec: CircuitSpec, led: Led) -> PixelCircuit:
    """The pixel around an LED."""
    switch = transistor(spec.switch, spec.backplane)
    high, low = spec.supply_v + SCAN_OVERDRIVE_V, -SCAN_OVERDRIVE_V
    on, off = (low, high) if switch.is_p else (high, low)
    return PixelCircuit(
        drive=transistor(spec.drive, spec.backplane),
        switch=switch,
        sense=switch if spec.kind == "3t1c" else None,
        led=led,
        storage_f=spec.storage_f,
        storage_at_anode=spec.storage_at_anode,
        supply_v=spec.supply_v,
        initial_v=spec.initial_v,
        scan_on_v=on,
        scan_off_v=off,
    )


def write_phases(spec: CircuitSpec, line_s: float, data_v: FloatArray) -> tuple[Phase, ...]:
    """Phases until the scan line is off again."""
    if spec.kind == "2t1c":
        return (Phase("write", line_s, True, False, data_v),)
    writing = Phase("write", min(spec.writing_s, line_s), True, False, data_v)
    reference = np.full_like(data_v, spec.reference_v)
    return (
        Phase("set back", spec.set_back_s, True, True, reference),
        Phase("compensate", spec.compensation_s, True, False, reference),
        writing,
    )


def frame_phases(
    spec: CircuitSpec, line_s: float, frame_s: float, data_v: FloatArray
) -> Sequence[Phase]:
    """All phases of a frame; the last one lasts until its end."""
    writing = write_phases(spec, line_s, data_v)
    left = frame_s - sum(phase.duration_s for phase in writing)
    return (*writing, Phase("emit", left, False, False, data_v))


def lit_share(spec: CircuitSpec, line_s: float, frame_s: float) -> float:
    """Share of a frame in which the pixel emits: 3T1C is dark while it is set back."""
    if spec.kind == "2t1c":
        return 1.0
    return frame_phases(spec, line_s, frame_s, np.zeros(1))[-1].duration_s / frame_s


def black_data_v(spec: CircuitSpec) -> float:
    """Data voltage of black: where the drive transistor is off."""
    if spec.kind == "3t1c":
        return spec.reference_v - BLACK_BELOW_V
    return spec.supply_v if spec.backplane is Backplane.LTPS else 0.0


def data_range_v(spec: CircuitSpec) -> FloatArray:
    """Data voltages among which a driver chooses, rising."""
    if spec.kind == "3t1c":
        return np.linspace(black_data_v(spec), spec.reference_v + spec.supply_v, 400)
    return np.linspace(0.0, spec.supply_v, 400)
