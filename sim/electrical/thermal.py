"""Thermal voltage and Einstein's relation.

    V_t = k T / q    (1)
    D = mu V_t       (2)

Source: A. Einstein, Ann. Phys. 322, 549 (1905). (2) holds for carriers without degeneracy.
"""

from __future__ import annotations

from scipy.constants import Boltzmann, elementary_charge


def thermal_voltage_v(temperature_k: float) -> float:
    """V_t in volts."""
    return Boltzmann * temperature_k / elementary_charge  # (1)


def diffusion_constant_m2_s(mobility_m2_vs: float, temperature_k: float) -> float:
    """D in m2/s of carriers, or of pairs that hop as fast, with this mobility."""
    return mobility_m2_vs * thermal_voltage_v(temperature_k)  # (2)
