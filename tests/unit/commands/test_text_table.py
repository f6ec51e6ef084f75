"""Tables for a terminal: whole cells at 80 columns, what is common said once, pipes never cut."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from sim.batch.running.folder import CaseState, Examined, Record
from sim.batch.running.status_table import case_table
from sim.batch.running.table import Row
from sim.batch.study.axes import (
    axis_texts,
    case_labels,
    long_name,
    short_names,
    value_text,
    varying,
)
from sim.text_table import Column, TextTable, compact, console_for, shown_with_error

MATRIX = {"thickness": "300 nm", "opening": "4.5 um", "optical_density_per_um": 6}
WIDER = {**MATRIX, "opening": "5.5 um"}
AXES = (
    "device",
    "device.array.ppi",
    "device.array.sidewall.treatment",
    "device.array.black_matrix",
)


def row(treatment: str, matrix: Any, lee: float, error: float) -> Row:
    """A finished case of one device at one density."""
    values = dict(zip(AXES, ("../devices/green.yaml", 3000, treatment, matrix), strict=True))
    measures = {"lee": lee, "lee_error": error, "purcell": 1.26684, "crosstalk": 0.0078}
    measures |= {"eqe_peak": 0.1595, "film_eqe_peak": 0.1568, "a_re": 0.28}
    record = Record(CaseState.DONE, status="ok", measures=measures)
    return Row(values, Examined("0" * 20, CaseState.DONE, record))


ROWS = [
    row("none", "none", 0.2057, 0.0135),
    row("reflective", "none", 0.2556, 0.2425),
    row("none", MATRIX, 0.1967, 0.0219),
    row("none", WIDER, 0.2076, 0.0184),
]


def printed(table: TextTable, width: int) -> list[str]:
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(table)
    return console.export_text().splitlines()


def test_a_study_at_80_columns() -> None:
    text = printed(case_table("g3000", AXES, ROWS), 80)
    assert [line.rstrip() for line in text] == [
        "g3000",
        "In every row: device green, ppi 3000, status ok, Purcell 1.267, crosstalk 0.78",
        "%, peak EQE 15.95 %, film EQE 15.68 %.",
        "Every black matrix there is: 300 nm, OD 6/um.",
        "treatment   black matrix          LEE (%)",
        "─────────────────────────────────────────",
        "none        none             20.57 ± 1.35",
        "reflective  none            25.56 ± 24.25",
        "none        opening 4.5 um   19.67 ± 2.19",
        "none        opening 5.5 um   20.76 ± 1.84",
    ]


def test_one_row_keeps_its_columns() -> None:
    text = "\n".join(printed(case_table("one", AXES, ROWS[2:3]), 80))
    assert "In every row" not in text
    assert "300 nm, opening 4.5 um," in " ".join(text.split())
    assert "19.67 ± 2.19" in text


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_cell_is_cut(width: int) -> None:
    columns = (
        Column("what varies", ("a long description of a case", "another"), is_text=True),
        Column("light extraction", ("20.57 ± 1.35", "1.00 ± 0.01"), "%"),
        Column("crosstalk", ("0.78", "0.81"), "%"),
    )
    lines = printed(TextTable("t", columns), width)
    assert max(len(line) for line in lines) <= width
    assert "…" not in "".join(lines)
    words = " ".join(lines).split()
    for whole in ("description", "another", "20.57", "1.35", "0.81", "extraction", "crosstalk"):
        assert whole in words


def test_wide_headings_stand_in_one_line() -> None:
    columns = (Column("peak EQE", ("1", "2"), "%"), Column("film EQE", ("3", "4"), "%"))
    assert "peak EQE (%)  film EQE (%)" in printed(TextTable("t", columns), 40)
    narrow = printed(TextTable("t", columns), 12)
    assert narrow[1:4] == ["peak  film", " EQE   EQE", " (%)   (%)"]


def test_columns_that_do_not_fit_go_below() -> None:
    columns = tuple(Column(f"axis{n}", ("1.2345678", "9.8765432")) for n in range(20))
    lines = printed(TextTable("t", columns), 60)
    assert max(len(line) for line in lines) <= 60
    assert sum(line.count("1.2345678") for line in lines) == 20
    assert sum(line.count("9.8765432") for line in lines) == 20
    heads = [line.split() for line in lines if "axis" in line]
    assert [name for head in heads for name in head if name != "#"] == [c.name for c in columns]
    assert all(head[0] == "#" for head in heads)


def test_groups_are_said_above_their_rows() -> None:
    table = TextTable("t", (Column("ppi", ("1", "2", "3")),), groups=("red", "red", "blue"))
    assert printed(table, 40)[3:] == ["red:", "  1", "  2", "blue:", "  3"]


def test_empty_columns_go_and_constant_ones_are_said() -> None:
    columns = [
        Column("a", ("1", "2")),
        Column("b", ("5", "5"), "%"),
        Column("c", ("-", "-")),
    ]
    kept, said = compact(columns)
    assert [column.name for column in kept] == ["a"]
    assert said == "In every row: b 5 %."
    assert compact([]) == ((), "")


def test_a_pipe_gets_the_width_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    table = TextTable("t", tuple(Column(f"column {n}", ("0.123456789",)) for n in range(30)))
    console = console_for(table)
    assert not console.is_terminal
    assert console.width >= 30 * 11 + 29 * 2
    monkeypatch.setenv("COLUMNS", "100")
    assert console_for(table).width == 100


def test_values_in_few_words() -> None:
    assert value_text("../devices/zhao2025_ref21_green.yaml") == "zhao2025_ref21_green"
    assert value_text(MATRIX) == "300 nm, opening 4.5 um, OD 6/um"
    assert value_text({"index": 1.5, "air_gap": True, "immersed": False}) == (
        "index 1.5, air gap, no immersed"
    )
    assert value_text({"material": {"n": 1.6, "k": 0.3}}) == "material (n 1.6, k 0.3)"
    assert [value_text(v) for v in (None, 3000.0, True, "2.5 um", [1, 2])] == [
        "-", "3000", "yes", "2.5 um", "1 2",
    ]  # fmt: skip


def test_what_mappings_share_is_told_apart() -> None:
    found = axis_texts(["none", MATRIX, WIDER])
    assert found.values == ("none", "opening 4.5 um", "opening 5.5 um")
    assert found.common == "300 nm, OD 6/um"
    alone = axis_texts(["none", MATRIX])
    assert alone.values[1] == "300 nm, opening 4.5 um, OD 6/um"
    assert alone.common == ""
    nested = axis_texts([{"index": 1.5}, {"index": 1.5, "immersed": True}])
    assert nested.values == ("index 1.5", "immersed")


def test_names_of_axes() -> None:
    paths = ["device.array.ppi", "device.layers.etl.thickness", "device.layers.htl.thickness"]
    assert list(short_names(paths).values()) == ["ppi", "etl thickness", "htl thickness"]
    assert short_names(["device", "device.array.black_matrix"]) == {
        "device": "device",
        "device.array.black_matrix": "black matrix",
    }
    assert long_name("device.array.sidewall.treatment") == "sidewall treatment"
    assert long_name("device.layers.etl.thickness") == "ETL thickness"
    assert long_name("device.encapsulation") == "encapsulation"
    assert varying(AXES, [r.values for r in ROWS]) == AXES[2:]


def test_labels_say_what_a_case_has() -> None:
    values = [r.values for r in ROWS]
    assert case_labels(AXES, values) == (
        "no sidewall treatment, no black matrix",
        "sidewall treatment reflective",
        "black matrix opening 4.5 um",
        "black matrix opening 5.5 um",
    )
    assert case_labels(AXES[2:3], values[:2]) == ("none", "reflective")


def test_errors() -> None:
    assert shown_with_error(20.57, 1.349) == "20.57 ± 1.35"
    assert shown_with_error(20.57, 1e-4) == "20.57 ± <0.01"
    assert shown_with_error(20.57, float("nan")) == "20.57"
    assert shown_with_error(float("nan"), 1.0) == "-"
