"""The compact model: rate equations of the emitter behind a diode, with losses at the perimeter.

    J(V) = J_diode + J_shunts,    J_emitter = (1 - overshoot) J_diode             (1)
    G = J_emitter / (q d)             everywhere in the emitter                   (2)
    R(n_i) = G                        at position i                               (3)
    EQE = (J_emitter / J) <Phi_i extracted_i>                                     (4)

Phi_i is the radiative share of R(n_i), its Purcell factor that of light which leaves the emitter
for good; that factor and the extracted share are the law of :mod:`sim.electrical.light`, and so is
recycling, which (3) and (4) need not name: with Phi = q P_away / (1 - q + q P_away), (4) is

    EQE = (J_emitter / J) q P_air / (1 - q + q P_away).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge

from geometry.arrays import FloatArray
from sim.electrical.channels.density_law import DensityLaw
from sim.electrical.channels.emitter import density_law, site_of
from sim.electrical.channels.rim import rim_loss
from sim.electrical.channels.table import DARK_LAWS, RADIATIVE, TRAP_LEVEL
from sim.electrical.channels.terminal import CurrentShares, Shunts, shunt_currents
from sim.electrical.compact.diode import Diode
from sim.electrical.light import PositionLight, light_of_positions
from sim.electrical.pixel import Pixel, share_of, sweep_voltages_v
from sim.electrical.spec import CompactSpec, Kinetics
from sim.results.records import ElectricalResult, RadiativeEnvironment, Status

_STATES_PER_DOT = 2.0


@dataclass(frozen=True)
class InternalYield:
    """What becomes of the pairs that recombine in the emitter, each of shape (V,).

    ``radiative``, ``rim`` and all of ``dark`` sum to 1.

    Attributes:
        radiative: light that leaves the emitter for good, to air or not.
        dark: recombination without light by channel.
        rim: light that the rim does not give.
        extracted: light that reaches air.
        pairs_per_dot: mean over the emitter.
    """

    radiative: FloatArray
    dark: Mapping[str, FloatArray]
    rim: FloatArray
    extracted: FloatArray
    pairs_per_dot: FloatArray


def recombination_law(spec: CompactSpec, pixel: Pixel, light: PositionLight) -> DensityLaw:
    """The emitter's law with the Purcell factors and the wall of this pixel.

    Pairs of all positions mix on their way to the wall.
    """
    return density_law(spec, site_of(spec, pixel, light.purcell, np.array([light.mean_purcell])))


def internal_yield(
    law: DensityLaw,
    light: PositionLight,
    generation_1_m3s: FloatArray,
    density_1_m3: float,
) -> InternalYield:
    """Shares of recombination at generation rates of shape (V,).

    Args:
        law: coefficients per position.
        light: what becomes of it per position.
        generation_1_m3s: pairs injected per volume and time, shape (V,).
        density_1_m3: nanocrystals per volume.
    """
    density = law.density_at(generation_1_m3s[:, None])  # (3)
    rates = law.rates_1_m3s(density)
    total = sum(rates.values())
    total = np.where(total > 0.0, total, 1.0)
    radiative = rates[RADIATIVE.name] / total
    return InternalYield(
        radiative=light.mean(radiative * (1.0 - light.rim)),
        dark={name: light.mean(rates[name] / total) for name in DARK_LAWS},
        rim=light.mean(radiative * light.rim),
        extracted=light.mean(radiative * light.extracted),
        pairs_per_dot=light.mean(density) / density_1_m3,
    )


@dataclass(frozen=True)
class TerminalCurrents:
    """Currents over the emitting area, A/m2, shape (V,)."""

    diode: FloatArray
    shunts: Shunts

    @property
    def total(self) -> FloatArray:
        """What the supply delivers."""
        return self.diode + self.shunts.total


def terminal_currents(spec: CompactSpec, pixel: Pixel, voltage_v: FloatArray) -> TerminalCurrents:
    """Diode and shunts at terminal voltages of shape (V,)."""
    diode = Diode(
        spec.ideality,
        spec.turn_on_voltage_v,
        spec.turn_on_current_density_a_m2,
        spec.resistance_ohm_m2,
        spec.temperature_k,
    )
    return TerminalCurrents(
        diode.current_density_a_m2(voltage_v), shunt_currents(spec, pixel, voltage_v)
    )  # (1)


def _losses(
    spec: CompactSpec, currents: TerminalCurrents, inner: InternalYield
) -> dict[str, FloatArray]:
    total = currents.total
    emitter = (1.0 - spec.overshoot) * currents.diode
    recombining = share_of(emitter, total)
    shares = CurrentShares(
        light=recombining * inner.radiative,
        dark={
            **{name: recombining * share for name, share in inner.dark.items()},
            TRAP_LEVEL.name: np.zeros_like(total),
        },
        rim=recombining * inner.rim,
        shunts={name: share_of(part, total) for name, part in currents.shunts.by_name.items()},
        past=share_of(spec.overshoot * currents.diode, total),
    )
    return shares.by_name()


def _warnings(voltage_v: FloatArray, inner: InternalYield) -> tuple[str, ...]:
    notes = [
        "current against voltage is a diode law with a series resistance, not a transport model; "
        "efficiencies against current do not depend on it except through the shunts"
    ]
    crowded = inner.pairs_per_dot > _STATES_PER_DOT
    if np.any(crowded):
        notes.append(
            f"from {voltage_v[np.argmax(crowded)]:.2f} V on the emitter holds more than two pairs "
            "per nanocrystal, more than it has states: the compact model does not apply there"
        )
    return tuple(notes)


def solve_compact(
    spec: CompactSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> ElectricalResult:
    """J-V-L and efficiencies of one pixel.

    Args:
        spec: inputs of the model.
        pixel: the device, SI.
        environment: optics per emitter position, with recycling or without.

    Returns:
        The sweep from 0 V; every efficiency is 0 where no current flows.

    Raises:
        ValueError: ``kinetics: charged``, which a twin solves.
    """
    if spec.kinetics is Kinetics.CHARGED:
        raise ValueError(
            "the compact model solves kinetics excitonic or free_carrier; this is charged: use "
            "sim.electrical.twin.model.solve_twin"
        )
    voltage = sweep_voltages_v(spec.voltage_stop_v, spec.voltage_step_v, spec.voltage_start_v)
    currents = terminal_currents(spec, pixel, voltage)
    emitter = (1.0 - spec.overshoot) * currents.diode
    light = light_of_positions(environment, rim_loss(spec, pixel, environment))
    inner = internal_yield(
        recombination_law(spec, pixel, light),
        light,
        emitter / (elementary_charge * pixel.emitter_thickness_m),  # (2)
        spec.nanocrystal_density_1_m3,
    )
    injection = share_of(emitter, currents.total)
    eqe = injection * inner.extracted  # (4)
    efficiency = eqe * pixel.candela_per_ampere
    return ElectricalResult(
        model=spec.model,
        status=Status.OK,
        voltage_v=voltage,
        current_density_a_m2=currents.total,
        luminance_cd_m2=efficiency * currents.total,
        eqe=eqe,
        current_efficiency_cd_a=efficiency,
        iqe=np.where(emitter > 0.0, inner.radiative, 0.0),
        injection_efficiency=injection,
        losses=_losses(spec, currents, inner),
        photometry=pixel.photometry,
        point_status=("",) * voltage.size,
        warnings=_warnings(voltage, inner),
    )
