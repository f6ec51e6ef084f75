"""J-V-L of an LED from the device equations: transport layers around sheets of nanocrystals.

    J = J_dd + J_shunts,     J_emitter = q a sum over sheets of the recombination
    EQE = q a sum(N X_m F_m k_r extracted_m) / J

X_m is the number of pairs per dot of sheet m that are free to recombine, a the pitch, N the dots
per volume. Light that the own emitter absorbs again makes a pair in the sheet it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.constants import elementary_charge

from sim.electrical.drift_diffusion_solver import BiasPoint
from sim.electrical.drift_diffusion_sweep import ion_note, solve_sweep
from sim.electrical.layers import DeviceMesh, build_mesh
from sim.electrical.led_stack import (
    SheetOptics,
    TransportSide,
    check_layer_names,
    emitter_layer,
    emitter_rates,
    sheet_count,
    sheet_optics,
    transport_side,
    trion_rate_1_s,
    wall_rates_1_s,
)
from sim.electrical.pixel import Pixel, share_of, sweep_voltages_v
from sim.electrical.recombination import NanocrystalRates
from sim.electrical.shunts import Shunts, shunt_currents
from sim.electrical.spec import DriftDiffusionSpec
from sim.results import ElectricalResult, RadiativeEnvironment, Status

FloatArray = NDArray[np.float64]

_CHARGED = 0.5


@dataclass(frozen=True)
class Emitter:
    """The emitting sheets: optics, rates and where they are in the mesh."""

    optics: SheetOptics
    rates: NanocrystalRates
    wall_1_s: FloatArray
    mesh: DeviceMesh

    @property
    def dots_1_m2(self) -> float:
        """Dots per area of one sheet."""
        return float(self.rates.density_1_m3 ** (2.0 / 3.0))


@dataclass(frozen=True)
class EmitterCurrents:
    """Currents into the channels of the emitter, A/m2, shape (V,); nan where a voltage failed."""

    radiative: FloatArray
    returned: FloatArray
    extracted: FloatArray
    rim: FloatArray
    trap: FloatArray
    sidewall: FloatArray
    auger: FloatArray
    zone: FloatArray

    @property
    def net(self) -> FloatArray:
        """Injected current that recombines in the emitter."""
        lost = self.trap + self.sidewall + self.auger + self.rim
        return self.radiative - self.returned + lost


def emitter_currents(emitter: Emitter, points: list[BiasPoint]) -> EmitterCurrents:
    """Split the emitter's recombination at every voltage by channel."""
    shape = (len(points), emitter.optics.purcell.size)
    pairs, carriers = np.full(shape, np.nan), np.full(shape, np.nan)
    dot = emitter.mesh.nanocrystal_node
    for row, point in enumerate(points):
        if point.profile is not None:
            pairs[row] = point.profile.pairs[dot]
            both = point.profile.electrons_1_m3[dot] + point.profile.holes_1_m3[dot]
            carriers[row] = both / emitter.rates.density_1_m3
    rates, optics = emitter.rates, emitter.optics
    flow = elementary_charge * emitter.dots_1_m2 * pairs
    light = flow * rates.radiative_1_s * optics.purcell
    auger = flow * trion_rate_1_s(rates) * carriers / 4.0
    return EmitterCurrents(
        radiative=(light * (1.0 - optics.rim)).sum(axis=1),
        returned=(light * optics.returned).sum(axis=1),
        extracted=(light * optics.extracted).sum(axis=1),
        rim=(light * optics.rim).sum(axis=1),
        trap=(flow * rates.nonradiative_1_s).sum(axis=1),
        sidewall=(flow * emitter.wall_1_s).sum(axis=1),
        auger=auger.sum(axis=1),
        zone=light,
    )


def _device_current_a_m2(points: list[BiasPoint]) -> FloatArray:
    """Terminal current; exactly 0 at rest and where it drowns in rounding."""
    resolved = [0.0 if point.status and point.profile else 1.0 for point in points]
    current = np.array([point.current_density_a_m2 for point in points]) * resolved
    return np.where([point.voltage_v == 0.0 for point in points], 0.0, current)


def _emission_zone(inner: EmitterCurrents, eqe: FloatArray) -> FloatArray | None:
    """Weights of the sheets, shape (M,), at the peak of the EQE; None where all is dark."""
    if not np.any(eqe > 0.0):
        return None
    light = inner.zone[int(np.nanargmax(eqe))]
    return np.asarray(light / light.sum())


@dataclass(frozen=True)
class _Terminal:
    """Currents at the terminals, A/m2, shape (V,), and where a voltage failed."""

    device: FloatArray
    shunts: Shunts
    failed: NDArray[np.bool_]

    @property
    def total(self) -> FloatArray:
        return self.device + self.shunts.total

    def share(self, part: FloatArray) -> FloatArray:
        """Part of the terminal current; nan where a voltage failed."""
        return np.where(self.failed, np.nan, share_of(part, self.total))

    def share_of_emitter(self, part: FloatArray) -> FloatArray:
        """The same for a current into the emitter, 0 where none is resolved."""
        return self.share(np.where(self.device > 0.0, part, 0.0))


