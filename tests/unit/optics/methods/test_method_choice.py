"""Which method solves a study, the reason given, and what method edge refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.errors import ConfigError
from sim.config.loader import load_study
from sim.cost.predict import predict
from sim.optics.methods.edge.key import section_key
from sim.study import Method, Study

QUICK = "configs/quickstart.yaml"


def study(project_root: Path, *overrides: str) -> Study:
    return load_study(project_root / QUICK, ["optics.method=auto", *overrides])


def wide(project_root: Path, width: str, pitch: str, *more: str) -> Study:
    over = [f"device.array.aperture.width={width}", f"device.array.pitch={pitch}", *more]
    return study(project_root, *over)


def test_small_pixels_are_stepped_whole(project_root: Path) -> None:
    choice = study(project_root).choice
    assert choice.method is Method.FDTD
    assert "650 nm" in choice.reason


def test_wide_pixels_are_solved_from_their_wall(project_root: Path) -> None:
    choice = wide(project_root, "120 um", "121.5 um").choice
    assert choice.method is Method.EDGE_MODES
    assert "60 um" in choice.reason


@pytest.mark.parametrize(
    ("asked", "method"),
    [
        ("optics.corner_width=1 um", Method.EDGE),
        ("device.array.bank.sidewall_angle=80 deg", Method.EDGE_MODES),
        ("device.encapsulation={index: 1.5}", Method.EDGE_MODES),
        ("device.encapsulation={index: 1.5, absorption: 0.1}", Method.FDTD),
    ],
)
def test_corners_are_stepped_in_time(project_root: Path, asked: str, method: Method) -> None:
    assert wide(project_root, "120 um", "121.5 um", asked).choice.method is method


def test_films_are_solved_exactly(project_root: Path) -> None:
    assert study(project_root, "device.array=none").choice.method is Method.PLANAR


def test_pixels_of_millimetres_are_their_films(project_root: Path) -> None:
    """Between 2 and 20 mm the light that walls reach falls below 2 % of what gets out."""
    huge = wide(project_root, "20 mm", "21 mm").choice
    assert huge.method is Method.PLANAR
    assert "optics.tolerance 2.0%" in huge.reason
    large = wide(project_root, "0.2 mm", "0.21 mm")
    assert large.choice.method is Method.EDGE_MODES
    crude = wide(project_root, "0.2 mm", "0.21 mm", "optics.tolerance=0.5")
    assert crude.choice.method is Method.PLANAR


def test_wide_pixels_with_rough_walls_are_stepped(project_root: Path) -> None:
    rough = "device.array.sidewall.roughness={rms: 60 nm, correlation_length: 200 nm}"
    choice = wide(project_root, "120 um", "121.5 um", rough).choice
    assert choice.method is Method.FDTD
    assert "rough" in choice.reason


def test_edge_refuses_rough_walls(project_root: Path) -> None:
    rough = "device.array.sidewall.roughness={rms: 60 nm, correlation_length: 200 nm}"
    with pytest.raises(ConfigError, match="rough"):
        load_study(project_root / QUICK, ["optics.method=edge", rough])


def test_pixels_with_the_same_gap_share_their_runs(project_root: Path) -> None:
    one, other = (
        wide(project_root, w, p) for w, p in (("120 um", "121.5 um"), ("60 um", "61.5 um"))
    )
    assert section_key(one) == section_key(other)
    third = wide(project_root, "60 um", "62 um")
    assert section_key(third) != section_key(one)


def test_walls_that_differ_electrically_share_their_runs(project_root: Path) -> None:
    bare, ligands, mirror = (
        section_key(wide(project_root, "8 um", "10 um", f"device.array.sidewall={wall}"))
        for wall in (
            "{treatment: none}",
            "{treatment: passivated}",
            "{treatment: reflective}",
        )
    )
    assert bare == ligands
    assert bare != mirror


def test_the_predicted_cost_does_not_grow_with_the_pixel(project_root: Path) -> None:
    small, large = (
        predict(wide(project_root, w, p, "optics.method=edge"))
        for w, p in (("20 um", "21.5 um"), ("120 um", "121.5 um"))
    )
    assert small.method == "edge"
    assert (small.runs, small.voxel_steps) == (large.runs, large.voxel_steps)
    assert any("edge" in line for line in large.lines())


def small(project_root: Path, *overrides: str) -> Study:
    """Flat above its wells: no metal at a wall."""
    path = project_root / "configs/fmm_127000ppi.yaml"
    return load_study(path, ["optics.method=auto", "optics.fmm={terms: 600}", *overrides])


@pytest.mark.parametrize(
    ("overrides", "method"),
    [
        (["device.array.pitch=1.3 um"], Method.FMM),
        (["device.array.pitch=1.9 um", "optics.fmm.terms=1000"], Method.FMM),
        (["device.array.pitch=2.1 um", "optics.fmm.terms=2000"], Method.FDTD),  # dearer
        (["device.array.pitch=1.5 um", "optics.tolerance=0.1"], Method.FMM),
        (["device.array.pitch=1.0 um", "optics.tolerance=0.005"], Method.FDTD),  # too few
        (["device.array.pitch=1.3 um", "optics.fmm.terms=200"], Method.FDTD),  # too few orders
        (["device.array.bank.height=150 nm"], Method.FDTD),  # aluminium lies in the well
        (["optics.glass=incoherent"], Method.FDTD),
        (["optics.dipoles.orientations=[x]"], Method.FDTD),
    ],
)
def test_small_cells_go_to_fourier_modes(
    project_root: Path, overrides: list[str], method: Method
) -> None:
    assert small(project_root, *overrides).choice.method is method
