"""A device's own electrical inputs: taken by model, below what the case writes itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import CASE, write_case

from sim.config.errors import ConfigError
from sim.config.loader import dump_study, load_study, study_from_yaml
from sim.electrical.spec import CompactSpec, DriftDiffusionSpec
from sim.store.keys import case_key

PAPER = {
    "zhang2025_control": 2.99,
    "zhang2025_otf3": 0.494,
    "zhang2025_otf3_libr": 0.0297,
    "zhang2025_9072ppi": 0.494,
}
OWN = """\
  electrical:
    compact: {lifetime: 12 ns}
    drift_diffusion:
      model: drift_diffusion
      source: a made-up set
      level_shift: -0.6 eV
      interfaces: {below: {recombination_velocity: 2 m/s}}
"""
PLANAR = "optics.method=planar"


def own_case(folder: Path, electrical: str = "") -> Path:
    return write_case(folder, CASE.replace("optics:", f"{OWN}{electrical}optics:"))


def drift_diffusion(path: Path, *overrides: str) -> DriftDiffusionSpec:
    model = load_study(path, [PLANAR, "electrical.model=drift_diffusion", *overrides]).electrical
    assert isinstance(model, DriftDiffusionSpec)
    return model


@pytest.mark.parametrize("name", PAPER)
def test_devices_of_the_paper_bring_the_calibrated_set(name: str, project_root: Path) -> None:
    configs = project_root / "configs"
    model = drift_diffusion(configs / f"{name}.yaml")
    assert model.level_shift_ev == -0.70
    assert model.interfaces.below.recombination_velocity_m_s == PAPER[name]
    assert model.source is not None
    assert "calibrated" in model.source


def test_the_published_levels_take_nothing_of_the_calibrated_set(project_root: Path) -> None:
    configs = project_root / "configs"
    bare = "device.electrical=none"
    for dots in ("control", "otf3"):
        file = f"electrical={configs}/electrical/zhang2025_{dots}_published.yaml"
        case = configs / f"zhang2025_{dots}.yaml"
        assert load_study(case, [file]).electrical == load_study(case, [file, bare]).electrical


def test_the_case_goes_before_the_device(tmp_path: Path) -> None:
    path = own_case(tmp_path, "electrical: {model: compact, lifetime: 20 ns}\n")
    compact = load_study(path, [PLANAR]).electrical
    assert isinstance(compact, CompactSpec)
    assert compact.lifetime_s == pytest.approx(20e-9)
    model = drift_diffusion(path, "electrical.interfaces.below.dipole=-0.1 eV")
    assert model.lifetime_s == pytest.approx(20e-9)
    assert model.interfaces.below.recombination_velocity_m_s == 2.0
    assert model.interfaces.below.dipole_ev == -0.1
    assert model.source == ("a made-up set; the case changes lifetime, interfaces.below.dipole")


def test_a_block_without_a_model_is_compact(tmp_path: Path) -> None:
    compact = load_study(own_case(tmp_path, "electrical: {ideality: 3}\n"), [PLANAR]).electrical
    assert isinstance(compact, CompactSpec)
    assert compact.lifetime_s == pytest.approx(12e-9)


def test_no_electrical_block_stays_none(tmp_path: Path) -> None:
    assert load_study(own_case(tmp_path), [PLANAR]).electrical is None
    path = own_case(tmp_path, "electrical: none\n")
    assert load_study(path, [PLANAR]).electrical is None


def test_the_resolved_case_holds_the_numbers(tmp_path: Path) -> None:
    """It loads back to itself, and the key is that of a case that writes them out."""
    study = load_study(own_case(tmp_path, "electrical: {model: compact}\n"), [PLANAR])
    text = dump_study(study)
    assert "drift_diffusion" not in text
    assert study_from_yaml(text) == study
    plain = "electrical: {model: compact, lifetime: 12 ns}\noptics:"
    other = load_study(write_case(tmp_path, CASE.replace("optics:", plain), "b.yaml"), [PLANAR])
    assert case_key(study) == case_key(other)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ("{fluid: {lifetime: 1 ns}}", "device.electrical.fluid: no electrical model; expected"),
        ("{compact: 3}", "device.electrical.compact: found 3; expected a block"),
        ("7", "device.electrical: found 7; expected a block per model"),
    ],
)
def test_blocks_that_are_none(tmp_path: Path, blocks: str, said: str) -> None:
    text = CASE.replace("optics:", f"  electrical: {blocks}\noptics:")
    with pytest.raises(ConfigError) as caught:
        load_study(write_case(tmp_path, text))
    assert said in str(caught.value)
    assert "case.yaml:" in str(caught.value)


def test_a_mistake_in_the_devices_file_is_found_there(tmp_path: Path) -> None:
    (tmp_path / "set.yaml").write_text("model: compact\nlifetime: 12\n", encoding="utf-8")
    own = "  electrical: {compact: set.yaml}\nelectrical: {model: compact}\noptics:"
    with pytest.raises(ConfigError, match=r"set.yaml:2:\d+: electrical.lifetime"):
        load_study(write_case(tmp_path, CASE.replace("optics:", own)), [PLANAR])
