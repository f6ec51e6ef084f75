"""A single-carrier device: its file read, its curves, and what both laws make of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geometry.device import Device, build_device
from geometry.materials.library import MaterialLibrary
from sim.analysis.sclc.records import Densities, Published, SclcResult
from sim.analysis.sclc.spec import SclcFile, TrapFilledSpec
from sim.config.data_files import with_own_materials
from sim.config.errors import ConfigError, Problem
from sim.config.files import read_tree
from sim.config.loader import validate_tree
from sim.config.overrides import apply_override, parse_override
from sim.config.own_electrical import with_own_electrical
from sim.config.yaml_tree import place_of
from sim.coupling import check_electrical, stack_layers
from sim.electrical.drift_diffusion.contacts import device_contacts
from sim.electrical.drift_diffusion.sclc import (
    Film,
    implied_permittivity_1_m2,
    trap_density_1_m3,
    trap_filled_voltage_v,
)
from sim.electrical.drift_diffusion.stack import transport_side
from sim.electrical.pixel import StackLayer
from sim.electrical.single_carrier.device import DarkCurve, DarkStack, dark_curve
from sim.electrical.single_carrier.reading import TrapFilledReading, trap_filled_reading
from sim.electrical.single_carrier.stack_law import FilmInStack

_MUCH = 0.01


@dataclass(frozen=True)
class SclcCase:
    """A file that was read, and its device."""

    file: SclcFile
    device: Device


def load_sclc(path: Path, overrides: Sequence[str], library: MaterialLibrary) -> SclcCase:
    """Read the file of a single-carrier device.

    Raises:
        ConfigError: anything wrong with it.
    """
    tree = read_tree(path)
    for text in overrides:
        tree = apply_override(tree, parse_override(text))
    tree = with_own_electrical(with_own_materials(tree))
    file = validate_tree(tree, SclcFile)
    try:
        device = build_device(file.device, library)
    except ValueError as error:
        raise ConfigError([Problem(place_of(tree, ("device",)), ("device",), str(error))]) from None
    try:
        check_electrical(device, file.electrical)
    except ValueError as error:
        at = ("electrical",)
        raise ConfigError([Problem(place_of(tree, at), at, str(error))]) from None
    return SclcCase(file, device)


def evaluate_sclc(case: SclcCase) -> SclcResult:
    """Both curves and all densities of a device."""
    file, spec, sclc = case.file, case.file.electrical, case.file.sclc
    stack = _stack(case.device)
    voltage = np.geomspace(sclc.voltage_low_v, sclc.voltage_high_v, sclc.points)
    with np.errstate(all="ignore"):
        curve = dark_curve(spec, stack, voltage)
        bare = spec.model_copy(update={"traps": None})
        without = curve if spec.traps is None else dark_curve(bare, stack, voltage)
    within = _film_in_stack(case, stack)
    density = 0.0 if spec.traps is None else spec.traps.density_1_m3
    read = trap_filled_reading(curve.voltage_v, curve.current_density_a_m2)
    read_without = trap_filled_reading(without.voltage_v, without.current_density_a_m2)
    has_reading = density > 0.0 and math.isfinite(read.voltage_v)
    measured = sclc.published
    return SclcResult(
        name=file.name,
        carrier=sclc.carrier,
        thickness_nm=1e9 * within.film.thickness_m,
        relative_permittivity=within.film.relative_permittivity,
        dot_volume_m3=spec.nanocrystal_pitch_m**3,
        built_in_v=within.built_in_v,
        density_1_m3=density,
        film_alone_v=trap_filled_voltage_v(within.film, density),
        stack_v=within.trap_filled_voltage_v(density),
        curve=curve,
        without=without,
        reading=read,
        reading_without=read_without,
        read_back=_densities(within, read.voltage_v) if has_reading else None,
        published=None if measured is None else _published(within, measured),
        notes=_notes(case, curve, read, within),
    )


def _stack(device: Device) -> DarkStack:
    layers, dots = stack_layers(device), device.stack.emitter_index
    thickness_m = 1e-6 * device.stack.emitter.thickness_um
    return DarkStack(layers[:dots][::-1], layers[dots + 1 :], thickness_m)


def _film_in_stack(case: SclcCase, stack: DarkStack) -> FilmInStack:
    """The dots among the layers through which the carriers leave them."""
    spec = case.file.electrical
    behind: tuple[StackLayer, ...] = stack.above
    if case.file.sclc.carrier == "electrons":
        behind = stack.below
    layers = transport_side(spec, behind).layers
    pair = device_contacts(spec, stack.below, stack.above).pair
    return FilmInStack(
        Film(stack.dots_thickness_m, spec.relative_permittivity, spec.mobility_m2_vs),
        sum(layer.thickness_m / layer.relative_permittivity for layer in layers),
        pair.built_in_voltage_v,
    )


def _densities(within: FilmInStack, voltage_v: float) -> Densities:
    return Densities(
        voltage_v,
        trap_density_1_m3(within.film, voltage_v),
        within.trap_density_1_m3(voltage_v),
    )


def _published(within: FilmInStack, measured: TrapFilledSpec) -> Published:
    voltage, density = measured.trap_filled_voltage_v, measured.trap_density_1_m3
    return Published(
        densities=_densities(within, voltage),
        density_1_m3=math.nan if density is None else density,
        implied_1_nm2=math.nan
        if density is None
        else 1e-18 * implied_permittivity_1_m2(density, voltage),
        source=measured.source,
    )


def _notes(
    case: SclcCase, curve: DarkCurve, read: TrapFilledReading, within: FilmInStack
) -> tuple[str, ...]:
    notes = list(curve.warnings)
    spec, sclc = case.file.electrical, case.file.sclc
    other = float(np.nanmax(curve.recombined, initial=0.0))
    if other > _MUCH:
        notes.append(
            f"up to {other:.0%} of the current recombines in the dots: the stack lets both "
            f"carriers in and is no device of {sclc.carrier} alone"
        )
    if spec.traps is not None and spec.traps.holds.value != sclc.carrier:
        notes.append(
            f"electrical.traps hold {spec.traps.holds.value} in a device of {sclc.carrier}: they "
            "do not fill"
        )
    if spec.traps is not None and not math.isfinite(read.voltage_v):
        expected = within.trap_filled_voltage_v(spec.traps.density_1_m3)
        notes.append(
            f"no end of trap filling up to {sclc.voltage_high_v:g} V; by the law of the stack it "
            f"lies at {expected:.3g} V"
        )
    measured = sclc.published
    if measured is not None and measured.trap_filled_voltage_v <= within.built_in_v:
        notes.append(
            f"the measured V_TFL of {measured.trap_filled_voltage_v:g} V does not reach the "
            f"built-in voltage of these contacts, {within.built_in_v:.2f} V: one of the contacts "
            "is not what it is taken for, or the polarity is the other one"
        )
    drowned = sum("floor" in text for text in curve.status)
    if drowned:
        notes.append(
            f"{drowned} of {len(curve.status)} currents are rounding, below the solver's floor"
        )
    failed = sum("no convergence" in text for text in curve.status)
    if failed:
        notes.append(f"{failed} of {len(curve.status)} voltages did not converge and are left out")
    return tuple(notes)
