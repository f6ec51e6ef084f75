r"""Pulses on a device whose dots hold traps, by a method of lines, beside the program's own.

    python benchmarks/electrical/trap_pulse.py

The same equations on the same nodes, written anew: charge is summed for the field, fluxes are
those of Scharfetter and Gummel, the terminal current is that of Shockley and Ramo, and scipy's
Radau takes the steps. Unknowns are ln n and ln p of every node, the filling of the traps and the
voltage V:

    D_i = D_0 + sum of the charges up to edge i,  sum D_i / c_i = V - V_bi               (1)
    dV/dt = [(V_g - V) / (R A) - <J> - g V] / C                                         (2)
    <J> = sum of J_i C / c_i,   C = 1 / sum(1 / c_i)

with c_i the capacitance of an edge over its area. Bare inputs as in response_table.py, half an
electron trap per dot, whole sheets alone: an area of 2 and 3 sheets rises in steps. Times are to
90 % of the light at the pulse's end, in us. Takes five minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from scipy.constants import elementary_charge
from scipy.integrate import solve_ivp

from geometry.arrays import FloatArray, IntArray
from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.coupling import electrical_pixel, radiative_input
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.fluxes import EdgeData
from sim.electrical.drift_diffusion.mesh_data import edge_data
from sim.electrical.drift_diffusion.node_laws import log_densities
from sim.electrical.interface_spec import InterfacesSpec, TrapSpec
from sim.electrical.pixel import Pixel
from sim.electrical.response import solve_transient
from sim.electrical.response.operating import DeviceAtRest
from sim.electrical.response_spec import TransientSpec
from sim.electrical.spec import DriftDiffusionSpec
from sim.optics.methods.planar.case import planar_optics
from sim.results.records import RadiativeEnvironment

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
PITCH_NM, EDGE_S, SHARE = 12.84, 1e-8, 0.9
ROWS = (
    (2, 5, 1, 172),
    (2, 5, 4, 172),
    (3, 5, 1, 172),
    (3, 5, 4, 172),
    (2, 3, 1, 100),
    (2, 7, 1, 100),
)
"""Sheets, V, mm2, ohm."""
BARE: dict[str, object] = {
    "level_shift_ev": -0.65,
    "biexciton_lifetime_s": 100e-12,
    "binding_energy_ev": 0.0,
    "charging_energy_ev": 0.0,
    "series_resistance_ohm_m2": 0.0,
    "interfaces": InterfacesSpec(),
    "traps": TrapSpec.model_validate(
        {
            "density": f"{0.5 / (1e-9 * PITCH_NM) ** 3} 1/m3",
            "depth": "0.45 eV",
            "capture": "1e-15 m3/s",
        }
    ),
}


def bernoulli(x: FloatArray) -> FloatArray:
    """x / (exp(x) - 1)."""
    near = np.abs(x) < 1e-4
    apart = np.where(near, 1.0, x)
    return np.where(near, 1.0 - x / 2.0 + x * x / 12.0, apart / np.expm1(np.clip(apart, -700, 700)))


def upright(values: FloatArray) -> FloatArray:
    """As a column: states of several trials stand beside each other."""
    return np.asarray(values)[:, None]


@dataclass(frozen=True)
class Lines:
    """The device at rest at 0 V, and its rates of change.

    Attributes:
        rest: one column of sheets.
        velocity_m_s: bound to the flux between layers.
        volt: high level of the generator.
        generator_ohm_m2: R A.
    """

    rest: DeviceAtRest
    velocity_m_s: float
    volt: float
    generator_ohm_m2: float

    @cached_property
    def device(self) -> DriftDiffusionDevice:
        return self.rest.columns[0].device

    @cached_property
    def edges(self) -> EdgeData:
        return edge_data(self.device.mesh, self.device.thermal_voltage_v, self.velocity_m_s)

    @cached_property
    def dots(self) -> IntArray:
        return np.flatnonzero(self.device.nodes.is_dot > 0.0)

    @cached_property
    def at_rest(self) -> tuple[FloatArray, FloatArray]:
        """n and p of every node; n_B / (1 + n_B / N) in dots without charging energy."""
        logs = log_densities(
            self.device.nodes, self.device.values, 0.0, self.device.thermal_voltage_v
        )
        n, p = (np.exp(log) / (1.0 + np.exp(log) * self.device.nodes.inverse_limit) for log in logs)
        return n, p

    def start(self) -> FloatArray:
        """The state at rest: traps hold what (7) of node_laws says, next to nothing."""
        n, p = self.at_rest
        inner, count = slice(1, n.size - 1), self.dots.size
        return np.concatenate([np.log(n[inner]), np.log(p[inner]), np.zeros(count), [0.0]])

    def unpacked(self, state: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """n, p (K, T), n_t (D, T), V (T,)."""
        n, p = (np.repeat(upright(rest), state.shape[1], axis=1) for rest in self.at_rest)
        free, count = n.shape[0] - 2, self.dots.size
        n[1:-1] = np.exp(np.clip(state[:free], -600, 100))
        p[1:-1] = np.exp(np.clip(state[free : 2 * free], -600, 100))
        density = upright(self.device.nodes.trap_density[self.dots])
        return n, p, state[2 * free : 2 * free + count] * density, state[-1]

    def displacement(
        self, n: FloatArray, p: FloatArray, held: FloatArray, volt: FloatArray
    ) -> FloatArray:
        """(1)."""
        charge = p - n + upright(self.device.nodes.doping)
        charge[self.dots] -= held
        charge *= elementary_charge * upright(self.device.mesh.volume_m)
        summed = np.vstack([np.zeros((1, n.shape[1])), np.cumsum(charge[1:-1], axis=0)])
        over = 1.0 / upright(self.edges.capacitance)
        drop = volt - self.device.contacts.built_in_voltage_v + np.sum(self.edges.dipole_v)
        return np.asarray(summed + (drop - np.sum(summed * over, axis=0)) / np.sum(over))

    def fluxes(
        self, n: FloatArray, p: FloatArray, field: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """J_n and J_p over q of every edge."""
        nodes, edges, vt = self.device.nodes, self.edges, self.device.thermal_voltage_v
        step = upright(edges.dipole_v) - field / upright(edges.capacitance)
        states = upright(np.diff(nodes.log_states))
        limit = upright(nodes.inverse_limit)
        made = []
        for density, level, drift, sign in (
            (n, nodes.affinity, edges.drift_n, 1.0),
            (p, nodes.ionisation, edges.drift_p, -1.0),
        ):
            u = sign * (step + upright(np.diff(level))) / vt + states
            low, high = bernoulli(u), bernoulli(-u)
            bound = 1.0 + upright(drift * edges.inverse_velocity) * (low + high)
            room = 1.0 - density * limit
            boltzmann = density / np.maximum(room, 1e-12)
            hop = upright(drift) * room[:-1] * room[1:] / bound
            made.append(sign * hop * (low * boltzmann[1:] - high * boltzmann[:-1]))
        return made[0], made[1]

    def recombined(self, n: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        """R of every node without traps, and pairs per dot."""
        nodes, dots, vt = self.device.nodes, self.dots, self.device.thermal_voltage_v
        limit = upright(nodes.inverse_limit)
        product = n * p / np.maximum((1.0 - n * limit) * (1.0 - p * limit), 1e-24)
        law = np.exp(2.0 * nodes.log_states - (nodes.ionisation - nodes.affinity) / vt)
        drive = 1.0 - upright(law) / np.maximum(product, 1e-300)
        slow = upright(nodes.hole_lifetime) * (n + upright(nodes.intrinsic))
        slow = slow + upright(nodes.electron_lifetime) * (p + upright(nodes.intrinsic))
        rate = n * p * (upright(nodes.bimolecular) + 1.0 / slow) * drive
        count = upright(nodes.dot_density[dots])
        e, h = n[dots] / count, p[dots] / count
        decay = upright(nodes.pair_decay[dots]) + upright(nodes.crowded_decay[dots]) * (e + h) / 4.0
        apart = upright(nodes.separation[dots]) + decay / upright(nodes.meeting[dots])
        pairs = e * h / apart * drive[dots]
        rate[dots] = count * pairs * decay
        return rate, pairs

    def rates(self, time_s: float, state: FloatArray) -> FloatArray:
        """Rates of change of one state, or of several beside each other."""
        n, p, held, volt = self.unpacked(state.reshape(state.shape[0], -1))
        nodes, dots, mesh = self.device.nodes, self.dots, self.device.mesh
        electrons, holes = self.fluxes(n, p, self.displacement(n, p, held, volt))
        lost, _ = self.recombined(n, p)
        density = upright(nodes.trap_density[dots])
        capture = upright(nodes.hole_capture[dots] / nodes.capture_ratio[dots])
        room = 1.0 - n[dots] * upright(nodes.inverse_limit[dots])
        level = upright(nodes.trap_level_density[dots])
        filling = capture * (n[dots] * (density - held) - level * room * held)
        by_n, by_p = -lost, -lost
        by_n[dots] -= filling
        length = upright(mesh.volume_m)[1:-1]
        by_n = by_n[1:-1] + np.diff(electrons, axis=0) / length
        by_p = by_p[1:-1] - np.diff(holes, axis=0) / length
        over = 1.0 / self.edges.capacitance
        mean = elementary_charge * np.sum(upright(over) * (electrons + holes), axis=0) / over.sum()
        given = (self.volt * np.clip(time_s / EDGE_S, 0.0, 1.0) - volt) / self.generator_ohm_m2
        charging = (given - mean - self.rest.shunt_s_m2 * volt) * over.sum()  # (2)
        out = np.vstack([by_n / n[1:-1], by_p / p[1:-1], filling / density, charging[None]])
        return np.asarray(out.reshape(state.shape))

    def response_us(self, end_s: float) -> float:
        """The first time at SHARE of the light at the end."""
        rates: Any = self.rates  # several states at once, which scipy's stubs do not know
        done = solve_ivp(
            rates,
            (0.0, end_s),
            self.start(),
            method="Radau",
            rtol=1e-4,
            atol=1e-6,
            vectorized=True,
            first_step=1e-13,
            max_step=end_s / 60.0,
        )
        light = np.array(
            [
                self.rest.light_per_pair
                @ self.recombined(*self.unpacked(upright(state))[:2])[1][:, 0]
                for state in done.y.T
            ]
        )
        share = light / light[-1]
        after = int(np.argmax(share >= SHARE))
        part = slice(after - 1, after + 1)
        return 1e6 * float(np.interp(SHARE, share[part], done.t[part]))


def film(sheets: int) -> tuple[DriftDiffusionSpec, Pixel, RadiativeEnvironment]:
    """The treated film of the device paper with an emitter of whole sheets."""
    thickness = f"device.layers.emitter.thickness={sheets * PITCH_NM} nm"
    study = load_study(
        CONFIGS / "zhang2025_otf3.yaml", ["electrical.model=drift_diffusion", thickness]
    )
    device, spec = build_device(study.device, shipped_library()), study.electrical
    assert isinstance(spec, DriftDiffusionSpec)
    optics = planar_optics(device, study.optics)
    pixel, light = electrical_pixel(device, spec, optics), radiative_input(spec, optics)
    return spec.model_copy(update=BARE), pixel, light


def main() -> None:
    """Print the rows of docs/response.md."""
    for sheets, volt, area_mm2, ohm in ROWS:
        spec, pixel, light = film(sheets)
        block = TransientSpec.model_validate(
            {
                **{"on": f"{volt} V", "area": f"{area_mm2} mm2", "resistance": f"{ohm} ohm"},
                **{"width": "90 us" if volt < 4 else "40 us", "tolerance": 3e-3},
            }
        )
        own = solve_transient(spec, block, pixel, light, lambda *_: None)
        rest = DeviceAtRest(spec, pixel, light)
        rest.go_to(0.0)
        lines = Lines(rest, spec.transfer_velocity_m_s, volt, 1e-6 * ohm * area_mm2)
        beside = lines.response_us(4.0 * own.response_s)
        ours = f"{1e6 * own.response_s:.2f} ± {1e6 * own.response_error_s:.2f}"
        print(
            f"| {sheets} sheets, {volt} V, {area_mm2} mm2, {ohm} ohm | {ours} | {beside:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
