"""What the electrical block of a configuration takes, refuses and reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from physics.electrical_cases import device
from pydantic import TypeAdapter, ValidationError

from geometry.spec import Treatment
from sim.coupling import check_electrical
from sim.electrical.drift_diffusion.stack import check_layer_names, transport_side
from sim.electrical.materials import TRANSPORT_MATERIALS, layer_data
from sim.electrical.pixel import StackLayer, sweep_voltages_v
from sim.electrical.spec import CompactSpec, DriftDiffusionSpec, ElectricalSpec, assumptions_of


def test_units_become_si() -> None:
    spec = CompactSpec.model_validate(
        {"mobility": "1e-3 cm2/Vs", "series_resistance": "10 ohm.cm2", "lifetime": "14.26 ns"}
    )
    assert spec.mobility_m2_vs == pytest.approx(1e-7)
    assert spec.series_resistance_ohm_m2 == pytest.approx(1e-3)
    assert spec.lifetime_s == pytest.approx(14.26e-9)


def test_resolved_block_loads_again() -> None:
    spec = CompactSpec.model_validate({"mobility": "3e-3 cm2/Vs", "sidewall_velocity": "100 cm/s"})
    once = spec.model_dump(by_alias=True, mode="json")
    again = CompactSpec.model_validate(once)
    assert again.model_dump(by_alias=True, mode="json") == once


def test_nanocrystal_density() -> None:
    assert CompactSpec().nanocrystal_density_1_m3 * 1e-6 == pytest.approx(4.7e17, rel=0.01)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"mobility": 1e-3}, "no unit"),
        ({"mobility": "1 furlong"}, "mobility"),
        ({"unknown": 1}, "Extra inputs"),
        ({"voltage_step": "7 V"}, "must not exceed"),
        ({"voltage_step": "1e-6 V"}, "10000 steps"),
        ({"rim_yield": 1.5}, "less than or equal"),
        ({"auger_coefficient": "1e-28 cm6/s"}, "free_carrier"),
        ({"kinetics": "charged"}, "charged and sheets belong together"),
    ],
)
def test_refusals(entry: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        CompactSpec.model_validate(entry)


def test_unsourced_values_are_listed_with_ranges() -> None:
    listed = {entry.path: entry for entry in assumptions_of(CompactSpec(), Treatment.NONE)}
    assert {"electrical.mobility", "electrical.sidewall_velocity"} <= set(listed)
    assert "electrical.lifetime" not in listed
    assert all(entry.low <= entry.value <= entry.high for entry in listed.values())


def test_values_that_the_user_gives_are_not_listed() -> None:
    spec = CompactSpec.model_validate({"mobility": "2e-3 cm2/Vs", "sidewall_velocity": "100 cm/s"})
    listed = {entry.path for entry in assumptions_of(spec, Treatment.NONE)}
    assert listed.isdisjoint({"electrical.mobility", "electrical.sidewall_velocity"})


def test_film_lists_nothing_about_edges() -> None:
    listed = {entry.path for entry in assumptions_of(CompactSpec(), None)}
    assert listed.isdisjoint({"electrical.rim_width", "electrical.sidewall_velocity"})


def test_passivation_slows_the_wall() -> None:
    spec = CompactSpec()
    assert spec.sidewall_velocity(Treatment.PASSIVATED) < spec.sidewall_velocity(Treatment.NONE)


@pytest.mark.parametrize(("stop", "step", "count"), [(6.0, 0.1, 61), (1.0, 0.3, 5), (0.5, 0.5, 2)])
def test_sweep_starts_at_zero_and_ends_at_stop(stop: float, step: float, count: int) -> None:
    voltage = sweep_voltages_v(stop, step)
    assert voltage[0] == 0.0
    assert voltage[-1] == pytest.approx(stop)
    assert voltage.size == count


def _parse(entry: dict[str, object]) -> CompactSpec | DriftDiffusionSpec:
    return TypeAdapter(ElectricalSpec).validate_python(entry)


def test_model_chooses_the_spec() -> None:
    assert isinstance(_parse({}), CompactSpec)
    assert isinstance(_parse({"model": "compact"}), CompactSpec)
    assert isinstance(_parse({"model": "drift_diffusion"}), DriftDiffusionSpec)
    with pytest.raises(ValidationError, match="monte_carlo"):
        _parse({"model": "monte_carlo"})


def test_drift_diffusion_block_loads_again() -> None:
    layer = {
        "lumo": "2.3 eV",
        "homo": "5.3 eV",
        "electron_mobility": "1e-6 cm2/Vs",
        "hole_mobility": "1e-4 cm2/Vs",
    }
    spec = _parse({"model": "drift_diffusion", "layers": {"htl": layer}, "cells": 50})
    once = spec.model_dump(by_alias=True, mode="json", exclude_none=True)
    again = _parse(once)
    assert again.model_dump(by_alias=True, mode="json", exclude_none=True) == once


@pytest.mark.parametrize(
    "entry",
    [
        {"valence_band": "3.0 eV"},
        {
            "layers": {
                "htl": {
                    "lumo": "5 eV",
                    "homo": "4 eV",
                    "electron_mobility": "1 cm2/Vs",
                    "hole_mobility": "1 cm2/Vs",
                }
            }
        },
    ],
)
def test_bands_upside_down_are_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="deeper below vacuum"):
        _parse({"model": "drift_diffusion", **entry})


def test_layers_beyond_the_transport_layers_belong_to_the_contact() -> None:
    spec = DriftDiffusionSpec(model="drift_diffusion")
    stack = (StackLayer("htl", "PTAA", 20e-9), StackLayer("hil", "PEDOT:PSS", 40e-9))
    side = transport_side(spec, stack)
    assert side.names == ("htl",)
    assert {entry.path for entry in side.assumptions} >= {"electrical.layers.htl.homo"}


def test_layer_without_electrical_data_is_named() -> None:
    spec = DriftDiffusionSpec(model="drift_diffusion")
    with pytest.raises(ValueError, match="'hil'"):
        transport_side(spec, (StackLayer("hil", "PEDOT:PSS", 40e-9),))


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("lumo", "2.5 eV", "affinity_ev", 2.5),
        ("homo", "5.6 eV", "ionisation_ev", 5.6),
        ("electron_mobility", "1e-4 cm2/(V s)", "electron_mobility_m2_vs", 1e-8),
        ("hole_mobility", "1e-2 cm2/(V s)", "hole_mobility_m2_vs", 1e-6),
        ("relative_permittivity", 3.4, "relative_permittivity", 3.4),
        ("states", "1e20 cm-3", "states_1_m3", 1e26),
    ],
)
def test_one_value_stands_above_a_known_material(
    key: str, value: object, field: str, expected: float
) -> None:
    """What is written counts; the rest is the material's, and stays an assumption."""
    spec = _parse({"model": "drift_diffusion", "layers": {"htl": {key: value}}})
    assert isinstance(spec, DriftDiffusionSpec)
    data, assumed = layer_data("htl", "PTAA", spec.layers["htl"])
    known = TRANSPORT_MATERIALS["PTAA"]
    assert data == replace(known, **{field: pytest.approx(expected)})
    paths = {entry.path for entry in known.assumptions("htl")}
    assert {entry.path for entry in assumed} == paths - {f"electrical.layers.htl.{key}"}


