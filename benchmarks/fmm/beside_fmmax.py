"""The Fourier modes of this project beside those of fmmax, on fmmax's own micro-LED.

fmmax (M. F. Schubert, A. M. Hammond, arXiv:2308.08573) ships an example, uled: columns of epi of
index 3, 1 um wide and high, every 1.4 um, in 0.1 um of passivation (1.5) and metal (0.2 + 3.3i),
open to air on one side; dipoles half way up, 620 nm. Here both solvers get the same raster, orders,
wavevectors and field of normals (radial, of unit length), so that what is left is rounding:
extraction and total power of dipoles along x, y and z on the axis and off it.

1. The numbers: extraction by both, by fmmax's formulation POL and by this project's own normals.
2. Derivatives by the heights of the epi above and below the dipoles: fmmax through jax.grad, this
   project by sim.optics.methods.fmm.gradient; and the time that value and derivatives take.

It needs fmmax, which is no part of this project's environment:

    python3 -m venv FOLDER; FOLDER/bin/pip install fmmax scipy pydantic ruamel.yaml h5py
    PYTHONPATH=. FOLDER/bin/python benchmarks/fmm/beside_fmmax.py [TERMS [CELL_NM [K_PER_AXIS]]]
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.linalg import inv

from geometry.arrays import ComplexArray, FloatArray, IntArray
from geometry.materials.library import constant_material
from sim.optics.film.outside import AIR
from sim.optics.methods.fmm.arriving import Ends
from sim.optics.methods.fmm.gradient.basis import Basis
from sim.optics.methods.fmm.gradient.stretch import SliceChange
from sim.optics.methods.fmm.gradient.tangent import Tangent, WaveChange
from sim.optics.methods.fmm.orders import Cell, Orders
from sim.optics.methods.fmm.products import Permittivity, coefficients
from sim.optics.methods.fmm.slices import Medium, Slice, Slices
from sim.optics.methods.fmm.waves.jumps import Dipoles, Sheet
from sim.optics.methods.fmm.waves.problem import Problem, at_wavevector

WAVELENGTH_UM, PITCH_UM, WIDTH_UM = 0.620, 1.4, 1.0
PASSIVATION_UM, BELOW_UM, ABOVE_UM = 0.1, 0.5, 0.5
INDICES = {"metal": 0.2 + 3.3j, "passivation": 1.5, "epi": 3.0, "air": 1.0}
METAL, PASSIVATION, EPI, OPEN = range(4)
OFF_AXIS_UM = (0.0, 0.2)
COLUMN = 2
"""Number of the slice of the epi, from the metal up."""


@dataclass(frozen=True)
class Numerics:
    """Sums that both solvers take."""

    terms: int
    resolution_nm: float
    count: int

    @property
    def rasters(self) -> tuple[IntArray, IntArray]:
        """Media below the epi, and beside it."""
        size = round(1e3 * PITCH_UM / self.resolution_nm)
        at = (np.arange(size) + 0.5) / size * PITCH_UM - 0.5 * PITCH_UM
        radius = np.hypot(at[:, None], at[None, :])
        below = np.where(radius < 0.5 * WIDTH_UM + PASSIVATION_UM, PASSIVATION, METAL)
        return below, np.where(radius < 0.5 * WIDTH_UM, EPI, below)


def main() -> None:
    """Print both solvers' numbers."""
    words = [float(word) for word in sys.argv[1:]] + [100.0, 25.0, 1.0][len(sys.argv) - 1 :]
    numerics = Numerics(int(words[0]), words[1], int(words[2]))
    other = Fmmax(numerics, is_radial=True)
    print(f"{other.orders.shape[0]} orders, {numerics.count}^2 wavevectors, {words[1]:g} nm raster")
    theirs, seconds = timed(lambda: other.powers(np.zeros(2)))
    ours, own_seconds = timed(lambda: own_powers(numerics, other, np.zeros(2)))
    normals, _ = timed(lambda: own_powers(numerics, other, np.zeros(2), own_field=True))
    field, _ = timed(lambda: Fmmax(numerics, is_radial=False).powers(np.zeros(2)))
    print(f"extraction, fmmax ({seconds:.1f} s): {shown(theirs[1] / theirs[0])}")
    print(f"extraction, here ({own_seconds:.1f} s):  {shown(ours[1] / ours[0])}")
    print(f"largest difference: {np.abs(ours[1] / ours[0] - theirs[1] / theirs[0]).max():.1e}")
    ratio = ours[0] / theirs[0]
    print(f"total power, ours over theirs but for units: {np.ptp(ratio) / ratio.mean():.1e}")
    print(f"extraction, fmmax by its formulation POL:  {shown(field[1] / field[0])}")
    print(f"extraction, here with our own normals:     {shown(normals[1] / normals[0])}")
    slopes(numerics, other)


