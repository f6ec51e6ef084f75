"""The table of channels: complete, used by every model, and enough for a channel more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.electrical_cases import device, optics, round_pixel

from postprocess.figures import losses
from sim.analysis.waterfall_records import Mechanism
from sim.coupling import electrical_pixel, radiative_input, solve_electrical
from sim.electrical.channels import density_law, emitter, table
from sim.electrical.channels.law import DensityRate, DotRate, Law, Site
from sim.electrical.compact import model
from sim.electrical.drift_diffusion.emitter import emitter_of
from sim.electrical.drift_diffusion.sheets import emitter_currents
from sim.electrical.spec import CompactSpec, DriftDiffusionSpec, ElectricalBase

STORED = [
    "radiative",
    "trap",
    "trap_level",
    "interface",
    "sidewall",
    "auger",
    "rim",
    "shunt_perimeter",
    "shunt_gap",
    "shunt_area",
    "overshoot",
]
"""Names in result files; those of past versions lack trap_level and interface."""
QUENCHING_1_S = 4e6


def test_names_are_those_of_stored_results() -> None:
    assert [channel.name for channel in table.CHANNELS] == STORED
    result = solve_electrical(device(round_pixel()), CompactSpec(), optics())
    assert list(result.losses) == STORED


def test_every_channel_but_light_can_be_switched_off() -> None:
    spec = CompactSpec(overshoot=0.1)
    for channel in table.CHANNELS[1:]:
        if channel in (table.TRAP_LEVEL, table.INTERFACE):
            continue  # nothing to switch off where the specification has none
        off = table.switched_off(spec, channel)
        assert bool(off) is not bool(channel.off_in_device), channel.name
        assert set(off) <= set(CompactSpec.model_fields), channel.name
    assert table.switched_off(spec, table.RADIATIVE) == {}


def test_only_a_compact_model_has_overshoot() -> None:
    spec = DriftDiffusionSpec(model="drift_diffusion")
    assert table.switched_off(spec, table.OVERSHOOT) == {}
    assert table.switched_off(spec, table.AUGER) == {"biexciton_lifetime_s": 1e9}


def test_faces_and_traps_are_switched_off_apart() -> None:
    """Both stand in the block of the faces: one leaves the other as it is."""
    faces = {"below": {"recombination_velocity": "1 m/s", "trap_density": "1e11 1/cm2"}}
    spec = DriftDiffusionSpec.model_validate({"model": "drift_diffusion", "interfaces": faces})
    for channel, left in ((table.INTERFACE, (0.0, 1e15)), (table.TRAP_LEVEL, (1.0, 0.0))):
        face = spec.model_copy(update=table.switched_off(spec, channel)).interfaces.below
        assert (face.recombination_velocity_m_s, face.trap_density_1_m2) == left
    both = table.switched_off(spec, table.INTERFACE, table.TRAP_LEVEL)
    face = spec.model_copy(update=both).interfaces.below
    assert (face.recombination_velocity_m_s, face.trap_density_1_m2) == (0.0, 0.0)


def test_every_step_at_the_perimeter_has_its_mechanism_and_its_channels() -> None:
    steps = {place.step for _, place in table.AT_PERIMETER}
    assert steps == set(table.PerimeterStep)
    assert {mechanism.step for mechanism in Mechanism} == {*table.PerimeterStep, None}
    assert Mechanism.BLACK_MATRIX.label == "black matrix"


def test_every_channel_has_a_colour_of_its_own() -> None:
    colours = [channel.colour for channel in table.CHANNELS]
    assert len(set(colours)) == len(colours)
    assert set(colours) <= set(losses._COLOURS)


def _quenching(monkeypatch: pytest.MonkeyPatch) -> None:
    """A law more, as its file and its row would bring it."""
    law = Law(
        1,
        lambda _spec, _site: DensityRate(1, bound=QUENCHING_1_S),
        lambda _spec, _site: DotRate(alone_1_s=QUENCHING_1_S),
    )
    for module in (emitter, model):
        monkeypatch.setattr(module, "DARK_LAWS", {**table.DARK_LAWS, "quenching": law})
    monkeypatch.setattr(emitter, "BULK_DARK_LAWS", {**table.BULK_DARK_LAWS, "quenching": law})
    monkeypatch.setattr(emitter, "LAWS_AS_ADDED", {"quenching": law, **table.LAWS_AS_ADDED})


def test_a_law_more_takes_its_share_in_the_compact_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Excitons too thin to annihilate: quenching over trap is the ratio of their rates."""
    spec, light = CompactSpec(), optics(plqy=0.9)
    before = solve_electrical(device(round_pixel(), 0.9), spec, light)
    _quenching(monkeypatch)
    result = solve_electrical(device(round_pixel(), 0.9), spec, light)
    shares = np.array([share[-1] for share in result.losses.values()])
    assert shares.sum() == pytest.approx(1.0, rel=1e-12)
    ratio = result.losses["quenching"][-1] / result.losses["trap"][-1]
    assert ratio == pytest.approx(QUENCHING_1_S * spec.lifetime_s / 0.1, rel=1e-12)
    assert result.eqe_peak < before.eqe_peak


def test_a_law_more_takes_its_share_in_the_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    _quenching(monkeypatch)
    spec: ElectricalBase = DriftDiffusionSpec(model="drift_diffusion")
    light = optics(plqy=0.9)
    pixel = electrical_pixel(device(round_pixel(), 0.9), spec, light)
    sheets = emitter_of(spec, pixel, radiative_input(spec, light))
    pairs = np.full((1, sheets.plan.area.size), 0.1)
    currents = emitter_currents(sheets, pairs, 5.0 * pairs)
    ratio = currents.dark["quenching"] / currents.dark["trap"]
    assert ratio == pytest.approx(QUENCHING_1_S * spec.lifetime_s / 0.1, rel=1e-12)
    assert currents.net == pytest.approx(
        currents.radiative + currents.rim + sum(currents.dark.values()), rel=1e-12
    )


def test_a_bulk_law_shortens_the_way_to_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = CompactSpec(sidewall_velocity="34 m/s")
    pixel = electrical_pixel(device(round_pixel(), 0.9), spec, optics(plqy=0.9))
    one = np.ones(1)
    slow = emitter.site_of(spec, pixel, one, one)
    _quenching(monkeypatch)
    fast = emitter.site_of(spec, pixel, one, one)
    assert fast.bulk_decay_1_s - slow.bulk_decay_1_s == pytest.approx(QUENCHING_1_S, rel=1e-9)


def test_density_law_adds_channels_by_order() -> None:
    law = density_law.DensityLaw(
        {"a": DensityRate(1, 2.0, 3.0), "b": DensityRate(1, 5.0), "c": DensityRate(2, 7.0, 11.0)}
    )
    assert [float(value) for value in law.coefficients()] == [7.0, 10.0, 11.0]
    density = np.array([0.5, 2.0])
    generation = 7.0 * density + 10.0 * density**2 + 11.0 * density**3
    assert law.density_at(generation) == pytest.approx(density, rel=1e-12)


def test_sites_of_one_pixel_share_its_rates() -> None:
    pixel = electrical_pixel(device(None, 0.9), CompactSpec(), optics(plqy=0.9))
    site = emitter.site_of(CompactSpec(), pixel, np.array([1.0, 1.2]), np.array([1.1]))
    assert isinstance(site, Site)
    assert replace(site, purcell=site.purcell).rates is site.rates
    total = site.rates.radiative_1_s + site.rates.nonradiative_1_s
    assert total == pytest.approx(1.0 / CompactSpec().lifetime_s, rel=1e-12)
