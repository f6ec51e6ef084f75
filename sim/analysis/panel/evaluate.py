"""What a panel shows: a picture through grey levels, frames, rails, differences and crosstalk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.analysis.panel.pixels import PanelPixel
from sim.electrical.panel.backplane import (
    black_data_v,
    data_range_v,
    frame_phases,
    lit_share,
    usual_values,
    write_phases,
)
from sim.electrical.panel.frame import FrameLaw, Spreads, frame_law, frames
from sim.electrical.panel.lines import charging_w, delays_s, written_v
from sim.electrical.panel.netlist import netlist
from sim.electrical.panel.pixel_circuit import Phase, Pixels
from sim.electrical.panel.programming import data_for, settled_current_a
from sim.electrical.panel.ray_spread import neighbour_kernel, seen, spread
from sim.electrical.panel.rows import row_drop_v
from sim.electrical.panel.shared_layer import bridge_s, grid_conductances, shared_currents
from sim.electrical.panel.spec import PanelSpec
from sim.electrical.panel.transient import Trace, trace
from sim.electrical.panel.uniformity import Differences, differences, uniformity
from sim.results.panel import PanelResult
from sim.results.status import Status

_LEVELS = 255
_BETWEEN = 32
_ROUNDS = 8
_SETTLED_V = 1e-6
_TRACED = (1.0, 0.1, 0.01, 1e-3)
"""Pixels that are followed in time, by their luminance over white's."""


@dataclass(frozen=True)
class PanelCase:
    """A panel that is to be computed.

    Attributes:
        spec: what was written.
        pixel: the case's.
        image: greys, (R, C).
        crosstalk: share of a pixel's light that leaves over the four nearest ones.
    """

    spec: PanelSpec
    pixel: PanelPixel
    image: FloatArray
    crosstalk: float = 0.0

    @property
    def frame_s(self) -> float:
        """Duration of a frame."""
        return 1.0 / self.spec.refresh_rate_hz

    @property
    def line_s(self) -> float:
        """Time for one row."""
        return self.frame_s / self.spec.rows

    def phases(self, data_v: FloatArray) -> Sequence[Phase]:
        """Phases of a frame."""
        return frame_phases(self.spec.circuit, self.line_s, self.frame_s, data_v)


@dataclass(frozen=True)
class Levels:
    """Grey levels of a picture.

    Attributes:
        grey: (K,) rising.
        wanted_cd_m2: settled luminance of the emitting area.
        data_v: their data voltages.
        of_pixel: level of each pixel, (R, C).
    """

    grey: FloatArray
    wanted_cd_m2: FloatArray
    data_v: FloatArray
    of_pixel: FloatArray


def evaluate_panel(
    case: PanelCase, name: str, config_yaml: str, provenance: dict[str, str | int | float]
) -> PanelResult:
    """The picture that a panel shows, its grey levels, its power.

    Raises:
        ValueError: a luminance or a frame that this pixel cannot have.
    """
    _refuse(case)
    spec, pixel = case.spec, case.pixel
    curve = settled_curve(case)
    levels = _levels(case, curve)
    drawn = differences(
        (spec.rows, spec.columns),
        spec.variation.threshold_v,
        spec.variation.mobility,
        spec.variation.efficiency,
        spec.variation.seed,
    )
    piece = spec.lines.sheet_resistance_ohm * pixel.pitch_m / spec.lines.width_m
    law, error = _laws(case, curve, levels, piece)
    data = levels.data_v[levels.of_pixel]
    shown = _shown(case, law, data, drawn, piece)
    flat = _shown(case, law, np.full_like(data, _white_v(case, curve)), drawn, piece)
    traces = law.first.of(np.searchsorted(law.data_v, _traced_v(case, curve)))
    first, last = (
        np.interp(levels.data_v, law.data_v, means)
        for means in (law.first.mean(law.first.luminance_cd_m2), law.luminance_cd_m2)
    )
    even = uniformity(flat.luminance)
    share = pixel.fill_factor
    warnings, status = _judged(case, law, shown, curve)
    return PanelResult(
        name=name,
        config_yaml=config_yaml,
        provenance=provenance,
        status=status,
        image=case.image,
        wanted_cd_m2=share * levels.wanted_cd_m2[levels.of_pixel],
        emitted_cd_m2=share * shown.luminance,
        seen_cd_m2=share * _through_cover(case, _over_neighbours(case, shown.luminance)),
        drop_v=shown.drop_v,
        grey=levels.grey,
        data_v=levels.data_v,
        grey_wanted_cd_m2=share * levels.wanted_cd_m2,
        grey_first_cd_m2=share * first,
        grey_last_cd_m2=share * last,
        time_s=traces.time_s,
        traced_cd_m2=spec.luminance_cd_m2 * np.array(_TRACED),
        traced_gate_v=traces.gate_v.T,
        traced_anode_v=traces.anode_v.T,
        traced_luminance_cd_m2=share * traces.luminance_cd_m2.T,
        numbers=_numbers(case, curve, shown, flat),
        power_w=shown.power_w,
        uniformity={"1 - deviation": even.deviation, "nine places": even.nine_places},
        errors={"time steps": error},
        warnings=warnings,
        assumptions=usual_values(spec.circuit),
    )


