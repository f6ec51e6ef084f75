"""Reabsorption by the emitter of the own pixel.

    P_re = omega eps'' sum |E|^2 dV over the pixel's emitter, eps'' = Im(eps) of the emitter,
    share = A / (1 + A),  A = P_re / P_tot.

A is first order in k. Light that would travel on to other losses at a rate L and is absorbed at a
rate a gives A = a / L, and a / (a + L) of it is absorbed in truth: the share. For films of the LED
stack this is within a few per cent of the planar solution that keeps all orders.

The field is that of the run with a lossless emitter. A dipole's near field would make the sum
diverge with the grid; it moves an exciton without emitting light and is not photon recycling. So
the field of each plane is first cut to lateral wavevectors at which waves travel, as in the planar
solution (sim.optics.film.reabsorption).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import fft2, ifft2

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.fields.absorption import AbsorptionMap, EmitterMask
from sim.optics.fields.records import Phasors
from sim.optics.film.film import planar_stack
from sim.optics.film.modes import guided_modes
from sim.optics.film.reabsorption import CUT, largest_travelling_index
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import COMPONENTS


@dataclass(frozen=True)
class OwnEmitter:
    """The own pixel's emitter as an absorber.

    Attributes:
        mask: its points.
        absorption: the map whose box the points belong to.
        loss: (W,) eps'' of the emitter.
        largest_index: (W,) lateral index up to which waves travel.
        wavelength_um: (W,).
        cell_um: lateral cell.
        stretch: s, by which eps'' is divided across and multiplied along z.
    """

    mask: EmitterMask
    absorption: AbsorptionMap
    loss: FloatArray
    largest_index: FloatArray
    wavelength_um: FloatArray
    cell_um: float
    stretch: float

    def absorbed(self, phasors: Phasors, w: int) -> float:
        """Power that the own emitter would absorb at wavelength number ``w``."""
        if self.loss[w] == 0.0:
            return 0.0
        omega = 2.0 * np.pi / self.wavelength_um[w]
        limit = CUT * self.largest_index[w] * omega
        total = 0.0
        for component in COMPONENTS:
            planes = np.flatnonzero(self.mask.inside[component].any(axis=(0, 1)))
            if planes.size == 0:
                continue
            field = phasors.film_field("e", component, w)[:, :, planes]
            inside = self.mask.inside[component][:, :, planes]
            weight = self.absorption.points[component].weight[:, :, planes]
            density = np.abs(self._travelling(field, limit)) ** 2
            scale = self.stretch if component == "z" else 1.0 / self.stretch
            total += scale * float((density * weight)[inside].sum())
        return float(omega * self.loss[w] * total * self.absorption.voxel_um3)

    def _travelling(self, field: ComplexArray, limit: float) -> ComplexArray:
        """The part of a field whose lateral wavevector stays below ``limit``, plane by plane."""
        phases = [np.fft.fftfreq(count) * np.pi for count in field.shape[:2]]
        kx, ky = (2.0 / self.cell_um * np.sin(phase) for phase in phases)
        keep = np.hypot(kx[:, None], ky[None, :]) <= limit
        return np.asarray(ifft2(fft2(field, axes=(0, 1)) * keep[:, :, None], axes=(0, 1)))


def reabsorbed_share(first_order: FloatArray) -> FloatArray:
    """All orders of one absorbing channel from the first: A / (1 + A), any shape."""
    return np.asarray(first_order / (1.0 + first_order))


def own_emitter(layout: Layout, absorption: AbsorptionMap, mask: EmitterMask) -> OwnEmitter:
    """The emitter of the pixel at the origin, with its loss at every wavelength of a layout."""
    stack = layout.device.stack
    limits, losses = [], []
    for wavelength in layout.spectrum.wavelength_um:
        planar = planar_stack(layout.asked.stack, float(wavelength))
        modes = guided_modes(planar.with_lossless_emitter(), float(wavelength))
        limits.append(largest_travelling_index(planar, modes))
        index = complex(stack.emitter.material.index(float(wavelength) * 1e3))
        losses.append(float(np.imag(index**2)))
    return OwnEmitter(
        mask=mask,
        absorption=absorption,
        loss=np.array(losses),
        largest_index=np.array(limits),
        wavelength_um=layout.spectrum.wavelength_um,
        cell_um=layout.grid.lateral_cell_um,
        stretch=layout.grid.stretch,
    )
