"""Rough walls: a random lateral displacement along the perimeter of an aperture.

The displacement delta(s) along the perimeter of length L is a stationary Gaussian process with the
autocorrelation rms^2 exp(-(s/xi)^2), made periodic over L by its Fourier modes k_m = 2 pi m / L,
whose variances go as exp(-(k_m xi / 2)^2). The mean (mode 0) is left out, so that roughness does
not change a pixel's width, and each wall is scaled to the stated rms.
"""

from __future__ import annotations

import math

import numpy as np

from geometry.arrays import FloatArray

SAMPLES_PER_CORRELATION_LENGTH = 8
_FEWEST, _MOST = 64, 4096


def rough_displacement_um(
    perimeter_um: float, rms_um: float, correlation_length_um: float, seeds: tuple[int, ...]
) -> FloatArray:
    """Displacement of a closed wall at equal steps of its perimeter.

    Args:
        perimeter_um: length of the wall.
        rms_um: root mean square of the displacement, exact for every wall.
        correlation_length_um: distance over which the autocorrelation falls to 1/e.
        seeds: integers that fix the realisation; negative ones (lattice indices) are allowed.

    Returns:
        Shape (K,), outwards positive, mean zero; 8 samples per correlation length, within 64-4096.
    """
    wanted = SAMPLES_PER_CORRELATION_LENGTH * perimeter_um / correlation_length_um
    count = min(max(_FEWEST, math.ceil(wanted)), _MOST)
    modes = np.arange(1, count // 2)
    exponent = (math.pi * modes * correlation_length_um / perimeter_um) ** 2
    # Relative to the first mode: a wall much shorter than xi must not underflow to a smooth one.
    amplitude = np.exp(-0.5 * (exponent - exponent[0]))
    # Zigzag: the generator takes no negative seeds.
    rng = np.random.default_rng([2 * s if s >= 0 else -2 * s - 1 for s in seeds])
    random = rng.standard_normal((2, modes.size))
    spectrum = np.zeros(count // 2 + 1, dtype=complex)
    spectrum[1 : count // 2] = amplitude * (random[0] + 1j * random[1])
    wall = np.fft.irfft(spectrum, count)
    return np.asarray(wall * (rms_um / np.sqrt(np.mean(wall**2))))
