"""Current against voltage of a diode behind a resistance: the compact model's J-V.

    J = J0 [exp((V - J R) / (m V_t)) - 1]                                  (1)
    J0 = J_on exp(-V_on / (m V_t))                                         (2)
    J + J0 = (m V_t / R) W(x exp(x) exp(V / (m V_t))),  x = J0 R / (m V_t) (3)

(3) is (1) solved for J with Lambert's W. J_on is the junction's current at the turn-on voltage,
V_t = k T / q. This is a description, not a transport model: ideality, turn-on and resistance are
inputs. Source: Corless et al., Adv. Comput. Math. 5, 329 (1996) for W.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import wrightomega

from geometry.arrays import FloatArray
from sim.electrical.thermal import thermal_voltage_v


@dataclass(frozen=True)
class Diode:
    """Parameters of the junction, SI."""

    ideality: float
    turn_on_voltage_v: float
    turn_on_current_density_a_m2: float
    series_resistance_ohm_m2: float
    temperature_k: float

    @property
    def slope_v(self) -> float:
        """m k T / q."""
        return self.ideality * thermal_voltage_v(self.temperature_k)

    @property
    def log_saturation_a_m2(self) -> float:
        """ln of J0 in A/m2, by (2)."""
        return float(
            np.log(self.turn_on_current_density_a_m2) - self.turn_on_voltage_v / self.slope_v
        )

    def current_density_a_m2(self, voltage_v: FloatArray) -> FloatArray:
        """J at terminal voltages of shape (V,); exactly 0 at 0 V.

        W is evaluated as the Wright omega function of the logarithm of its argument, which neither
        over- nor underflows.
        """
        voltage = np.asarray(voltage_v, dtype=float)
        saturation = np.exp(self.log_saturation_a_m2)
        if self.series_resistance_ohm_m2 == 0.0:
            return np.asarray(saturation * np.expm1(voltage / self.slope_v))  # (1)
        scale = self.slope_v / self.series_resistance_ohm_m2
        log_x = self.log_saturation_a_m2 - np.log(scale)
        omega = np.real(wrightomega(log_x + np.exp(log_x) + voltage / self.slope_v))
        return np.where(voltage == 0.0, 0.0, scale * omega - saturation)  # (3)
