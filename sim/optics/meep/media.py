"""Translation of permittivities into Meep media, plain or stretched along z.

Meep steps a graded film most cheaply on a cubic grid of a stretched space: z' = s z with
eps' = eps diag(1/s, 1/s, s) and mu' = mu diag(1/s, 1/s, s) is the same physics (the
transformation rule J eps J^T / det J with J = diag(1, 1, s)). Poles' strengths scale like eps;
Meep's D_conductivity multiplies eps and so does not scale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.optics.grid.dispersion import (
    DispersionModel,
    Pole,
    PoleKind,
    face_model,
    mean_of,
)
from sim.optics.meep.load import mp


def half_metal_sheet(
    dielectric: DispersionModel, metal: DispersionModel, wavelength_um: float, stretch: float = 1.0
) -> Any:
    """The ``mp.Medium`` of a dielectric and a metal for the grid plane that is their interface.

    Meep averages no dispersive media, so the tangential field on that plane would see the metal
    alone and the metal would act half a cell too near. A sheet half a cell thick with the mean
    permittivity, centred on the interface, contains exactly that plane's tangential fields; the
    normal field is half a cell away and sees the pure media.

    Args:
        dielectric, metal: models of the two sides, before stretching.
        wavelength_um: where a conductivity of either is averaged exactly; poles always are.
        stretch: s.
    """
    if metal.is_conductor:
        return meep_medium(metal, stretch)  # no field along its face
    return meep_medium(mean_of(dielectric, metal, wavelength_um), stretch)


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

    A perfect conductor is Meep's own, with the space's mu: cells that its sheet reaches into hold a
    mean of both.

    Raises:
        ValueError: a stretch that is not positive.
    """
    if stretch <= 0:
        raise ValueError(f"expected a positive stretch; found {stretch:g}")
    if model.is_conductor:
        conductor = mp.perfect_electric_conductor
        return mp.Medium(epsilon_diag=conductor.epsilon_diag, mu_diag=_stretched(1.0, stretch))
    return mp.Medium(
        epsilon_diag=_stretched(model.eps_inf, stretch),
        mu_diag=_stretched(1.0, stretch),
        D_conductivity=model.conductivity,
        E_susceptibilities=[_susceptibility(pole, stretch) for pole in model.poles],
    )


def meep_medium_of_axes(
    across: DispersionModel, along: DispersionModel, stretch: float, mark: float
) -> Any:
    """The ``mp.Medium`` with one model along x and another along y and z.

    Args:
        across, along: before stretching.
        stretch: s.
        mark: relative change of the backgrounds that tells equal media apart.
    """
    across_only, along_only = mp.Vector3(1, 0, 0), mp.Vector3(0, 1, 1)
    split = mp.Vector3(across.eps_inf, along.eps_inf, along.eps_inf).scale(1.0 + mark)
    # Meep takes one of several poles of a medium that differ in strength alone: equal ones are one.
    axes: dict[Pole, Any] = {}
    for model, along_these in ((across, across_only), (along, along_only)):
        for pole in model.poles:
            shape = replace(pole, sigma=1.0)
            axes[shape] = axes.get(shape, mp.Vector3()) + along_these.scale(pole.sigma)
    poles = [_susceptibility(shape, stretch, strength) for shape, strength in axes.items()]
    return mp.Medium(
        epsilon_diag=_times(split, _stretched(1.0, stretch)),
        mu_diag=_stretched(1.0, stretch),
        D_conductivity_diag=mp.Vector3(across.conductivity, along.conductivity, along.conductivity),
        E_susceptibilities=poles,
    )


def _susceptibility(pole: Pole, stretch: float, axes: Any = None) -> Any:
    kinds = {PoleKind.DRUDE: mp.DrudeSusceptibility, PoleKind.LORENTZ: mp.LorentzianSusceptibility}
    sigma = _stretched(pole.sigma, stretch)
    return kinds[pole.kind](
        frequency=pole.frequency_per_um,
        gamma=pole.gamma_per_um,
        sigma_diag=sigma if axes is None else _times(sigma, axes),
    )


def _times(one: Any, other: Any) -> Any:
    return mp.Vector3(one.x * other.x, one.y * other.y, one.z * other.z)


def _stretched(value: float, stretch: float) -> Any:
    return mp.Vector3(value / stretch, value / stretch, value * stretch)


def with_diagonals(
    medium: Any, change: Callable[[Any], Any], conductivity: Callable[[Any], Any] | None = None
) -> Any:
    """A medium with every diagonal tensor changed: its axes turned, or its space stretched.

    Args:
        medium: its poles and permittivities; a conductivity multiplies the latter.
        change: of a vector of diagonal entries.
        conductivity: of that of D, which stays where none is given.
    """
    poles = [
        type(pole)(frequency=pole.frequency, gamma=pole.gamma, sigma_diag=change(pole.sigma_diag))
        for pole in medium.E_susceptibilities
    ]
    lossy = medium.D_conductivity_diag
    return mp.Medium(
        epsilon_diag=change(medium.epsilon_diag),
        mu_diag=change(medium.mu_diag),
        D_conductivity_diag=lossy if conductivity is None else conductivity(lossy),
        E_susceptibilities=poles,
    )
