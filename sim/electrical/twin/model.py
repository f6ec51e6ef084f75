"""The compact twin's equations: sheets of dots whose net charge is given, at any other rates.

Kept of the drift-diffusion device, against its voltage: current J, share s_m of it that recombines
in sheet m, and net charge d_m = e_m - h_m per dot, in which electrostatics has the say. Carriers
adjust to the rates:

    s_m J = q N_dots X_m K_m                                               (1)
    X_m = e_m h_m / (1 + K_m / k_meet)                                     (2)
    K_m = k_pair,m + k_crowded,m (e_m + h_m) / 4                           (3)

With c = e + h, e h = (c^2 - d^2) / 4, this is one cubic equation per sheet and voltage,

    (c^2 - d^2 - 4 s J / (q N_dots k_meet)) K(c) = 4 s J / (q N_dots)      (4)

k_pair and k_crowded are those of :mod:`sim.electrical.drift_diffusion.emitter`. The left side of
(4) rises and is convex above the root. At the device's own rates it gives the device's own
carriers. Recombination that would move the zone or the net charge is beyond it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.constants import elementary_charge
from scipy.interpolate import PchipInterpolator

from geometry.arrays import FloatArray
from sim.electrical.channels.terminal import shunt_currents
from sim.electrical.drift_diffusion.emitter import Emitter, emitter_of, sheet_plan
from sim.electrical.drift_diffusion.sheets import Terminal, emitter_currents, sheet_result
from sim.electrical.pixel import Pixel, share_of, sweep_voltages_v
from sim.electrical.sheet_table import SheetTable, TransportRecord
from sim.electrical.spec import CompactSpec
from sim.results.records import ElectricalResult, RadiativeEnvironment

_NEWTON_STEPS = 60
_NEWTON_TOLERANCE = 1e-13
_BATCH = 500


@dataclass(frozen=True)
class TwinCase:
    """One design that a twin stands in for."""

    spec: CompactSpec
    pixel: Pixel
    environment: RadiativeEnvironment


@dataclass(frozen=True)
class TwinCurves:
    """Curves of D designs: voltage of shape (V,), current density and EQE of shape (D, V)."""

    voltage_v: FloatArray
    current_density_a_m2: FloatArray
    eqe: FloatArray


@dataclass(frozen=True)
class _Frozen:
    """The table at the sweep's voltages: (V,) and (V, M)."""

    current_a_m2: FloatArray
    share: FloatArray
    net_charge: FloatArray
    meeting_rate_1_s: float


def table_at(table: SheetTable, voltage_v: FloatArray) -> _Frozen:
    """Monotone interpolation, logarithmic in current and carriers; no current below the table."""
    nodes = np.array(table.voltage_v)
    inside = np.clip(voltage_v, nodes[0], nodes[-1])

    def logarithmic(values: object) -> FloatArray:
        return np.asarray(np.exp(PchipInterpolator(nodes, np.log(np.array(values)))(inside)))

    below = voltage_v < nodes[0] * (1.0 - 1e-12)
    return _Frozen(
        current_a_m2=np.where(below, 0.0, logarithmic(table.current_a_m2)),
        share=np.asarray(PchipInterpolator(nodes, np.array(table.share))(inside)),
        net_charge=logarithmic(table.electrons) - logarithmic(table.holes),
        meeting_rate_1_s=table.meeting_rate_1_s,
    )


def carriers_per_dot(
    product_1_s: FloatArray,
    net_charge: FloatArray,
    pair_rate_1_s: FloatArray,
    crowded_rate_1_s: FloatArray | float,
    meeting_rate_1_s: float,
) -> FloatArray:
    """e + h where e h K / (1 + K / k_meet) = product, e - h = net_charge, K = k + k_crowded c / 4.

    All arrays broadcast. Newton's method falls monotonically onto the root from where k_crowded is
    left out of K.
    """
    per_carrier = crowded_rate_1_s / 4.0
    least = net_charge**2 + 4.0 * product_1_s / meeting_rate_1_s
    c = np.sqrt(least + 4.0 * product_1_s / pair_rate_1_s)
    for _ in range(_NEWTON_STEPS):
        decay = pair_rate_1_s + per_carrier * c  # (3)
        excess = (c**2 - least) * decay - 4.0 * product_1_s  # (4)
        slope = 2.0 * c * decay + per_carrier * (c**2 - least)
        step = np.divide(excess, slope, out=np.zeros_like(c), where=slope > 0.0)
        c = c - step
        if np.all(np.abs(step) <= _NEWTON_TOLERANCE * c):
            break
    return np.asarray(c)


def transport_of(spec: CompactSpec, pixel: Pixel) -> TransportRecord:
    """What a twin must share with the device it was read from."""
    layers = {layer.name: layer.thickness_m for layer in (*pixel.below, *pixel.above)}
    return TransportRecord(
        temperature_k=spec.temperature_k,
        mobility_m2_vs=spec.mobility_m2_vs,
        nanocrystal_pitch_m=spec.nanocrystal_pitch_m,
        relative_permittivity=spec.relative_permittivity,
        thickness_m={**layers, "emitter": pixel.emitter_thickness_m},
    )


