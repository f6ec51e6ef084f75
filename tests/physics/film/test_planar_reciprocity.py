"""What a dipole emits into a direction is its response to a plane wave from there.

By Lorentz reciprocity, per solid angle in the glass (index n_s) and over the bulk power of the
emitter (index n_e), for the component of the dipole along the unit vector e,

    dF / dOmega = 3 / (8 pi)  n_s / n_e  |e . E(z) / E_incident|^2,

E(z) the field that a plane wave incident from the glass makes at the dipole. That field comes from
a plain 2 x 2 transfer matrix written here, which shares nothing with the solution under test. The
films are thin, so that transfer matrices are accurate: tolerance 1e-9 relative.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack

from sim.optics.film.far_field import angular_power
from sim.optics.film.multilayer import PlanarStack

K0 = 2.0 * np.pi / WAVELENGTH_UM


def wave_matrix(eps: complex, kz: complex, distance_um: float, p: bool) -> np.ndarray:
    """Carries (psi, psi' / m) upwards; psi = E_y or H_y, m = 1 or eps, kz in units of k0."""
    m = eps if p else 1.0
    phase = K0 * kz * distance_um
    slope = K0 * kz / m
    return np.array(
        [[np.cos(phase), np.sin(phase) / slope], [-slope * np.sin(phase), np.cos(phase)]]
    )


def field_at_dipole(stack: PlanarStack, lateral: float, p: bool) -> tuple[complex, complex]:
    """(psi, psi' / m) at the dipole for a plane wave of unit psi from the substrate."""
    assert stack.substrate_index is not None
    assert stack.superstrate_index is not None
    kz = [np.sqrt(complex(n) ** 2 - lateral**2) for n in stack.layer_index]
    up_to, whole = np.eye(2, dtype=complex), np.eye(2, dtype=complex)
    for at, (n, k, d) in enumerate(zip(stack.layer_index, kz, stack.thickness_um, strict=True)):
        if at == stack.emitter:
            up_to = wave_matrix(n**2, k, MID_PLANE_UM, p) @ whole
        whole = wave_matrix(n**2, k, d, p) @ whole

    def slope(n: complex) -> complex:
        return 1j * K0 * np.sqrt(complex(n) ** 2 - lateral**2) / (complex(n) ** 2 if p else 1.0)

    below, above = slope(stack.substrate_index), slope(stack.superstrate_index)
    # whole @ (1 + r, below (1 - r)) must be an outgoing wave (t, above t)
    towards = whole @ np.array([1.0, below])
    back = whole @ np.array([1.0, -below])
    r = -(towards[1] - above * towards[0]) / (back[1] - above * back[0])
    psi, chi = up_to @ np.array([1.0 + r, below * (1.0 - r)])
    return psi, chi


@pytest.mark.parametrize("lateral", [0.05, 0.4, 0.9, 1.1, 1.45])
def test_emission_equals_response(lateral: float) -> None:
    stack = led_stack()
    pattern = angular_power(stack, MID_PLANE_UM, WAVELENGTH_UM, np.array([lateral]), None)
    n_glass, n_emitter = 1.52, 1.95
    unit = 3.0 / (8.0 * np.pi) * n_glass / n_emitter
    e_y, _ = field_at_dipole(stack, lateral, p=False)
    # p: E = H / n for the incident wave; E_x = chi / (i k0), E_z = -nu psi / eps, in these units
    h_y, chi = field_at_dipole(stack, lateral, p=True)
    e_x, e_z = chi / (1j * K0) * n_glass, lateral * h_y / n_emitter**2 * n_glass
    assert pattern.along_x(np.array([0.0]))[0] == pytest.approx(unit * abs(e_y) ** 2, rel=1e-9)
    assert pattern.along_x(np.array([1.0]))[0] == pytest.approx(unit * abs(e_x) ** 2, rel=1e-9)
    assert pattern.vertical_p[0] == pytest.approx(unit * abs(e_z) ** 2, rel=1e-9)
