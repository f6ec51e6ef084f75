"""One wavelength of a device: slices with their permittivities, solved wavevector by wavevector.

Slices, wavelength --Problem--> per wavevector: modes of all slices, both sides of the emitter
                                 --at height--> powers through every face, waves at the ends
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from geometry.solids import SUBSTRATE
from sim.optics.methods.fmm.orders import Orders
from sim.optics.methods.fmm.products import Permittivity, permittivity
from sim.optics.methods.fmm.slices import Slices
from sim.optics.methods.fmm.waves.blocks import apply
from sim.optics.methods.fmm.waves.emission import Emitted, emitted, to_faces
from sim.optics.methods.fmm.waves.jumps import Beside, Dipoles, Sheet, jumps, series
from sim.optics.methods.fmm.waves.modes import Modes, uniform_modes, wall_modes
from sim.optics.methods.fmm.waves.recursion import Beyond, Layer, beyond, net_power, tangential


@dataclass(frozen=True)
class Problem:
    """A device at one wavelength.

    Attributes:
        slices: of the device.
        orders: Fourier orders.
        wavelength_um: in vacuum.
        by_medium: (media,) permittivity.
        matrices: of every slice with walls; None for the others.
        sheets: what every slice is to dipoles that are in it.
        emitter_index: real index of the emitter.
    """

    slices: Slices
    orders: Orders
    wavelength_um: float
    by_medium: ComplexArray
    matrices: tuple[Permittivity | None, ...]
    sheets: tuple[Sheet, ...]
    emitter_index: float

    @property
    def k0_1_um(self) -> float:
        """Wavenumber in vacuum."""
        return 2.0 * math.pi / self.wavelength_um

    @property
    def area(self) -> float:
        """Of the cell, times k0^2."""
        return self.slices.cell.area_um2 * self.k0_1_um**2

    def lateral(self, k_1_um: FloatArray) -> FloatArray:
        """k_x and k_y of all orders over k0, (2, N)."""
        return np.asarray((k_1_um + self.orders.g_1_um).T / self.k0_1_um)


def problem(
    slices: Slices, orders: Orders, wavelength_um: float, emitter: str, absorbing: bool
) -> Problem:
    """A device at one wavelength.

    Args:
        slices: of the device.
        orders: Fourier orders.
        wavelength_um: in vacuum.
        emitter: name of the emitting layer.
        absorbing: whether that layer absorbs, everywhere but at the dipoles.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    clear = _permittivities(slices, wavelength_um, emitter, False)
    actual = _permittivities(slices, wavelength_um, emitter, True) if absorbing else clear
    holds_emitter = [
        any(slices.media[number].part == emitter for number in one.media) for one in slices.slices
    ]
    matrices = [
        None if one.raster is None else permittivity(one, actual, orders) for one in slices.slices
    ]
    own = _own_emitter(slices, emitter)
    sheets = []
    for one, matrix, holds in zip(slices.slices, matrices, holds_emitter, strict=True):
        if matrix is None:
            sheets.append(Sheet(np.array(1.0 / clear[one.media[0]]), None))
            continue
        z0 = matrix.z_inverse
        if absorbing and holds:
            z0 = permittivity(one, clear, orders).z_inverse
        assert one.walls is not None  # where there are matrices
        vectors = slices.cell.vectors_um * (2.0 * math.pi / wavelength_um)
        sheets.append(Sheet(z0, Beside(matrix, complex(actual[own]), one.walls, vectors)))
    index = math.sqrt(float(clear[own].real))
    return Problem(slices, orders, wavelength_um, actual, tuple(matrices), tuple(sheets), index)


def _own_emitter(slices: Slices, emitter: str) -> int:
    """Number of the medium that dipoles are in."""
    return next(n for n, medium in enumerate(slices.media) if medium.part == emitter)


def _permittivities(
    slices: Slices, wavelength_um: float, emitter: str, absorbing: bool
) -> ComplexArray:
    """(media,); the substrate and, unless asked for, the emitter without absorption."""
    values = []
    for medium in slices.media:
        index = complex(medium.material.index(wavelength_um * 1e3))
        if medium.part == SUBSTRATE or (medium.part == emitter and not absorbing):
            index = complex(index.real)
        values.append(index**2)
    return np.array(values)


