"""Where optics and the electrical model meet: one device, two solutions, one efficiency.

    OpticalResult --radiative_input--> RadiativeEnvironment --+
                                                              +--> model --> ElectricalResult
    Device, ElectricalBase --electrical_pixel--> Pixel -------+

    EQE = gamma q P_air / (1 - q + q P_away)

gamma: recombination in the emitter over terminal current; q: radiative yield in the unbounded
medium at the density of the emitter, in which Auger recombination and the wall are further losses;
P_air and P_away: power over bulk to the observer, and all that leaves the own emitter for good.
Without recycling these are the transparent emitter's powers to air and in all. The law is
:func:`sim.results.recycling.with_recycling`; :mod:`sim.electrical.light` is all that the electrical
half reads of the optics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.materials.library import Assumption
from geometry.measures import fill_factor, perimeter_per_area_1_um
from geometry.spec import ApertureShape, ArraySpec
from sim.electrical.channels.wall_pair import wall_pair_warning
from sim.electrical.channels.window import spread_warning
from sim.electrical.compact.model import solve_compact
from sim.electrical.drift_diffusion.contacts import device_contacts
from sim.electrical.drift_diffusion.model import solve_drift_diffusion
from sim.electrical.drift_diffusion.stack import check_layer_names, transport_side
from sim.electrical.limits import limit_warnings
from sim.electrical.photometry import (
    LAMBERTIAN_FACTOR_1_SR,
    EmissionLine,
    candela_per_ampere,
)
from sim.electrical.pixel import FILM, Outline, Perimeter, Pixel, StackLayer
from sim.electrical.response import (
    CapacitanceTable,
    capacitance_table,
    in_time_warnings,
    pulse_of,
    solve_impedance,
    solve_transient,
)
from sim.electrical.spec import (
    CompactSpec,
    DriftDiffusionSpec,
    ElectricalBase,
    Kinetics,
    assumptions_of,
)
from sim.electrical.twin.model import solve_twin
from sim.electrical.twin.read_off import CompactTwin, compact_twin
from sim.progress import Reporter
from sim.results.averages import Averager, radiative_environment
from sim.results.far_field import normal_factor
from sim.results.heights import levels_of
from sim.results.records import ElectricalResult, OpticalResult, RadiativeEnvironment
from sim.results.soundness import checked_currents

_STRIPS = frozenset({ApertureShape.RECTANGLE, ApertureShape.STRIPE})


def perimeter_of(array: ArraySpec | None) -> Perimeter:
    """Perimeter of the pixel in SI; a film has none.

    Nor has a continuous emitter over windows: its film ends nowhere. What it keeps of the pixel is
    the fill factor, for current through the insulating film.

    Raises:
        ValueError: a rectangular aperture without its length.
    """
    if array is None:
        return FILM
    if array.has_windows:
        return Perimeter(Outline.FILM, 0.0, fill_factor(array))
    return outline_of(array)


def outline_of(array: ArraySpec) -> Perimeter:
    """Outline of the aperture in SI, whether the emitter ends at it or not.

    Raises:
        ValueError: a rectangular aperture without its length.
    """
    outline = Outline.STRIP if array.aperture.shape in _STRIPS else Outline.DISC
    return Perimeter(outline, perimeter_per_area_1_um(array) * 1e6, fill_factor(array))


def _window_of(device: Device) -> Perimeter | None:
    """Outline of the window under a continuous emitter."""
    if device.array is None or not device.has_windows:
        return None
    return outline_of(device.array)


def normal_factor_1_sr(optics: OpticalResult) -> float | None:
    """Intensity along the normal over the flux into air, 1/sr; None without a far field."""
    return normal_factor(optics)


def electrode_gap_um(device: Device) -> float:
    """Thickness between the first and the last layer, the electrodes (at least the emitter)."""
    inner = sum(layer.thickness_um for layer in device.stack.layers[1:-1])
    return max(inner, device.stack.emitter.thickness_um)


def stack_layers(device: Device) -> tuple[StackLayer, ...]:
    """Names, materials and thicknesses of all layers, from the substrate up."""
    return tuple(
        StackLayer(layer.name, layer.material.name, layer.thickness_um * 1e-6)
        for layer in device.stack.layers
    )


def electrical_pixel(device: Device, spec: ElectricalBase, optics: OpticalResult) -> Pixel:
    """Geometry, yield and photometry of the pixel as the electrical models take them."""
    emission = device.emission
    emitter = device.stack.emitter_index
    layers = stack_layers(device)
    factor = None if spec.photometry == "lambertian" else normal_factor_1_sr(optics)
    line = EmissionLine.of(emission)
    velocity = 0.0
    if device.array is not None:
        velocity = spec.sidewall_velocity(device.array.sidewall.treatment)
    return Pixel(
        perimeter=perimeter_of(device.array),
        sidewall_velocity_m_s=velocity,
        emitter_thickness_m=device.stack.emitter.thickness_um * 1e-6,
        emitter_bottom_m=device.stack.interfaces_um[device.stack.emitter_index] * 1e-6,
        electrode_gap_m=electrode_gap_um(device) * 1e-6,
        plqy=emission.plqy,
        candela_per_ampere=candela_per_ampere(
            line, LAMBERTIAN_FACTOR_1_SR if factor is None else factor
        ),
        photometry="lambertian" if factor is None else "far_field",
        below=layers[:emitter][::-1],
        above=layers[emitter + 1 :],
    )


def radiative_input(spec: ElectricalBase, optics: OpticalResult) -> RadiativeEnvironment:
    """What the electrical model takes of the optics, with recycling or without."""
    return radiative_environment(optics, spec.recycling)


def _recycling_warning(spec: ElectricalBase, optics: OpticalResult) -> tuple[str, ...]:
    if not spec.recycling or optics.away is not None:
        return ()
    return (
        "the optics hold no powers of an absorbing emitter, as results of older versions do: light "
        "is that of a transparent emitter, without photon recycling; solve the optics again",
    )


def check_electrical(device: Device, spec: CompactSpec | DriftDiffusionSpec) -> None:
    """Refuse what :func:`solve_electrical` would refuse, before any optics are solved.

    Raises:
        ValueError: as there.
    """
    perimeter_of(device.array)
    if isinstance(spec, DriftDiffusionSpec):
        below, above = _sides(device)
        check_layer_names(spec, (*below[::-1], *above))
        transport_side(spec, below)
        transport_side(spec, above)


def _sides(device: Device) -> tuple[tuple[StackLayer, ...], tuple[StackLayer, ...]]:
    """The layers below and above the emitter, nearest first."""
    layers, emitter = stack_layers(device), device.stack.emitter_index
    return layers[:emitter][::-1], layers[emitter + 1 :]


def contact_warnings(device: Device, spec: CompactSpec | DriftDiffusionSpec) -> Iterator[str]:
    """Work functions that were not given, of contacts whose material has none that is known."""
    if isinstance(spec, DriftDiffusionSpec):
        yield from device_contacts(spec, *_sides(device)).warnings


def transport_assumptions(
    device: Device, spec: CompactSpec | DriftDiffusionSpec
) -> tuple[Assumption, ...]:
    """Assumed data of layers and contacts; none for the compact model, which has no layers."""
    if not isinstance(spec, DriftDiffusionSpec):
        return ()
    below, above = _sides(device)
    layers = transport_side(spec, below).assumptions + transport_side(spec, above).assumptions
    return layers + device_contacts(spec, below, above).assumptions


def _solve(
    spec: CompactSpec | DriftDiffusionSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> ElectricalResult:
    """By the model that the specification names; the only place that chooses."""
    if isinstance(spec, DriftDiffusionSpec):
        return solve_drift_diffusion(spec, pixel, environment)
    if spec.kinetics is Kinetics.CHARGED:
        return solve_twin(spec, pixel, environment)
    return solve_compact(spec, pixel, environment)


def solve_electrical(
    device: Device, spec: CompactSpec | DriftDiffusionSpec, optics: OpticalResult
) -> ElectricalResult:
    """Current, luminance and efficiencies of a device from its optics.

    Args:
        device: stack, array and emission; array None is a film without perimeter.
        spec: the electrical model's inputs.
        optics: raw optical result of the same device.

    Raises:
        ValueError: a rectangular aperture without its length, or (drift_diffusion) a layer beside
            the emitter without electrical data.
    """
    environment = radiative_input(spec, optics)
    pixel = electrical_pixel(device, spec, optics)
    # over: a diode's exponential far above turn-on, Newton's trial steps; invalid: infinity minus
    # infinity behind it. checked_currents judges what comes out.
    with np.errstate(over="ignore", invalid="ignore"):
        result = checked_currents(_solve(spec, pixel, environment))
    treatment = None if device.array is None else device.array.sidewall.treatment
    assumed = assumptions_of(spec, treatment)
    notes = (
        *(() if spec.source is None else (f"electrical inputs: {spec.source}",)),
        *wall_pair_warning(spec, pixel, assumed),
        *spread_warning(spec, _window_of(device)),
        *limit_warnings(spec, pixel, result),
        *_recycling_warning(spec, optics),
    )
    return replace(
        result, warnings=result.warnings + notes, assumptions=assumed + result.assumptions
    )


def twin_of(device: Device, spec: DriftDiffusionSpec, optics: OpticalResult) -> CompactTwin:
    """The compact model that stands in for a drift-diffusion device, fitted to its own solution.

    Raises:
        TwinError: too few voltages with light.
        ValueError: as :func:`solve_electrical`.
    """
    pixel = electrical_pixel(device, spec, optics)
    return compact_twin(spec, pixel, radiative_input(spec, optics))


def capacitance_of(
    device: Device, spec: DriftDiffusionSpec, optics: OpticalResult, frequency_hz: float = 100.0
) -> CapacitanceTable:
    """Current, luminance and capacitance against voltage, for circuits around the device.

    Args:
        device: stack, array and emission.
        spec: the electrical model's inputs.
        optics: raw optical result of the same device.
        frequency_hz: of the small signal, above 0.

    Raises:
        ValueError: as :func:`solve_electrical`.
        ArithmeticError: no equilibrium.
    """
    pixel = electrical_pixel(device, spec, optics)
    # over, invalid: of Newton's trial steps; voltages that fail have no numbers
    with np.errstate(over="ignore", invalid="ignore"):
        return capacitance_table(spec, pixel, radiative_input(spec, optics), frequency_hz)


def solve_in_time(
    device: Device,
    spec: CompactSpec | DriftDiffusionSpec,
    optics: OpticalResult,
    steady: ElectricalResult,
    reporter: Reporter,
) -> ElectricalResult:
    """The steady result with the pulses and small signals that the specification asks for.

    Args:
        device: stack, array and emission.
        spec: the electrical model's inputs.
        optics: raw optical result of the same device.
        steady: of :func:`solve_electrical`.
        reporter: receives the progress.

    Raises:
        ValueError: as :func:`solve_electrical`.
    """
    if not isinstance(spec, DriftDiffusionSpec) or (spec.transient or spec.impedance) is None:
        return steady
    pixel, light = electrical_pixel(device, spec, optics), radiative_input(spec, optics)
    notes = steady.warnings + in_time_warnings(spec)
    pulses, signals = None, None
    try:
        # over, invalid: of Newton's trial steps; what fails is said or ends in ArithmeticError
        with np.errstate(over="ignore", invalid="ignore"):
            if spec.transient is not None:
                reporter.start(pulse_of(spec.transient).end_s, "pulses")
                told = _told(reporter, "pulses")
                pulses = solve_transient(spec, spec.transient, pixel, light, told)
                notes += () if not pulses.sentence else (f"pulses: {pulses.sentence}",)
            if spec.impedance is not None:
                reporter.start(float(spec.impedance.voltages), "small signals")
                told = _told(reporter, "small signals")
                signals = solve_impedance(spec, spec.impedance, pixel, light, told)
                failed = sum(not np.isfinite(row[0]) for row in signals.conductance_s_m2)
                notes += (f"small signals: {failed} voltages failed",) if failed else ()
    except ArithmeticError as error:
        # The steady result is worth keeping.
        notes += (f"pulses and small signals: {error}",)
    return replace(steady, transient=pulses, impedance=signals, warnings=notes)


def _told(reporter: Reporter, text: str) -> Callable[[float, float], None]:
    def told(done: float, _: float) -> None:
        reporter.update(done, text)

    return told


def weighted_by_zone(
    device: Device,
    optics: OpticalResult,
    zone: FloatArray | None,
    height: FloatArray | None = None,
) -> OpticalResult:
    """Optics whose averages are over the light of an emission zone.

    Heights between the optical positions are interpolated linearly, as the device equations take
    them, so that LEE is what they multiply by. No iteration is needed: rates and extraction of
    each sheet are those of its own height at every voltage, wherever the zone moves.

    Args:
        device: whose emitter is meant.
        optics: raw optical result.
        zone: share of the light of each sheet from below, shape (M,); None changes nothing.
        height: of the sheets' centres over the emitter's thickness, (M,); evenly spaced if None.
    """
    levels = levels_of(optics.node_um[:, 2])
    if zone is None or levels.z_um.size == 1:
        return optics
    emitter = device.stack.emitter_index
    low = device.stack.interfaces_um[emitter]
    centres = (np.arange(zone.size) + 0.5) / zone.size if height is None else height
    heights = low + device.stack.emitter.thickness_um * centres
    # Row l: how much of each sheet's optics is that of level l.
    rows = np.eye(levels.z_um.size)
    shares = np.stack([np.interp(heights, levels.z_um, row) for row in rows])
    light = shares @ zone
    # A weight is of excitons; the light of a position is its weight times its yield.
    yields = Averager(optics).node_yield @ optics.spectral_weight
    emitted = levels.total(optics.node_weight * yields)
    weight = optics.node_weight * (light / emitted)[levels.of_node]
    return replace(optics, node_weight=weight / weight.sum())
