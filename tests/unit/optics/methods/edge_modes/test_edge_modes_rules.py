"""Distances, groups of nodes and refusals of method edge_modes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from physics.edge_cases import numerics, pixel

from sim.batch.study.cases import load_cases
from sim.batch.study.prediction import predict_sweep
from sim.config.loader import load_study
from sim.cost.predict import predict
from sim.optics.methods.choose import METHODS
from sim.optics.methods.edge.pixel import MOST_NODES, PixelNodes
from sim.optics.methods.edge_modes.cost import predicted_cost
from sim.optics.methods.edge_modes.distances import WINDOW_UM, wall_places
from sim.optics.methods.edge_modes.refusal import edge_modes_issues
from sim.optics.methods.edge_modes.round_trips import equal_stripe_um
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.study import Method


def test_the_last_distance_is_a_mean_over_fringes() -> None:
    places = wall_places(3.0)
    fringe = np.cos(2.0 * np.pi * places.solved_um / 0.15)
    assert np.all(np.diff(places.solved_um) > 0.0)
    assert places.mean.sum(axis=1) == pytest.approx(1.0)
    assert places.mean @ places.solved_um == pytest.approx(places.distance_um)
    assert abs((places.mean @ fringe)[-1]) < 0.12
    assert places.solved_um[-1] < 3.0 + 0.5 * WINDOW_UM


def test_no_dipole_stands_in_a_column_of_the_wall() -> None:
    assert wall_places(3.0, 0.06).solved_um[0] > 0.06


def test_groups_of_distances_keep_weights_and_means() -> None:
    count = 3 * MOST_NODES
    rng = np.random.default_rng(4)
    nodes = PixelNodes(np.sort(rng.random(count)), rng.random(count), rng.random((count, 7)))
    grouped = nodes.grouped(MOST_NODES)
    assert grouped.weight.size == MOST_NODES
    assert grouped.weight.sum() == pytest.approx(nodes.weight.sum())
    assert grouped.weight @ grouped.effect == pytest.approx(nodes.weight @ nodes.effect)
    assert grouped.distance_um[-1] == nodes.distance_um[-1]
    assert nodes.grouped(count) is nodes


def test_the_stripe_of_a_square_has_half_its_width() -> None:
    assert equal_stripe_um(pixel(8.0)) == pytest.approx(4.0)
    assert equal_stripe_um(pixel(8.0, "stripe")) == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("device.array.bank={height: 150 nm, sidewall_angle: 30 deg}", "lean by at most"),
        (
            "device.array.bank.height=0.2 um;device.array.coffee_ring={height: 9nm, width: 0.3um}",
            "ring",
        ),
        ("device.array.sidewall.roughness={rms: 5 nm, correlation_length: 50 nm}", "rough"),
        ("device.array.black_matrix={thickness: 300 nm, opening: 400 nm}", "well open"),
    ],
)
def test_what_it_refuses(project_root: Path, change: str, reason: str) -> None:
    path = project_root / "configs" / "zhang2025_9072ppi.yaml"
    asked = load_study(path, change.split(";"))
    asked = asked.model_copy(
        update={"optics": asked.optics.model_copy(update={"method": Method.EDGE_MODES})}
    )
    (issue,) = edge_modes_issues(asked)
    assert reason in issue.text


def test_cost_goes_with_columns_and_wavelengths() -> None:
    setup = WallSetup.of(pixel(20.0), numerics())
    one, both = (predicted_cost(setup, absorbing=a) for a in (False, True))
    assert one.columns == 3
    assert both.solutions > one.solutions
    assert both.seconds > one.seconds
    more = replace(setup, spectrum=replace(setup.spectrum, wavelength_um=np.full(3, 0.52)))
    # the stripe is solved at the peak alone
    assert 2.0 * one.seconds < predicted_cost(more, absorbing=False).seconds < 3.0 * one.seconds


def test_a_study_counts_walls_once_and_pixels_of_one_size_once(project_root: Path) -> None:
    sweep = load_cases(project_root / "configs" / "studies" / "lee_vs_ppi.yaml")
    # bare walls and passivated ones are the same, mirrors are others; two densities by the rule, of
    # which a mirror of 2000 ppi whole as well, two whole with either emitter
    found, alone = predict_sweep(sweep), [predict(case.study) for case in sweep.cases]
    assert (found.cases, found.solved, found.parts) == (12, 2, 13)
    walls_s = alone[0].shared_s + alone[2].shared_s
    pixels_s = sum(s for one in alone[0::3] + alone[2::3] for s in one.parts.values())
    assert found.core_s == pytest.approx(walls_s + pixels_s)
    assert pixels_s > walls_s


def test_it_is_a_method_without_grid_and_ranks() -> None:
    method = METHODS[Method.EDGE_MODES]
    assert not method.uses_grid
    assert not method.needs_mpi
