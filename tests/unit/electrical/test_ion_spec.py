"""What ``electrical.ions`` takes, refuses and reports."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import ValidationError

from sim.electrical.drift_diffusion.ions import MobileIons, settling_time_s
from sim.electrical.drift_diffusion.sweep import ion_note
from sim.electrical.ions_spec import IonSpec, IonState
from sim.electrical.response import in_time_warnings
from sim.electrical.spec import DriftDiffusionSpec, assumptions_of


def _spec(ions: dict[str, object] | None) -> DriftDiffusionSpec:
    return DriftDiffusionSpec.model_validate({"model": "drift_diffusion", "ions": ions})


def test_none_by_default() -> None:
    assert DriftDiffusionSpec.model_validate({"model": "drift_diffusion"}).ions is None


def test_units_become_si_and_load_again() -> None:
    spec = IonSpec.model_validate(
        {"density": "2e17 1/cm3", "state": "frozen", "preset_voltage": "1.5 V"}
    )
    assert spec.density_1_m3 == pytest.approx(2e23)
    assert spec.state is IonState.FROZEN
    written = spec.model_dump(by_alias=True, mode="json", exclude_none=True)
    assert IonSpec.model_validate(written) == spec


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"density": 1e24}, "no unit"),
        ({"density": "-1 1/m3"}, "greater than or equal"),
        ({"density": "1e24 1/m3", "site_density": "1e24 1/m3"}, "below site_density"),
        ({"preset_voltage": "2 V"}, "belongs to state: frozen"),
        ({"state": "melted"}, "steady"),
        ({"diffusion": "1 m2/s"}, "Extra inputs"),
    ],
)
def test_refusals(entry: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        _spec(entry)


def test_defaults_are_assumptions_with_sources() -> None:
    listed = {entry.path: entry for entry in assumptions_of(_spec({}), None)}
    for name in ("density", "mobility"):
        entry = listed[f"electrical.ions.{name}"]
        assert entry.low <= entry.value <= entry.high
    given = _spec({"density": "3e17 1/cm3"})
    assert "electrical.ions.density" not in {e.path for e in assumptions_of(given, None)}
    assert not any("ions" in e.path for e in assumptions_of(_spec(None), None))


def test_settling_is_the_charging_of_debye_layers() -> None:
    eps, vt = 6.46e-11, 0.02585
    debye = math.sqrt(eps * vt / (1.602e-19 * 1e24))
    found = settling_time_s(1e24, 1e-13, eps, 30e-9, vt)
    assert found == pytest.approx(debye * 30e-9 / (1e-13 * vt), rel=1e-3)
    assert settling_time_s(1e15, 1e-13, eps, 30e-9, vt) == pytest.approx(30e-9**2 / (1e-13 * vt))


@pytest.mark.parametrize("sites", [math.inf, 1.0001e24, 2e24, 1e28])
def test_any_potential_leaves_the_number(sites: float) -> None:
    """Also 40 V, 1500 times kT/q, across the film, and sites all but taken."""
    volume = np.full(7, 1e-8)
    mean = np.where(np.arange(7) < 5, 1e24, 0.0)
    ions = MobileIons(volume, mean, sites, 0.02585)
    for potential in (np.zeros(7), np.linspace(0.0, 40.0, 7), np.array([5.0, 0, 5, 0, 5, 0, 5])):
        settled = ions.settle(potential)
        assert volume @ settled.density_1_m3 == pytest.approx(ions.total_1_m2, rel=1e-12)
        assert np.all(settled.density_1_m3 <= sites)
        assert np.all(settled.response_1_m3v >= 0.0)
        assert np.all(settled.density_1_m3[5:] == 0.0)


def test_note_names_limit_and_time() -> None:
    steady, frozen = _spec({}), _spec({"state": "frozen", "preset_voltage": "2 V"})
    for spec, words in ((steady, "follow the voltage"), (frozen, "where they were at 2 V")):
        assert spec.ions is not None
        note = ion_note(spec, spec.ions, 30e-9)
        assert words in note
        assert "2.1 per dot" in note
    empty = _spec({"density": "0 1/m3"})
    assert empty.ions is not None
    assert "no mobile ions" in ion_note(empty, empty.ions, 30e-9)


@pytest.mark.parametrize(
    ("ions", "said"),
    [
        ({"density": "1e24 1/m3"}, "then move"),
        ({"state": "frozen"}, "stay where they settled"),
        ({"density": "0 1/m3"}, None),
    ],
)
def test_a_result_in_time_says_what_ions_do(ions: dict[str, str], said: str | None) -> None:
    spec = DriftDiffusionSpec.model_validate(
        {"model": "drift_diffusion", "ions": ions, "transient": {}}
    )
    notes = in_time_warnings(spec)
    assert notes == () if said is None else said in notes[0]