def _refuse(case: PanelCase) -> None:
    spec, pixel = case.spec, case.pixel
    brightest = pixel.fill_factor * pixel.table.brightest_cd_m2
    if spec.luminance_cd_m2 > brightest:
        raise ValueError(
            f"panel.luminance: {spec.luminance_cd_m2:g} cd/m2 over the pixel's area; the case "
            f"reaches {brightest:.4g} cd/m2 with a fill factor of {pixel.fill_factor:.2g}"
        )
    if case.phases(np.zeros(1))[-1].duration_s <= 0.0:
        raise ValueError(
            f"panel: {spec.rows} rows at {spec.refresh_rate_hz:g} Hz leave {1e6 * case.line_s:.3g} "
            "us per line, and no time to emit; expected fewer rows or a lower refresh rate"
        )


@dataclass(frozen=True)
class SettledCurve:
    """Settled luminance of the emitting area against data voltage, (K,) both."""

    data_v: FloatArray
    luminance_cd_m2: FloatArray

    def data_for(self, luminance_cd_m2: FloatArray) -> FloatArray:
        """Data voltages at luminances."""
        return data_for(luminance_cd_m2, self.data_v, self.luminance_cd_m2)


def settled_curve(case: PanelCase) -> SettledCurve:
    """What each data voltage gives once all has settled."""
    spec, circuit = case.spec.circuit, case.pixel.circuit
    data = data_range_v(spec)
    if spec.kind == "3t1c":
        black = np.full_like(data, spec.initial_v)
        written = trace(
            circuit,
            Pixels(),
            write_phases(spec, case.line_s, data),
            black,
            black,
            case.spec.steps_per_decade,
        )
        stored = written.gate_v[-1] - written.anode_v[-1]
        current = settled_current_a(circuit, lambda anode: anode + stored, data.size)
    else:
        current = settled_current_a(circuit, lambda _: data, data.size)
    table = case.pixel.table
    lit = lit_share(spec, case.line_s, case.frame_s)
    return SettledCurve(data, lit * table.luminance(current / circuit.led.area_m2))


def _levels(case: PanelCase, curve: SettledCurve) -> Levels:
    codes, of_pixel = np.unique(np.rint(_LEVELS * case.image), return_inverse=True)
    grey = codes / _LEVELS
    wanted = case.spec.luminance_cd_m2 / case.pixel.fill_factor * grey**case.spec.gamma
    data = curve.data_for(wanted)
    data[grey == 0.0] = black_data_v(case.spec.circuit)
    return Levels(grey, wanted, data, of_pixel.reshape(case.image.shape))


def _white_v(case: PanelCase, curve: SettledCurve) -> float:
    white = case.spec.luminance_cd_m2 / case.pixel.fill_factor
    return float(curve.data_for(np.array([white]))[0])


def _between(case: PanelCase, curve: SettledCurve) -> FloatArray:
    """Data voltages of even greys: lines that have not settled write what no grey of the picture
    asks for."""
    white = case.spec.luminance_cd_m2 / case.pixel.fill_factor
    return curve.data_for(white * np.linspace(0.0, 1.0, _BETWEEN + 1)[1:] ** case.spec.gamma)


