"""Files, references, overrides and positions: what the user reads for every kind of mistake."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.config_cases import CASE, write_case

from geometry.materials.library import load_library
from geometry.spec import ApertureShape
from geometry.units import format_length
from sim.config.errors import ConfigError
from sim.config.loader import dump_study, load_checked, load_study, same_case, study_from_yaml


def complaint(path: Path, *overrides: str) -> str:
    """The one line that loading ends with, the folder left out."""
    with pytest.raises(ConfigError) as caught:
        load_study(path, overrides)
    lines = str(caught.value).splitlines()
    assert len(lines) == 1, lines
    return lines[0].replace(f"{path.parent}{os.sep}", "")


def test_a_sound_case_loads(tmp_path: Path) -> None:
    study = load_study(write_case(tmp_path))
    assert study.device.array is not None
    assert study.device.array.aperture.shape is ApertureShape.CIRCLE
    assert study.device.layers[2].thickness_um == pytest.approx(0.030)
    assert study.electrical is None


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("35 nm", "35", "case.yaml:9:46: device.layers.3.thickness: 35 has no unit; expected a"),
        ("plqy: 0.97", "plqy: 1.2", "case.yaml:17:47: device.emission.plqy: found 1.2; expected"),
        ("plqy: 0.97", "plqy: true", "17:47: device.emission.plqy: found true; expected a number"),
        ("plqy: 0.97", "plqy: ~", "17:47: device.emission.plqy: found nothing; expected a number"),
        ("lateral: 2", "lateral: yes", "19:22: optics.dipoles.lateral: found 'yes'; expected a wh"),
        ("lateral: 2", "lateral: '2'", "19:22: optics.dipoles.lateral: found '2'; expected a whol"),
        ("fwhm:", "fwmh:", "17:28: device.emission.fwmh: unknown key 'fwmh', did you mean 'fwhm'?"),
        ("lateral: 2", "lateral_um: 2", "unknown key 'lateral_um', did you mean 'lateral'?"),
        ("TPBi", "TPBI", "9:29: device.layers.3.material: no material 'TPBI', did you mean 'TPBi'"),
        ("TPBi", "{n: 1.7, q: 2}", "9:38: device.layers.3.material.q: unknown key 'q'; allowed"),
        ("TPBi", "{k: 0}", "9:19: device.layers.3.material.n: missing"),
        ("TPBi", "[1]", "9:19: device.layers.3.material: found a list of 1; expected text"),
        ("hexagonal", "hex", "12:14: device.array.lattice: found 'hex'; expected one of 'hexagon"),
        (
            "bank: {material: PMMA, height: 100 nm}",
            "bank: {}",
            "15:5: device.array.bank.height: mi",
        ),
        ("1.3 um", "-1.3 um", "found '-1.3 um'; expected a value greater than 0 um"),
        ("schema: 1", "schema: 2", "case.yaml:1:9: schema: found 2; this version reads schema 1"),
        ("schema: 1", "schema: 1.0", "1:9: schema: found 1.0; this version reads schema 1"),
        ("schema: 1", "schema: true", "1:9: schema: found true; this version reads schema 1"),
        ("schema: 1\n", "", "case.yaml:1:1: schema: missing; expected 1"),
        ("name: small", "name: small\nname: b", "3:1: key 'name' is given twice; first in line 2"),
        ("name: small", "name: a/b", "2:7: name: found 'a/b'; expected letters"),
        ("name: small", "name: 9072", "2:7: name: found 9072; expected text (in quotes"),
        ("name: small", "name: !!python/name:os.system x", "2:7: tag "),
        ("name: small", "name: *who", "2:7: alias *who refers to nothing complete before it"),
        ("name: small", "name: [", "not valid YAML"),
        ("name: small", "name: a\nsweep: {}", "3:1: sweep: a sweep describes many cases"),
        ("peak: 520 nm", "peak: 520 nm, zone: edge", "found 'edge'; expected 'uniform' or a mapp"),
        ("lateral: 2", "lateral: 99999999999999999999999", "expected a value less than or equal"),
        (
            "optics:\n",
            "optics:\n  method: fast\n",
            "optics.method: found 'fast'; expected one of 'a",
        ),
        (
            "optics:\n",
            "optics:\n  tolerance: .nan\n",
            "optics.tolerance: found nan; expected a finit",
        ),
        (
            "optics:\n",
            "optics:\n  tolerance: 1e999\n",
            "optics.tolerance: found inf; expected a fin",
        ),
    ],
)
def test_a_mistake_is_one_located_line(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert CASE.count(old) == 1 or old in ("optics:\n",)
    assert line in complaint(write_case(tmp_path, CASE.replace(old, new, 1)))


def test_every_mistake_of_a_file_is_reported(tmp_path: Path) -> None:
    text = CASE.replace("35 nm", "35").replace("fwhm", "fwmh").replace("lateral: 2", "lateral: x")
    with pytest.raises(ConfigError) as caught:
        load_study(write_case(tmp_path, text))
    assert [problem.place.line for problem in caught.value.problems] == [9, 17, 19]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "case.yaml:1:1: the file is empty"),
        (b"# nothing\n", "case.yaml:1:1: the file is empty"),
        (b"- 1\n", "case.yaml:1:1: found a list of 1; expected a mapping"),
        (b"word\n", "case.yaml:1:1: found 'word'; expected a mapping"),
        (CASE.encode("utf-16"), "case.yaml:1:1: the file is UTF-16; save it as UTF-8"),
        (b"name: caf\xe9\n", "case.yaml:1:10: byte 0xe9 is not UTF-8"),
        (b"a: 1\nb: \x00\n", "case.yaml:2:4: character U+0000 is not allowed"),
        (b"a: 1\n---\nb: 2\n", "case.yaml:2:1: a second YAML document"),
        (b"a: " + b"[" * 5000, "nested deeper than the 32 levels"),
        (b"#" * 1_000_001, "larger than 1000000 bytes"),
        (b"a: &a [*a]\n", "case.yaml:1:8: alias *a refers to nothing complete"),
        (b'a: "\\U99999999"\n', "not valid YAML"),
        (b'a: "\\ud800"\n', "half of a surrogate pair"),
        (b"? [a]\n: b\n", "a list or mapping cannot be a key"),
    ],
)
def test_files_that_hold_no_case(tmp_path: Path, data: bytes, line: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(data)
    assert line in complaint(path)


def test_expanding_aliases_are_stopped(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    assert "more than 20000 values" in complaint(write_case(tmp_path, "\n".join(rows)))


def test_an_alias_repeats_a_value(tmp_path: Path) -> None:
    text = CASE.replace("TPBi, thickness: 35 nm", "TPBi, thickness: &t 35 nm")
    text = text.replace("Al, thickness: 100 nm", "Al, thickness: *t")
    layers = load_study(write_case(tmp_path, text)).device.layers
    assert layers[4].thickness_um == layers[3].thickness_um == pytest.approx(0.035)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(CASE.encode("utf-8-sig"))
    assert load_study(path).name == "small"


def test_absent_and_wrong_kinds_of_file(tmp_path: Path) -> None:
    assert "no such file" in complaint(tmp_path / "absent.yaml")
    assert "is a directory" in complaint(tmp_path)
    fifo = tmp_path / "pipe.yaml"
    os.mkfifo(fifo)
    assert "not a regular file" in complaint(fifo)


def _split_case(folder: Path, device: str) -> Path:
    (folder / "devices").mkdir()
    write_case(folder / "devices", device, "d.yaml")
    return write_case(folder, "schema: 1\nname: split\ndevice: devices/d.yaml\n")


DEVICE = """\
layers: stack.yaml
emission: {plqy: 0.5}
"""
STACK = """\
- {name: a, material: ITO, thickness: 150 nm}
- {name: e, material: {n: 1.9}, thickness: 30 nm, emitter: true}
"""


def test_references_start_from_the_file_that_names_them(tmp_path: Path) -> None:
    path = _split_case(tmp_path, DEVICE)
    write_case(tmp_path / "devices", STACK, "stack.yaml")
    assert [layer.name for layer in load_study(path).device.layers] == ["a", "e"]
    assert load_study(path, ["device.layers.e.thickness=40 nm"]).device.layers[1].thickness_um == (
        pytest.approx(0.040)
    )


def test_a_mistake_in_a_referenced_file_names_that_file(tmp_path: Path) -> None:
    path = _split_case(tmp_path, DEVICE)
    write_case(tmp_path / "devices", STACK.replace("30 nm", "30"), "stack.yaml")
    assert complaint(path).startswith("devices/stack.yaml:2:44: device.layers.1.thickness: 30 has")


def test_an_absent_reference_is_reported_where_it_is_named(tmp_path: Path) -> None:
    line = complaint(_split_case(tmp_path, DEVICE))
    assert line.startswith("devices/d.yaml:1:9: layers: no such file") or line.startswith(
        "devices/d.yaml:1:9: device.layers: no such file"
    )


def test_references_in_a_circle_are_refused(tmp_path: Path) -> None:
    path = _split_case(tmp_path, "array: d.yaml\n")
    assert "'d.yaml' refers back to itself" in complaint(path)


@pytest.mark.parametrize(
    ("override", "line"),
    [
        (
            "device.foo=1",
            "--set device.foo: unknown key 'foo'; allowed here: array, ",
        ),
        ("device.layers.etl.thickness=40", "device.layers.3.thickness: 40 has no unit"),
        ("device.layers.etx.thickness=4 nm", "has no item 'etx'; expected 0 to 4 or one of anode"),
        ("device.layers.9.thickness=4 nm", "device.layers has no item '9'; expected 0 to 4"),
        ("device.layers.0.thickness.x=4 nm", "device.layers.0.thickness is '150 nm', which has no"),
        ("device", "--set: found 'device'; expected PATH=VALUE"),
        ("=3", "--set: found '=3'; expected PATH=VALUE"),
        ("device..x=3", "--set: found 'device..x=3'; expected PATH=VALUE"),
        ("device={", "--set device: not valid YAML"),
        ("device=nowhere.yaml", "--set device: no such file"),
        (
            "device.array.ppi=17000",
            "case.yaml:16:48: device.array.black_matrix.opening: 1.5 um is",
        ),
    ],
)
def test_mistakes_in_overrides(tmp_path: Path, override: str, line: str) -> None:
    assert line in complaint(write_case(tmp_path), override)


def test_overrides(tmp_path: Path) -> None:
    path = write_case(tmp_path)
    changed = load_study(
        path,
        ["device.layers.etl.thickness=40 nm", "device.layers.4.thickness=60 nm", "run.ranks=3"],
    )
    assert changed.device.layers[3].thickness_um == pytest.approx(0.040)
    assert changed.device.layers[4].thickness_um == pytest.approx(0.060)
    assert changed.run.ranks == 3
    assert load_study(path, ["device.array=none"]).device.array is None
    assert load_study(path, ["device.array=null"]).device.array is None


def test_blocks_of_pulses_and_panels_may_be_none(tmp_path: Path) -> None:
    """A study of a panel with and without crosstalk is an axis over its blocks."""
    written = [
        "electrical={model: drift_diffusion, transient: {on: 5 V}, impedance: {}}",
        "panel={cover: {thickness: 1 mm}, shared_layer: {}, gamut: {}}",
    ]
    blocks = ("transient", "impedance", "cover", "shared_layer", "gamut")
    paths = [f"{'electrical' if n < 2 else 'panel'}.{name}" for n, name in enumerate(blocks)]
    for overrides, is_none in ((written, False), ([*written, *(f"{p}=none" for p in paths)], True)):
        study = load_study(write_case(tmp_path), overrides)
        held = {**dict(study.electrical or ()), **dict(study.panel or ())}
        assert [held[name] is None for name in blocks] == len(blocks) * [is_none]


def test_ppi_takes_the_place_of_the_pitch_and_back(tmp_path: Path) -> None:
    array = load_study(write_case(tmp_path), ["device.array.ppi=9072"]).device.array
    assert array is not None
    assert array.pitch_um is None
    assert array.pitch == pytest.approx(25400.0 / 9072.0)
    overrides = ["device.array.ppi=9072", "device.array.pitch=5 um"]
    array = load_study(write_case(tmp_path), overrides).device.array
    assert array is not None
    assert array.pitch == 5.0


def test_the_gap_takes_the_place_of_the_width_and_back(tmp_path: Path) -> None:
    array = load_study(write_case(tmp_path), ["device.array.gap=1 um"]).device.array
    assert array is not None
    assert array.aperture.width_um == pytest.approx(1.8)
    overrides = ["device.array.gap=1 um", "device.array.aperture.width=1.4 um"]
    array = load_study(write_case(tmp_path), overrides).device.array
    assert array is not None
    assert array.aperture.width_um == 1.4


def test_a_mistake_in_what_a_technique_fills_in_has_a_place(tmp_path: Path) -> None:
    text = CASE.replace("device:\n", "device:\n  technique: photolithography\n", 1)
    text = text.replace("    bank: {material: PMMA, height: 100 nm}\n", "    bank: 3\n")
    with pytest.raises(ConfigError) as caught:
        load_study(write_case(tmp_path, text))
    assert [problem.place.line for problem in caught.value.problems] == [16]


def test_both_pitch_and_ppi_in_a_file_are_refused(tmp_path: Path) -> None:
    path = write_case(tmp_path, CASE.replace("pitch: 2.8 um", "pitch: 2.8 um\n    ppi: 9072"))
    assert "give exactly one of pitch and ppi" in complaint(path)


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("device.array=none",),
        ("electrical={model: compact}",),
        ("device.emission.zone={toward: substrate, decay: 4.321 nm}", "device.array.ppi=777.7"),
        ("device.superstrate.material={n: 1.1, k: 1e-7}", "name=yes"),
    ],
)
def test_a_written_study_loads_back_equal(tmp_path: Path, overrides: tuple[str, ...]) -> None:
    study = load_study(write_case(tmp_path), overrides)
    assert study_from_yaml(dump_study(study)) == study


LIBRARY = load_library()


@settings(max_examples=50)
@given(
    width_um=st.floats(min_value=0.3, max_value=2.7),
    thickness_um=st.floats(min_value=1e-4, max_value=0.08),
    plqy=st.floats(min_value=1e-12, max_value=1.0),
    n=st.floats(min_value=1e-3, max_value=20.0),
)
def test_no_digit_is_lost_in_writing(
    width_um: float, thickness_um: float, plqy: float, n: float
) -> None:
    text = CASE.replace("1.3 um", format_length(width_um)).replace("plqy: 0.97", f"plqy: {plqy!r}")
    text = text.replace("PTAA, thickness: 20 nm", f"PTAA, thickness: {format_length(thickness_um)}")
    text = text.replace("height: 100 nm", "height: 120 nm").replace(
        "material: TPBi", f"process: evaporated, material: {{n: {n!r}}}"
    )
    text = text.replace("    black_matrix: {thickness: 300 nm, opening: 1.5 um}\n", "")
    study = study_from_yaml(text, library=LIBRARY)
    assert study.device.emission.plqy == plqy
    assert study_from_yaml(dump_study(study), library=LIBRARY) == study


def test_the_way_of_execution_does_not_make_another_case(tmp_path: Path) -> None:
    path = write_case(tmp_path)
    study = load_study(path)
    assert same_case(study, load_study(path, ["run.ranks=4"]))
    assert not same_case(study, load_study(path, ["device.layers.etl.thickness=36 nm"]))


def test_shipped_cases_load(project_root: Path) -> None:
    study = load_checked(project_root / "configs" / "quickstart.yaml").study
    assert study.name == "quickstart"
    film = load_study(
        project_root / "configs" / "quickstart.yaml",
        [f"device={project_root / 'configs' / 'devices' / 'zhang2025_film.yaml'}"],
    )
    assert film.device.array is None
