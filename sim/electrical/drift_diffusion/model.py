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
from sim.electrical.drift_diffusion.emitter import emitter_layer, emitter_of, sheet_count
from sim.electrical.drift_diffusion.layers import DeviceMesh, NanocrystalLayer, build_mesh
from sim.electrical.drift_diffusion.sheets import (
    EmitterCurrents,
    SheetStates,
    Terminal,
    emitter_currents,
    sheet_result,
)
from sim.electrical.drift_diffusion.solver import BiasPoint
from sim.electrical.drift_diffusion.stack import (
    TransportSide,
    check_layer_names,
    transport_side,
)
from sim.electrical.drift_diffusion.sweep import ion_note, solve_sweep
from sim.electrical.pixel import Pixel, sweep_voltages_v
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.heights import MOST_HEIGHTS, levels_of
from sim.results.records import ElectricalResult, RadiativeEnvironment

_CHARGED = 0.5


@dataclass(frozen=True)
class DriftDiffusionSolution:
    """A sweep with what a compact twin reads off it.

    Attributes:
        result: J-V-L and efficiencies.
        device_a_m2: current through the device without shunts, (V,); 0 where not resolved.
        states: carriers of every sheet, (V, M); nan where a voltage failed.
        layers: the emitter's sheets as the equations take them.
        transport_names: the transport layers.
    """

    result: ElectricalResult
    device_a_m2: FloatArray
    states: SheetStates
    layers: NanocrystalLayer
    transport_names: tuple[str, ...]


def _states(mesh: DeviceMesh, density_1_m3: float, points: list[BiasPoint]) -> SheetStates:
    dot = mesh.nanocrystal_node
    states = np.full((3, len(points), np.count_nonzero(dot)), np.nan)
    for row, point in enumerate(points):
        if point.profile is not None:
            states[0, row] = point.profile.electrons_1_m3[dot] / density_1_m3
            states[1, row] = point.profile.holes_1_m3[dot] / density_1_m3
            states[2, row] = point.profile.pairs[dot]
    return SheetStates(*states)


def _device_current_a_m2(points: list[BiasPoint]) -> FloatArray:
    """Terminal current; exactly 0 at rest and where it drowns in rounding."""
    resolved = [0.0 if point.status and point.profile else 1.0 for point in points]
    current = np.array([point.current_density_a_m2 for point in points]) * resolved
    return np.where([point.voltage_v == 0.0 for point in points], 0.0, current)


def _result(
    spec: DriftDiffusionSpec, pixel: Pixel, points: list[BiasPoint], inner: EmitterCurrents
) -> ElectricalResult:
    voltage = np.array([point.voltage_v for point in points])
    terminal = Terminal(
        device=_device_current_a_m2(points),
        shunts=shunt_currents(spec, pixel, voltage),
        failed=np.array([point.profile is None for point in points]),
    )
    result = sheet_result(spec.model, pixel, voltage, terminal, inner)
    return replace(result, point_status=tuple(point.status for point in points))


def _warnings(
    spec: DriftDiffusionSpec,
    pixel: Pixel,
    sides: tuple[TransportSide, TransportSide],
    inner: EmitterCurrents,
    environment: RadiativeEnvironment,
) -> tuple[str, ...]:
    sheets = sheet_count(spec, pixel.emitter_thickness_m)
    used = {name for side in sides for name in side.names}
    contacts = [layer.name for layer in (*pixel.below, *pixel.above) if layer.name not in used]
    notes = [
        f"the emitter of {pixel.emitter_thickness_m * 1e9:.1f} nm is {sheets} sheets of dots, "
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
        DevsimUnavailableError: DEVSIM does not work on this machine.
    """
    return drift_diffusion_solution(spec, pixel, environment).result


def drift_diffusion_solution(
    spec: DriftDiffusionSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> DriftDiffusionSolution:
    """As :func:`solve_drift_diffusion`, with the carriers of every sheet."""
    check_layer_names(spec, (*pixel.below, *pixel.above))
    below, above = transport_side(spec, pixel.below), transport_side(spec, pixel.above)
    emitter = emitter_of(spec, pixel, environment)
    dots = emitter_layer(spec, emitter)
    mesh = build_mesh((*below.layers[::-1], dots, *above.layers), spec.cells)
    voltage = sweep_voltages_v(spec.voltage_stop_v, spec.voltage_step_v)
    points = solve_sweep(spec, mesh, voltage)
    states = _states(mesh, emitter.rates.density_1_m3, points)
    inner = emitter_currents(emitter, states.pairs, states.electrons + states.holes)
    result = replace(
        _result(spec, pixel, points, inner),
        warnings=_warnings(spec, pixel, (below, above), inner, environment),
        assumptions=below.assumptions + above.assumptions,
    )
    return DriftDiffusionSolution(
        result, _device_current_a_m2(points), states, dots, below.names + above.names
    )