def _losses(terminal: _Terminal, inner: EmitterCurrents) -> dict[str, FloatArray]:
    return {
        "radiative": terminal.share_of_emitter(inner.radiative - inner.returned),
        "trap": terminal.share_of_emitter(inner.trap),
        "sidewall": terminal.share_of_emitter(inner.sidewall),
        "auger": terminal.share_of_emitter(inner.auger),
        "rim": terminal.share_of_emitter(inner.rim),
        "shunt_perimeter": terminal.share(terminal.shunts.perimeter),
        "shunt_gap": terminal.share(terminal.shunts.gap),
        "shunt_area": terminal.share(terminal.shunts.area),
        "overshoot": terminal.share_of_emitter(terminal.device - inner.net),
    }


def _internal_yield(terminal: _Terminal, inner: EmitterCurrents) -> FloatArray:
    light = share_of(inner.radiative, inner.net + inner.returned)
    return np.where(terminal.failed, np.nan, np.where(terminal.device > 0.0, light, 0.0))


def _result(
    spec: DriftDiffusionSpec, pixel: Pixel, points: list[BiasPoint], inner: EmitterCurrents
) -> ElectricalResult:
    voltage = np.array([point.voltage_v for point in points])
    terminal = _Terminal(
        device=_device_current_a_m2(points),
        shunts=shunt_currents(spec, pixel, voltage),
        failed=np.array([point.profile is None for point in points]),
    )
    eqe = terminal.share_of_emitter(inner.extracted)
    efficiency = eqe * pixel.candela_per_ampere
    luminance = efficiency * terminal.total
    return ElectricalResult(
        model=spec.model,
        status=Status.NOT_CONVERGED if np.any(terminal.failed) else Status.OK,
        voltage_v=voltage,
        current_density_a_m2=terminal.total,
        luminance_cd_m2=luminance,
        eqe=eqe,
        current_efficiency_cd_a=efficiency,
        iqe=_internal_yield(terminal, inner),
        injection_efficiency=terminal.share_of_emitter(inner.net),
        losses=_losses(terminal, inner),
        photometry=pixel.photometry,
        emission_zone=_emission_zone(inner, eqe),
        point_status=tuple(point.status for point in points),
    )


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
    found = [
        f"the emitter of {pixel.emitter_thickness_m * 1e9:.1f} nm is {sheets} sheets of dots, "
        f"{spec.nanocrystal_pitch_m * 1e9:.2f} nm apart; layers taken as contacts or passed over: "
        f"{', '.join(contacts) or 'none'}"
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        auger = inner.auger / inner.net
    if np.any(auger[np.isfinite(auger)] > _CHARGED):
        found.append(
            "Auger recombination in charged dots takes more than half of the emitter's current: "
            "one carrier waits at a barrier for the other; level_shift, the levels of the "
            "transport layers and biexciton_lifetime decide it, and none of them is measured"
        )
    if spec.ions is not None:
        found.append(ion_note(spec, spec.ions, pixel.emitter_thickness_m))
    heights = np.unique(np.round(environment.z_um, 9)).size
    if heights < sheets:
        found.append(
            f"{sheets} sheets of dots share the optics of {heights} height(s): "
            f"optics.dipoles.vertical {sheets} or more tells them apart"
        )
    return tuple(found)


def solve_drift_diffusion(
    spec: DriftDiffusionSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> ElectricalResult:
    """J-V-L and efficiencies of one pixel from the device equations.

    Args:
        spec: inputs of the model.
        pixel: the device, SI.
        environment: optics per emitter position; ``reabsorbed`` 0 where recycling is off.

    Returns:
        The sweep from 0 V. Where a voltage did not converge its values are nan and
        ``point_status`` says so; where the current is below the solver's floor it is 0.

    Raises:
        ValueError: a layer beside the emitter without electrical data, or data for no layer.
        DevsimUnavailableError: DEVSIM does not work on this machine.
    """
    check_layer_names(spec, (*pixel.below, *pixel.above))
    below, above = transport_side(spec, pixel.below), transport_side(spec, pixel.above)
    rates = emitter_rates(spec, pixel.plqy)
    optics = sheet_optics(spec, pixel, environment, sheet_count(spec, pixel.emitter_thickness_m))
    wall = wall_rates_1_s(spec, pixel, rates, optics)
    dots = emitter_layer(spec, rates, optics, wall)
    mesh = build_mesh((*below.layers[::-1], dots, *above.layers), spec.cells)
    voltage = sweep_voltages_v(spec.voltage_stop_v, spec.voltage_step_v)
    points = solve_sweep(spec, mesh, voltage)
    inner = emitter_currents(Emitter(optics, rates, wall, mesh), points)
    return replace(
        _result(spec, pixel, points, inner),
        warnings=_warnings(spec, pixel, (below, above), inner, environment),
        assumptions=below.assumptions + above.assumptions,
    )
