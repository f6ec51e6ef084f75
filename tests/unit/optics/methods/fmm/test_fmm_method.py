"""What fmm refuses, what it costs, and a whole case of its own from file to result."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import write_case

from sim.config.errors import ConfigError
from sim.config.loader import load_checked, load_study
from sim.cost.predict import predict
from sim.processes.launch import run_study
from sim.progress import SilentReporter
from sim.results.averages import crosstalk, lee, recycled_lee
from sim.results.crosstalk import aperture_crosstalk
from sim.results.far_field import light_by_direction
from sim.results.status import Status
from sim.store.hdf5 import read_case

SMALL = [
    "optics.method=fmm",
    "optics.wavelengths=1",
    "optics.dipoles.lateral=1",
    "optics.fmm.terms=13",
    "optics.fmm.brillouin=2",
    "device.array.pitch=0.4 um",
    "device.array.aperture.width=0.2 um",
    "device.array.black_matrix=none",
    "electrical=none",
]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (["device.array=none"], "solved exactly by method planar"),
        (["optics.glass=incoherent"], "follows light once"),
        (["optics.dipoles.orientations=[x]"], "all orientations at once"),
        (["device.layers.cathode.material=perfect conductor"], "metals with an index"),
        (["device.array.sidewall.roughness.rms=2 nm"], "rough walls do not"),
        (
            ["device.array.pitch=1 um", "device.array.bank.sidewall_angle=39 deg"],
            "a steeper wall, or method fdtd",
        ),
    ],
)
def test_refusals(tmp_path: Path, entries: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_checked(write_case(tmp_path), [*SMALL, *entries])


def test_sloped_walls_of_a_few_slices_are_taken(tmp_path: Path) -> None:
    entries = [*SMALL, "device.array.bank.sidewall_angle=70 deg"]
    prediction = predict(load_study(write_case(tmp_path), entries))
    plain = predict(load_study(write_case(tmp_path), SMALL))
    assert prediction.seconds > plain.seconds


def test_cost_grows_with_orders(tmp_path: Path) -> None:
    few = predict(load_study(write_case(tmp_path), SMALL))
    many = predict(load_study(write_case(tmp_path), [*SMALL, "optics.fmm.terms=800"]))
    assert (few.method, few.ranks, few.cells) == ("fmm", 1, None)
    assert "13 Fourier orders" in few.notes[-1]
    assert many.seconds > 10.0 * few.seconds
    assert many.memory_bytes > 1e9


def test_a_dipole_that_comes_back_soon_is_warned_of(tmp_path: Path) -> None:
    warnings = load_checked(write_case(tmp_path), SMALL).warnings
    assert any("come back after 1.6 um" in text for text in warnings)


STRIPE = ["device.array.lattice=stripe", "device.array.aperture.shape=stripe"]


def test_metals_at_walls_are_warned_of(tmp_path: Path) -> None:
    """The evaporated cathode steps down into wells that solution layers do not fill."""
    bank = "device.array.bank.coverage"
    stepped, flat = (
        load_checked(write_case(tmp_path), [*SMALL, f"{bank}={coverage}"]).warnings
        for coverage in ("filling", "planar")
    )
    assert any("walls of Al" in text for text in stepped)
    assert not any("walls of" in text for text in flat)


def test_stripes_from_file_to_result(tmp_path: Path) -> None:
    study = load_study(write_case(tmp_path), [*SMALL, *STRIPE])
    assert predict(study).seconds < predict(load_study(write_case(tmp_path), SMALL)).seconds
    result = read_case(run_study(study, tmp_path / "x.h5", 1, False, SilentReporter())).optics
    assert (result.method, result.status) == ("fmm", Status.OK)
    assert abs(result.closure_error).max() < 1e-3
    assert np.all((result.own_pixel_share > 0.0) & (result.own_pixel_share < 1.0))
    assert result.to_neighbours is not None
    assert np.all(result.to_neighbours >= 0.0)


def test_windows_in_a_film_of_the_same_index_change_nothing(tmp_path: Path) -> None:
    """The film over the same wavevectors is the control: nothing is left of the zone's error."""
    root = Path(__file__).parents[5]
    device = f"device: {root / 'configs' / 'devices' / 'lian2025_ref15_nano.yaml'}"
    path = tmp_path / "windows.yaml"
    path.write_text(f"schema: 1\nname: windows\n{device}\noptics: {{method: fmm}}\n")
    entries = [*SMALL[1:5], "device.array.bank.material=PTAA"]
    study = load_study(path, entries)
    stored = read_case(run_study(study, tmp_path / "x.h5", 1, False, SilentReporter()))
    assert stored.reference is not None
    assert lee(stored.optics) == pytest.approx(lee(stored.reference), rel=1e-6)
    assert recycled_lee(stored.optics) == pytest.approx(recycled_lee(stored.reference), rel=1e-6)
    assert stored.optics.to_neighbours is None


def test_a_case_from_file_to_result(tmp_path: Path) -> None:
    """Every array is there, the budget closes, and what is not resolved stands in the error."""
    study = load_study(write_case(tmp_path), [*SMALL, "optics.numerical_aperture=0.6"])
    result = read_case(run_study(study, tmp_path / "x.h5", 1, False, SilentReporter())).optics
    assert (result.method, result.status) == ("fmm", Status.OK)
    assert abs(result.closure_error).max() < 1e-3
    assert set(result.error_parts) >= {"terms", "brillouin", "dipole_rule", "closure"}
    assert 0.0 < result.lee_error < lee(result)
    assert 0.0 < recycled_lee(result) < 1.0
    assert result.to_neighbours is not None
    assert np.all(result.to_neighbours >= 0.0)
    assert light_by_direction(result) == pytest.approx(1.0, abs=1e-6)
    seen = aperture_crosstalk(result)
    assert seen is not None
    assert seen.numerical_aperture == 0.6
    assert 0.0 < seen.light < lee(result)
    # An image of 0.6 lambda / NA = 0.5 um shows a pixel of 0.2 um mostly beside itself.
    assert crosstalk(result) < seen.crosstalk < 1.0
    assert {"zone", "positions", "light"} == set(result.collected_crosstalk_errors)
    assert {"positions", "light"} == set(result.crosstalk_errors)
