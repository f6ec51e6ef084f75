"""What the film of a case does with light, solved anew from its stored configuration.

The exact film takes milliseconds, so that nothing of it has to be stored: power against lateral
wavevector and wavelength, shares against a layer's thickness, spectra against angle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device, build_device
from geometry.materials.library import load_library
from sim.config.errors import ConfigError
from sim.config.stored import stored_study
from sim.electrical.photometry import EmissionLine
from sim.optics.film.film import exit_height_um, exit_stack
from sim.optics.film.kernel import Channel, bulk_density, excess_density, surroundings
from sim.optics.film.modes import guided_modes
from sim.optics.film.multilayer import PlanarStack, Polarisation, sides
from sim.optics.film.rings import ring_means
from sim.optics.film.solver import solve_planar
from sim.results.optical import orientation_weights
from sim.results.records import CaseResult
from sim.study import Glass

_BELOW_AXIS = 2e-3
"""Imaginary part of the lateral index: resonances that no grid resolves become this wide."""


@dataclass(frozen=True)
class Dissipation:
    """Power of the mean dipole against lateral index and wavelength.

    Attributes:
        lateral: (K,) k_par / k0.
        wavelength_nm: (W,).
        density: (W, K) power per lateral index over the power in the unbounded emitter.
        lines: index of the observer, of the exit's glass and of the emitter, (W,) each, by name.
    """

    lateral: FloatArray
    wavelength_nm: FloatArray
    density: FloatArray
    lines: dict[str, FloatArray]


@dataclass(frozen=True)
class NamedMode:
    """A mode of the film: its name, such as TE0, and its index at each wavelength, nan for none."""

    name: str
    index: FloatArray


@dataclass(frozen=True)
class ModeShares:
    """Where the mean dipole's power goes, by range of the lateral wavevector; shares, sum 1."""

    air: float
    trapped: float
    guided: float
    plasmon: float
    absorbed: float