@dataclass(frozen=True)
class Solved:
    """A problem at one wavevector.

    Attributes:
        lateral: (2, N) over k0.
        weight: (N,) of the orders, see :func:`sim.optics.methods.fmm.waves.recursion.net_power`.
        modes: of every slice.
    """

    problem: Problem
    lateral: FloatArray
    weight: FloatArray
    modes: tuple[Modes, ...]

    def around(self, slice_number: int) -> Around:
        """What surrounds the slice of the dipoles."""
        k0 = self.problem.k0_1_um
        layers = [
            Layer(modes, one.thickness_um * k0 if math.isfinite(one.thickness_um) else 0.0)
            for modes, one in zip(self.modes, self.problem.slices.slices, strict=True)
        ]
        own = self.modes[slice_number]
        return Around(
            self,
            slice_number,
            beyond(own, tuple(layers[:slice_number][::-1])),
            beyond(own, tuple(layers[slice_number + 1 :])),
        )


@dataclass(frozen=True)
class Around:
    """A problem at one wavevector, seen from the slice that the dipoles are in."""

    solved: Solved
    number: int
    below: Beyond
    above: Beyond

    def emit(self, dipoles: Dipoles, z_um: float) -> Emission:
        """Waves of dipoles at a height."""
        problem = self.solved.problem
        one, modes = problem.slices.slices[self.number], self.solved.modes[self.number]
        k0 = problem.k0_1_um
        gaps = ((z_um - one.z_min_um) * k0, (one.z_max_um - z_um) * k0)
        lateral = self.solved.lateral
        s = series(dipoles, lateral, problem.area)
        jump = jumps(dipoles, s, lateral, problem.sheets[self.number])
        waves = emitted(modes, (self.below, self.above), gaps, jump)
        down, up = to_faces(modes, gaps, waves)
        return Emission(self, gaps, waves, self.below.amplitudes(down), self.above.amplitudes(up))


@dataclass(frozen=True)
class Emission:
    """Waves of dipoles at one height and wavevector.

    Attributes:
        around: where they are.
        gaps: distances to the slice's lower and upper face over 1 / k0.
        waves: at the dipoles' height.
        below, above: amplitudes at the inner faces of the layers, from the emitter's neighbours on.
    """

    around: Around
    gaps: tuple[float, float]
    waves: Emitted
    below: list[ComplexArray]
    above: list[ComplexArray]

    def source_power(self) -> FloatArray:
        """Power of the dipoles per unit area, (S,)."""
        modes = self.around.solved.modes[self.around.number]
        total = np.zeros(self.waves.up.shape[1])
        for wave, back in (
            (self.waves.up, self.waves.back_up),
            (self.waves.down, self.waves.back_down),
        ):
            electric = apply(modes.electric, wave + back)
            magnetic = apply(modes.magnetic, wave - back)
            total += net_power(electric, magnetic, self.around.solved.weight)
        return total

    def face_powers(self) -> FloatArray:
        """Net power away from the emitter through the inner face of every slice, (slices, S).

        Zero for the emitter's own slice, which has two such faces.
        """
        rows = np.zeros((len(self.around.solved.modes), self.waves.up.shape[1]))
        for side, amplitudes, step in (
            (self.around.below, self.below, -1),
            (self.around.above, self.above, 1),
        ):
            for i, (layer, reflected, wave) in enumerate(
                zip(side.layers, side.reflected, amplitudes, strict=True)
            ):
                fields = tangential(layer.modes, reflected, wave)
                number = self.around.number + step * (i + 1)
                rows[number] = net_power(*fields, self.around.solved.weight)
        return rows


def at_wavevector(given: Problem, k_1_um: FloatArray, known: Solved | None = None) -> Solved:
    """The modes of all slices at a wavevector.

    Args:
        given: the problem.
        k_1_um: (2,).
        known: another problem of the same device at the same wavevector, whose modes are taken
            where the slices' permittivities are the same.
    """
    lateral = given.lateral(k_1_um)
    modes = []
    for number, one in enumerate(given.slices.slices):
        media = list(one.media)
        if known is not None and np.array_equal(
            known.problem.by_medium[media], given.by_medium[media]
        ):
            modes.append(known.modes[number])
            continue
        matrix = given.matrices[number]
        if matrix is None:
            modes.append(uniform_modes(complex(given.by_medium[media[0]]), lateral))
        else:
            modes.append(wall_modes(matrix, lateral))
    return Solved(given, lateral, np.ones(lateral.shape[1]), tuple(modes))
