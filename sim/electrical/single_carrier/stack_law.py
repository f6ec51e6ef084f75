"""The trap-filled limit of a film that is not alone between its contacts.

A film of thickness L and permittivity eps whose traps of density N_t are all filled, between the
contact that injects and the one that collects; d_k, eps_k: layers between it and the latter.

    film alone     V_TFL = q N_t L^2 / (2 eps)                                     (1)
    in a stack     V_TFL = q N_t L [L / (2 eps) + sum d_k / eps_k] + V_bi          (2)

Gauss's law with no field at the injecting contact, as in (1): the trapped charge is mirrored in the
collecting contact, and every layer between takes its share of the voltage. V_bi, work function of
the contact that collects over that of the one that injects, has to be spent first. Densities read
by (1) off a stack are too high by the ratio of both. Limit: the other layers hold no charge.
"""

from __future__ import annotations

from dataclasses import dataclass

from scipy.constants import elementary_charge, epsilon_0

from sim.electrical.drift_diffusion.sclc import Film


@dataclass(frozen=True)
class FilmInStack:
    """A film with traps and what lies between it and the collecting contact.

    Attributes:
        film: with the traps.
        behind_m: sum of d_k over relative permittivity.
        built_in_v: V_bi, above 0 where it holds the carriers back.
    """

    film: Film
    behind_m: float
    built_in_v: float

    def _field_length_m(self) -> float:
        return self.film.thickness_m / (2.0 * self.film.relative_permittivity) + self.behind_m

    def trap_filled_voltage_v(self, density_1_m3: float) -> float:
        """V_TFL of (2)."""
        charge = elementary_charge * density_1_m3 * self.film.thickness_m
        return charge * self._field_length_m() / epsilon_0 + self.built_in_v

    def trap_density_1_m3(self, voltage_v: float) -> float:
        """N_t of (2); 0 or less where the voltage does not even reach V_bi."""
        charge = epsilon_0 * (voltage_v - self.built_in_v) / self._field_length_m()
        return charge / (elementary_charge * self.film.thickness_m)
