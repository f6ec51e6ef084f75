"""Derivatives of LEE by method fmm against central differences of LEE itself.

Claims: the value is that of the case's own sums, digit for digit; derivatives by thicknesses are
those of differences; by a well's width, too, within what a raster allows. Nothing is known of the
light itself here: 25 orders and 2 / 4 wavevectors are far from converged, and their derivative is
that of what they give.

Bias: differences over 2 % of a range miss h^2 f''' / 6, below 1e-3 of the derivatives by films;
tolerance 2e-3 of the largest. A wall is moved by whole points of a raster
(512 per cell, 0.98 nm), and so are the devices that are compared: 0.5 % of the derivative measured,
tolerance 2 %.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from physics.fmm_cases import LED, WAVELENGTH_UM, pixel

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.methods.fmm.case import prepare, result_of
from sim.optics.methods.fmm.gradient.lee import lee_gradient, lee_value
from sim.optics.methods.fmm.wave import solve_wave
from sim.results.averages import lee
from sim.study import OpticsSpec

OPTICS = OpticsSpec.model_validate(
    {
        "method": "fmm",
        "wavelengths": 1,
        "dipoles": {"lateral": 1, "vertical": 1},
        "emitter": "transparent",
        "fmm": {"terms": 25, "brillouin": 2},
    }
)
STEP = 0.01
HERE = np.array([0.4, 0.5, 0.6, 0.45])


def wells(shares: FloatArray) -> Device:
    """Anode 120 to 180 nm, etl 30 to 60 nm, emitter 30 to 50 nm, wells 250 to 350 nm wide."""
    films = list(LED)
    films[0] = ("anode", 0.120 + 0.060 * shares[0], 1.9 + 0.05j)
    films[3] = ("emitter", 0.030 + 0.020 * shares[2], LED[3][2])
    films[4] = ("etl", 0.030 + 0.030 * shares[1], LED[4][2])
    return pixel(tuple(films), 0.5, 0.25 + 0.10 * shares[3])


def windows(shares: FloatArray) -> Device:
    """Anode 120 to 180 nm, windows in 10 nm of insulator under a continuous emitter."""
    films = (("anode", 0.120 + 0.060 * shares[0], 1.9 + 0.05j), *LED[1:])
    return pixel(films, 0.5, 0.3, film_um=0.010)


def nothing() -> None:
    """After a wavevector."""


def difference(
    devices: Callable[[FloatArray], Device], here: FloatArray, number: int, step: float
) -> float:
    """Central difference of LEE by one parameter."""
    ends = []
    for side in (-step, step):
        at = here.copy()
        at[number] += side
        ends.append(lee_value(devices(at), OPTICS, nothing))
    return (ends[1] - ends[0]) / (2.0 * step)


@pytest.fixture(scope="module")
def slopes() -> FloatArray:
    light = lee_gradient(wells, HERE, OPTICS, nothing)
    case, rules = prepare(wells(HERE), OPTICS)
    whole = result_of(case, rules, [solve_wave(case, WAVELENGTH_UM, nothing)])
    assert light.value == pytest.approx(lee(whole), rel=1e-12)
    assert np.all(light.slope_error > 0.0)
    return light.slope


@pytest.mark.parametrize("number", [0, 1, 2])
def test_thicknesses(slopes: FloatArray, number: int) -> None:
    expected = difference(wells, HERE, number, STEP)
    assert slopes[number] == pytest.approx(expected, abs=2e-3 * np.abs(slopes).max())


def test_width_of_a_well(slopes: FloatArray) -> None:
    """Compared over 8 points of the raster on each side."""
    expected = difference(wells, HERE, 3, 16 * 0.5 / 512 / 0.10)
    assert slopes[3] == pytest.approx(expected, rel=0.02)


def test_windows_under_a_continuous_emitter() -> None:
    """The film is taken off over the pixel's own wavevectors there."""
    here = np.array([0.4])
    light = lee_gradient(windows, here, OPTICS, nothing)
    expected = difference(windows, here, 0, STEP)
    assert light.slope[0] == pytest.approx(expected, rel=2e-3)


def taller(shares: FloatArray) -> Device:
    """Wells with a bank up to a share of 1/2, windows in a film beyond."""
    return wells(HERE) if shares[0] < 0.5 else windows(np.zeros(1))


def wider(shares: FloatArray) -> Device:
    """A pitch of 0.5 to 0.6 um."""
    return pixel(LED, 0.5 + 0.1 * shares[0], 0.3)


@pytest.mark.parametrize(
    ("devices", "text"),
    [
        (taller, "come or go"),
        (wider, "by the period"),
        (lambda _: wells(HERE), "moves no face"),
    ],
)
def test_no_gradient(devices: Callable[[FloatArray], Device], text: str) -> None:
    """At a kink, by the period, by what is no length."""
    with pytest.raises(ValueError, match=text):
        lee_gradient(devices, np.array([0.5]), OPTICS, nothing)
