"""The angular spectrum of a plane in the glass gives back beams and a dipole that are known.

Claims, with fields written down at the grid's own points (E_x at x half-steps and so on; the first
whole step is missing, as of a plane across Meep's whole cell):

- a beam of lattice waves exp(i k r) whose E, H and K_i = (2/a) sin(k_i a / 2) obey Maxwell's
  equations on the grid carries sum |E_s|^2 kz / w + |H_p|^2 kz / (n^2 w); its air share is that sum
  weighted by Fresnel's 4 n1 n2 transmission, whatever its direction, position and polarisation;
- its far field peaks where K / k0 says and integrates to the air power;
- a beam inside the own cell is the own cell's, one outside is not, and of one that leaves aslant
  on the own cell's edge or corner a half or a quarter is, however deep in the glass the plane lies;
- the continuum's integral over the cone k < k0 gives the air share of a dipole in glass.

Bias: none for the beams' power (their ends on the plane carry 1e-6 of the field, tolerance 1e-6);
the transmission falls like a square root at the edge of the air cone, which the transform's bins
resolve to 2e-4 (tolerance 3e-4); the far field is interpolated between wavevectors (1 %). A beam's
density is even about its middle and points lie half a cell beside the edge: tolerance 2e-3, where
half a cell is 0.03 and 0.3 um of glass 0.1. The dipole's continuum field has k where the grid has
K, (k a)^2 / 24 = 0.35 % at the edge of the air cone, where a vertical dipole's light grows with the
cube of k; the fields are tapered towards the plane's ends, a sharp end would scatter 3 % of it back
into the cone (tolerance 1.5 %).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from geometry.aperture import box
from geometry.arrays import ComplexArray, FloatArray
from sim.optics.fields.escape import Escape, escape
from sim.optics.fields.plane_fields import PlaneFields

N_GLASS, WAVELENGTH_UM, CELL_UM, HALF_CELLS = 1.52, 0.52, 0.04, 100
VACUUM = 2.0 * math.pi / WAVELENGTH_UM
COSINES = np.linspace(-1.0, 1.0, 81)
INNER = (50, 50)


def fresnel(lateral: float, polarisation: str) -> float:
    """Power transmission glass to air; lateral = k_par / k0."""
    if lateral >= 1.0:
        return 0.0
    cos_1, cos_2 = math.sqrt(1.0 - (lateral / N_GLASS) ** 2), math.sqrt(1.0 - lateral**2)
    first, second = (N_GLASS * cos_1, cos_2) if polarisation == "s" else (cos_1 / N_GLASS, cos_2)
    return 4.0 * first * second / (first + second) ** 2


@dataclass(frozen=True)
class Waves:
    """Lattice waves of a beam: wavevectors, amplitudes, |K| / k0, downward power densities."""

    kx: FloatArray
    ky: FloatArray
    fields: dict[str, ComplexArray]
    lateral: FloatArray
    density: FloatArray


@dataclass(frozen=True)
class Beam:
    """A Gaussian beam going down, its middle direction (ux, uy) in air's direction cosines."""

    ux: float
    uy: float
    polarisation: str
    waist_um: float = 1.0
    x_um: float = 0.0
    y_um: float = 0.0
    depth_um: float = 0.0

    def _axis(self, u: float) -> FloatArray:
        """Lattice wavevectors along one axis; their period is beyond the plane's ends."""
        step = 2.0 * math.pi / (3.0 * HALF_CELLS * CELL_UM)
        count = round(7.5 / (self.waist_um * step))
        centre = 2.0 / CELL_UM * math.asin(u * VACUUM * CELL_UM / 2.0)
        return np.asarray(centre + np.arange(-count, count + 1) * step)

    def waves(self) -> Waves:
        kx, ky = self._axis(self.ux), self._axis(self.uy)
        away = (kx - kx.mean())[:, None] ** 2 + (ky - ky.mean())[None, :] ** 2
        big_x, big_y = (2.0 / CELL_UM * np.sin(k * CELL_UM / 2.0) for k in (kx, ky))
        lateral = np.hypot(big_x[:, None], big_y[None, :])
        amplitude = np.exp(-away * self.waist_um**2 / 4.0) * (lateral < 1.45 * VACUUM)
        cos, sin = big_x[:, None] / lateral, big_y[None, :] / lateral
        kz = np.sqrt(np.maximum((N_GLASS * VACUUM) ** 2 - lateral**2, 0.0))
        if self.polarisation == "s":
            # E along (-sin, cos); H = K x E / w with K_z = -kz
            h = kz / VACUUM
            unit = {"ex": -sin, "ey": cos, "hx": h * cos, "hy": h * sin}
            density = h
        else:
            # H along (-sin, cos); E = -K x H / (eps w)
            e = -kz / (N_GLASS**2 * VACUUM)
            unit = {"ex": e * cos, "ey": e * sin, "hx": -sin, "hy": cos}
            density = -e
        # On the grid a wave goes on by kz_grid a per cell, (2 / a) sin(kz_grid a / 2) = kz.
        gone = 2.0 * np.arcsin(0.5 * CELL_UM * kz) * self.depth_um / CELL_UM
        fields = {name: amplitude * value * np.exp(1j * gone) for name, value in unit.items()}
        return Waves(kx, ky, fields, lateral / VACUUM, amplitude**2 * density)

    def fields(self) -> PlaneFields:
        whole = np.arange(-HALF_CELLS + 1, HALF_CELLS + 1) * CELL_UM
        half = (np.arange(-HALF_CELLS, HALF_CELLS) + 0.5) * CELL_UM
        axes = {"ex": (half, whole), "ey": (whole, half), "hx": (whole, half), "hy": (half, whole)}
        waves = self.waves()
        found = {
            name: np.exp(1j * np.outer(x - self.x_um, waves.kx))
            @ waves.fields[name]
            @ np.exp(1j * np.outer(waves.ky, y - self.y_um))
            for name, (x, y) in axes.items()
        }
        return PlaneFields(
            **found,
            cell_um=CELL_UM,
            wavelength_um=WAVELENGTH_UM,
            index=N_GLASS,
            depth_um=self.depth_um,
        )

    def air_share(self) -> float:
        waves = self.waves()
        through = np.vectorize(lambda u: fresnel(u, self.polarisation))(waves.lateral)
        return float((through * waves.density).sum() / waves.density.sum())


