"""One pixel and its frame as a netlist of ngspice: the same laws as behavioural sources.

Run with ``ngspice -b pixel.cir``; it writes time, gate, anode and supply current. The smallest
conductance is set to 1e-15 S: with ngspice's own 1e-12 S a storage capacitor of a picofarad loses
6 % in a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.led_table import GRID_V, LedTable
from sim.electrical.panel.drain_law import Transistor
from sim.electrical.panel.led_charge import LedCharge
from sim.electrical.panel.pixel_circuit import Phase, PixelCircuit

EDGE_S = 1e-9
"""Duration of a change on a line."""
IDLE_S = 1e-8
"""All is off for so long before the frame, so that ngspice takes small steps at its start."""
OUTPUT = "pixel.txt"
_TABLE_V = 0.02
_DARK = -60.0
"""Logarithm of no current, in A/m2."""


def netlist(
    circuit: PixelCircuit, phases: Sequence[Phase], gate_v: float, anode_v: float, title: str
) -> str:
    """The deck of one pixel; phases hold one data voltage each.

    Args:
        circuit: the pixel.
        phases: of the frame, one after the other.
        gate_v, anode_v: at the start.
        title: its first line.
    """
    stop = IDLE_S + sum(phase.duration_s for phase in phases)
    off = circuit.scan_off_v
    other_v = anode_v if circuit.storage_at_anode else circuit.supply_v
    storage = "a" if circuit.storage_at_anode else "vdd"
    lines = [
        f"* {title}",
        ".options gmin=1e-15 abstol=1e-16 chgtol=1e-18 reltol=1e-4 method=gear",
        f"Vdd vdd 0 {circuit.supply_v:.9g}",
        f"Vinit init 0 {circuit.initial_v:.9g}",
        _source("Vdata data", phases, gate_v, [float(phase.data_v[0]) for phase in phases]),
        _source("Vscan scan", phases, off, _controls(circuit, [p.is_written for p in phases])),
        _drain("switch", circuit.switch, "data", "g", "scan"),
        _drain("drive", circuit.drive, "vdd", "a", "g"),
    ]
    if circuit.sense is not None:
        sensed = _controls(circuit, [p.is_sensed for p in phases])
        lines += [_source("Vsense sense", phases, off, sensed)]
        lines += [_drain("sense", circuit.sense, "a", "init", "sense")]
    lines += [
        f"Cs g {storage} {circuit.storage_f:.9g} IC={gate_v - other_v:.9g}",
        _charge(circuit.led.charge, anode_v),
        f"Bled a 0 I = {circuit.led.area_m2:.9g} * exp(pwl(v(a), {_table(circuit.led.table)}))",
        f".tran {stop / 10000:.6g} {stop:.9g} 0 {stop / 10000:.6g} uic",
        ".control",
        "run",
        "set wr_singlescale",
        f"wrdata {OUTPUT} v(g) v(a) i(Vdd)",
        "quit",
        ".endc",
        ".end",
    ]
    return "\n".join(lines) + "\n"


def _controls(circuit: PixelCircuit, on: Sequence[bool]) -> list[float]:
    return [circuit.scan_on_v if is_on else circuit.scan_off_v for is_on in on]


def _source(name: str, phases: Sequence[Phase], idle: float, values: Sequence[float]) -> str:
    """A voltage that changes at the phases' starts, and is ``idle`` before the first one."""
    points, start, before = [(0.0, idle)], IDLE_S, idle
    for phase, value in zip(phases, values, strict=True):
        points += [(start, before), (start + EDGE_S, value)]
        start, before = start + phase.duration_s, value
    text = " ".join(f"{time:.12g} {value:.9g}" for time, value in points)
    return f"{name} 0 PWL({text})"


def _drain(name: str, device: Transistor, drain: str, source: str, gate: str) -> str:
    """(1) and (2) of drain_law between two nodes."""
    sign = "-" if device.is_p else ""
    threshold = -device.threshold_v if device.is_p else device.threshold_v
    scale = 2.0 * device.slope_v

    def half(node: str) -> str:
        log = f"ln(1 + exp(({sign}(v({gate}) - v({node})) - {threshold:.9g}) / {scale:.9g}))"
        return f"{2.0 * device.slope_v**2:.9g} * {log} * {log}"

    along = f"(v({drain}) - v({source}))"
    channel = f"{device.beta_a_v2:.9g} * ({half(source)} - {half(drain)})"
    stretch = f"(1 + {device.output_1_v:.9g} * abs{along})"
    off = f"{device.leakage_a:.9g} * tanh({sign}{along})"
    return f"B{name} {drain} {source} I = {sign}({channel} * {stretch} + {off})"


def _charge(charge: LedCharge, start_v: float) -> str:
    """The LED's charge. One that depends on voltage is counted from that at the start, because
    ngspice reads no IC= beside Q=: it finds the voltage at which its capacitor is empty."""
    if charge.is_constant:
        return f"Cled a 0 {charge.at_rest_f:.9g} IC={start_v:.9g}"
    last = GRID_V * (charge.charge_c.size - 1)
    voltage = np.concatenate(([-10.0], np.arange(0.0, last, _TABLE_V), [last, last + 10.0]))
    held, _ = charge.at(voltage)
    empty = float(charge.at(np.array(start_v))[0])
    points = zip(voltage, held - empty, strict=True)
    return f"Cled a 0 Q = 'pwl(v(a), {_listed(points)})'"


def _listed(points: Iterable[tuple[float, float]]) -> str:
    """Points of a table over lines that ngspice takes."""
    texts = [f"{v:.6g}, {y:.9g}" for v, y in points]
    rows = [", ".join(texts[k : k + 6]) for k in range(0, len(texts), 6)]
    return ",\n+ ".join(rows)


def _table(table: LedTable) -> str:
    """ln J against V, for an interpolation that ngspice does itself."""
    voltage = np.arange(_TABLE_V, table.last_v, _TABLE_V)
    density: FloatArray = table.current_a_m2[np.rint(voltage / GRID_V).astype(int)]
    log = np.maximum(np.log(np.maximum(density, 1e-300)), _DARK)
    points = [(-10.0, _DARK), (0.0, _DARK), *zip(voltage, log, strict=True)]
    # A last point on the slope of the table, which goes on beyond it.
    last, before = points[-1], points[-2]
    beyond = last[1] + 20.0 * (last[1] - before[1])
    points.append((last[0] + 20.0 * (last[0] - before[0]), beyond))
    return _listed(points)


def read_output(text: str) -> FloatArray:
    """Time from the frame's start on, gate, anode and supply current out of V_dd, (4, T)."""
    columns = np.array([line.split() for line in text.splitlines() if line.strip()], dtype=float).T
    columns = columns[:, columns[0] >= IDLE_S]
    return np.stack([columns[0] - IDLE_S, columns[1], columns[2], -columns[3]])
