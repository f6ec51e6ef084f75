"""Whether the parts of a case fit together: every refusal quotes what conflicts."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import write_case

from geometry.checks.array import overhang_um
from geometry.spec import ApertureSpec, ArraySpec
from sim.config.errors import ConfigError
from sim.config.loader import load_checked

INSULATED = "spacer: {material: Al2O3, thickness: 20 nm}"


def outcome(folder: Path, *overrides: str) -> str:
    """All error lines, or all warnings where there is no error."""
    try:
        return "\n".join(load_checked(write_case(folder), overrides).warnings)
    except ConfigError as error:
        return f"refused: {error}"


@pytest.mark.parametrize(
    ("overrides", "text"),
    [
        (
            ["device.layers.emitter.emitter=false"],
            "no layer has emitter: true; expected exactly one",
        ),
        (["device.layers.etl.emitter=true"], "'etl' is a second emitter beside 'emitter'"),
        (["device.layers.etl.name=htl"], "layer name 'htl' is taken by layer 1 already"),
        (["device.array.aperture.width=2.8 um"], "2.8 um is not smaller than the pitch 2.8 um"),
        (
            ["device.array.aperture={shape: rectangle, width: 2 um, length: 3 um}"],
            "2 um x 3 um reaches past the pixel's own cell; pitch 2.8 um",
        ),
        (["device.array.aperture.shape=rectangle"], "a rectangle needs its length along y"),
        (["device.array.aperture.length=1 um"], "only a rectangle has a length"),
        (["device.array.lattice=stripe"], "'circle' in lattice 'stripe'"),
        (["device.array.aperture.shape=stripe"], "'stripe' in lattice 'hexagonal'"),
        (["device.array.bank.on=cathode"], "'cathode' is no layer below the emitter 'emitter'"),
        (["device.array.bank.on=anod"], "'anod' is no layer below the emitter 'emitter'; expected"),
        (
            ["device.array.bank.height=45 nm"],
            "45 nm is lower than the solution layers that fill th",
        ),
        (
            ["device.array.bank.height=800 nm", "device.array.bank.sidewall_angle=135 deg"],
            "135 deg over the height 800 nm moves the wall by 800 nm on each side: closes a",
        ),
        (
            ["device.array.bank.height=800 nm", "device.array.bank.sidewall_angle=45 deg"],
            "wells 1.3 um meet at the bank's top, pitch 2.8 um",
        ),
        (["device.array.black_matrix.opening=3 um"], "3 um is not smaller than the pitch 2.8 um"),
        (["device.substrate.thickness=200 nm"], "300 nm is not thinner than the substrate 200 nm"),
        (["device.array.sidewall.thickness=5 nm"], "none, yet a material or thickness is given"),
        (
            ["device.array.sidewall={treatment: oxide, thickness: 650 nm}"],
            "twice 650 nm fills the well of width 1.3 um",
        ),
        (
            ["device.array.sidewall={treatment: passivated, thickness: 5 nm}"],
            "a passivated wall needs both material and thickness, or neither",
        ),
        (
            ["device.array.aperture.width=150 nm", "device.array.bank.step_coverage=1"],
            "closes when its wall moves inwards by 0.135 um",
        ),
        (["optics.vertical_cell=30 nm"], "30 nm is larger than lateral_cell 25 nm"),
        (
            ["device.layers.etl.material={n: 1.7}"],
            "does not tell how it is made; expected solution",
        ),
        (["device.emission={peak: 380 nm, fwhm: 40 nm}"], "needs 320 to 440 nm"),
        (
            # a small round pixel takes the band even where one wavelength is asked for
            [
                "optics.method=edge_modes",
                "optics.wavelengths=1",
                "device.emission={peak: 400 nm, fwhm: 40 nm}",
            ],
            "device.emission needs 336.293 to 463.707 nm",
        ),
        (["optics.method=edge", "device.array=none"], "a film has no wall; expected planar"),
        (["device.exit=superstrate"], "lets less than 0.1% through; expected a thinner one"),
        (["device.exit=sideways"], "expected one of 'substrate' or 'superstrate'"),
        (["device.encapsulation={absorption: 0.1}"], "give exactly one of index and material"),
        (["device.encapsulation={index: 1.5, material: glass}"], "exactly one of index and"),
        (["device.encapsulation={index: 0.5}"], "device.encapsulation.index"),
        (["device.encapsulation={index: 1.5, absorption: 1}"], "device.encapsulation.absorption"),
        (
            ["device.encapsulation={index: 1.5, absorption: 0.1, immersed: true}"],
            "a half-space has no far face",
        ),
        (["device.encapsulation={material: Al}"], "light leaves through it"),
        (["device.encapsulation={material: resin9}"], "no material"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, overrides: list[str], text: str) -> None:
    found = outcome(tmp_path, *overrides)
    assert found.startswith("refused: ")
    assert text in found


@pytest.mark.parametrize(
    "overrides",
    [
        ["device.layers.etl.material={n: 1.7}", "device.layers.etl.process=evaporated"],
        ["device.layers.etl.material={n: 1.7}", "device.array.bank.coverage=conformal"],
        ["device.layers.etl.material={n: 1.7}", "device.array=none"],
        ["device.array.bank.height=50 nm"],
        ["device.array.bank.on=htl", "device.array.bank.height=30 nm"],
        ["device.array.lattice=stripe", "device.array.aperture.shape=stripe"],
        ["device.array.lattice=square", "device.array.aperture={shape: square, width: 2.77 um}"],
        ["device.array.aperture={shape: hexagon, width: 2.77 um}"],
        ["device.array.aperture={shape: rectangle, width: 1 um, length: 2 um}"],
        [f"device.array.sidewall={{treatment: reflective, {INSULATED}}}"],
        ["device.array.sidewall.treatment=passivated"],
        ["device.array.bank.sidewall_angle=30 deg"],
    ],
)
def test_what_fits_is_accepted_without_a_word(tmp_path: Path, overrides: list[str]) -> None:
    wide = ["device.array.black_matrix=none"]
    assert outcome(tmp_path, *wide, *overrides) == ""


@pytest.mark.parametrize(
    ("overrides", "text"),
    [
        (
            ["device.layers.etl.thickness=1 nm"],
            "layer 'etl' (1 nm) falls between two vertical cells",
        ),
        (["device.layers.etl.thickness=33 nm"], "vertical cells (5 nm): the grid holds 35 nm"),
        (["device.array.bank.coverage=planar"], "flush with the emitter at 50 nm above its foot"),
        (["optics.method=planar"], "planar leaves the pixel array out"),
    ],
)
def test_what_is_probably_not_meant_is_a_warning(
    tmp_path: Path, overrides: list[str], text: str
) -> None:
    found = outcome(tmp_path, *overrides)
    assert not found.startswith("refused")
    assert text in found


def test_a_film_without_grid_gets_no_warnings_about_the_grid(tmp_path: Path) -> None:
    overrides = ["device.array=none", "device.layers.etl.thickness=33 nm"]
    assert outcome(tmp_path, *overrides) == ""
    assert "the grid holds 35 nm" in outcome(tmp_path, *overrides, "optics.method=fdtd")


@pytest.mark.parametrize(
    ("lattice", "aperture", "overhang"),
    [
        ("hexagonal", {"shape": "circle", "width": "1 um"}, -0.5),
        ("hexagonal", {"shape": "hexagon", "width": "1 um"}, -0.5),
        ("square", {"shape": "square", "width": "3 um"}, 0.5),
        # A hexagon's corners point along y, 1/sqrt(3) of its width from its centre.
        ("square", {"shape": "hexagon", "width": "1.9 um"}, 1.9 / 3**0.5 - 1.0),
        # The corner (w/2, w/2) seen along the flat at 30 deg: w/2 (cos 30 + sin 30).
        ("hexagonal", {"shape": "square", "width": "1 um"}, 0.5 * (3**0.5 / 2 + 0.5) - 1.0),
        ("stripe", {"shape": "stripe", "width": "1.5 um"}, -0.25),
    ],
)
def test_overhang_of_a_well_in_a_cell_two_micrometres_wide(
    lattice: str, aperture: dict[str, str], overhang: float
) -> None:
    array = ArraySpec.model_validate(
        {
            "lattice": lattice,
            "pitch": "2 um",
            "aperture": ApertureSpec.model_validate(aperture),
            "bank": {"height": "100 nm"},
        }
    )
    assert overhang_um(array, 0.0) == pytest.approx(overhang, abs=1e-12)
    assert overhang_um(array, 0.1) > overhang_um(array, 0.0)


def test_a_mirror_at_the_wall_wants_an_insulator(tmp_path: Path) -> None:
    mirror = "device.array.sidewall={treatment: reflective}"
    insulated = f"device.array.sidewall={{treatment: reflective, {INSULATED}}}"
    assert "joins anode and cathode" in outcome(tmp_path, mirror)
    assert "joins anode and cathode" not in outcome(tmp_path, insulated)
