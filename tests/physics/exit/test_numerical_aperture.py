"""Light within an observer's numerical aperture, and where its image shows it to leave.

Claims:

- NA = 1 in air is all light: what a stop lets through, and the own cell's share of it, are those of
  all directions; NA towards 0 collects pi NA^2 times the intensity along the normal;
- a field of uniform lateral spectrum is imaged as Airy's pattern of the stop,
      |E(r)|^2 ~ [2 J1(v) / v]^2,   v = NA k0 r,                                         (1)
  so the own cell's share is the integral of (1) over it, (M. Born, E. Wolf, Principles of Optics,
  7th ed., sec. 8.5.2), whatever the wider field looked like; in one direction, for a line source at
  k_y = 0, (sin v / v)^2 over the half-line up to the boundary;
- the exact film collects the integral of its far field over the cone, all of it its own; the rule
  of wavevectors along a wall that ends a segment at NA integrates the disc of the stop.

Bias: (1) holds for the field's scalar amplitude; s and p pass glass and air with equal factors to
1e-3 at NA = 0.25. The field is cut to the plane, 15 rings of (1): its spectrum has ripples of some
per cent. Tolerance of the shares 0.02, of on-axis light 2 % (NA = 0.1: intensity falls by 1 %
there). Gauss nodes on the stop's disc, whose chord ends like a root: 1 %.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from physics.fdtd.test_fdtd_escape import COSINES, INNER, Beam, dipole_fields
from physics.fmm_cases import CLEAR, pixel
from scipy.special import j1, sici

from geometry.aperture import box
from geometry.arrays import FloatArray
from sim.optics.fields.escape import escape
from sim.optics.fields.plane_fields import PlaneFields
from sim.optics.film.collected import aperture_issues, collected_power, with_collected
from sim.optics.methods.edge.powers import _own_image, _transformed
from sim.optics.methods.edge.quadrature import wavevector_rule
from sim.optics.methods.fmm.escaping import AirWaves, OwnPoints, collected
from sim.optics.methods.planar.case import planar_optics
from sim.results.averages import lee
from sim.results.crosstalk import aperture_crosstalk
from sim.study import Glass, OpticsSpec

WAVELENGTH_UM, CELL_UM, HALF = 0.52, 0.04, 150
K0 = 2.0 * math.pi / WAVELENGTH_UM
FIELD, STOP = 0.5, 0.25
OWN_UM = 32 * CELL_UM
"""An even number of cells: densities are taken at cells' centres."""


def airy(r_um: FloatArray, aperture: float) -> FloatArray:
    """Amplitude of (1), 1 at the middle."""
    v = np.maximum(aperture * K0 * r_um, 1e-9)
    return np.asarray(2.0 * j1(v) / v)


def airy_share(aperture: float, width_um: float) -> float:
    """Share of (1) in a square; its integral over the plane is 4 pi / (NA k0)^2."""
    x = (np.arange(400) + 0.5) / 400 * width_um / 2
    inside = 4.0 * (airy(np.hypot(x[:, None], x), aperture) ** 2).mean() * (width_um / 2) ** 2
    return float(inside * (aperture * K0) ** 2 / (4.0 * math.pi))


def test_image_is_that_of_the_stop() -> None:
    whole = np.arange(-HALF, HALF + 1) * CELL_UM
    half = (np.arange(-HALF, HALF) + 0.5) * CELL_UM
    spot = airy(np.hypot(half[:, None], whole), FIELD).astype(complex)
    nothing = np.zeros((whole.size, half.size), dtype=complex)
    fields = PlaneFields(spot, nothing, nothing, -1.5 * spot, CELL_UM, WAVELENGTH_UM, 1.5)
    seen = escape(fields, INNER, box(OWN_UM, OWN_UM), COSINES, numerical_aperture=STOP)
    assert seen.own_collected_share == pytest.approx(airy_share(STOP, OWN_UM), abs=0.02)
    assert seen.own_share == pytest.approx(airy_share(FIELD, OWN_UM), abs=0.02)
    # A uniform spectrum: light goes as the stop's area.
    assert seen.collected / seen.air == pytest.approx((STOP / FIELD) ** 2, rel=0.03)


def test_all_directions_are_within_the_largest_aperture() -> None:
    fields = Beam(0.3, 0.2, "p", 0.6, 0.4, 0.0).fields()
    seen = escape(fields, INNER, box(1.5, 1.5), COSINES, numerical_aperture=1.0)
    assert seen.collected == pytest.approx(seen.air, rel=1e-4)
    assert seen.own_collected_share == pytest.approx(seen.own_share, abs=1e-4)
    assert 0.1 < seen.own_share < 0.9


def test_a_small_aperture_collects_what_goes_along_the_normal() -> None:
    fields, aperture = dipole_fields(0.25, vertical=False), 0.1
    seen = escape(fields, (125, 125), box(0.5, 0.5), COSINES, numerical_aperture=aperture)
    middle = COSINES.size // 2
    along_normal = float(seen.far_field[middle, middle])
    assert seen.collected == pytest.approx(math.pi * aperture**2 * along_normal, rel=0.02)
    # Its image is as wide as the stop makes it, much wider than the cell.
    assert seen.own_collected_share == pytest.approx(airy_share(aperture, 0.5), abs=0.02)


