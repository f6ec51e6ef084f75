"""The small pixel of optics.corner_width: its device, what is refused, what it costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.corner_cases import QUICK, SQUARE, small_of, wide

from sim.batch.study.cases import Sweep, load_cases
from sim.batch.study.prediction import predict_sweep
from sim.config.errors import ConfigError
from sim.config.loader import dump_study, load_checked, load_study
from sim.cost.predict import predict
from sim.optics.methods.choose import choice_notes, method_of
from sim.optics.methods.edge.key import section_key
from sim.store.keys import runs_key
from sim.study import Method, Study


@pytest.fixture
def study(project_root: Path) -> Study:
    return wide(project_root, 20.0)


# ------------------------------------------------------------------------------------ the device


def test_the_small_pixel_has_the_wide_one_s_wall(project_root: Path) -> None:
    """Its section is the same: gap, bank, treatment, overhang of the matrix, layers, grid."""
    more = (
        "device.array.black_matrix={thickness: 300 nm, opening: 20.3 um}",
        "device.array.sidewall.treatment=reflective",
    )
    study = wide(project_root, 20.0, *more)
    small = small_of(study)
    assert small.device.array is not None
    assert study.device.array is not None
    assert small.device.array.aperture.width_um == 0.6
    assert small.device.array.pitch == pytest.approx(2.1)
    assert small.device.array.black_matrix is not None
    assert small.device.array.black_matrix.opening_um == pytest.approx(0.9)
    assert small.device.array.lattice is study.device.array.lattice
    assert section_key(small) == section_key(study)


def test_a_rectangle_keeps_its_aspect(project_root: Path) -> None:
    rectangle = "device.array.aperture={shape: rectangle, width: 20 um, length: 8 um}"
    array = small_of(wide(project_root, 20.0, rectangle)).device.array
    assert array is not None
    assert array.aperture.length_um == pytest.approx(0.24)


def test_it_is_solved_whole_with_the_case_s_numerics(study: Study) -> None:
    small = small_of(study)
    assert small.optics.method is Method.FDTD
    same = {"vertical_cell_um", "lateral_cell_um", "wavelengths", "neighbours", "reach_um"}
    for name in same:
        assert getattr(small.optics, name) == getattr(study.optics, name)
    assert small.optics.dipoles.lateral == study.optics.dipoles.lateral
    assert small.optics.refine.rounds == 0


def test_pixels_of_several_widths_share_it(project_root: Path) -> None:
    """Also where the gap is the difference of two numbers that are rounded differently."""
    names = {runs_key(small_of(wide(project_root, w))) for w in (20.0, 60.1, 117.3)}
    assert len(names) == 1
    other = "optics.corner_width=700 nm"
    assert runs_key(small_of(wide(project_root, 20.0, other))) not in names


def test_cases_without_it_are_named_as_before(study: Study) -> None:
    plain = study.optics.model_copy(update={"corner_width_um": None})
    without = study.model_copy(update={"optics": plain})
    assert method_of(study).key(study) == method_of(study).key(without)
    assert method_of(study).inner_case(without) is None


# ------------------------------------------------------------------------------- refused, left out


@pytest.mark.parametrize(
    ("overrides", "text"),
    [
        (["optics.method=fdtd"], "optics.method is fdtd; expected edge or auto, or no"),
        (["optics.method=planar"], "optics.method is planar; expected edge or auto, or no"),
        (["optics.method=reciprocity", "electrical=none"], "optics.method is reciprocity"),
        (["optics.corner_width=20 um"], "20 um is not smaller than device.array.aperture.width"),
        (["optics.corner_width=0 nm"], "expected a value greater than 0"),
        (
            ["device.array.lattice=stripe", "device.array.aperture.shape=stripe"],
            "stripes have no corners; expected no corner_width",
        ),
        (
            ["device.array.coffee_ring={height: 5 nm, width: 400 nm}"],
            "pixel of 600 nm cannot be built: device.array.coffee_ring.width: twice 400 nm",
        ),
        (
            ["device.array.sidewall={treatment: oxide, thickness: 350 nm}"],
            "pixel of 600 nm cannot be built: device.array.sidewall.thickness: twice 350 nm",
        ),
    ],
)
def test_what_cannot_be_is_refused(project_root: Path, overrides: list[str], text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        wide(project_root, 20.0, *overrides)
    found = str(caught.value)
    assert "optics.corner_width" in found
    assert text in found


def test_auto_leaves_it_out_where_it_steps_whole_pixels(project_root: Path) -> None:
    overrides = ["optics.method=auto", "optics.corner_width=2 um"]
    study = load_study(project_root / QUICK, overrides)
    assert method_of(study).inner_case(study) is None
    reason, left_out = choice_notes(study)
    assert "auto: fdtd" in reason
    assert left_out == "optics.corner_width is not used: it is for method edge, auto took fdtd"
    assert left_out in predict(study).lines()
    film = load_study(project_root / QUICK, [*overrides, "device.array=none"])
    assert "auto took planar" in choice_notes(film)[0]


def test_auto_uses_it_where_it_takes_edge(project_root: Path) -> None:
    study = wide(project_root, 20.0, "optics.method=auto")
    assert small_of(study).optics.method is Method.FDTD
    assert len(choice_notes(study)) == 1


def test_walls_between_grid_points_are_warned_of(project_root: Path) -> None:
    over = ["device.array.lattice=square", SQUARE, "optics.method=edge"]
    path = project_root / QUICK
    for width, warned in (("600 nm", False), ("625 nm", True)):
        found = load_checked(path, [*over, f"optics.corner_width={width}"]).warnings
        assert any("even number of lateral cells" in text for text in found) is warned


# -------------------------------------------------------------------------------------- its cost


def test_its_cost_is_predicted(study: Study) -> None:
    plain = study.model_copy(
        update={"optics": study.optics.model_copy(update={"corner_width_um": None})}
    )
    walls, both, alone = predict(plain), predict(study), predict(small_of(study))
    assert both.method == "edge"
    assert both.runs == walls.runs + alone.runs
    assert both.voxel_steps == walls.voxel_steps + alone.voxel_steps
    assert both.shared_s == pytest.approx(walls.seconds)
    (part,) = both.parts.values()
    assert 0.0 < part < alone.seconds
    assert both.memory_bytes == max(walls.memory_bytes, alone.memory_bytes)
    assert any("small pixel of 600 nm, solved whole" in line for line in both.lines())


def widths_study(folder: Path, study: Study, small: str) -> Sweep:
    """Two pixels with one wall, and small pixels of given widths."""
    (folder / "base.yaml").write_text(dump_study(study), encoding="utf-8")
    path = folder / "widths.yaml"
    path.write_text(
        f"""\
schema: 1
name: widths
base: base.yaml
sweep:
  mode: zip
  axes:
    - {{path: device.array.aperture.width, values: [20 um, 40 um]}}
    - {{path: device.array.pitch, values: [21.5 um, 41.5 um]}}
    - {{path: optics.corner_width, values: {small}}}
""",
        encoding="utf-8",
    )
    return load_cases(path)


def test_a_study_counts_it_once_for_all_widths(study: Study, tmp_path: Path) -> None:
    cases = widths_study(tmp_path, study, "[600 nm, 600 nm]")
    found, one = predict_sweep(cases), predict(study)
    assert (found.cases, found.solved) == (2, 1)
    assert found.core_s == pytest.approx(one.seconds * one.ranks)
    assert found.longest_s == pytest.approx(one.seconds)


def test_a_study_counts_every_small_pixel(study: Study, tmp_path: Path) -> None:
    cases = widths_study(tmp_path, study, "[600 nm, 700 nm]")
    first, second = (predict(case.study) for case in cases.cases)
    (part,) = second.parts.values()
    expected = (first.seconds + part) * first.ranks
    assert predict_sweep(cases).core_s == pytest.approx(expected)
