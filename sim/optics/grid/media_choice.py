"""Which permittivity model stands for each material of a case.

One wavelength: exact. Several: a passive fit over the spectrum's band, except that

- a perfect conductor is the solver's own;
- the emitter is lossless with its index at the peak, unless the case asks for it with its own
  absorption: the power of a dipole inside an absorber is unbounded, and a perovskite's dispersion
  without its absorption would not be causal;
- the substrate is lossless, being thick glass that is treated by the angular spectrum;
- transparent materials are constants: over an emission band their index moves by less than the
  fits' own error in k.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.materials.library import Material
from geometry.shapes import Solid
from geometry.solids import SUBSTRATE
from sim.optics.grid.dispersion import DispersionModel, exact_at
from sim.optics.grid.dispersion_fit import fit_dispersion

_TRANSPARENT_K = 1e-4
"""Extinction below which a material absorbs less than 1e-3 of a wave over a micrometre."""


@dataclass(frozen=True)
class ModelChoice:
    """One material's model and its largest error over the spectrum."""

    model: DispersionModel
    max_dn: float = 0.0
    max_dk: float = 0.0

    def is_metal(self, wavelength_um: float) -> bool:
        """Whether the permittivity is negative at a wavelength."""
        return bool(np.real(self.model.permittivity(wavelength_um)) < 0.0)


@dataclass(frozen=True)
class MediaChoice:
    """Models of all solids, in the solids' order.

    Attributes:
        choices: one per solid.
        peak_um: wavelength at which constants are taken.
    """

    choices: tuple[ModelChoice, ...]
    peak_um: float

    @property
    def max_dn(self) -> float:
        """Largest error of n among the materials."""
        return max(choice.max_dn for choice in self.choices)

    @property
    def max_dk(self) -> float:
        """Largest error of k among the materials."""
        return max(choice.max_dk for choice in self.choices)

    @property
    def least_background(self) -> float:
        """Smallest eps_inf among the models: a mean medium with it does not shorten the step."""
        return min(choice.model.eps_inf for choice in self.choices)

    def metal(self, solid: int) -> bool:
        """Whether a solid is metallic at the peak."""
        return self.choices[solid].is_metal(self.peak_um)


def choose_media(
    device: Device,
    solids: tuple[Solid, ...],
    wavelength_um: FloatArray,
    peak_um: float,
    *,
    absorbing: bool = False,
) -> MediaChoice:
    """Models of all solids for the wavelengths of a case.

    Args:
        device: the device that the solids were built from.
        solids: in painting order.
        wavelength_um: (W,) vacuum wavelengths of the spectrum's rule.
        peak_um: the emission peak.
        absorbing: whether the emitter keeps its own absorption.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    emitter = device.stack.emitter.name
    # by part: another layer of the emitter's material absorbs in any case
    lossless = {SUBSTRATE} if absorbing else {SUBSTRATE, emitter}
    transparent = [
        float(np.real(solid.material.index(peak_um * 1e3)))
        for solid in solids
        if np.real(solid.material.index(peak_um * 1e3) ** 2) > 0
    ]
    # Metals get the background of the fastest dielectric, so that they do not shorten the step.
    background = min(transparent) ** 2
    keys = [(solid.material, solid.part in lossless) for solid in solids]
    known = {key: _choose(*key, wavelength_um, peak_um, background) for key in dict.fromkeys(keys)}
    return MediaChoice(tuple(known[key] for key in keys), peak_um)


def _choose(
    material: Material,
    is_lossless: bool,
    wavelength_um: FloatArray,
    peak_um: float,
    background: float,
) -> ModelChoice:
    if material.is_perfect_conductor:
        return ModelChoice(DispersionModel(background, is_conductor=True))
    index = np.asarray(material.index(wavelength_um * 1e3))
    if is_lossless or float(np.max(index.imag)) < _TRANSPARENT_K:
        constant = float(np.real(material.index(peak_um * 1e3)))
        return ModelChoice(
            exact_at(constant, peak_um), float(np.max(np.abs(index.real - constant)))
        )
    if wavelength_um.size == 1:
        return ModelChoice(exact_at(complex(index[0]), float(wavelength_um[0]), background))
    nm = wavelength_um * 1e3
    fit = fit_dispersion(material, float(nm.min()), float(nm.max()))
    return ModelChoice(fit.model, fit.max_dn, fit.max_dk)