def solve(fields: PlaneFields, own_um: float | None = None) -> Escape:
    cell = None if own_um is None else box(own_um, own_um)
    return escape(fields, INNER, cell, COSINES)


BEAMS = [
    Beam(ux, uy, polarisation, 1.0, 0.3, -0.4)
    for ux, uy in ((0.6, 0.0), (-0.3, 0.55), (0.35, -0.55))
    for polarisation in "sp"
]


@pytest.mark.parametrize("beam", BEAMS)
def test_beam(beam: Beam) -> None:
    fields = beam.fields()
    found = solve(fields)
    # Every product of fields at the grid's points, as Poynting's theorem on the grid has it.
    area = CELL_UM**2
    power = area * float(
        np.sum(np.real(fields.ey * np.conj(fields.hx)))
        - np.sum(np.real(fields.ex * np.conj(fields.hy)))
    )
    assert power > 0.0
    assert found.plane == pytest.approx(power, rel=1e-12)
    assert found.glass == pytest.approx(power, rel=1e-6)
    assert found.air / found.glass == pytest.approx(beam.air_share(), rel=3e-4)
    spacing = COSINES[1] - COSINES[0]
    cosine = np.sqrt(np.clip(1.0 - COSINES[:, None] ** 2 - COSINES**2, 1e-9, None))
    assert float((found.far_field / cosine).sum()) * spacing**2 == pytest.approx(
        found.air, rel=0.01
    )
    top = np.unravel_index(np.argmax(found.far_field / cosine), found.far_field.shape)
    expected = np.array([beam.ux, beam.uy])
    assert np.abs(np.array([COSINES[top[0]], COSINES[top[1]]]) - expected).max() < 0.06


def test_beam_beyond_the_critical_angle_stays_in_the_glass() -> None:
    found = solve(Beam(1.25, 0.0, "s", 1.6).fields())
    assert found.glass > 0.0
    assert found.air < 1e-3 * found.glass