def test_waves_of_an_array_make_the_same_image() -> None:
    """Waves on the zone's grid: the field of Airy's spot, alone in 10 um."""
    period_um = 10.0
    step = WAVELENGTH_UM / period_um
    axis = (np.arange(-30, 30) + 0.5) * step
    lateral = np.stack(np.meshgrid(axis, axis, indexing="ij")).reshape(2, -1)
    lateral = lateral[:, np.hypot(*lateral) < FIELD]
    cos, sin = lateral / np.hypot(*lateral)
    ones = np.ones(lateral.shape[1])
    share = OWN_UM**2 / period_um**2
    air = AirWaves(
        share,
        [lateral],
        [-sin[:, None].astype(complex)],
        [cos[:, None].astype(complex)],
        [ones],
        [ones],
    )
    x = ((np.arange(24) + 0.5) / 24 - 0.5) * OWN_UM * K0
    points = tuple(v.ravel() for v in np.meshgrid(x, x))
    seen = collected(air, OwnPoints(points[0], points[1]), STOP, step)
    assert float(seen.own_share[0]) == pytest.approx(airy_share(STOP, OWN_UM), abs=0.02)
    # The wider field is not cut between waves: 9.6 of them per radius, area to 4 %.
    assert float(seen.of_air[0]) == pytest.approx((STOP / FIELD) ** 2, rel=0.05)
    every = collected(air, OwnPoints(points[0], points[1]), 1.0, step)
    assert float(every.of_air[0]) == pytest.approx(1.0, rel=1e-12)
    assert float(every.own_share[0]) == pytest.approx(airy_share(FIELD, OWN_UM), abs=0.02)


@pytest.mark.parametrize("boundary_um", [0.0, 0.4, 1.5])
def test_image_beside_a_wall(boundary_um: float) -> None:
    """The half-line up to b holds 1/2 + [Si(2 v) - sin(v)^2 / v] / pi of the line's image."""
    x = (np.arange(-HALF, HALF) + 0.5) * CELL_UM
    spot = np.sinc(FIELD * K0 * x / math.pi).astype(complex)
    nothing = np.zeros(x.size + 1, dtype=complex)
    field = {"ex": spot, "hy": -1.5 * spot, "ey": nothing, "hx": nothing}
    light = _transformed(field, CELL_UM, 1e-6)
    passing = light.within(STOP * K0)
    s, p = light.waves.power
    air = float(((s + p) * passing).sum())
    one = np.ones_like(passing)
    own = _own_image(light, one, one, boundary_um, STOP * K0)
    v = max(STOP * K0 * boundary_um, 1e-9)
    expected = 0.5 + (sici(2.0 * v)[0] - math.sin(v) ** 2 / v) / math.pi
    assert own == pytest.approx(expected, abs=0.02)
    assert air / float((s + p).sum()) == pytest.approx(STOP / FIELD, rel=0.03)
    assert not _transformed(field, CELL_UM, 1.01 * STOP * K0).within(STOP * K0).any()


def test_a_wall_rule_integrates_the_disc_of_the_stop() -> None:
    rule = wavevector_rule(WAVELENGTH_UM, 1.5, [1.7], STOP)
    ky = np.minimum(rule.k_1_um / K0, STOP)
    area = float(rule.weight @ np.sqrt(STOP**2 - ky**2)) * math.pi * 2.0 / K0
    assert area == pytest.approx(math.pi * STOP**2 / 2.0 * 1.0, rel=0.01)
    without = wavevector_rule(WAVELENGTH_UM, 1.5, [1.7])
    assert rule.k_1_um.size == without.k_1_um.size + 3


def test_a_film_collects_its_cone_and_all_of_it_is_its_own() -> None:
    device = pixel(CLEAR).as_film()
    optics = OpticsSpec.model_validate({"wavelengths": 1, "numerical_aperture": 0.5})
    film = with_collected(planar_optics(device, optics), device, optics)
    seen = aperture_crosstalk(film)
    assert seen is not None
    assert film.ring_deg is not None
    assert film.rings is not None
    theta = np.radians(film.ring_deg)
    inside = theta <= math.asin(0.5)
    weight = np.array([1.0, 1.0, 1.0]) / 3.0 * film.purcell[0, :, 0]
    ring = (weight / weight.sum()) @ film.rings[0, :, 0]
    cone = 2.0 * math.pi * float(np.trapz((ring * np.sin(theta))[inside], theta[inside]))
    assert seen.light == pytest.approx(cone, rel=0.02)  # the last angle lies inside the cone
    assert (seen.crosstalk, seen.error) == (0.0, 0.0)
    everything = with_collected(
        planar_optics(device, optics), device, optics.model_copy(update={"numerical_aperture": 1.0})
    )
    assert everything.collected == pytest.approx(film.air, rel=1e-4)
    height = 0.03
    small = collected_power(device, height, WAVELENGTH_UM, Glass.SINGLE_PASS, 0.02)
    axis = film.far_field[0, :, 0, 30, 30] * film.purcell[0, :, 0]
    assert small[:2] == pytest.approx(math.pi * 0.02**2 * axis[:2], rel=0.01)
    assert lee(film) > seen.light


def test_an_aperture_beyond_the_observers_medium_is_refused() -> None:
    device = pixel(CLEAR)
    optics = OpticsSpec.model_validate({"numerical_aperture": 1.2})
    (issue,) = aperture_issues(device, optics)
    assert "exceeds the index 1 of the observer's medium" in issue.text
    fits = optics.model_copy(update={"numerical_aperture": 1.0})
    assert not list(aperture_issues(device, fits))
