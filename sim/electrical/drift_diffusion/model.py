"""J-V-L of an LED from the device equations: transport layers around sheets of nanocrystals.

    optics, spec --> emitter_of --> sheets of dots -----+
    layers beside the emitter --> transport_side -------+--> mesh --> sweep --> states of the sheets
    states --> emitter_currents --> channels --> result

Light that the own emitter absorbs again counts as never emitted (:mod:`sim.electrical.light`). The
sheets' currents and the EQE are those of :mod:`sim.electrical.drift_diffusion.sheets`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.channels.table import AUGER
from sim.electrical.channels.terminal import shunt_currents
from sim.electrical.drift_diffusion.columns import SweepRows
from sim.electrical.drift_diffusion.contacts import DeviceContacts, device_contacts
from sim.electrical.drift_diffusion.emitter import (
    Emitter,
    SheetPlan,
    emitter_layers,
    emitter_of,
    meeting_rate_1_s,
    sheet_plan,
)
from sim.electrical.drift_diffusion.layers import DeviceMesh, build_mesh
from sim.electrical.drift_diffusion.sheets import (
    EmitterCurrents,
    SheetStates,
    Terminal,
    emitter_currents,
    sheet_result,
)
from sim.electrical.drift_diffusion.stack import (
    TransportSide,
    check_layer_names,
    transport_side,
)
from sim.electrical.drift_diffusion.sweep import device_levels, ion_note, solve_sweep
from sim.electrical.pixel import Pixel, sweep_voltages_v
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.heights import MOST_HEIGHTS, levels_of
from sim.results.records import ElectricalResult, RadiativeEnvironment

_CHARGED = 0.5


@dataclass(frozen=True)
class BuiltDevice:
    """The device equations of a pixel before any voltage.

    Attributes:
        emitter: its sheets.
        stacks: mesh of each column of sheets with its share of the area.
        contacts: the metals, with what of them is assumed.
        sides: transport layers below and above the emitter.
    """

    emitter: Emitter
    stacks: tuple[tuple[DeviceMesh, float], ...]
    contacts: DeviceContacts
    sides: tuple[TransportSide, TransportSide]


def built_device(
    spec: DriftDiffusionSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> BuiltDevice:
    """Meshes, sheets and contacts of a pixel.

    Args:
        spec: inputs of the model.
        pixel: the device, SI.
        environment: optics per emitter position, with recycling or without.

    Raises:
        ValueError: a layer beside the emitter without electrical data, or data for no layer.
    """
    check_layer_names(spec, (*pixel.below, *pixel.above))
    below, above = transport_side(spec, pixel.below), transport_side(spec, pixel.above)
    emitter = emitter_of(spec, pixel, environment)
    layers = emitter_layers(spec, emitter)
    stacks = tuple(
        (build_mesh((*below.layers[::-1], dots, *above.layers), spec.cells), share)
        for dots, share in zip(layers, emitter.plan.shares, strict=True)
    )
    metals = device_contacts(spec, pixel.below, pixel.above)
    return BuiltDevice(emitter, stacks, metals, (below, above))


@dataclass(frozen=True)
class DriftDiffusionSolution:
    """A sweep with what a compact twin reads off it.

    Attributes:
        result: J-V-L and efficiencies.
        device_a_m2: current through the device without shunts, (V,); 0 where not resolved.
        states: carriers of every sheet, (V, P); nan where a voltage failed.
        emitter: its sheets.
        meeting_rate_1_s: at which carriers of one dot find each other.
        transport_names: the transport layers.
    """

    result: ElectricalResult
    device_a_m2: FloatArray
    states: SheetStates
    emitter: Emitter
    meeting_rate_1_s: float
    transport_names: tuple[str, ...]


def _states(emitter: Emitter, rows: SweepRows) -> SheetStates:
    electrons, holes, pairs, trapped = rows.carriers
    density = emitter.rates.density_1_m3
    return SheetStates(electrons / density, holes / density, pairs, trapped)


def _result(
    spec: DriftDiffusionSpec, pixel: Pixel, rows: SweepRows, inner: EmitterCurrents
) -> ElectricalResult:
    terminal = Terminal(
        device=rows.device_a_m2,
        shunts=shunt_currents(spec, pixel, rows.voltage_v),
        failed=np.isnan(rows.device_a_m2),
    )
    result = sheet_result(spec.model, pixel, rows.voltage_v, terminal, inner)
    return replace(result, point_status=rows.status)


def _warnings(
    spec: DriftDiffusionSpec,
    pixel: Pixel,
    sides: tuple[TransportSide, TransportSide],
    inner: EmitterCurrents,
    environment: RadiativeEnvironment,
) -> tuple[str, ...]:
    plan = sheet_plan(spec, pixel.emitter_thickness_m)
    used = {name for side in sides for name in side.names}
    contacts = [layer.name for layer in (*pixel.below, *pixel.above) if layer.name not in used]
    notes = [
        f"the emitter of {pixel.emitter_thickness_m * 1e9:.1f} nm is {_columns(plan)} of dots, "
        f"{spec.nanocrystal_pitch_m * 1e9:.2f} nm apart; layers taken as contacts or passed over: "
        f"{', '.join(contacts) or 'none'}"
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        auger = inner.dark[AUGER.name] / inner.net
    if np.any(auger[np.isfinite(auger)] > _CHARGED):
        notes.append(
            "Auger recombination in charged dots takes more than half of the emitter's current: "
            "one carrier waits at a barrier for the other; level_shift, the levels of the "
            "transport layers and biexciton_lifetime decide it, and none of them is measured"
        )
    if spec.ions is not None:
        notes.append(ion_note(spec, spec.ions, pixel.emitter_thickness_m))
    heights = levels_of(environment.z_um).z_um.size
    sheets = plan.counts[-1]
    if heights < sheets:
        notes.append(
            f"{sheets} sheets of dots share the optics of {heights} height(s): "
            + (
                f"optics.dipoles.vertical {sheets} or more tells them apart"
                if sheets <= MOST_HEIGHTS
                else f"optics.dipoles.vertical takes {MOST_HEIGHTS} at most"
            )
        )
    return tuple(notes)


def _columns(plan: SheetPlan) -> str:
    """How many sheets, and on which part of the area where there are two numbers."""
    named = [f"{count} sheet{'' if count == 1 else 's'}" for count in plan.counts]
    if len(named) == 1:
        return named[0]
    return " and ".join(
        f"{name} on {share:.0%} of the area" for name, share in zip(named, plan.shares, strict=True)
    )


def solve_drift_diffusion(
    spec: DriftDiffusionSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> ElectricalResult:
    """J-V-L and efficiencies of one pixel from the device equations.

    Args:
        spec: inputs of the model.
        pixel: the device, SI.
        environment: optics per emitter position, with recycling or without.

    Returns:
        The sweep from 0 V. Where a voltage did not converge its values are nan and
        ``point_status`` says so; where the current is below the solver's floor it is 0.

    Raises:
        ValueError: a layer beside the emitter without electrical data, or data for no layer.
    """
    return drift_diffusion_solution(spec, pixel, environment).result


def drift_diffusion_solution(
    spec: DriftDiffusionSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> DriftDiffusionSolution:
    """As :func:`solve_drift_diffusion`, with the carriers of every sheet."""
    built = built_device(spec, pixel, environment)
    emitter, metals, (below, above) = built.emitter, built.contacts, built.sides
    voltage = sweep_voltages_v(spec.voltage_stop_v, spec.voltage_step_v, spec.voltage_start_v)
    rows = solve_sweep(spec, built.stacks, metals.pair, voltage)
    states = _states(emitter, rows)
    carriers = states.electrons + states.holes
    inner = emitter_currents(emitter, states.pairs, carriers, states.trapped_1_m3s)
    notes = _warnings(spec, pixel, (below, above), inner, environment)
    result = replace(
        _result(spec, pixel, rows, inner),
        warnings=notes + metals.warnings,
        assumptions=below.assumptions + above.assumptions + metals.assumptions,
    )
    sides = below.names, above.names
    result = replace(result, levels=device_levels(built.stacks, sides, rows, result.peak_index))
    names = below.names + above.names
    rate = meeting_rate_1_s(spec)
    return DriftDiffusionSolution(result, rows.device_a_m2, states, emitter, rate, names)
