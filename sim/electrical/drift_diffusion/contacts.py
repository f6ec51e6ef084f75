"""Metals at the ends of a device: work functions, barriers, built-in voltage.

A contact holds the carriers in equilibrium with the metal, n = N_c exp(-(WF - chi) / kT): Ohmic
where the barrier is small, Schottky where it is not. Nanometre salts under a cathode (LiF) are an
effective work function of the metal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.electrical.drift_diffusion.layers import TransportLayer
from sim.electrical.thermal import thermal_voltage_v


@dataclass(frozen=True)
class Contact:
    """A metal, by its effective work function below vacuum."""

    work_function_ev: float

    def electron_barrier_ev(self, layer: TransportLayer) -> float:
        """From the metal's Fermi level up to the layer's conduction level."""
        return self.work_function_ev - layer.affinity_ev

    def hole_barrier_ev(self, layer: TransportLayer) -> float:
        """From the metal's Fermi level down to the layer's valence level."""
        return layer.ionisation_ev - self.work_function_ev


@dataclass(frozen=True)
class ContactPair:
    """The contact at x = 0 and the one at the far end; the voltage is applied to the first."""

    first: Contact
    last: Contact

    @property
    def built_in_voltage_v(self) -> float:
        """Voltage on the first contact at which the bands are flat (no space charge)."""
        return self.first.work_function_ev - self.last.work_function_ev


def neutral_contact(layer: TransportLayer, temperature_k: float) -> Contact:
    """The metal that leaves a doped layer neutral up to its surface (ideal Ohmic contact)."""
    vt = thermal_voltage_v(temperature_k)
    n_intrinsic = math.sqrt(layer.states_1_m3**2) * math.exp(-layer.gap_ev / (2.0 * vt))
    centre = 0.5 * (layer.affinity_ev + layer.ionisation_ev)
    return Contact(centre - vt * math.asinh(layer.doping_1_m3 / (2.0 * n_intrinsic)))