@dataclass(frozen=True)
class CaseFilm:
    """The film of a case at the middle of its emitter.

    Attributes:
        device: as configured; pixels are ignored.
        glass: what becomes of light that the exit's outer face reflects.
        peak_nm: of the emission.
    """

    device: Device
    glass: Glass
    peak_nm: float

    @property
    def orientation_weight(self) -> tuple[float, float]:
        """Of dipoles in the plane and along the normal."""
        x, y, z = orientation_weights(self.device.emission.horizontal_fraction)
        return float(x + y), float(z)

    @cached_property
    def line(self) -> EmissionLine:
        """The emission spectrum."""
        return EmissionLine.of(self.device.emission)

    def covers(self, wavelength_nm: FloatArray) -> bool:
        """Whether every material is known at these wavelengths."""
        try:
            for nm in (wavelength_nm.min(), wavelength_nm.max()):
                self._place(self.device, float(nm) * 1e-3)
        except ValueError:
            return False
        return True

    def _place(self, device: Device, wavelength_um: float) -> tuple[PlanarStack, float]:
        height = exit_height_um(device, 0.5 * device.stack.emitter.thickness_um)
        return exit_stack(device, wavelength_um), height

    def dissipation(self, wavelength_nm: FloatArray, lateral: FloatArray) -> Dissipation:
        """Power against lateral index and wavelength.

        Raises:
            ValueError: a wavelength outside a material's table.
        """
        rows = []
        lines: dict[str, list[float]] = {"observer": [], "glass": [], "emitter": []}
        for nm in wavelength_nm:
            stack, height = self._place(self.device, float(nm) * 1e-3)
            rows.append(self._density(stack.with_lossless_emitter(), height, float(nm), lateral))
            glass = 1.0 if stack.substrate_index is None else complex(stack.substrate_index).real
            lines["observer"].append(stack.outside.index)
            lines["glass"].append(glass)
            lines["emitter"].append(stack.emitter_index)
        arrays = {name: np.array(values) for name, values in lines.items()}
        return Dissipation(lateral, wavelength_nm, np.array(rows), arrays)

    def _density(
        self, stack: PlanarStack, height_um: float, nm: float, lateral: FloatArray
    ) -> FloatArray:
        beside = sides(stack, height_um)
        nu = lateral - 1j * _BELOW_AXIS
        around = surroundings(*beside, nu, nm * 1e-3)
        weights = self.orientation_weight
        total = np.zeros(lateral.size)
        for channel in Channel:
            weight = weights[channel is Channel.VERTICAL_P]
            power = bulk_density(channel, stack.emitter_index, nu)
            power = power + excess_density(
                channel, stack.emitter_index, nu, around[channel.polarisation]
            )
            total += weight * np.maximum(power.real, 0.0)
        return total

    def modes(self, wavelength_nm: FloatArray) -> list[NamedMode]:
        """Guided modes by name: TE0, TE1 ... and TM0, TM1 ..., from the largest index down.

        Beside a metal TM0 is its surface plasmon.

        Raises:
            ValueError: a wavelength outside a material's table.
        """
        found: dict[str, FloatArray] = {}
        for place, nm in enumerate(wavelength_nm):
            stack, _ = self._place(self.device, float(nm) * 1e-3)
            every = guided_modes(stack.with_lossless_emitter(), float(nm) * 1e-3)
            for kind, name in ((Polarisation.S, "TE"), (Polarisation.P, "TM")):
                indices = sorted(
                    (m.index.real for m in every if m.polarisation is kind), reverse=True
                )
                for number, index in enumerate(indices):
                    empty = np.full(wavelength_nm.size, np.nan)
                    found.setdefault(f"{name}{number}", empty)[place] = index
        return [NamedMode(name, found[name]) for name in sorted(found)]

    def shares(self, device: Device) -> ModeShares:
        """Where the power of another device's film goes at the peak of the emission.

        Raises:
            ValueError: a wavelength outside a material's table.
        """
        wave = self.peak_nm * 1e-3
        stack, height = self._place(device, wave)
        modes = guided_modes(stack.with_lossless_emitter(), wave)
        solved = solve_planar(stack, height, wave, self.glass, tolerance=1e-5, modes=modes)
        weights = self.orientation_weight
        powers = (solved.horizontal, solved.vertical)
        total = sum(w * p.purcell for w, p in zip(weights, powers, strict=True))

        def mean(part: str) -> float:
            return sum(
                w * p.purcell * float(getattr(p, part))
                for w, p in zip(weights, powers, strict=True)
            ) / max(total, 1e-300)

        air, guided, plasmon = mean("air"), mean("guided"), mean("plasmon")
        trapped = mean("substrate") + mean("superstrate") + mean("encapsulation")
        return ModeShares(air, trapped, guided, plasmon, 1.0 - air - trapped - guided - plasmon)

    def with_thickness(self, layer: str, thickness_um: float) -> Device:
        """The device with another thickness of a layer."""
        layers = tuple(
            replace(entry, thickness_um=thickness_um) if entry.name == layer else entry
            for entry in self.device.stack.layers
        )
        return replace(self.device, stack=replace(self.device.stack, layers=layers))

    def spectra(self, wavelength_nm: FloatArray, theta_deg: FloatArray) -> FloatArray:
        """Radiant power per wavelength and solid angle, (T, W), up to a common factor.

        Raises:
            ValueError: a wavelength outside a material's table.
        """
        device = self.device
        height = 0.5 * device.stack.emitter.thickness_um
        weights = orientation_weights(device.emission.horizontal_fraction)
        columns = [
            weights @ ring_means(device, height, float(nm) * 1e-3, self.glass, theta_deg)
            for nm in wavelength_nm
        ]
        return np.asarray(np.array(columns).T * self.line.power(wavelength_nm))


def film_of(case: CaseResult) -> CaseFilm | None:
    """The film of a stored case.

    None where its configuration has another form, its materials are gone, or this version cannot
    build it.
    """
    try:
        study = stored_study(case.config_yaml, case.name)
        device = build_device(study.device, load_library())
    except (ConfigError, ValueError):
        return None
    return CaseFilm(device, study.optics.glass, study.device.emission.peak_um * 1e3)