def _laws(
    case: PanelCase, curve: SettledCurve, levels: Levels, piece_ohm: float
) -> tuple[FrameLaw, float]:
    """The frame's law, and the relative error of its luminance by half as many steps."""
    spec = case.spec
    asked = (levels.data_v, _between(case, curve), _traced_v(case, curve))
    data = np.unique(np.concatenate(asked))
    current = float(case.pixel.table.current_for(np.array(levels.wanted_cd_m2.max())))
    worst = row_drop_v(
        np.full((1, spec.columns), current * case.pixel.circuit.led.area_m2), piece_ohm, False
    )
    spreads = Spreads(
        drop_v=max(float(worst.max()), 1e-3),
        shift_v=2.0 * spec.variation.threshold_v,
        gain=2.0 * spec.variation.mobility,
    )
    black, circuit = black_data_v(spec.circuit), case.pixel.circuit
    steps = spec.steps_per_decade
    law = frame_law(circuit, case.phases, data, black, spreads, (spec.frames, steps))
    coarse = frames(circuit, Pixels(), case.phases, data, black, spec.frames, max(steps // 2, 2))[
        -1
    ]
    rough = coarse.mean(coarse.luminance_cd_m2)
    scale = np.maximum(law.luminance_cd_m2, 1e-3 * law.luminance_cd_m2.max())
    # Second order: the finer solution is off by a third of what halving the steps changes.
    return law, float(np.max(np.abs(rough - law.luminance_cd_m2) / scale)) / 3.0


@dataclass(frozen=True)
class _Shown:
    """One picture: luminance of emitting areas, drop of the supply, current and power."""

    luminance: FloatArray
    drop_v: FloatArray
    current_a: float
    power_w: dict[str, float]
    converged: bool


def _shown(
    case: PanelCase, law: FrameLaw, data_v: FloatArray, drawn: Differences, piece_ohm: float
) -> _Shown:
    spec, pixel = case.spec, case.pixel
    lines = spec.lines
    delay = delays_s(spec.rows, piece_ohm, lines.data_capacitance_f)
    written = written_v(data_v, delay, case.line_s)
    drop: FloatArray = np.zeros_like(written)
    change = np.inf
    for _ in range(_ROUNDS):
        current = law.supply(written, drop, drawn.shift_v, drawn.gain - 1.0)
        new = row_drop_v(current, piece_ohm, lines.feed == "both_ends")
        change, drop = float(np.abs(new - drop).max()), new
        if change < _SETTLED_V:
            break
    light = law.luminance(written, drop, drawn.shift_v, drawn.gain - 1.0)
    converged = change < 1e-3
    if spec.shared_layer is not None:
        light, is_shared = _shared(case, light)
        converged = converged and is_shared
    total = float(current.sum())
    line_f = lines.data_capacitance_f * spec.rows
    return _Shown(
        luminance=light * drawn.light,
        drop_v=drop,
        current_a=total,
        power_w={
            "pixels and rails": total * pixel.circuit.supply_v,
            "data lines": charging_w(data_v, line_f, spec.refresh_rate_hz),
        },
        converged=converged,
    )


def _shared(case: PanelCase, luminance: FloatArray) -> tuple[FloatArray, bool]:
    """The picture with currents through the layer that pixels share.

    The mean luminance of a frame stands for a steady current of the transistor.
    """
    layer, pixel = case.spec.shared_layer, case.pixel
    assert layer is not None  # asked only where there is one
    bridge = bridge_s(layer.conductivity_s_m * layer.thickness_m, pixel.edge_m, pixel.gap_m)
    area = pixel.circuit.led.area_m2
    drive = area * pixel.table.current_for(luminance.ravel())
    matrix = grid_conductances(case.spec.rows, case.spec.columns, bridge, bridge)
    solved = shared_currents(matrix, pixel.table, area, drive)
    light = pixel.table.luminance(np.maximum(solved.density_a_m2, 0.0))
    return light.reshape(luminance.shape), solved.converged


def _over_neighbours(case: PanelCase, luminance: FloatArray) -> FloatArray:
    if case.crosstalk == 0.0:
        return luminance
    return seen(luminance, neighbour_kernel(case.crosstalk))


def _through_cover(case: PanelCase, luminance: FloatArray) -> FloatArray:
    cover, pixel = case.spec.cover, case.pixel
    if cover is None:
        return luminance
    return seen(luminance, spread(cover.thickness_m, cover.index, pixel.pitch_m, pixel.edge_m))


def _traced_v(case: PanelCase, curve: SettledCurve) -> FloatArray:
    """Data voltages of pixels that are followed in time."""
    white = case.spec.luminance_cd_m2 / case.pixel.fill_factor
    return curve.data_for(white * np.array(_TRACED))


def _numbers(case: PanelCase, curve: SettledCurve, shown: _Shown, flat: _Shown) -> dict[str, float]:
    """Scalars for tables, for the picture and for white."""
    spec, pixel = case.spec, case.pixel
    led, table = pixel.circuit.led, pixel.table
    white = float(table.current_for(np.array(spec.luminance_cd_m2 / pixel.fill_factor)))
    numbers = {
        "pixel_pitch_um": 1e6 * pixel.pitch_m,
        "fill_factor": pixel.fill_factor,
        "line_time_us": 1e6 * case.line_s,
        "led_capacitance_pf": 1e12 * led.charge.at_rest_f,
        "led_capacitance_largest_pf": 1e12 * led.charge.largest_f,
        "white_current_ua": 1e6 * white * led.area_m2,
        "white_data_v": _white_v(case, curve),
        "white_panel_current_ma": 1e3 * flat.current_a,
        "white_power_w": sum(flat.power_w.values()),
        "white_drop_mv": 1e3 * float(flat.drop_v.max()),
        "picture_current_ma": 1e3 * shown.current_a,
        "picture_drop_mv": 1e3 * float(shown.drop_v.max()),
    }
    if spec.optical_crosstalk == "case":
        numbers["crosstalk"] = case.crosstalk
    for luminance in (1000.0, 100.0, 10.0, 1.0):
        density = table.current_for(np.array(luminance / pixel.fill_factor))
        ends = np.array([pixel.circuit.initial_v, float(table.voltage(density))])
        charge = max(float(np.diff(led.charge.at(ends)[0])[0]), 0.0)
        numbers[f"charging_at_{luminance:g}_cd_m2_ms"] = 1e3 * charge / float(density * led.area_m2)
    return numbers


def _judged(
    case: PanelCase, law: FrameLaw, shown: _Shown, curve: SettledCurve
) -> tuple[tuple[str, ...], Status]:
    """Sentences for the user, and how it ended."""
    notes = [f"capacitance of the LED: {case.pixel.capacitance_law}"]
    white = case.spec.luminance_cd_m2 / case.pixel.fill_factor
    if curve.luminance_cd_m2.max() < 0.999 * white:
        reached = case.pixel.fill_factor * curve.luminance_cd_m2.max()
        notes.append(
            f"the transistor and {case.pixel.circuit.supply_v:g} V reach {reached:.4g} cd/m2, not "
            f"{case.spec.luminance_cd_m2:g}: widen it, or raise panel.circuit.supply"
        )
    if law.unsolved:
        notes.append(f"{law.unsolved} time steps have no solution")
    if not shown.converged:
        notes.append("drops of the supply, or currents in the shared layer, did not converge")
    sound = law.unsolved == 0 and shown.converged and bool(np.isfinite(shown.luminance).all())
    return tuple(notes), Status.OK if sound else Status.NOT_CONVERGED


def white_netlist(case: PanelCase, share: float = 1.0) -> tuple[str, Trace]:
    """One pixel in its first frame after black for ngspice, and our own trace of it.

    Args:
        case: the panel.
        share: of white's luminance.
    """
    curve, circuit = settled_curve(case), case.pixel.circuit
    light = share * case.spec.luminance_cd_m2 / case.pixel.fill_factor
    data = curve.data_for(np.array([light]))
    black = black_data_v(case.spec.circuit)
    steps = 2 * case.spec.steps_per_decade
    own = frames(circuit, Pixels(), case.phases, data, black, 1, steps)[0]
    title = f"pencsim pixel at {share * case.spec.luminance_cd_m2:g} cd/m2"
    return netlist(circuit, case.phases(data), black, circuit.initial_v, title), own
