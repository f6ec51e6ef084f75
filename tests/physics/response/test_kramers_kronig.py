"""The answer comes after its cause: real and imaginary part of Y belong together.

Formula (Kramers and Kronig) for the complex capacitance C = (Y - Y(0)) / (i omega) = C' - i C'':

    C'(w) - C'(inf) = (2 / pi) P int_0^inf x C''(x) / (x^2 - w^2) dx

with the pole taken out by P int dx / (x^2 - w^2) = 0. Domain: LED with traps at 3 V, 1e-2 to 1e15
Hz, 40 frequencies a decade; read at seven frequencies between 100 Hz and 1e8 Hz.
Known bias: the trapezoidal rule in ln x, 1e-4 of the whole dispersion C'(0) - C'(inf).
Tolerance: 1e-3 of the whole dispersion.
"""

from __future__ import annotations

import numpy as np
from physics.response_cases import solver_at, trapping_mesh
from scipy.integrate import trapezoid

from sim.electrical.response.column import Column
from sim.electrical.response.small_signal import Linearised


def test_dispersion() -> None:
    frequency = np.logspace(-2, 15, 17 * 40 + 1)
    omega = 2.0 * np.pi * frequency
    state = Linearised(Column(solver_at(trapping_mesh(), 3.0).device))
    admittance = state.response(frequency).admittance_s_m2
    at_rest = state.response(np.zeros(1)).admittance_s_m2[0].real
    complex_f = (admittance - at_rest) / (1j * omega)
    stored, lost = complex_f.real, -complex_f.imag
    whole = stored[0] - stored[-1]
    assert whole > 0.5 * stored[-1]
    for w in range(4 * 40, 11 * 40, 40):
        part = omega * lost - omega[w] * lost[w]
        kernel = np.divide(
            part, omega**2 - omega[w] ** 2, out=np.zeros_like(part), where=omega != omega[w]
        )
        kernel[w] = 0.5 * (kernel[w - 1] + kernel[w + 1])
        predicted = 2.0 / np.pi * trapezoid(kernel * omega, np.log(omega))
        assert abs(stored[w] - stored[-1] - predicted) < 1e-3 * whole
