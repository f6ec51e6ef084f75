"""Space-charge-limited current of single-carrier devices: closed laws and the device equations.

    ohmic contacts, low voltage    J = 4 pi^2 (kT/q) mu eps V / L^3     (diffused contact charge)
    trap-free, high voltage        J = 9/8 eps mu V^2 / L^3             (Mott and Gurney)
    trap filling ends at           V_TFL = q N_t L^2 / (2 eps)

The last one is how trap densities are read off measured curves. It holds for the voltage across the
film with the traps alone; where other layers share the voltage it overestimates N_t by an unknown
factor. A trap density found so says how many states there are, not how fast they recombine.

Sources: Mott and Gurney, Electronic Processes in Ionic Crystals (1940); Lampert and Mark, Current
Injection in Solids (1970); low-voltage law: Wetzelaer and Blom, Phys. Rev. B 89, 241201 (2014).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge, epsilon_0

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.contacts import ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.layers import TransportLayer, build_mesh
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.thermal import thermal_voltage_v


@dataclass(frozen=True)
class Film:
    """A film between two contacts, SI."""

    thickness_m: float
    relative_permittivity: float
    mobility_m2_vs: float

    @property
    def permittivity_f_m(self) -> float:
        """eps0 eps_r."""
        return epsilon_0 * self.relative_permittivity


def mott_gurney_a_m2(film: Film, voltage_v: FloatArray) -> FloatArray:
    """9/8 eps mu V^2 / L^3."""
    factor = 9.0 / 8.0 * film.permittivity_f_m * film.mobility_m2_vs / film.thickness_m**3
    return np.asarray(factor * np.asarray(voltage_v) ** 2)


def low_voltage_a_m2(film: Film, voltage_v: FloatArray, temperature_k: float) -> FloatArray:
    """4 pi^2 (kT/q) mu eps V / L^3: what the contacts' own charge carries."""
    factor = 4.0 * math.pi**2 * thermal_voltage_v(temperature_k)
    lending = film.permittivity_f_m * film.mobility_m2_vs / film.thickness_m**3
    return np.asarray(factor * lending * np.asarray(voltage_v))


def trap_filled_voltage_v(film: Film, trap_density_1_m3: float) -> float:
    """V_TFL = q N_t L^2 / (2 eps)."""
    charge = elementary_charge * trap_density_1_m3
    return charge * film.thickness_m**2 / (2.0 * film.permittivity_f_m)


def trap_density_1_m3(film: Film, trap_filled_voltage: float) -> float:
    """N_t = 2 eps V_TFL / (q L^2)."""
    return (
        2.0
        * film.permittivity_f_m
        * trap_filled_voltage
        / (elementary_charge * film.thickness_m**2)
    )


def implied_permittivity_1_m2(trap_density: float, trap_filled_voltage: float) -> float:
    """eps_r / L^2 that an evaluation has used, q N_t / (2 eps0 V_TFL), in 1/m2.

    Published densities often come without permittivity and thickness: this is all that can be said
    of them, and whether one value serves all densities of a paper tells if they were read alike.
    """
    return elementary_charge * trap_density / (2.0 * epsilon_0 * trap_filled_voltage)


def traps_per_dot(trap_density: float, nanocrystal_pitch_m: float) -> float:
    """Traps for every nanocrystal of a simple cubic film, N_t a^3."""
    return trap_density * nanocrystal_pitch_m**3


@dataclass(frozen=True)
class SingleCarrierCurve:
    """A computed curve: arrays of shape (V,); nan where a voltage did not converge."""

    voltage_v: FloatArray
    current_density_a_m2: FloatArray

    @property
    def exponent(self) -> FloatArray:
        """d ln J / d ln V between neighbouring voltages, shape (V - 1,): 1 Ohmic, 2 Mott-Gurney."""
        log_current = np.diff(np.log(self.current_density_a_m2))
        return np.asarray(log_current / np.diff(np.log(self.voltage_v)))


def single_carrier_curve(
    layers: tuple[TransportLayer, ...],
    contacts: ContactPair,
    voltage_v: FloatArray,
    temperature_k: float,
    cells: int = 400,
) -> SingleCarrierCurve:
    """J-V of a stack of layers from the device equations.

    The other carrier is kept out by the levels of layers and contacts, not by the equations.

    Args:
        layers: from the first contact to the last.
        contacts: metals; the voltage is applied to the first.
        voltage_v: rising, above 0, shape (V,).
        temperature_k: temperature.
        cells: mesh cells per layer.
    """
    mesh = build_mesh(layers, cells)
    device = DriftDiffusionDevice(mesh, contacts, temperature_k, math.inf)
    points = list(DriftDiffusionSolver(device).ramp(voltage_v))
    return SingleCarrierCurve(
        np.asarray(voltage_v, dtype=float),
        np.array([point.current_density_a_m2 for point in points]),
    )
