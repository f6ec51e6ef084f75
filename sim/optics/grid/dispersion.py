"""Permittivities that a time-domain solver can step: constants, a conductivity, and poles.

    eps(f) = (eps_inf + sum of poles) (1 + i conductivity / (2 pi f))
    Lorentz: sigma f0^2 / (f0^2 - f^2 - i f gamma)      Drude: -sigma f0^2 / (f^2 + i f gamma)

with f = 1 / wavelength in 1/um (c = 1), fields varying as exp(-2 pi i f t). Every coefficient is
non-negative, so the medium is passive at every frequency, and eps_inf stays at least 1 in fits, so
that the Courant condition of vacuum holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from geometry.arrays import ComplexArray, FloatArray

# A conductivity is turned into a Drude pole this many times faster damped than the wave.
_DAMPING_OF_CONDUCTIVITY = 50.0


class PoleKind(StrEnum):
    """Shape of a resonance."""

    LORENTZ = "lorentz"
    DRUDE = "drude"


@dataclass(frozen=True)
class Pole:
    """One resonance; frequencies in 1/um (not angular), sigma without dimension.

    A Drude pole's ``frequency_per_um`` only scales sigma, as in Meep.
    """

    kind: PoleKind
    frequency_per_um: float
    gamma_per_um: float
    sigma: float

    def susceptibility(self, frequency_per_um: FloatArray) -> ComplexArray:
        """Contribution to the permittivity, shape of ``frequency_per_um``."""
        f, f0 = frequency_per_um, self.frequency_per_um
        damping = 1j * f * self.gamma_per_um
        restoring = f0**2 if self.kind is PoleKind.LORENTZ else 0.0
        return np.asarray(self.sigma * f0**2 / (restoring - f**2 - damping))


@dataclass(frozen=True)
class DispersionModel:
    """A permittivity as a solver steps it.

    Attributes:
        eps_inf: background.
        conductivity: Meep's D_conductivity, 2 pi f Im(eps)/Re(eps), in 1/um; not beside poles.
        poles: resonances.
        is_conductor: a perfect conductor, in which the solver has no field.

    Raises:
        ValueError: a conductivity beside poles.
    """

    eps_inf: float
    conductivity: float = 0.0
    poles: tuple[Pole, ...] = ()
    is_conductor: bool = False

    def __post_init__(self) -> None:
        if self.conductivity and self.poles:
            raise ValueError("a conductivity multiplies the poles as well: use one or the other")

    def permittivity(self, wavelength_um: ArrayLike) -> ComplexArray:
        """Relative permittivity at ``wavelength_um``, any shape; of a conductor minus infinity."""
        frequency = 1.0 / np.asarray(wavelength_um, dtype=float)
        if self.is_conductor:
            return np.full(frequency.shape, complex(-np.inf))
        total = np.full(frequency.shape, self.eps_inf, dtype=complex)
        for pole in self.poles:
            total = total + pole.susceptibility(frequency)
        return np.asarray(total * (1.0 + 1j * self.conductivity / (2.0 * np.pi * frequency)))

    @property
    def pole_strength_per_um2(self) -> float:
        """Sum of sigma f0^2: the squared plasma frequency over (2 pi)^2, which limits the step."""
        return sum(pole.sigma * pole.frequency_per_um**2 for pole in self.poles)

    def index(self, wavelength_um: ArrayLike) -> ComplexArray:
        """Refractive index n + i k (k >= 0) at ``wavelength_um``, any shape."""
        return np.asarray(np.sqrt(self.permittivity(wavelength_um)))


def exact_at(index: complex, wavelength_um: float, background: float = 1.0) -> DispersionModel:
    """The simplest passive model that has exactly ``index`` at one wavelength.

    A transparent dielectric is a constant, an absorbing one (Re eps >= 1) a constant with a
    conductivity, anything with Re eps < 1 one Drude pole over the smallest background that is at
    least ``background`` and keeps its damping no faster than the wave. A larger background lets a
    solver take longer steps and leaves the permittivity at ``wavelength_um`` as it is.

    Raises:
        ValueError: n <= 0, k < 0 or a wavelength that is not positive.
    """
    if index.real <= 0 or index.imag < 0:
        raise ValueError(f"expected n > 0 and k >= 0; found {index}")
    if wavelength_um <= 0:
        raise ValueError(f"expected a positive wavelength; found {wavelength_um:g} um")
    epsilon = complex(index) ** 2
    if epsilon.real >= 1.0:
        return DispersionModel(epsilon.real, _conductivity(epsilon, wavelength_um))
    return _drude_at(epsilon, wavelength_um, max(1.0, background))


def permittivity_at(
    epsilon: complex, wavelength_um: float, background: float = 1.0
) -> DispersionModel:
    """The simplest passive model of a permittivity whose background is not below another one.

    As :func:`exact_at`, with a Drude pole wherever the real part is below ``background``.

    Raises:
        ValueError: a negative imaginary part.
    """
    if epsilon.imag < -1e-9 * abs(epsilon):
        raise ValueError(f"expected a passive permittivity; found {epsilon}")
    passive = complex(epsilon.real, max(0.0, epsilon.imag))
    if passive.real >= max(1.0, background):
        return DispersionModel(passive.real, _conductivity(passive, wavelength_um))
    return _drude_at(passive, wavelength_um, max(1.0, background))


def permittivity_with_damping(
    epsilon: complex, wavelength_um: float, gamma_per_um: float, background: float = 1.0
) -> DispersionModel:
    """A passive model of a permittivity whose Drude poles are damped in two given ways alone.

    A solver steps every damping of its media by itself, wherever it occurs. With g = gamma / f the
    responses -1 / (1 + i g) of the given damping and of g = 1 together reach whatever lies between
    them; less damped than the given one is taken as that.

    Args:
        epsilon: n^2.
        wavelength_um: where it holds.
        gamma_per_um: of the weaker damping.
        background: the model's, at least.

    Raises:
        ValueError: a negative imaginary part.
    """
    if epsilon.real >= max(1.0, background):
        return permittivity_at(epsilon, wavelength_um, background)
    if epsilon.imag < -1e-9 * abs(epsilon):
        raise ValueError(f"expected a passive permittivity; got {epsilon}")
    frequency, loss = 1.0 / wavelength_um, max(0.0, epsilon.imag)
    lowest = max(1.0, background, epsilon.real + loss)
    weak = min(gamma_per_um / frequency, 1.0)
    asked = lowest - epsilon.real
    # -1 / (1 + i g) = (-1 + i g) / (1 + g^2); amounts of both from real and imaginary part
    broad = 0.0 if weak == 1.0 else max(0.0, (loss - weak * asked) / (1.0 - weak))
    poles = (
        Pole(PoleKind.DRUDE, frequency, weak * frequency, (asked - broad) * (1.0 + weak**2)),
        Pole(PoleKind.DRUDE, frequency, frequency, 2.0 * broad),
    )
    return DispersionModel(lowest, poles=tuple(pole for pole in poles if pole.sigma > 0.0))


def _conductivity(epsilon: complex, wavelength_um: float) -> float:
    return 2.0 * math.pi * (1.0 / wavelength_um) * epsilon.imag / epsilon.real


def _drude_at(epsilon: complex, wavelength_um: float, background: float) -> DispersionModel:
    frequency = 1.0 / wavelength_um
    lowest = max(background, epsilon.real + epsilon.imag)
    response = epsilon - lowest
    pole = Pole(
        PoleKind.DRUDE,
        frequency_per_um=frequency,
        gamma_per_um=-frequency * response.imag / response.real,
        sigma=-(abs(response) ** 2) / response.real,
    )
    return DispersionModel(lowest, poles=(pole,))


def mean_of(
    first: DispersionModel, second: DispersionModel, wavelength_um: float
) -> DispersionModel:
    """The model whose permittivity is the mean of two others' at ``wavelength_um``.

    Backgrounds are averaged and poles halved, which holds at every wavelength. A conductivity
    multiplies all of a medium, so it cannot be averaged beside another medium's poles: it becomes
    a strongly damped Drude pole, exact at ``wavelength_um``.
    """
    one = _without_conductivity(first, wavelength_um)
    two = _without_conductivity(second, wavelength_um)
    poles = tuple(replace(pole, sigma=0.5 * pole.sigma) for pole in one.poles + two.poles)
    return DispersionModel(0.5 * (one.eps_inf + two.eps_inf), poles=poles)


def face_model(
    first: DispersionModel, second: DispersionModel, wavelength_um: float
) -> DispersionModel:
    """The mean of two models without poles, as a background with a conductivity.

    Raises:
        ValueError: a model with poles.
    """
    if first.poles or second.poles:
        raise ValueError("a conductivity cannot stand for poles: use mean_of")
    mean = 0.5 * complex(first.permittivity(wavelength_um) + second.permittivity(wavelength_um))
    return exact_at(complex(np.sqrt(mean)), wavelength_um)


def _without_conductivity(model: DispersionModel, wavelength_um: float) -> DispersionModel:
    if model.conductivity == 0.0:
        return model
    loss = float(model.permittivity(wavelength_um).imag)
    frequency, ratio = 1.0 / wavelength_um, _DAMPING_OF_CONDUCTIVITY
    pole = Pole(PoleKind.DRUDE, frequency, ratio * frequency, loss * (1.0 + ratio**2) / ratio)
    return DispersionModel(model.eps_inf + loss / ratio, poles=(pole,))
