"""The film of a device as an optical result: shapes, weights, consistency of its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geometry.device import Device
from geometry.materials.library import constant_material
from geometry.spec import EmissionSpec, Process
from geometry.stack import Layer, Stack
from sim.optics.film.film import FAR_FIELD_POINTS, planar_stack
from sim.optics.film.solver import solve_planar
from sim.optics.methods.planar.case import planar_optics
from sim.results.averages import budget, lee, recycling
from sim.results.records import OpticalResult, Status
from sim.study import OpticsSpec

FILMS = (
    ("anode", 1.9, 0.005, 0.150),
    ("hil", 1.53, 0.01, 0.040),
    ("htl", 1.70, 0.0, 0.020),
    ("emitter", 1.95, 0.05, 0.030),
    ("etl", 1.72, 0.0, 0.035),
    ("cathode", 0.78, 6.2, 0.100),
)


def device(**emission: Any) -> Device:
    layers = tuple(
        Layer(name, constant_material(name, n, k), um, name == "emitter", Process.SOLUTION)
        for name, n, k, um in FILMS
    )
    glass, air = constant_material("glass", 1.52), constant_material("air", 1.0)
    return Device(Stack(glass, 700.0, layers, air), None, EmissionSpec.model_validate(emission))


def optics(vertical: int, wavelengths: int) -> OpticsSpec:
    return OpticsSpec.model_validate(
        {"dipoles": {"vertical": vertical}, "wavelengths": wavelengths, "method": "planar"}
    )


@pytest.fixture(scope="module")
def result() -> OpticalResult:
    return planar_optics(device(peak="520 nm"), optics(2, 3))


def test_shapes_and_weights(result: OpticalResult) -> None:
    assert result.purcell.shape == (2, 3, 3)
    assert result.absorbed.shape == (2, 3, 3, len(FILMS))
    assert result.far_field.shape == (2, 3, 3, FAR_FIELD_POINTS, FAR_FIELD_POINTS)
    assert result.absorbing_parts == tuple(name for name, *_ in FILMS)
    assert result.node_weight.sum() == pytest.approx(1.0)
    assert result.spectral_weight.sum() == pytest.approx(1.0)
    assert np.all((result.node_um[:, 2] > 0.210) & (result.node_um[:, 2] < 0.240))
    assert np.all(np.isinf(result.wall_distance_um))
    assert result.status is Status.OK


def test_entries_are_those_of_the_engine(result: OpticalResult) -> None:
    node, wave = 1, 2
    wavelength_um = float(result.wavelength_nm[wave]) * 1e-3
    stack = planar_stack(device().stack, wavelength_um)
    height_um = float(result.node_um[node, 2]) - 0.210
    solution = solve_planar(stack, height_um, wavelength_um)
    assert result.air[node, 0, wave] == pytest.approx(solution.horizontal.air, abs=1e-12)
    assert result.purcell[node, 2, wave] == pytest.approx(solution.vertical.purcell, abs=1e-12)
    assert np.array_equal(result.air[:, 0], result.air[:, 1])


def test_budget_closes(result: OpticalResult) -> None:
    assert np.abs(result.closure_error).max() < 1e-6
    shares = budget(result)
    assert shares.absorbed["emitter"] == 0.0
    assert shares.absorbed["cathode"] > 0.1
    assert shares.lateral == 0.0


def test_far_field_is_per_steradian_of_the_total(result: OpticalResult) -> None:
    """Cells of 1/30 sum to the air share: 1 % in plane, a cell at grazing emission of z dipoles."""
    u = result.direction_cosine
    cosine = np.sqrt(np.maximum(1.0 - u[:, None] ** 2 - u**2, 0.0))
    per_cell = np.divide((u[1] - u[0]) ** 2, cosine, out=np.zeros_like(cosine), where=cosine > 0.1)
    summed = (result.far_field * per_cell).sum(axis=(-2, -1))
    assert summed[:, :2] == pytest.approx(result.air[:, :2], rel=0.01)
    assert summed[:, 2] == pytest.approx(result.air[:, 2], rel=1.0 / 30.0)
    assert np.allclose(result.far_field[:, 0], result.far_field[:, 1].swapaxes(-1, -2))


def test_error_estimate_covers_a_finer_quadrature(result: OpticalResult) -> None:
    coarse = planar_optics(device(peak="520 nm"), optics(1, 1))
    assert abs(lee(coarse) - lee(result)) <= coarse.lee_error
    assert result.lee_error < coarse.lee_error
    assert set(result.error_parts) == {"quadrature", "emission_zone", "spectrum"}


def test_reabsorption_is_kept_apart(result: OpticalResult) -> None:
    assert np.all(result.reabsorbed > 0.0)
    assert np.all(result.reabsorbed < 1.0)


def test_powers_with_the_absorbing_emitter(result: OpticalResult) -> None:
    """The emitter takes light on its way out: less in-plane to the air, less that leaves."""
    assert result.lossy_air is not None
    assert result.away is not None
    assert result.lossy_air.shape == result.away.shape == result.purcell.shape
    assert np.all((result.lossy_air < result.purcell * result.air)[:, :2])
    assert np.all(result.away < result.purcell)
    mean = recycling(result)
    assert mean is not None
    assert 0.0 < mean.with_recycling < 1.0
    assert sum(result.recycling_errors.values()) < 0.01


def test_a_transparent_emitter_lets_all_light_go() -> None:
    stack = device(peak="520 nm").stack
    material = constant_material("emitter", 1.95)
    layers = tuple(
        replace(layer, material=material) if layer.emitter else layer for layer in stack.layers
    )
    plain = replace(device(peak="520 nm"), stack=replace(stack, layers=layers))
    film = planar_optics(plain, optics(1, 1))
    np.testing.assert_allclose(film.away, film.purcell)
    np.testing.assert_allclose(film.lossy_air, film.purcell * film.air)