@pytest.mark.parametrize(
    ("material", "block", "text"),
    [
        ("ZnMgO", {"lumo": "4 eV"}, "leaves out homo, electron_mobility, hole_mobility"),
        ("PTAA", {"lumo": "5.4 eV"}, "homo 5.2 eV must lie deeper"),
        ("PTAA", {"homo": "2.1 eV"}, "homo 2.1 eV must lie deeper"),
    ],
)
def test_what_a_partial_layer_lacks_is_said(
    material: str, block: dict[str, object], text: str
) -> None:
    spec = _parse({"model": "drift_diffusion", "layers": {"htl": block}})
    assert isinstance(spec, DriftDiffusionSpec)
    with pytest.raises(ValueError, match=rf"electrical.layers.htl.*{text}"):
        transport_side(spec, (StackLayer("htl", material, 20e-9),))


def test_nanometre_salts_are_passed_over() -> None:
    spec = DriftDiffusionSpec(model="drift_diffusion")
    stack = (StackLayer("interlayer", "LiBr", 2e-9), StackLayer("htl", "PTAA", 20e-9))
    assert transport_side(spec, stack).names == ("htl",)


def test_data_for_no_layer_is_refused() -> None:
    layer = {
        "lumo": "2.3 eV",
        "homo": "5.3 eV",
        "electron_mobility": "1e-6 cm2/Vs",
        "hole_mobility": "1e-4 cm2/Vs",
    }
    spec = _parse({"model": "drift_diffusion", "layers": {"hlt": layer}})
    assert isinstance(spec, DriftDiffusionSpec)
    with pytest.raises(ValueError, match="hlt"):
        check_layer_names(spec, (StackLayer("htl", "PTAA", 20e-9),))


def test_gaps_are_found_before_any_optics() -> None:
    check_electrical(device(None), CompactSpec())
    check_electrical(device(None), DriftDiffusionSpec(model="drift_diffusion"))
    layer = {
        "lumo": "2.3 eV",
        "homo": "5.3 eV",
        "electron_mobility": "1e-6 cm2/Vs",
        "hole_mobility": "1e-4 cm2/Vs",
    }
    spec = _parse({"model": "drift_diffusion", "layers": {"hlt": layer}})
    with pytest.raises(ValueError, match=r"electrical\.layers\.hlt"):
        check_electrical(device(None), spec)


def test_passivation_is_never_assumed_to_make_a_wall_worse() -> None:
    by_wall = {
        wall: next(e for e in assumptions_of(CompactSpec(), wall) if e.path.endswith("velocity"))
        for wall in (Treatment.NONE, Treatment.PASSIVATED)
    }
    bare = CompactSpec().sidewall_velocity(Treatment.NONE)
    assert by_wall[Treatment.PASSIVATED].high == bare
    assert by_wall[Treatment.NONE].high > bare
