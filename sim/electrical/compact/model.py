"""The compact model: rate equations of the emitter behind a diode, with losses at the edge.

    J(V) = J_diode + J_shunts,    J_emitter = (1 - overshoot) J_diode
    G = J_emitter / (q d) everywhere in the emitter;  R(n_i) = G / (1 - P_back) at position i
    Phi_i = radiative share there, less the rim's part;  P_back = <Phi_i A_re,i>
    EQE = (J_emitter / J) <Phi_i (1 - A_re,i) eta_i> / (1 - P_back)

A_re is what the own pixel's emitter would take of the light, counted in lossless optics whose
shares sum to 1 without it: it comes out of every other share alike, so (1 - A_re) eta is left.
With recycling switched off both A_re are 0 and EQE = gamma <Phi eta>.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.constants import elementary_charge

from sim.electrical.channels.recombination import (
    NanocrystalRates,
    RecombinationLaw,
    annihilation_rate_1_s,
    auger_coefficient_m6_s,
    excitonic_law,
    free_carrier_law,
    langevin_coefficient_m3_s,
    nanocrystal_rates,
)
from sim.electrical.channels.rim import rim_loss
from sim.electrical.channels.shunts import Shunts, shunt_currents
from sim.electrical.channels.sidewall import (
    Diffusion,
    sidewall_rate,
)
from sim.electrical.compact.diode import Diode, thermal_voltage_v
from sim.electrical.pixel import Pixel, share_of, sweep_voltages_v
from sim.electrical.spec import CompactSpec, Kinetics
from sim.electrical.twin.model import solve_twin
from sim.results.records import ElectricalResult, RadiativeEnvironment, Status

FloatArray = NDArray[np.float64]

_RECYCLING_STEPS = 200
_RECYCLING_TOLERANCE = 1e-13
_STATES_PER_DOT = 2.0


@dataclass(frozen=True)
class InternalYield:
    """What becomes of the pairs that recombine in the emitter, each of shape (V,).

    ``radiative``, ``trap``, ``sidewall``, ``auger`` and ``rim`` sum to 1. ``returned`` of them is
    emitted light that the own emitter absorbs again, ``extracted`` is light that reaches air.
    """

    radiative: FloatArray
    trap: FloatArray
    sidewall: FloatArray
    auger: FloatArray
    rim: FloatArray
    returned: FloatArray
    extracted: FloatArray
    pairs_per_dot: FloatArray


def emitter_rates(spec: CompactSpec, plqy: float) -> NanocrystalRates:
    """Rates per nanocrystal of this emitter."""
    return nanocrystal_rates(
        plqy, spec.lifetime_s, spec.biexciton_lifetime_s, spec.nanocrystal_density_1_m3
    )


def recombination_law(
    spec: CompactSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> RecombinationLaw:
    """The emitter's law with the Purcell factors and the wall of this pixel."""
    rates = emitter_rates(spec, pixel.plqy)
    diffusion_m2_s = spec.mobility_m2_vs * thermal_voltage_v(spec.temperature_k)
    mean_purcell = float(environment.weight @ environment.purcell)
    decay_1_s = rates.nonradiative_1_s + mean_purcell * rates.radiative_1_s
    wall_1_s = sidewall_rate(
        pixel.edge, pixel.sidewall_velocity_m_s, Diffusion(diffusion_m2_s, 1.0 / decay_1_s)
    )
    if spec.kinetics is Kinetics.EXCITONIC:
        annihilation = annihilation_rate_1_s(
            diffusion_m2_s, spec.nanocrystal_pitch_m, spec.biexciton_lifetime_s
        )
        return excitonic_law(rates, environment.purcell, wall_1_s, annihilation)
    b, c = spec.radiative_coefficient_m3_s, spec.auger_coefficient_m6_s
    if b is None:
        langevin = langevin_coefficient_m3_s(
            spec.mobility_m2_vs, spec.mobility_m2_vs, spec.relative_permittivity
        )
        b = min(rates.radiative_1_s / rates.density_1_m3, langevin)
    c = auger_coefficient_m6_s(rates) if c is None else c
    return free_carrier_law(rates.nonradiative_1_s, b * environment.purcell, wall_1_s, c)


