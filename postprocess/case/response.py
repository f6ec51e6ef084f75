"""A device in time as plain values for JSON, and as rows of the table: pulses and small signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.results.response import ELEMENTS, ImpedanceResult, TransientResult

_MA_CM2 = 0.1
_NF_MM2 = 1e3


def transient_summary(result: TransientResult) -> dict[str, Any]:
    """Times of the last pulse, and the curves."""
    return {
        "status": result.status.value,
        "sentence": result.sentence,
        "area_mm2": result.area_m2 * 1e6,
        "response_us": result.response_s * 1e6,
        "response_error_us": result.response_error_s * 1e6,
        "onset_us": result.onset_s * 1e6,
        "rise_us": result.rise_s * 1e6,
        "fall_us": result.fall_s * 1e6,
        "period_change": result.period_change,
        "time_us": result.time_s * 1e6,
        "generator_v": result.generator_v,
        "device_v": result.device_v,
        "current_density_ma_cm2": result.current_density_a_m2 * _MA_CM2,
        "luminance_cd_m2": result.luminance_cd_m2,
    }


def impedance_summary(result: ImpedanceResult) -> dict[str, Any]:
    """Capacitance at the lowest frequency, the equivalent circuit, and the spectra in ohm."""
    impedance = result.impedance_ohm
    area = result.area_m2
    units = np.array([1.0 / area, 1.0 / area, area, 1.0 / area, area])
    fitted = (result.elements * units).T
    return {
        "status": result.status.value,
        "area_mm2": area * 1e6,
        "frequency_hz": result.frequency_hz,
        "voltage_v": result.voltage_v,
        "capacitance_nf_mm2": result.capacitance_f_m2[:, 0] * _NF_MM2,
        "bandwidth_hz": result.bandwidth_hz,
        "spread": result.spread,
        "circuit": {
            **{_named(name): row for name, row in zip(ELEMENTS, fitted, strict=True)},
            "log_errors": dict(zip(ELEMENTS, result.element_errors.T, strict=True)),
            "residual": result.fit_residual,
            "verdict": _by_voltage(result, result.fit_verdict),
        },
        "impedance_real_ohm": impedance.real,
        "impedance_imaginary_ohm": impedance.imag,
        "point_status": _by_voltage(result, result.point_status),
    }


def _named(element: str) -> str:
    return f"{element}_{'ohm' if element.startswith('R') else 'farad'}"


def _by_voltage(result: ImpedanceResult, sentences: tuple[str, ...]) -> dict[str, str]:
    pairs = zip(result.voltage_v, sentences, strict=True)
    return {f"{voltage:.4g}": sentence for voltage, sentence in pairs if sentence}


def response_rows(electrical: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of what an electrical summary holds of the device in time."""
    rows: list[tuple[str, str]] = []
    pulses, signals = electrical.get("transient"), electrical.get("impedance")
    if pulses is not None:
        error = _text(pulses["response_error_us"])
        rows += [
            (
                f"response to 90 % ({pulses['area_mm2']:g} mm2)",
                f"{_text(pulses['response_us'])} ± {error} us",
            ),
            ("  onset (10 %)", f"{_text(pulses['onset_us'])} us"),
            ("  rise, 10 to 90 %", f"{_text(pulses['rise_us'])} us"),
            ("  fall to 10 %", f"{_text(pulses['fall_us'])} us"),
        ]
        if pulses["period_change"] is not None:
            rows.append(("  change in the last period", f"{pulses['period_change']:.2g}"))
    if signals is not None:
        rows += _signal_rows(signals)
    return rows


def _signal_rows(signals: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = zip(signals["voltage_v"], signals["capacitance_nf_mm2"], strict=True)
    known = [(c, v) for v, c in pairs if c is not None]
    if not known:
        return [("small signals", "no voltage solved")]
    frequency = signals["frequency_hz"][0]
    largest, at = max(known)
    widest = max((b for b in signals["bandwidth_hz"] if b is not None), default=None)
    unclear = len(signals["circuit"]["verdict"])
    return [
        (f"capacitance at {known[0][1]:g} V, {frequency:g} Hz", f"{known[0][0]:.3g} nF/mm2"),
        (f"  largest, at {at:.3g} V", f"{largest:.3g} nF/mm2"),
        ("bandwidth of light, largest", "-" if widest is None else f"{widest:.3g} Hz"),
        ("voltages whose two arcs can be told", f"{len(known) - unclear} of {len(known)}"),
    ]


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