def shown(values: FloatArray) -> str:
    return "  ".join(f"{value:.6f}" for value in values)


def timed(call: Callable[[], FloatArray]) -> tuple[FloatArray, float]:
    started = time.perf_counter()
    return call(), time.perf_counter() - started


def slopes(numerics: Numerics, other: Fmmax) -> None:
    """Derivatives of the x dipole's extraction on the axis, per um of epi below and above."""
    theirs, seconds = timed(lambda: other.slope())
    again, second = timed(lambda: other.slope())
    ours, own_seconds = timed(lambda: own_slope(numerics, other))
    print(f"derivatives, fmmax ({seconds:.1f} s, once more {second:.1f} s): {shown(again)}")
    print(f"derivatives, here ({own_seconds:.1f} s): {shown(ours)}")
    print(f"largest difference: {np.abs(ours - theirs).max():.1e}")


class Fmmax:
    """The example's structure by fmmax.

    Args:
        numerics: sums.
        is_radial: with unit radial normals; or with the field of its formulation POL.
    """

    def __init__(self, numerics: Numerics, is_radial: bool) -> None:
        try:
            import fmmax
            import jax
        except ImportError as error:
            raise SystemExit(
                f"this benchmark compares with fmmax: {error}; make an environment for it as the "
                "script's first lines say"
            ) from None
        jax.config.update("jax_enable_x64", True)
        self._jax, self._np = jax, jax.numpy
        self._fmmax: Any = fmmax
        self._formulation = tangents if is_radial else fmmax.fmm.Formulation.POL
        u, v = (jax.numpy.asarray(row) for row in PITCH_UM * np.eye(2))
        self._lattice = fmmax.basis.LatticeVectors(u=u, v=v)
        self._expansion = fmmax.basis.generate_expansion(
            primitive_lattice_vectors=self._lattice,
            approximate_num_terms=numerics.terms,
            truncation=fmmax.basis.Truncation.CIRCULAR,
        )
        eps = np.array([complex(index) ** 2 for index in INDICES.values()])
        below, beside = numerics.rasters
        self._permittivities = [
            np.array([[eps[OPEN]]]), eps[beside], eps[below], np.array([[eps[METAL]]])
        ]  # fmt: skip
        self._k = fmmax.basis.brillouin_zone_in_plane_wavevector(
            (numerics.count, numerics.count), self._lattice
        )

    @property
    def orders(self) -> IntArray:
        """(N, 2) multiples of the reciprocal vectors."""
        return np.asarray(self._expansion.basis_coefficients)

    @property
    def wavevectors(self) -> FloatArray:
        """(K, 2) in 1/um."""
        return np.asarray(self._k).reshape(-1, 2)

    def powers(self, moved_um: FloatArray) -> FloatArray:
        """(2, dipoles): total and extracted, with epi this much higher below and above."""
        return np.asarray(self._powers(self._np.asarray(moved_um)))

    def slope(self) -> FloatArray:
        """Derivatives of the first dipole's extraction by the epi's heights."""

        def extraction(moved_um: Any) -> Any:
            total, out = self._powers(moved_um)
            return out[0] / total[0]

        return np.asarray(self._jax.grad(extraction)(self._np.zeros(2)))

    def _solve(self, permittivity: ComplexArray) -> Any:
        fmm = self._fmmax.fmm
        return fmm.eigensolve_isotropic_media(
            wavelength=self._np.asarray(WAVELENGTH_UM),
            in_plane_wavevector=self._k,
            primitive_lattice_vectors=self._lattice,
            permittivity=self._np.asarray(permittivity),
            expansion=self._expansion,
            formulation=self._formulation,
        )

    def _dipoles(self) -> tuple[Any, Any, Any]:
        jnp = self._np
        middle = 0.5 * PITCH_UM
        delta = self._fmmax.sources.dirac_delta_source(
            location=jnp.asarray([(middle, middle + y) for y in OFF_AXIS_UM]),
            in_plane_wavevector=self._k,
            primitive_lattice_vectors=self._lattice,
            expansion=self._expansion,
        )
        none = jnp.zeros_like(delta)
        rows = ((delta, none, none), (none, delta, none), (none, none, delta))
        return tuple(jnp.concatenate(row, axis=-1) for row in rows)

    def _powers(self, moved_um: Any) -> Any:
        fields, scattering, jnp = self._fmmax.fields, self._fmmax.scattering, self._np
        air, beside, below, metal = (self._solve(one) for one in self._permittivities)
        before = scattering.stack_s_matrix(
            (air, beside), (jnp.asarray(0.0), ABOVE_UM + moved_um[1])
        )
        after = scattering.stack_s_matrix(
            (beside, below, metal),
            (BELOW_UM + moved_um[0], jnp.asarray(PASSIVATION_UM), jnp.asarray(0.0)),
        )
        waves = self._fmmax.sources.amplitudes_for_source(*self._dipoles(), before, after)
        out, away, up, down, back, _ = waves
        flux = fields.directional_poynting_flux
        away = fields.propagate_amplitude(away, before.end_layer_thickness, beside)
        back = fields.propagate_amplitude(back, after.start_layer_thickness, beside)
        ahead = [jnp.sum(part, axis=-2) for part in flux(down, back, beside)]
        behind = [jnp.sum(part, axis=-2) for part in flux(away, up, beside)]
        leaves = jnp.sum(flux(jnp.zeros_like(out), out, air)[1], axis=-2)
        total = sum(ahead) - sum(behind)
        return jnp.stack([jnp.sum(total, axis=(0, 1)), -jnp.sum(leaves, axis=(0, 1))])


