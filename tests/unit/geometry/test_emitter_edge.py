"""The emitter's absorption edge at its emission: which layers change, and what is assumed."""

from __future__ import annotations

import pytest

from geometry.device import Device, build_device
from geometry.materials.absorption_edge import (
    exciton_peak_nm,
    photon_energy_ev,
    thermal_emission_nm,
)
from geometry.materials.emitter_edge import STOKES_SHIFT_PATH, fitted_to_emission
from geometry.materials.library import load_library
from geometry.spec import AbsorptionEdge, DeviceSpec, EmissionSpec

LIBRARY = load_library()
FILM = "CsPbBr3 NC film"


def device(emitter: str = FILM, **emission: str) -> Device:
    """Three layers, the first of the emitter's material too."""
    layers = [
        {"name": "second", "material": emitter, "thickness": "10 nm", "process": "solution"},
        {"name": "etl", "material": "TPBi", "thickness": "35 nm", "process": "evaporated"},
        {"name": "emitter", "material": emitter, "thickness": "30 nm", "emitter": True,
         "process": "solution"},
        {"name": "cathode", "material": "Al", "thickness": "100 nm", "process": "evaporated"},
    ]  # fmt: skip
    spec = DeviceSpec.model_validate({"layers": layers, "emission": {"peak": "520 nm", **emission}})
    return build_device(spec, LIBRARY)


def test_every_layer_of_the_emitters_material_moves_and_no_other() -> None:
    layers = device().stack.layers
    shift = float(photon_energy_ev(exciton_peak_nm(layers[2].material)) - photon_energy_ev(520.0))
    assert shift == pytest.approx(0.032, abs=1e-3)
    assert layers[0].material == layers[2].material
    assert layers[1].material == LIBRARY.get("TPBi")
    assert layers[2].material != LIBRARY.get(FILM)


def test_the_table_stays_on_request() -> None:
    assert device(absorption_edge="table").stack.emitter.material == LIBRARY.get(FILM)


def test_the_line_decides_below_the_exciton() -> None:
    line = device(absorption_edge="line").stack.emitter.material
    assert thermal_emission_nm(line) == pytest.approx(520.0, abs=0.5)


@pytest.mark.parametrize("name", ["CsPbI3 NC film", "CsPbBrI2 NC film"])
def test_measured_dots_do_not_move(name: str) -> None:
    material = LIBRARY.get(name)
    assert not material.edge_moves
    assert fitted_to_emission(material, EmissionSpec()) is material


@pytest.mark.parametrize(
    "name", [n for n in LIBRARY.names if n.startswith("CsPb") and LIBRARY.get(n).edge_moves]
)
def test_every_table_that_moves_has_an_exciton(name: str) -> None:
    material = LIBRARY.get(name)
    peak_um = 1e-3 * (exciton_peak_nm(material) + 8.0)
    emission = EmissionSpec.model_validate({"peak": f"{peak_um:.6f} um"})
    moved = fitted_to_emission(material, emission)
    assert exciton_peak_nm(moved) == pytest.approx(exciton_peak_nm(material), abs=8.0)


def test_the_stokes_shift_is_an_assumption_where_it_acts() -> None:
    (entry,) = (a for a in device().assumptions if a.path == STOKES_SHIFT_PATH)
    assert (entry.low, entry.value, entry.high) == (0.015, 0.032, 0.060)
    for other in (
        device(absorption_edge="line"),
        device(absorption_edge="table"),
        device(stokes_shift="70 meV"),
        device("CsPbI3 NC film", peak="650 nm"),
    ):
        assert all(a.path != STOKES_SHIFT_PATH for a in other.assumptions)


def test_the_shift_has_a_unit() -> None:
    with pytest.raises(ValueError, match="no unit"):
        EmissionSpec.model_validate({"stokes_shift": 0.032})
    spec = EmissionSpec.model_validate({"stokes_shift": "25 meV"})
    assert spec.stokes_shift_ev == pytest.approx(0.025)
    assert spec.absorption_edge is AbsorptionEdge.MOVED
    assert EmissionSpec.model_validate(spec.model_dump(mode="json", by_alias=True)) == spec
