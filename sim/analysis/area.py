"""What becomes of a solved device when its area grows: capacitance, electrode, heat.

    0 to 90 %  2.303 R C        R: of leads and generator, C: of the area         (1)

The drop over the electrode is that of :mod:`sim.electrical.area.sheet_resistance` with the case's
own J(V), heat that of :mod:`sim.electrical.area.heating` with all of J V taken as heat.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.measures import fill_factor, perimeter_per_area_1_um
from geometry.spec import ArraySpec
from geometry.spec.array import Coverage, GapFilling
from sim.coupling import stack_layers
from sim.electrical.area.array_capacitance import ArrayCapacitance, array_capacitance
from sim.electrical.area.heating import STILL_AIR_W_M2K, disc_rise_k, is_small, plate_rise_k
from sim.electrical.area.sheet_resistance import Feed, Sheet, sheet_voltage
from sim.electrical.area.stack_capacitance import (
    StackDielectrics,
    over_bank,
    stack_dielectrics,
    wall_fringe_f_m,
)
from sim.electrical.led_table import LedTable, led_table
from sim.electrical.spec import ElectricalBase
from sim.results.electrical import ElectricalResult


@dataclass(frozen=True)
class Surroundings:
    """What is not the device itself.

    Attributes:
        sheet_resistance_ohm: of the transparent electrode.
        feed: where it is fed.
        resistance_ohm: of leads and generator.
        conductivity_w_mk: of the substrate.
        plate_area_m2: of the substrate, which gives the heat to the air.
    """

    sheet_resistance_ohm: float
    feed: Feed
    resistance_ohm: float
    conductivity_w_mk: float
    plate_area_m2: float


@dataclass(frozen=True)
class AreaRow:
    """A square device of one width.

    Attributes:
        width_m: side of the square that is lit.
        current_a: in all.
        voltage_v: at the electrode's feed.
        drop_v: from the feed to the least voltage.
        least_over_mean: least luminance over the mean one.
        capacitance_f: geometric.
        response_s: (1).
        rise_k: above the plate's own temperature, as a disc on a thick plate.
        plate_rise_k: of the plate above the air.
        is_small: whether the disc's law holds; if not, the rise is an upper bound.
        converged: whether the electrode's equation was solved.
    """

    width_m: float
    current_a: float
    voltage_v: float
    drop_v: float
    least_over_mean: float
    capacitance_f: float
    response_s: float
    rise_k: float
    plate_rise_k: float
    is_small: bool
    converged: bool


@dataclass(frozen=True)
class AreaResult:
    """One device at one current density and several areas.

    Attributes:
        name: of the case.
        current_density_a_m2: over the emitting area.
        capacitance: per area of the array.
        surroundings: what was assumed around the device.
        rows: one per width.
        notes: sentences for the user.
    """

    name: str
    current_density_a_m2: float
    capacitance: ArrayCapacitance
    surroundings: Surroundings
    rows: tuple[AreaRow, ...]
    notes: tuple[str, ...]


def device_dielectrics(device: Device, spec: ElectricalBase) -> StackDielectrics:
    """What lies between the electrodes in a device's well."""
    return stack_dielectrics(spec, stack_layers(device), device.stack.emitter_index)


def device_capacitance(device: Device, spec: ElectricalBase) -> ArrayCapacitance:
    """Geometric capacitance of a film or an array."""
    stack, array = device_dielectrics(device, spec), device.array
    if array is None:
        return array_capacitance(stack.well_f_m2, 0.0, 1.0, 0.0, 0.0)
    share = fill_factor(array)
    wall = share * 1e6 * perimeter_per_area_1_um(array)
    if array.bank.filled_by is not GapFilling.MATERIAL:
        return array_capacitance(stack.well_f_m2, 0.0, share, wall, 0.0)
    bank = over_bank(stack, *_bank_of(array), _thinner_by_m(device))
    fringe = wall_fringe_f_m(stack, bank)
    return array_capacitance(stack.well_f_m2, bank.bank_f_m2, share, wall, fringe)


