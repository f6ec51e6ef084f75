"""Electrodes that end at walls, and contacts of which the defaults are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import CASE, write_case
from unit.fake_cases import electrical

from sim.config.loader import load_checked
from sim.results.curves import peak_warnings
from sim.results.records import Status
from sim.results.soundness import checked_currents


def warnings(folder: Path, *overrides: str, text: str = CASE) -> list[str]:
    return list(load_checked(write_case(folder, text), list(overrides)).warnings)


def torn(folder: Path, *overrides: str) -> list[str]:
    return [w for w in warnings(folder, *overrides) if "ends at every wall" in w]


BANK = "device.array.bank"


@pytest.mark.parametrize(
    ("overrides", "is_torn"),
    [
        ([f"{BANK}.height=300 nm"], True),
        ([f"{BANK}.height=300 nm", f"{BANK}.sidewall_angle=60 deg"], True),
        ([f"{BANK}.height=300 nm", f"{BANK}.step_coverage=0.5"], False),
        ([f"{BANK}.height=300 nm", "device.layers.cathode.thickness=400 nm"], False),
        ([f"{BANK}.height=300 nm", f"{BANK}.coverage=conformal"], True),
        ([f"{BANK}.height=100 nm"], False),
        (["device.array=none"], False),
    ],
)
def test_torn_electrode(tmp_path: Path, overrides: list[str], is_torn: bool) -> None:
    said = torn(tmp_path, "optics.method=planar", *overrides)
    assert bool(said) is is_torn
    if is_torn:
        assert "layer 'cathode' (100 nm)" in said[0]
        assert "bank.step_coverage" in said[0]


def contacts(folder: Path, *overrides: str) -> list[str]:
    said = warnings(folder, "optics.method=planar", "electrical.model=drift_diffusion", *overrides)
    return [w for w in said if "is not given" in w]


def test_work_functions_of_other_contacts(tmp_path: Path) -> None:
    """Metals have their own; a contact of which none is known takes the usual one and says so."""
    assert contacts(tmp_path, "device.layers.cathode.material=Ag") == []
    glassy = ["device.layers.cathode.material=SiO2", "device.layers.cathode.process=evaporated"]
    (cathode,) = contacts(tmp_path, *glassy)
    assert cathode.startswith("electrical.cathode_work_function is not given: 2.9 eV is that of Li")
    assert contacts(tmp_path, *glassy, "electrical.cathode_work_function=4.3 eV") == []


def test_peak_at_the_last_voltage() -> None:
    result = electrical()
    rising = replace(result, eqe=np.linspace(0.0, 0.1, result.eqe.size))
    (said,) = peak_warnings(rising)
    assert "last voltage, 4.8 V" in said
    falling = replace(result, eqe=0.1 * np.exp(-((result.voltage_v - 3.5) ** 2)))
    assert peak_warnings(falling) == ()


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_currents_that_are_no_numbers(value: float) -> None:
    result = electrical()
    assert checked_currents(result) is result
    current = result.current_density_a_m2.copy()
    current[20:] = value
    found = checked_currents(replace(result, current_density_a_m2=current))
    assert found.status is Status.NOT_CONVERGED
    assert "from 3 V on" in found.warnings[-1]