def internal_yield(
    law: RecombinationLaw,
    environment: RadiativeEnvironment,
    rim: FloatArray,
    generation_1_m3s: FloatArray,
    density_1_m3: float,
) -> InternalYield:
    """Shares of recombination at net generation rates of shape (V,), recycling included.

    Args:
        law: coefficients per position.
        environment: optics; its ``reabsorbed`` is what is recycled.
        rim: share of the light that the damaged rim takes at each position, shape (N,).
        generation_1_m3s: pairs injected per volume and time, shape (V,).
        density_1_m3: nanocrystals per volume.
    """
    weight = environment.weight
    gross = np.array(generation_1_m3s, dtype=float)
    for _ in range(_RECYCLING_STEPS):
        density = law.density_at(gross[:, None])
        rates = law.rates(density)
        total = np.where(rates.total > 0.0, rates.total, 1.0)
        light = rates.radiative / total * (1.0 - rim)
        returned = (light * environment.reabsorbed) @ weight
        updated = generation_1_m3s / (1.0 - returned)
        done = np.all(np.abs(updated - gross) <= _RECYCLING_TOLERANCE * updated)
        gross = updated
        if done:
            break
    escaping = environment.outcoupling * (1.0 - environment.reabsorbed)
    return InternalYield(
        radiative=light @ weight,
        trap=(rates.trap / total) @ weight,
        sidewall=(rates.sidewall / total) @ weight,
        auger=(rates.auger / total) @ weight,
        rim=(rates.radiative / total * rim) @ weight,
        returned=returned,
        extracted=(light * escaping) @ weight,
        pairs_per_dot=(density @ weight) / density_1_m3,
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
        spec.series_resistance_ohm_m2,
        spec.temperature_k,
    )
    return TerminalCurrents(
        diode.current_density_a_m2(voltage_v), shunt_currents(spec, pixel, voltage_v)
    )


def _losses(
    spec: CompactSpec, currents: TerminalCurrents, inner: InternalYield
) -> dict[str, FloatArray]:
    emitter = (1.0 - spec.overshoot) * currents.diode
    net = share_of(emitter, currents.total) / (1.0 - inner.returned)
    return {
        "radiative": net * (inner.radiative - inner.returned),
        "trap": net * inner.trap,
        "sidewall": net * inner.sidewall,
        "auger": net * inner.auger,
        "rim": net * inner.rim,
        "shunt_perimeter": share_of(currents.shunts.perimeter, currents.total),
        "shunt_gap": share_of(currents.shunts.gap, currents.total),
        "shunt_area": share_of(currents.shunts.area, currents.total),
        "overshoot": share_of(spec.overshoot * currents.diode, currents.total),
    }


def _warnings(voltage_v: FloatArray, inner: InternalYield) -> tuple[str, ...]:
    found = [
        "current against voltage is a diode law with a series resistance, not a transport model; "
        "efficiencies against current do not depend on it except through the shunts"
    ]
    crowded = inner.pairs_per_dot > _STATES_PER_DOT
    if np.any(crowded):
        found.append(
            f"from {voltage_v[np.argmax(crowded)]:.2f} V on the emitter holds more than two pairs "
            "per nanocrystal, more than it has states: the compact model does not apply there"
        )
    return tuple(found)


def solve_compact(
    spec: CompactSpec, pixel: Pixel, environment: RadiativeEnvironment
) -> ElectricalResult:
    """J-V-L and efficiencies of one pixel.

    Args:
        spec: inputs of the model.
        pixel: the device, SI.
        environment: optics per emitter position; ``reabsorbed`` 0 where recycling is off.

    Returns:
        The sweep from 0 V; every efficiency is 0 where no current flows.

    Raises:
        ValueError: a twin (``kinetics: charged``) of a device with another transport.
    """
    if spec.kinetics is Kinetics.CHARGED:
        return solve_twin(spec, pixel, environment)
    voltage = sweep_voltages_v(spec.voltage_stop_v, spec.voltage_step_v)
    currents = terminal_currents(spec, pixel, voltage)
    emitter = (1.0 - spec.overshoot) * currents.diode
    inner = internal_yield(
        recombination_law(spec, pixel, environment),
        environment,
        rim_loss(spec, pixel, environment),
        emitter / (elementary_charge * pixel.emitter_thickness_m),
        spec.nanocrystal_density_1_m3,
    )
    injection = share_of(emitter, currents.total)
    eqe = injection * inner.extracted / (1.0 - inner.returned)
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
