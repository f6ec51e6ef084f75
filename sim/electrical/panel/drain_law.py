"""Drain current of a thin-film transistor: one smooth expression from leakage to saturation.

    I = beta [G(Vgs) - G(Vgd)] (1 + lambda |Vds|) + I_off tanh(Vds / 1 V)          (1)
    G(V) = 2 (n Vt)^2 ln^2(1 + exp((V - Vth) / (2 n Vt)))                          (2)
    beta = mu C_ox W / L

Above threshold (2) is (V - Vth)^2 / 2, so that (1) is the square law, saturated beta (Vgs -
Vth)^2 / 2 and linear beta (Vgs - Vth - Vds / 2) Vds; below it I falls by n Vt ln 10 per decade. A
film on glass has no body: source and drain change places with the sign of Vds, and n stands in (2)
alone. (The bulk form with Vgs - Vth - n Vds would divide the mobility measured in saturation by n.)
A p-type transistor is (1) with all voltages and the current reversed.

Source: C. Enz, F. Krummenacher and E. Vittoz, Analog Integr. Circuits Signal Process. 8, 83 (1995),
for the interpolation. Limits: no field-dependent mobility, no self-heating, no kink.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray

_OFF_V = 1.0
_SHUT = -30.0
"""Exponent of (2) below which a channel carries less than 1e-26 of what it does at threshold."""
_LARGEST = 600.0
"""Its largest value that has an exponential; no voltage of a circuit comes near it."""


@dataclass(frozen=True)
class Transistor:
    """A thin-film transistor.

    Attributes:
        is_p: p-type; its threshold is then below 0 V.
        beta_a_v2: mu C_ox W / L.
        threshold_v: Vth.
        slope_v: n Vt.
        output_1_v: lambda.
        leakage_a: I_off.
    """

    is_p: bool
    beta_a_v2: float
    threshold_v: float
    slope_v: float
    output_1_v: float
    leakage_a: float


@dataclass(frozen=True)
class DrainCurrent:
    """Current from drain to source in A and its derivatives in S, shapes as the voltages'."""

    current: FloatArray
    by_gate: FloatArray
    by_drain: FloatArray
    by_source: FloatArray


def drain_current(
    device: Transistor,
    gate_v: FloatArray,
    drain_v: FloatArray,
    source_v: FloatArray,
    shift_v: FloatArray | float = 0.0,
    gain: FloatArray | float = 1.0,
) -> DrainCurrent:
    """Evaluate (1) at voltages that broadcast together.

    Args:
        device: the transistor.
        gate_v, drain_v, source_v: against one ground.
        shift_v: of the threshold's size, by pixel.
        gain: factor on beta, by pixel.
    """
    sign = -1.0 if device.is_p else 1.0
    threshold = sign * device.threshold_v + shift_v
    by_source, slope_s = _half(sign * (gate_v - source_v) - threshold, device.slope_v)
    by_drain, slope_d = _half(sign * (gate_v - drain_v) - threshold, device.slope_v)
    along = sign * (drain_v - source_v)
    stretch = 1.0 + device.output_1_v * np.abs(along)
    beta = device.beta_a_v2 * gain
    channel = beta * (by_source - by_drain)
    off = np.tanh(along / _OFF_V)
    # Derivative by Vds at fixed gate, of the stretch and of the leakage.
    along_slope = channel * device.output_1_v * np.sign(along)
    along_slope = along_slope + device.leakage_a * (1.0 - off**2) / _OFF_V
    return DrainCurrent(
        current=sign * (channel * stretch + device.leakage_a * off),
        by_gate=beta * stretch * (slope_s - slope_d),
        by_drain=beta * stretch * slope_d + along_slope,
        by_source=-beta * stretch * slope_s - along_slope,
    )


def _half(over_v: FloatArray, slope_v: float) -> tuple[FloatArray, FloatArray]:
    """(2) and its derivative, at voltages over the threshold."""
    half = np.asarray(over_v / (2.0 * slope_v))
    if half.size and float(half.max()) < _SHUT:
        # A transistor that is switched off: most of a frame, and half of the time to follow it.
        return np.zeros_like(half), np.zeros_like(half)
    grown = np.exp(np.minimum(half, _LARGEST))
    log = np.log1p(grown)
    return 2.0 * slope_v**2 * log**2, 2.0 * slope_v * log * (grown / (1.0 + grown))
