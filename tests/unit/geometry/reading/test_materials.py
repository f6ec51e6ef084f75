"""Files of optical constants as users have them: each read right, or refused in its one line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geometry.materials.library import MaterialLibrary, load_library, resolve
from geometry.reading.formulas import index_of_formula
from geometry.reading.materials import read_folder, read_material
from geometry.reading.text_table import FileError

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def library() -> MaterialLibrary:
    return load_library()


@pytest.mark.parametrize(
    ("file", "wavelength_nm", "index", "said"),
    [
        ("two_columns_um.txt", 500.0, 1.80, "no k: taken as 0"),
        ("semicolon_decimal_comma.csv", 500.0, 1.77 + 0.001j, "decimal comma"),
        ("energy_tab.txt", 1239.841984332003 / 2.5, 1.75 + 0.001j, "photon energies in eV"),
        ("index_site.csv", 500.0, 1.77 + 0.003j, "wavelengths in um by their range"),
        ("sellmeier2.yml", 587.6, 1.51680 + 9.6e-9j, "entry 1: formula 2"),
        ("tabulated_nk.yml", 500.0, 1.77 + 0.001j, "entry 1: tabulated nk"),
        ("metres_in_header.dat", 500.0, 1.77 + 0.001j, "wavelengths in m by the header"),
    ],
)
def test_a_file_is_read_and_says_how(
    file: str, wavelength_nm: float, index: complex, said: str, library: MaterialLibrary
) -> None:
    read = read_material(DATA / file)
    assert any(said in text for text in read.said), read.said
    material = resolve(read.spec, library)
    # n of N-BK7 at the d line is published as 1.5168; the others are the files' own rows.
    assert complex(material.index(wavelength_nm)) == pytest.approx(index, abs=2e-6)


def test_a_file_of_the_library_s_form_may_mix_its_materials(
    library: MaterialLibrary,
) -> None:
    spec = read_material(DATA / "own_form.yaml", None, library).spec
    index = complex(resolve(spec, library).index(520.0))
    assert spec.name == "half air"
    assert 1.2 < index.real < 1.3  # between air and PMMA, Bruggeman at one half


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("bad_missing_coefficient.yml", "entry 1: formula 2 needs .* coefficients; 4 came"),
        ("bad_missing_type.yml", "entry 2: no type"),
        ("bad_metres.txt", "txt:1: wavelengths of 4e-07 to 6e-07: metres?"),
        ("bad_negative_k.csv", "csv:3: k is -0.02 at 500 nm"),
        ("bad_short_row.csv", "csv:3: 2 columns where 3 come before"),
        ("bad_um_or_ev.txt", "are neither nm, um nor eV|could be um or eV"),
        ("bad_no_n.csv", "k without n"),
        ("absent.csv", "No such file"),
    ],
)
def test_a_file_is_refused_in_one_line(file: str, message: str) -> None:
    with pytest.raises(FileError, match=message) as caught:
        read_material(DATA / file)
    assert file in str(caught.value)
    assert "\n" not in str(caught.value)


def test_columns_may_be_named() -> None:
    spec = read_material(DATA / "metres_in_header.dat", ["wavelength_m", "n", "k", "-"]).spec
    assert spec.rows[:, 1] == pytest.approx([1.80, 1.77, 1.75])
    with pytest.raises(FileError, match="columns names 3 .* the file has 4"):
        read_material(DATA / "metres_in_header.dat", ["wavelength_m", "n", "k"])


def test_a_broken_file_of_a_folder_stops_only_its_own_name() -> None:
    with pytest.raises(FileError, match="no such file or folder"):
        read_folder([DATA / "nowhere"])
    materials, broken = read_folder([DATA])
    assert {"half air", "index_site", "sellmeier2"} <= set(materials)
    assert {name for name in broken if name.startswith("bad_")} == set(broken)
    assert len(broken) == 7


@pytest.mark.parametrize(
    ("number", "coefficients", "n"),
    [
        # Each with coefficients that leave one term, worked out by hand at 0.5 um.
        (1, [0.0, 1.0, 0.1], np.sqrt(1.0 + 0.25 / 0.24)),
        (2, [0.0, 1.0, 0.01], np.sqrt(1.0 + 0.25 / 0.24)),
        (3, [2.0, 0.5, -2.0], 2.0),
        (4, [2.0, 0.5, 1.0, 0.1, 2.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0], np.sqrt(2.25 + 0.25 / 0.24)),
        (5, [1.5, 0.01, -2.0], 1.54),
        (6, [0.0, 1.0, 104.0], 1.01),
        (7, [1.5, 0.0222, 0.0, 0.0, 0.0, 0.0], 1.6),
        (8, [0.25, 0.0, 0.01, 0.0], np.sqrt(2.0)),
        (9, [2.25, 0.0, 0.01, 0.0, 0.0, 1.0], 1.5),
    ],
)
def test_every_dispersion_formula(number: int, coefficients: list[float], n: float) -> None:
    assert index_of_formula(number, coefficients, np.array([0.5]))[0] == pytest.approx(n)


def test_a_formula_beyond_its_poles_and_an_unknown_one_are_refused() -> None:
    with pytest.raises(ValueError, match="no positive n at 0.5 um"):
        index_of_formula(5, [-1.0], np.array([0.5]))
    with pytest.raises(ValueError, match="formula 10 is unknown"):
        index_of_formula(10, [1.0], np.array([0.5]))