def own_problem(numerics: Numerics, other: Fmmax, moved_um: FloatArray, own_field: bool) -> Problem:
    """The same structure from the metal up, with fmmax's orders; own or unit radial normals."""
    cell = Cell(PITCH_UM * np.eye(2))
    orders = Orders(other.orders, other.orders @ cell.reciprocal_1_um)
    eps = np.array([complex(index) ** 2 for index in INDICES.values()])
    below, beside = numerics.rasters
    media = tuple(
        Medium(name, constant_material(name, complex(n).real, complex(n).imag))
        for name, n in INDICES.items()
    )
    faces = np.cumsum([0.0, PASSIVATION_UM, BELOW_UM + moved_um[0] + ABOVE_UM + moved_um[1]])
    slices = (
        Slice(-math.inf, 0.0, (METAL,), None, None),
        Slice(float(faces[0]), float(faces[1]), (METAL, PASSIVATION), below, None),
        Slice(float(faces[1]), float(faces[2]), (METAL, PASSIVATION, EPI), beside, None),
        Slice(float(faces[2]), math.inf, (OPEN,), None, None),
    )
    at = np.zeros(below.shape)
    normal = radial(below.shape[0], own_field)
    matrices = [permittivity(eps[raster], orders, normal) for raster in (below, beside)]
    # Of vertical dipoles, as in fmmax, which reads no field across walls from D.
    column = orders.toeplitz(coefficients(1.0 / eps[beside]))
    sheets = (np.array(1.0 / eps[METAL]), column, column, np.array(1.0 / eps[OPEN]))
    return Problem(
        Slices(cell, media, slices, at, at, at == 0.0),
        orders,
        WAVELENGTH_UM,
        eps,
        (None, matrices[0], matrices[1], None),
        tuple(Sheet(z0, None) for z0 in sheets),
        3.0,
    )


