"""The material library: shipped files, look-up, assumed values, refusals."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from geometry.materials.files import MaterialFileError
from geometry.materials.library import (
    Material,
    MaterialLibrary,
    UnknownMaterial,
    constant_material,
    load_library,
    resolve,
)
from geometry.spec import InlineMaterial
from postprocess.figures.material import plot_material
from sim.config.errors import InputError

TABLE = """name: test film
kind: table
source: somebody
licence: CC0-1.0
columns: wavelength_nm n k
table: |
  400 1.5 0.1
  600 1.7 0.0
"""


@pytest.fixture(scope="module")
def library() -> MaterialLibrary:
    return load_library()


def write(folder: Path, text: str, name: str = "one.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_shipped_material_covers_the_visible_and_names_its_source(library):
    visible = np.linspace(380.0, 780.0, 81)
    for name in library.names:
        material = library.get(name)
        index = material.index(visible)
        assert np.all(index.real > 0), name
        assert np.all(index.imag >= 0), name
        assert material.source, name
        assert material.notes["licence"], name


@pytest.mark.parametrize(
    ("name", "wavelength_nm", "n", "k"),
    [
        ("ITO", 520.0, 1.893, 0.0036),
        ("PEDOT:PSS", 640.0, 1.502, 0.0139),
        ("TPBi", 460.0, 1.800, 0.0),
        ("LiF", 520.0, 1.394, 0.0),
        ("Al", 520.0, 0.888, 6.281),
        ("Al McPeak", 640.0, 1.190, 6.759),
        ("Ag", 460.0, 0.052, 2.704),
        ("PMMA", 520.0, 1.501, 0.0),
        ("glass", 520.0, 1.527, 1.6e-7),
        ("ZnO", 520.0, 1.627, 0.007),
        ("CsPbBr3", 530.0, 2.318, 0.032),
    ],
)
def test_values_are_those_of_the_published_tables(library, name, wavelength_nm, n, k):
    index = complex(library.get(name).index(wavelength_nm))
    assert index.real == pytest.approx(n, abs=6e-4)  # the references are rounded to 0.001
    assert index.imag == pytest.approx(k, abs=6e-4)


def test_unknown_name_is_answered_with_close_ones(library):
    with pytest.raises(UnknownMaterial, match="no material 'PEDOT', did you mean 'PEDOT:PSS'"):
        library.get("PEDOT")
    assert issubclass(UnknownMaterial, ValueError)


def test_resolve_takes_names_and_inline_indices(library):
    assert resolve("ITO", library) == library.get("ITO")
    inline = resolve(InlineMaterial(n=1.95, k=0.1), library)
    assert complex(inline.index(433.0)) == 1.95 + 0.1j


def test_outside_the_table_is_refused(library):
    with pytest.raises(ValueError, match="tabulated over"):
        library.get("ITO").index(900.0)


def test_lossless_keeps_n_and_drops_k(library):
    film = library.get("CsPbBr3 NC film")
    bare = film.lossless()
    assert bare.is_lossless
    assert not film.is_lossless
    assert np.array_equal(bare.n, film.n)
    assert bare.assumptions == film.assumptions


def test_a_mixture_lists_its_own_and_its_host_s_assumptions(library):
    paths = {item.path for item in library.get("CsPbBr3 NC film").assumptions}
    assert paths == {"materials.CsPbBr3 NC film.fill", "materials.CsPbBr3 NC film.host.n"}
    assert library.get("Al").assumptions == ()
    for name in library.names:
        for item in library.get(name).assumptions:
            assert item.low <= item.value <= item.high
            assert item.reason


def test_an_assumed_value_can_be_varied_within_its_range(library):
    path = "materials.PTAA.n"
    varied = library.with_value(path, 1.70)
    assert complex(varied.get("PTAA").index(520.0)).real == 1.70
    assert varied.get("PTAA").assumptions[0].value == 1.70
    assert complex(library.get("PTAA").index(520.0)).real == 1.75
    with pytest.raises(ValueError, match="outside"):
        library.with_value(path, 1.95)
    with pytest.raises(ValueError, match="not an assumed value"):
        library.with_value("materials.Al.n", 1.0)


def test_materials_compare_by_content_and_travel_between_processes(library):
    copy = pickle.loads(pickle.dumps(library.get("Al")))
    assert copy == library.get("Al")
    assert hash(copy) == hash(library.get("Al"))
    assert constant_material("a", 1.5) != constant_material("a", 1.6)


def test_a_table_is_read_and_interpolated_linearly(tmp_path):
    material = load_library(write(tmp_path, TABLE)).get("test film")
    assert complex(material.index(500.0)) == pytest.approx(1.6 + 0.05j)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: table", "kind: guess", "kind"),
        ("source: somebody\n", "", "source"),
        ("400 1.5 0.1", "700 1.5 0.1", "increase"),
        ("400 1.5 0.1", "400 1.5", "columns"),
        ("400 1.5 0.1", "400 1.5 -0.1", "negative"),
        ("400 1.5 0.1", "400 nan 0.1", "finite"),
        ("name: test film", "name: [", "one.yaml"),
        ("licence: CC0-1.0", "licence: CC0-1.0\nsurprise: 1", "surprise"),
    ],
)
def test_a_bad_file_stops_only_who_asks_for_it(tmp_path, old, new, message):
    write(tmp_path, TABLE.replace("test film", "good film"), "two.yaml")
    library = load_library(write(tmp_path, TABLE.replace(old, new)))
    assert library.get("good film").source == "somebody"
    with pytest.raises(MaterialFileError, match=message) as caught:
        library.get("[" if old.startswith("name") else "test film")
    assert "one.yaml" in str(caught.value)


def test_two_files_of_one_name_and_a_missing_folder_are_refused(tmp_path):
    write(tmp_path, TABLE)
    write(tmp_path, TABLE, "two.yaml")
    with pytest.raises(MaterialFileError, match="taken"):
        load_library(tmp_path).get("test film")
    with pytest.raises(MaterialFileError, match="no such directory"):
        load_library(tmp_path / "absent")


def test_a_mixture_that_contains_itself_is_refused(tmp_path):
    text = (
        "name: loop\nkind: bruggeman\nsource: s\nlicence: l\n"
        "inclusion: loop\nhost: {n: 1.5}\nfill: 0.5\n"
    )
    with pytest.raises(MaterialFileError, match="contains itself"):
        load_library(write(tmp_path, text)).get("loop")


def test_inconsistent_arrays_are_refused():
    one, two = np.ones(1), np.array([400.0, 500.0])
    with pytest.raises(ValueError, match="one length"):
        Material("m", two, one, one, "s")
    with pytest.raises(ValueError, match="increase"):
        Material("m", two[::-1], 1.5 + 0 * two, 0 * two, "s")


@pytest.mark.parametrize("name", ["CsPbBrI2 NC film", "Ag", "fluorosilane"])
def test_a_material_is_drawn_with_its_fit(tmp_path: Path, name: str) -> None:
    found = plot_material(load_library().get(name), 600.0, 680.0, tmp_path / "one.png")
    assert found.read_bytes().startswith(b"\x89PNG")


def test_a_picture_needs_a_known_format(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one.bmp"):
        plot_material(load_library().get("Ag"), 600.0, 680.0, tmp_path / "one.bmp")