def _bank_of(array: ArraySpec) -> tuple[str, float, bool]:
    bank = array.bank
    material = bank.material if isinstance(bank.material, str) else ""
    covers = (Coverage.CONFORMAL, Coverage.WINDOWS)
    return material, 1e-6 * bank.height_um, bank.coverage in covers


def _thinner_by_m(device: Device) -> dict[str, float]:
    """What a film with windows takes of the layers that level it out, from its foot up."""
    if not device.has_windows:
        return {}
    left_um, thinner = device.bank_height_um, {}
    for layer in device.stack.layers[device.foot_index + 1 : device.stack.emitter_index]:
        taken = min(left_um, layer.thickness_um)
        thinner[layer.name] = 1e-6 * taken
        left_um -= taken
    return thinner


def areas(
    device: Device,
    spec: ElectricalBase,
    result: ElectricalResult,
    around: Surroundings,
    widths_m: Sequence[float],
    current_density_a_m2: float,
    name: str,
) -> AreaResult:
    """One device at one current density and several widths of the lit square.

    Raises:
        ValueError: the case does not reach this current density.
    """
    table = led_table(result)
    reached = float(table.current_a_m2[-1])
    if not 0.0 < current_density_a_m2 <= reached:
        raise ValueError(
            f"a current density of {0.1 * current_density_a_m2:g} mA/cm2 is not in the case, which "
            f"goes up to {0.1 * reached:.4g} mA/cm2; ask for less, or solve to a higher voltage"
        )
    capacitance = device_capacitance(device, spec)
    thickness = 1e-6 * device.stack.substrate_thickness_um
    rows = tuple(
        _row(table, capacitance, around, thickness, width, current_density_a_m2)
        for width in widths_m
    )
    notes = _notes(device_dielectrics(device, spec), rows)
    return AreaResult(name, current_density_a_m2, capacitance, around, rows, notes)


def _row(
    table: LedTable,
    capacitance: ArrayCapacitance,
    around: Surroundings,
    plate_m: float,
    width_m: float,
    current_a_m2: float,
) -> AreaRow:
    share, area = capacitance.fill_factor, width_m**2
    voltage = float(table.voltage(np.array(current_a_m2)))
    sheet = Sheet(width_m, width_m, around.sheet_resistance_ohm, around.feed)

    def law(local_v: FloatArray) -> tuple[FloatArray, FloatArray]:
        density, slope = table.current(local_v)
        return share * density, share * slope  # banks let nothing through

    solved = sheet_voltage(sheet, voltage, law)
    light = table.luminance(solved.current_density_a_m2 / share)
    current = solved.mean_a_m2 * area
    total_f = capacitance.total * area
    return AreaRow(
        width_m=width_m,
        current_a=current,
        voltage_v=voltage,
        drop_v=voltage - float(solved.voltage_v.min()),
        least_over_mean=float(light.min() / light.mean()) if light.any() else math.nan,
        capacitance_f=total_f,
        response_s=math.log(10.0) * around.resistance_ohm * total_f,
        rise_k=disc_rise_k(current * voltage, area, around.conductivity_w_mk),
        plate_rise_k=plate_rise_k(current * voltage, around.plate_area_m2, STILL_AIR_W_M2K),
        is_small=is_small(area, plate_m),
        converged=solved.converged,
    )


def _notes(stack: StackDielectrics, rows: Sequence[AreaRow]) -> tuple[str, ...]:
    notes = ["capacitance is geometric: without what carriers store, which shows from turn-on on"]
    if stack.guessed:
        notes.append(f"permittivity of {', '.join(stack.guessed)} not known: 3 is assumed")
    wide = [row for row in rows if not row.is_small]
    if wide:
        notes.append(
            f"from {1e3 * wide[0].width_m:g} mm on the device is wider than its plate is thick: "
            "its rise is an upper bound"
        )
    if not all(row.converged for row in rows):
        notes.append("the electrode's equation did not converge for some widths")
    return tuple(notes)