def places(size: int) -> tuple[FloatArray, FloatArray]:
    """x and y of the raster's points from the column's axis, (size, size)."""
    at = (np.arange(size) + 0.5) / size * PITCH_UM - 0.5 * PITCH_UM
    x, y = np.meshgrid(at, at, indexing="ij")
    return x, y


def tangents(permittivity: Any, expansion: Any, lattice: Any) -> tuple[FloatArray, FloatArray]:
    """Unit vectors around the axis, in the form that fmmax asks for."""
    del expansion, lattice
    x, y = places(permittivity.shape[-1])
    radius = np.hypot(x, y)
    shape = (1, 1, *x.shape)  # those of the wavevectors first
    return (-y / radius).reshape(shape), (x / radius).reshape(shape)


def radial(size: int, own: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
    """xx, xy, yy of normals around the axis; own ones fall to 0 there and at the cell's border."""
    x, y = places(size)
    radius, weight = np.hypot(x, y), np.ones((size, size))
    if own:
        border = 0.5 * PITCH_UM - np.maximum(np.abs(x), np.abs(y))
        beyond = np.maximum(radius - 0.5 * WIDTH_UM - PASSIVATION_UM, 0.0)
        weight = np.minimum(radius / (0.5 * WIDTH_UM), 1.0)
        weight = weight * border / np.maximum(border + beyond, 1e-9)
    return weight * (x / radius) ** 2, weight * x * y / radius**2, weight * (y / radius) ** 2


def permittivity(
    values: ComplexArray, orders: Orders, normal: tuple[FloatArray, FloatArray, FloatArray]
) -> Permittivity:
    """As sim.optics.methods.fmm.products, its product not made symmetric, as in fmmax."""
    direct = orders.toeplitz(coefficients(values))
    jump = direct - inv(orders.toeplitz(coefficients(1.0 / values)))
    xx, xy, yy = (jump @ orders.toeplitz(coefficients(part)) for part in normal)
    return Permittivity(direct - xx, np.asarray(-xy, dtype=complex), direct - yy, inv(direct))


def own_dipoles(k0: float) -> Dipoles:
    """x of all places, then y, then z."""
    y = np.tile(0.5 * PITCH_UM + np.array(OFF_AXIS_UM), 3) * k0
    moment = np.repeat(np.eye(3), len(OFF_AXIS_UM), axis=0)
    return Dipoles(np.full(y.size, 0.5 * PITCH_UM * k0), y, moment)


def own_tangents(given: Problem, k_1_um: FloatArray, moved_um: float) -> Tangent:
    solved = at_wavevector(given, k_1_um)
    z = PASSIVATION_UM + BELOW_UM + moved_um
    emission = solved.around(COLUMN).emit(own_dipoles(given.k0_1_um), z)
    return Tangent(emission, tuple(map(Basis, solved.modes)), Ends((), AIR, True))


def own_powers(
    numerics: Numerics, other: Fmmax, moved_um: FloatArray, own_field: bool = False
) -> FloatArray:
    """(2, dipoles), as :meth:`Fmmax.powers`."""
    given = own_problem(numerics, other, moved_um, own_field)
    parts = [own_tangents(given, k, float(moved_um[0])).powers for k in other.wavevectors]
    return np.asarray(np.sum(parts, axis=0))


def own_slope(numerics: Numerics, other: Fmmax) -> FloatArray:
    """As :meth:`Fmmax.slope`."""
    given = own_problem(numerics, other, np.zeros(2), False)
    value, change = np.zeros(2), np.zeros((2, 2))
    for k in other.wavevectors:
        tangent = own_tangents(given, k, 0.0)
        none = np.zeros_like(tangent.emission.waves.up)
        value += tangent.powers[:, 0]
        slices = [SliceChange() for _ in given.slices.slices]
        slices[COLUMN] = replace(slices[COLUMN], length=given.k0_1_um)
        for number in (0, 1):
            gaps = (given.k0_1_um * (1 - number), given.k0_1_um * number)
            moved = tangent.change(WaveChange(tuple(slices), gaps, (none, none)))
            change[number] += moved[:, 0]
    extraction = value[1] / value[0]
    return np.asarray((change[:, 1] - extraction * change[:, 0]) / value[0])


if __name__ == "__main__":
    main()
