"""postprocess.case.summary, efficiency and tables: keys of the contract, units, missing numbers."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from postprocess.case.efficiency import efficiency_chain
from postprocess.case.summary import render, render_directory, summary
from sim.results.averages import lee
from sim.results.records import Status
from tests.unit.fake_cases import electrical, film_case, optical, pixel_case

OPTICS_KEYS = {
    "method",
    "wavelength_nm",
    "lee",
    "lee_error",
    "purcell",
    "budget",
    "crosstalk",
    "by_orientation",
    "recycling",
    "a_re",
    "cost",
}
ELECTRICAL_KEYS = {
    "model",
    "photometry",
    "voltage_v",
    "current_density_ma_cm2",
    "luminance_cd_m2",
    "eqe",
    "current_efficiency_cd_a",
    "iqe",
    "injection_efficiency",
}


def printed(renderable: object) -> str:
    console = Console(width=160)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def test_keys_of_the_contract() -> None:
    found = summary(pixel_case())
    assert {"schema", "name", "status", "optics", "electrical", "eqe_peak"} <= set(found)
    assert {"warnings", "assumptions"} <= set(found)
    assert set(found["optics"]) >= OPTICS_KEYS
    assert set(found["electrical"]) >= ELECTRICAL_KEYS
    budget = {"air", "substrate", "lateral", "absorbed", "superstrate", "closure_error"}
    assert set(found["optics"]["budget"]) == budget
    cost = {"voxels", "voxel_steps", "runs", "stepping_s", "wall_s"}
    assert set(found["optics"]["cost"]) == cost
    for name in ("x", "y", "z"):
        assert set(found["optics"]["by_orientation"][name]) == {"purcell", "air", "substrate"}
    assert set(found["optics"]["recycling"]) == {"air", "away", "with_recycling", "error"}


def test_a_file_without_the_powers_of_recycling_shows_none() -> None:
    old = replace(pixel_case().optics, lossy_air=None, away=None)
    found = summary(replace(pixel_case(), optics=old))
    assert found["optics"]["recycling"] is None
    assert "with recycling" in printed(render(found))


def test_budget_sums_to_one() -> None:
    budget = summary(pixel_case())["optics"]["budget"]
    absorbed = sum(budget.pop("absorbed").values())
    assert sum(budget.values()) + absorbed == pytest.approx(1.0, abs=1e-12)


def test_values_and_units() -> None:
    case = pixel_case()
    found = summary(case)
    assert case.electrical is not None
    assert found["optics"]["lee"] == pytest.approx(lee(case.optics))
    # 1 mA/cm2 is 10 A/m2
    expected = case.electrical.current_density_a_m2 / 10.0
    np.testing.assert_allclose(found["electrical"]["current_density_ma_cm2"], expected)
    assert found["eqe_peak"] == pytest.approx(np.nanmax(case.electrical.eqe))
    assert found["reference"]["lee"] == pytest.approx(0.32, rel=1e-3)
    assert [entry["path"] for entry in found["assumptions"]] == [
        "materials.PTAA.n",
        "electrical.surface_velocity",
    ]
    assert len(found["warnings"]) == 2


def test_optics_only() -> None:
    found = summary(film_case())
    assert "electrical" not in found
    assert "reference" not in found
    assert found["eqe_peak"] is None


def test_missing_numbers_become_null() -> None:
    found = summary(pixel_case())
    assert found["electrical"]["eqe"][0] is None  # no current at 0 V
    json.loads(json.dumps(found, allow_nan=False))


def test_unstable_case_has_no_numbers() -> None:
    optics = optical()
    lost = np.full_like(optics.air, np.nan)
    optics = replace(optics, status=Status.UNSTABLE, air=lost, purcell=lost)
    found = summary(replace(pixel_case(), optics=optics))
    assert found["status"] == "unstable"
    assert found["optics"]["lee"] is None
    assert json.dumps(found, allow_nan=False)
    assert "unstable" in printed(render(found))


def test_chain_multiplies_to_the_eqe() -> None:
    chain = efficiency_chain(electrical(0.25), optical(0.25))
    assert chain is not None
    product = chain.injection * chain.iqe * chain.lee * chain.recycling
    assert product == pytest.approx(chain.eqe, rel=1e-12)
    # the synthetic EQE is injection x IQE x 0.25, so what remains is the difference of the LEEs
    assert chain.recycling == pytest.approx(0.25 / lee(optical(0.25)), rel=1e-9)


def test_no_peak_without_light() -> None:
    dark = electrical()
    assert efficiency_chain(replace(dark, eqe=np.zeros_like(dark.eqe)), optical()) is None


def test_table_of_one_case() -> None:
    found = summary(pixel_case())
    text = printed(render(found))
    assert "unpatterned film" in text
    assert f"{100 * found['optics']['lee']:.2f} ± 0.60 %" in text
    assert "warning: LiF" in text
    assert "unpatterned film" not in printed(render(summary(film_case())))


def test_table_of_a_directory() -> None:
    found = {"a.h5": summary(pixel_case()), "b.h5": summary(film_case())}
    text = printed(render_directory(found))
    assert "2 results" in text
    assert "a.h5" in text
    assert "fake_film" in text
