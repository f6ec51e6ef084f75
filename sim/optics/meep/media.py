"""Translation of permittivities into Meep media, plain or stretched along z.

Meep steps a graded film most cheaply on a cubic grid of a stretched space: z' = s z with
eps' = eps diag(1/s, 1/s, s) and mu' = mu diag(1/s, 1/s, s) is the same physics (the
transformation rule J eps J^T / det J with J = diag(1, 1, s)). Poles' strengths scale like eps;
Meep's D_conductivity multiplies eps and so does not scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from numpy.typing import ArrayLike

from geometry.materials.library import Material
from sim.optics.grid.dispersion import (
    ComplexArray,
    DispersionModel,
    Pole,
    PoleKind,
    exact_at,
    face_model,
    mean_of,
)
from sim.optics.grid.dispersion_fit import fit_dispersion
from sim.optics.meep.load import mp


class MediumKind(StrEnum):
    """How a medium is represented."""

    DIELECTRIC = "dielectric"
    CONDUCTING = "conducting"
    DRUDE = "drude"
    FITTED = "fitted"
    SHEET = "sheet"


@dataclass(frozen=True)
class OpticalMedium:
    """A Meep medium together with the permittivity that it stands for.

    Attributes:
        meep_medium: the ``mp.Medium``, stretched.
        model: the permittivity before stretching.
        kind: how it is represented.
        stretch: s.
        max_dn, max_dk: largest error of n and k, over the band for a fit, 0 where exact.
    """

    meep_medium: Any
    model: DispersionModel
    kind: MediumKind
    stretch: float
    max_dn: float = 0.0
    max_dk: float = 0.0

    def index_at(self, wavelength_um: ArrayLike) -> ComplexArray:
        """Index n + i k that the unstretched medium has, shape of ``wavelength_um``."""
        return self.model.index(wavelength_um)


def single_wavelength_medium(
    index: complex, wavelength_um: float, stretch: float = 1.0
) -> OpticalMedium:
    """A medium that has exactly ``index`` = n + i k at one wavelength.

    Transparent: a constant. Absorbing with Re eps >= 1: a conductivity, whose loss Meep's D does
    not contain, so that absorbed power must come from eps'' |E|^2. Re eps < 1: a Drude pole.

    Raises:
        ValueError: n <= 0, k < 0, or a wavelength or stretch that is not positive.
    """
    model = exact_at(index, wavelength_um)
    if model.poles:
        kind = MediumKind.DRUDE
    else:
        kind = MediumKind.CONDUCTING if model.conductivity else MediumKind.DIELECTRIC
    return OpticalMedium(meep_medium(model, stretch), model, kind, stretch)


def fitted_medium(
    material: Material, low_nm: float, high_nm: float, stretch: float = 1.0, max_poles: int = 6
) -> OpticalMedium:
    """A medium that follows a material's n and k over a band as well as passive poles can.

    Raises:
        ValueError: a band that is empty or outside the material's table.
    """
    fit = fit_dispersion(material, low_nm, high_nm, max_poles)
    meep = meep_medium(fit.model, stretch)
    return OpticalMedium(meep, fit.model, MediumKind.FITTED, stretch, fit.max_dn, fit.max_dk)


def half_metal_sheet(
    dielectric: DispersionModel, metal: DispersionModel, wavelength_um: float, stretch: float = 1.0
) -> OpticalMedium:
    """The mean of a dielectric and a metal, for the grid plane that is their interface.

    Meep averages no dispersive media, so the tangential field on that plane would see the metal
    alone and the metal would act half a cell too near. A sheet half a cell thick with the mean
    permittivity, centred on the interface, contains exactly that plane's tangential fields; the
    normal field is half a cell away and sees the pure media.

    Args:
        dielectric, metal: models of the two sides, before stretching.
        wavelength_um: where a conductivity of either is averaged exactly; poles always are.
        stretch: s.
    """
    model = mean_of(dielectric, metal, wavelength_um)
    return OpticalMedium(meep_medium(model, stretch), model, MediumKind.SHEET, stretch)


def face_sheet(
    below: DispersionModel, above: DispersionModel, wavelength_um: float, stretch: float = 1.0
) -> Any:
    """The ``mp.Medium`` of the face between two media without poles: mean of both permittivities.

    Args:
        below, above: before stretching.
        wavelength_um: where the mean is exact.
        stretch: s.
    """
    model = face_model(below, above, wavelength_um)
    return meep_medium(model, stretch)


def meep_medium(model: DispersionModel, stretch: float = 1.0) -> Any:
    """The ``mp.Medium`` of a model in a space stretched by ``stretch`` along z.

    Raises:
        ValueError: a stretch that is not positive.
    """
    if stretch <= 0:
        raise ValueError(f"expected a positive stretch; found {stretch:g}")
    return mp.Medium(
        epsilon_diag=_stretched(model.eps_inf, stretch),
        mu_diag=_stretched(1.0, stretch),
        D_conductivity=model.conductivity,
        E_susceptibilities=[_susceptibility(pole, stretch) for pole in model.poles],
    )


def _susceptibility(pole: Pole, stretch: float) -> Any:
    kinds = {PoleKind.DRUDE: mp.DrudeSusceptibility, PoleKind.LORENTZ: mp.LorentzianSusceptibility}
    return kinds[pole.kind](
        frequency=pole.frequency_per_um,
        gamma=pole.gamma_per_um,
        sigma_diag=_stretched(pole.sigma, stretch),
    )


def _stretched(value: float, stretch: float) -> Any:
    return mp.Vector3(value / stretch, value / stretch, value * stretch)
