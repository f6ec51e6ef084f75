r"""Generator, resistances and capacitance around a device, in the same step as its equations.

    generator V_g --- R_g ---+---------+------- R_s ---- V_i | columns of the device | 0
                             |         |
                           g V_t    C dV_t/dt

    R_s J - (V_t - V_i) = 0                                                              (1)
    R_g (J + g V_t + C dV_t/dt) - (V_g - V_t) = 0                                        (2)

J = J_n + J_p + d(eps E)/dt of all columns over the emitting area; R_g is the generator's and the
leads' resistance times that area, R_s what the steady model has in front of the device, g its
shunts, C whatever lies beside it (bank, wiring). An implicit step gives dJ = Y dV_i, so that (1)
and (2) are two linear equations for the two voltages, closed for any R, also 0.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Circuit:
    """What lies around the device, over its emitting area.

    Attributes:
        generator_ohm_m2: R_g.
        series_ohm_m2: R_s.
        shunt_s_m2: g.
        parallel_f_m2: C.
    """

    generator_ohm_m2: float = 0.0
    series_ohm_m2: float = 0.0
    shunt_s_m2: float = 0.0
    parallel_f_m2: float = 0.0


@dataclass(frozen=True)
class Nodes:
    """Voltages at the terminals, V_t, and across the device, V_i."""

    terminal_v: float
    device_v: float

    def moved(self, change: Nodes) -> Nodes:
        """Both plus their changes."""
        return Nodes(self.terminal_v + change.terminal_v, self.device_v + change.device_v)


@dataclass(frozen=True)
class Drive:
    """One implicit step as the circuit sees it: dV_t/dt = pace V_t - known.

    Attributes:
        generator_v: V_g at its end.
        pace_1_s: a; 0 at rest.
        known_v_s: what is known of the derivative.
    """

    generator_v: float
    pace_1_s: float
    known_v_s: float


def circuit_step(
    circuit: Circuit, drive: Drive, at: Nodes, current_a_m2: float, slope_s_m2: float
) -> Nodes:
    """Changes of both voltages by (1) and (2).

    Args:
        circuit: resistances and capacitance.
        drive: generator and step.
        at: the present voltages.
        current_a_m2: J at them.
        slope_s_m2: Y = dJ/dV_i.
    """
    series, source = circuit.series_ohm_m2, circuit.generator_ohm_m2
    beside = circuit.shunt_s_m2 + circuit.parallel_f_m2 * drive.pace_1_s
    known = circuit.parallel_f_m2 * drive.known_v_s
    left = 1.0 + series * slope_s_m2
    right = at.terminal_v - at.device_v - series * current_a_m2
    taken = source * (current_a_m2 + beside * at.terminal_v - known)
    missing = drive.generator_v - at.terminal_v - taken
    # Rows: (1) left dV_i - dV_t = right; (2) R_g Y dV_i + (1 + R_g beside) dV_t = missing.
    corner, sideways = 1.0 + source * beside, source * slope_s_m2
    determinant = left * corner + sideways
    return Nodes(
        terminal_v=(left * missing - sideways * right) / determinant,
        device_v=(corner * right + missing) / determinant,
    )
