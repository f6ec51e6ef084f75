"""Meshes, contacts and mobilities of the device equations."""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.layers import (
    INTERFACE_M,
    NanocrystalLayer,
    TransportLayer,
    build_mesh,
)
from sim.electrical.drift_diffusion.mobility import (
    diffusion_constant_m2_s,
    hopping_rate_1_s,
    series_mobility_m2_vs,
)

FILM = TransportLayer(20e-9, 2.2, 5.2, 1e27, 1e-9, 1e-7, 3.0)
DOTS = NanocrystalLayer(10e-9, 3.5, 5.9, 1e-7, 7.3, np.full(3, 1e7), 1e9, 1e9)


def test_sheets_have_one_node_each_at_their_dots() -> None:
    mesh = build_mesh((FILM, DOTS, FILM), 10)
    assert mesh.x_m[mesh.nanocrystal_node] == pytest.approx([25e-9, 35e-9, 45e-9])
    assert mesh.volume_m[mesh.nanocrystal_node] == pytest.approx([10e-9] * 3)
    assert mesh.length_m[10] == pytest.approx(5e-9)
    assert mesh.volume_m.sum() == pytest.approx(70e-9)


def test_continuous_layers_meet_over_a_molecule() -> None:
    mesh = build_mesh((FILM, FILM), 10)
    crossing = mesh.length_m[mesh.crosses_layers]
    assert crossing == pytest.approx([INTERFACE_M])


@pytest.mark.parametrize("layers", [(), (DOTS, FILM), (FILM, DOTS, DOTS, FILM), (FILM, DOTS)])
def test_dots_need_transport_layers(layers: tuple[TransportLayer | NanocrystalLayer, ...]) -> None:
    with pytest.raises(ValueError, match="layer"):
        build_mesh(layers, 10)


def test_two_states_of_each_kind_per_dot() -> None:
    assert DOTS.states_1_m3 == pytest.approx(2e24)


def test_barriers_and_built_in_voltage() -> None:
    pair = ContactPair(Contact(5.1), Contact(2.9))
    assert pair.first.hole_barrier_ev(FILM) == pytest.approx(0.1)
    assert pair.last.electron_barrier_ev(FILM) == pytest.approx(0.7)
    assert pair.built_in_voltage_v == pytest.approx(2.2)


def test_hopping_is_diffusion_in_steps() -> None:
    rate = hopping_rate_1_s(1e-7, 12.84e-9, 300.0)
    assert rate * 12.84e-9**2 == pytest.approx(diffusion_constant_m2_s(1e-7, 300.0))
    assert series_mobility_m2_vs(1e-7, 1e-7) == pytest.approx(1e-7)
    assert series_mobility_m2_vs(1e-7, 1e-12) == pytest.approx(2e-12, rel=1e-4)
