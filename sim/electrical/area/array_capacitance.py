"""Capacitance of an array of wells between banks, under one common electrode.

    C = F C_well + (1 - F) C_bank + p C_step            per area of the array       (1)
    C_layers = eps0 / sum(d / eps_r)                    layers one above the other  (2)
    C_step = (eps / pi) [(a + 1/a) ln((1 + a)/(1 - a)) - 2 ln(4 a / (1 - a^2))]     (3)

F: fill factor; p: wall length over the array's area; a: smaller over larger distance of the
electrodes. (3) is the fringe per length at a step of one electrode above a plane, in one
dielectric, far from other steps: N. Marcuvitz, Waveguide Handbook (1951), change of
height of a guide in the electrostatic limit; P. I. Somlo, IEEE Trans. MTT 15, 48 (1967).

Limits: walls further apart than a few electrode distances; well and bank of one permittivity in (3)
(it is a few percent of a micrometre pixel's capacitance, and less of a wider one).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from scipy.constants import epsilon_0


def layers_f_m2(layers: Iterable[tuple[float, float]]) -> float:
    """Capacitance per area of layers one above the other, by (2).

    Args:
        layers: thickness in m and relative permittivity of each, at least one of thickness.
    """
    return float(epsilon_0 / sum(thickness / permittivity for thickness, permittivity in layers))


def step_f_m(small_gap_m: float, large_gap_m: float, permittivity: float) -> float:
    """Fringe per length at a step of the electrode, by (3), beyond the two plates' own.

    Args:
        small_gap_m, large_gap_m: distance of the electrodes on either side; 0 F/m where equal.
        permittivity: relative, of what fills both.
    """
    ratio = small_gap_m / large_gap_m
    if math.isclose(ratio, 1.0, rel_tol=1e-9):
        return 0.0
    near = (ratio + 1.0 / ratio) * math.log((1.0 + ratio) / (1.0 - ratio))
    far = 2.0 * math.log(4.0 * ratio / (1.0 - ratio**2))
    return epsilon_0 * permittivity / math.pi * (near - far)


@dataclass(frozen=True)
class ArrayCapacitance:
    """Parts of an array's capacitance per area of the array, in F/m2.

    Attributes:
        fill_factor: emitting share of the area.
        well: of the wells.
        bank: of what lies over the banks; 0 for a film.
        fringe: at the walls.
    """

    fill_factor: float
    well: float
    bank: float
    fringe: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.well + self.bank + self.fringe

    @property
    def per_emitting_area(self) -> float:
        """Over the emitting area, on which current densities count."""
        return self.total / self.fill_factor


def array_capacitance(
    well_f_m2: float,
    bank_f_m2: float,
    fill_factor: float,
    wall_per_area_1_m: float,
    fringe_f_m: float,
) -> ArrayCapacitance:
    """The parts of (1).

    Args:
        well_f_m2: layers in the well.
        bank_f_m2: bank and the layers over it.
        fill_factor: emitting share of the array's area, 1 for a film.
        wall_per_area_1_m: length of walls over the array's area.
        fringe_f_m: per length of wall.
    """
    return ArrayCapacitance(
        fill_factor,
        fill_factor * well_f_m2,
        (1.0 - fill_factor) * bank_f_m2,
        wall_per_area_1_m * fringe_f_m,
    )