@pytest.mark.parametrize(("place", "share"), [((0.0, 0.0), 1.0), ((2.6, 0.3), 0.0)])
def test_own_cell(place: tuple[float, float], share: float) -> None:
    """A beam of 1 um waist in the middle of a cell of 3 um, or 1.1 um outside: wings of 1e-2."""
    found = solve(Beam(0.5, -0.2, "p", 1.0, *place).fields(), own_um=3.0)
    assert found.own_share == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize(
    ("beam", "share"),
    [
        (Beam(0.5, -0.3, "s", 0.5, 1.52, 0.0), 0.5),
        (Beam(0.5, -0.3, "p", 0.5, 0.0, -1.52, 0.3), 0.5),
        (Beam(-0.5, 0.4, "p", 0.5, 1.52, 1.52, 0.3), 0.25),
    ],
)
def test_where_a_beam_leaves(beam: Beam, share: float) -> None:
    """The own cell's edges lie 38 cells from the middle."""
    found = solve(beam.fields(), own_um=3.04)
    assert found.own_share == pytest.approx(share, abs=2e-3)


def test_beam_over_the_absorbers_counts_as_outside() -> None:
    """The inner cell ends at 2 um, 1 um from either beam's middle: wings of 1e-2."""
    inside, outside = (solve(Beam(0.6, 0.0, "s", 0.6, x).fields()) for x in (0.0, 3.0))
    assert inside.outside == pytest.approx(0.0, abs=0.01 * inside.plane)
    assert outside.outside == pytest.approx(outside.plane, rel=0.01)


def dipole_fields(height_um: float, vertical: bool) -> PlaneFields:
    """Fields of a unit current moment in glass on a plane ``height_um`` below it (c = 1)."""
    cell, half_cells = 0.024, 125
    whole = np.arange(-half_cells, half_cells + 1) * cell
    half = (np.arange(-half_cells, half_cells) + 0.5) * cell
    ends = half_cells * cell

    def tapered(x: FloatArray) -> FloatArray:
        """1 in the middle half, smoothly 0 at the ends, as absorbers leave it."""
        return np.asarray(np.cos(np.pi * np.clip(np.abs(x) / ends - 0.5, 0.0, 0.5)) ** 2)

    k = N_GLASS * VACUUM
    p = np.array([0.0, 0.0, 1.0]) if vertical else np.array([1.0, 0.0, 0.0])

    def at(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[ComplexArray, ComplexArray]:
        place = np.stack(np.broadcast_arrays(x[:, None], y[None, :], -height_um), axis=-1)
        r = np.linalg.norm(place, axis=-1, keepdims=True)
        unit, phase = place / r, np.exp(1j * k * r) / (4.0 * np.pi * r)
        phase = phase * (tapered(x)[:, None] * tapered(y)[None, :])[..., None]
        along = unit * (unit @ p)[..., None]
        e = (
            1j
            * VACUUM
            * phase
            * ((p - along) + (1j / (k * r) - 1.0 / (k * r) ** 2) * (p - 3.0 * along))
        )
        h = phase * (1j * k - 1.0 / r) * np.cross(unit, p)
        return np.asarray(e), np.asarray(h)

    (e_1, h_1), (e_2, h_2) = at(half, whole), at(whole, half)
    return PlaneFields(
        e_1[..., 0], e_2[..., 1], h_2[..., 0], h_1[..., 1], cell, WAVELENGTH_UM, N_GLASS
    )


@pytest.mark.parametrize("vertical", [False, True])
def test_dipole_in_glass(vertical: bool) -> None:
    fields = dipole_fields(0.25, vertical)
    found = escape(fields, (125, 125), None, COSINES)
    total = N_GLASS * VACUUM**2 / (6.0 * math.pi)
    lateral = (np.arange(20000) + 0.5) / 20000
    cos = np.sqrt(1.0 - (lateral / N_GLASS) ** 2)
    t_s, t_p = (np.array([fresnel(u, pol) for u in lateral]) for pol in "sp")
    # dP/du per unit total: in plane 3/8 (1 + cos^2 split into s: 1, p: cos^2), vertical 3/4 sin^2
    solid = lateral / (N_GLASS**2 * cos) / 20000
    if vertical:
        expected = float((0.75 * (lateral / N_GLASS) ** 2 * t_p * solid).sum())
    else:
        expected = float((0.375 * (t_s + cos**2 * t_p) * solid).sum())
    assert found.air / total == pytest.approx(expected, rel=0.015)
