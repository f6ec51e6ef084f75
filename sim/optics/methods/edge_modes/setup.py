"""The walls of a device that its modes are asked for: one per wavelength."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.stack import closing_metal
from geometry.units import brief_length
from sim.optics.film.outside import outside_of
from sim.optics.methods.edge_modes.distances import WallPlaces, wall_places
from sim.optics.methods.planar.case import planar_powers
from sim.optics.section.section import REACH_UM
from sim.optics.section.straight import StraightWall, straight_wall
from sim.optics.spectrum import SpectrumRule, emission_spectrum
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.profile import STEP_UM, WallProfile, wall_profile
from sim.results.averages import orientation_weights
from sim.results.records import OpticalResult
from sim.study import OpticsSpec

INSIDE_UM = 0.2
"""Largest way that films over the wall, or a matrix below it, reach into the well."""

HALF_UM = 6.0
"""Half of the stripe whose wall is solved."""


@dataclass(frozen=True)
class WallSetup:
    """What the walls of all wavelengths share.

    Attributes:
        device: the pixel.
        wall: its straight wall.
        places: distances.
        optics: numerics.
        spectrum: of the emission.
    """

    device: Device
    wall: StraightWall
    places: WallPlaces
    optics: OpticsSpec
    spectrum: SpectrumRule

    @staticmethod
    def of(device: Device, optics: OpticsSpec) -> WallSetup:
        """Of a patterned device with smooth walls.

        Raises:
            ValueError: inclined or rough walls, or columns that reach far into the well.
        """
        wall = straight_wall(device, HALF_UM, device.patterned_array.gap_um)
        inside_um = -float(wall_profile(wall, device.emission.peak_um).x_um[0])
        if inside_um > INSIDE_UM:
            raise ValueError(
                "edge_modes needs films that go on as they are up to the wall, within "
                f"{brief_length(INSIDE_UM)}; they change {brief_length(round(inside_um, 4))} "
                "before it: expected edge"
            )
        return WallSetup(
            device,
            wall,
            wall_places(REACH_UM, inside_um),
            optics,
            emission_spectrum(device.emission, optics.wavelengths),
        )

    @cached_property
    def film(self) -> OpticalResult:
        """Exact powers of the film at the heights of the dipoles; predictions do without it."""
        return planar_powers(self.device.as_film(), self.optics)

    @property
    def numerical_aperture(self) -> float | None:
        """Of an observer, where one is asked for."""
        return self.optics.numerical_aperture

    @property
    def is_closed(self) -> bool:
        """Whether a metal ends the films."""
        device = self.device
        return closing_metal(device.stack, device.emission.peak_um) is not None

    @property
    def height_um(self) -> FloatArray:
        """(Z,) of the dipoles."""
        return self.film.node_um[:, 2]

    @property
    def peak(self) -> int:
        """Number of the wavelength nearest to the emission's peak."""
        away = np.abs(self.spectrum.wavelength_um - self.device.emission.peak_um)
        return int(np.argmin(away))

    def case(self, wavelength_um: float, *, absorbing: bool, step_um: float = STEP_UM) -> WallCase:
        """The wall at a wavelength; inclined faces in steps of at most so much."""
        device = self.device
        index = complex(device.stack.emitter.material.index(wavelength_um * 1e3))
        return WallCase(
            self.profile(wavelength_um, absorbing=absorbing, step_um=step_um),
            index.real,
            self.places.solved_um,
            self.height_um,
            0.5 * device.patterned_array.gap_um,
            closed=self.is_closed,
            numerical_aperture=self.numerical_aperture,
            outside=outside_of(device.exit, wavelength_um),
        )

    def profile(
        self, wavelength_um: float, *, absorbing: bool, step_um: float = STEP_UM
    ) -> WallProfile:
        """Its columns."""
        return wall_profile(self.wall, wavelength_um, absorbing=absorbing, step_um=step_um)

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the device's parts."""
        return self.profile(self.device.emission.peak_um, absorbing=False).parts

    def lee_beside(
        self, total: FloatArray | float, air: FloatArray | float, wave: int | None = None
    ) -> FloatArray:
        """LEE at distances from changes (Z, 3, D) of power and light to air, over heights, (D,).

        Args:
            total, air: over bulk power.
            wave: number of the wavelength; None for the peak.
        """
        film, number = self.film, self.peak if wave is None else wave
        weight = orientation_weights(film.horizontal_fraction)
        power = film.purcell[:, :, number, None] + total
        light = (film.purcell * film.air)[:, :, number, None] + air
        share = np.einsum("o,zod->zd", weight, light) / np.einsum("o,zod->zd", weight, power)
        return np.asarray(film.node_weight @ share)

    def at_distances(self, change: FloatArray) -> FloatArray:
        """Effects (Z, 3, S, ...) of solved distances as (Z, D, 3, ...)."""
        # tensordot puts D first: (D, Z, 3, ...)
        return np.moveaxis(np.tensordot(self.places.mean, change, (1, 2)), 0, 1)