def _table_of(spec: CompactSpec, pixel: Pixel) -> SheetTable:
    table = spec.sheets
    if table is None:
        raise ValueError(
            "kinetics: charged needs sheets, such as sim.electrical.twin.read_off reads them"
        )
    sheets = sheet_plan(spec, pixel.emitter_thickness_m).area.size
    if sheets != table.sheets:
        raise ValueError(
            f"the twin has {table.sheets} sheets of dots where this emitter has {sheets}: it is of "
            "another version or thickness, so make a twin of this device"
        )
    changed = table.transport.differences(transport_of(spec, pixel))
    if changed:
        raise ValueError(
            f"the twin was made for another {', '.join(changed)}: transport depends on it, so "
            "make a twin of the changed device"
        )
    return table


def solve_twin(
    spec: CompactSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> ElectricalResult:
    """J-V-L and efficiencies of one pixel from its sheets' charges; for ``kinetics: charged``.

    Raises:
        ValueError: something that transport depends on is not what the twin was made for.
    """
    table, voltage = _table_of(spec, pixel), _voltages(spec)
    frozen = table_at(table, voltage)
    emitter = emitter_of(spec, pixel, environment)
    injected = frozen.current_a_m2[:, None] * frozen.share
    product = injected / (elementary_charge * emitter.dots_1_m2)
    crowded = emitter.crowded_rate_1_s
    carriers = carriers_per_dot(
        product, frozen.net_charge, emitter.pair_rate_1_s, crowded, table.meeting_rate_1_s
    )
    pairs = product / (emitter.pair_rate_1_s + crowded * carriers / 4.0)  # (1), (3)
    terminal = Terminal(
        device=frozen.current_a_m2,
        shunts=shunt_currents(spec, pixel, voltage),
        failed=np.zeros(voltage.size, dtype=bool),
    )
    inner = emitter_currents(emitter, pairs, carriers)
    result = sheet_result(spec.model, pixel, voltage, terminal, inner)
    return replace(result, point_status=("",) * voltage.size, warnings=(_NOTE,))


_NOTE = (
    "a compact twin: current, zone and net charge of the dots are those of the drift-diffusion "
    "device it was read from; what changes transport needs a new twin"
)


def _voltages(spec: CompactSpec) -> FloatArray:
    return sweep_voltages_v(spec.voltage_stop_v, spec.voltage_step_v, spec.voltage_start_v)


def solve_twins(cases: Sequence[TwinCase]) -> TwinCurves:
    """EQE and current of many designs that share one twin's table and voltages.

    Rates, wall, rim, shunts, yield and optics are each design's own; the equations are those of
    :func:`solve_twin`, over arrays of (design, voltage, sheet).

    Raises:
        ValueError: no case, different tables or sweeps, or a changed transport.
    """
    if not cases:
        raise ValueError("no designs are given")
    first = cases[0].spec
    table = _table_of(first, cases[0].pixel)
    voltage = _voltages(first)
    for case in cases:
        same = (case.spec.sheets, case.spec.voltage_stop_v, case.spec.voltage_step_v)
        if same[0] is not first.sheets or same[1:] != (first.voltage_stop_v, first.voltage_step_v):
            raise ValueError("designs solved together need the same twin and the same sweep")
        _table_of(case.spec, case.pixel)
    frozen = table_at(table, voltage)
    parts = [
        _solve_batch(cases[start : start + _BATCH], frozen, voltage)
        for start in range(0, len(cases), _BATCH)
    ]
    return TwinCurves(
        voltage,
        np.concatenate([part.current_density_a_m2 for part in parts]),
        np.concatenate([part.eqe for part in parts]),
    )


def _solve_batch(cases: Sequence[TwinCase], frozen: _Frozen, voltage_v: FloatArray) -> TwinCurves:
    emitters = [emitter_of(case.spec, case.pixel, case.environment) for case in cases]
    decay = np.array([emitter.pair_rate_1_s for emitter in emitters])[:, None, :]
    escape = np.array([_escape_1_s(emitter) for emitter in emitters])[:, None, :]
    crowded = np.array([emitter.crowded_rate_1_s for emitter in emitters])[:, None, :]
    unit = np.array([elementary_charge * emitter.dots_1_m2 for emitter in emitters])[:, None, :]
    injected = frozen.current_a_m2[:, None] * frozen.share
    carriers = carriers_per_dot(
        injected / unit, frozen.net_charge, decay, crowded, frozen.meeting_rate_1_s
    )
    light = (injected * escape / (decay + crowded * carriers / 4.0)).sum(axis=2)
    shunts = [shunt_currents(case.spec, case.pixel, voltage_v).total for case in cases]
    total = frozen.current_a_m2 + np.array(shunts)
    return TwinCurves(voltage_v, total, share_of(light, total))


def _escape_1_s(emitter: Emitter) -> FloatArray:
    """Rate at which a pair's light reaches air, (M,)."""
    light = emitter.light
    return np.asarray(emitter.rates.radiative_1_s * light.purcell * light.extracted)
