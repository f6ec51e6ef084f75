"""The published table: whole, consistent with itself, and refused where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from geometry.fill_in.technique import TechniqueName, load_technique
from postprocess.studies.published import (
    TABLE,
    Colour,
    PublishedTable,
    colour_of_peak,
    load_published_table,
)
from sim.config.errors import InputError
from sim.electrical.photometry import EmissionLine, candela_per_ampere

LAMBERTIAN_1_SR = 0.3183098861837907
"""1 / pi."""
USUAL_FWHM_NM = 20.0
DOUBTED_RATIO = (0.9, 1.16)
"""Measured devices of the table lie within it save two; narrower or broader lines change the
Lambertian value by a few per cent."""


@pytest.fixture(scope="module")
def table() -> PublishedTable:
    return load_published_table()


def test_every_row_of_the_print_is_there(table: PublishedTable) -> None:
    """35 devices of 15 references, five techniques."""
    assert len(table.rows) == 35
    assert len({row.technique for row in table.rows}) == 5
    assert {row.reference for row in table.rows} == {
        18, 19, 20, 21, 22, 45, 48, 49, 59, 63, 66, 67, 68, 69, 73,
    }  # fmt: skip


def test_best_efficiencies_agree_with_the_presets(table: PublishedTable) -> None:
    """Two transcriptions of the same print, made separately."""
    short = {"r": Colour.RED, "g": Colour.GREEN, "b": Colour.BLUE}
    for name in TechniqueName:
        for key, best in load_technique(name).published.best_eqe_percent.items():
            rows = [r for r in table.rows if r.technique is name and r.colour is short[key]]
            found = max((r.eqe_percent for r in rows if r.eqe_percent is not None), default=None)
            assert found == best, (name, key)


def test_current_efficiencies_off_the_lambertian_value_carry_a_doubt(table: PublishedTable) -> None:
    """Current efficiency = EQE times a number of the line alone; a row far off it is doubted."""
    checked = 0
    for row in table.rows:
        if row.ce_cd_a is None or row.eqe_percent is None or row.peak_nm is None:
            continue
        line = EmissionLine(row.peak_nm, USUAL_FWHM_NM)
        whole = candela_per_ampere(line, LAMBERTIAN_1_SR)
        ratio = row.ce_cd_a / (0.01 * row.eqe_percent * whole)
        said = any("Lambertian" in sentence for sentence in row.doubts)
        assert said == (not DOUBTED_RATIO[0] <= ratio <= DOUBTED_RATIO[1]), (row.reference, ratio)
        checked += 1
    assert checked == 8


def test_rows_that_text_and_table_give_differently_say_so(table: PublishedTable) -> None:
    for row in table.rows:
        if row.text_ppi is not None:
            assert any("body text" in sentence for sentence in row.doubts), row.reference


def test_a_row_stands_beside_densities_up_to_the_diagonal(table: PublishedTable) -> None:
    laser, red = TechniqueName.LASER_PRINTING, Colour.RED
    assert [r.eqe_percent for r in table.beside(laser, red, 2000.0)] == [17.4]
    assert [r.eqe_percent for r in table.beside(laser, red, 2800.0)] == [17.4]
    assert [r.eqe_percent for r in table.beside(laser, red, 3000.0)] == [16.0]
    assert table.beside(laser, red, 1900.0) == ()
    assert table.beside(laser, red, 2900.0) == ()


def test_colours() -> None:
    assert [colour_of_peak(nm) for nm in (460, 500, 600, 601)] == [
        Colour.BLUE,
        Colour.GREEN,
        Colour.GREEN,
        Colour.RED,
    ]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("pixel_um: null", "pixel_um: 3", "rows.0"),
        ("colour: green", "colour: blue", "rows.0"),
        ("eqe_percent: 2.8", "eqe_percent: 280", "rows.0.eqe_percent"),
        ("ppi: 239.5", "ppy: 239.5", "rows.0.ppi"),
        ("schema: 1", "schema: [1", "flow"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = TABLE.read_text().replace(old, new, 1)
    path = tmp_path / "table.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=named):
        load_published_table(path)
