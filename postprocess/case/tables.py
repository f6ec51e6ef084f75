"""Summaries as tables for a terminal: one case beside its film, and a directory of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.text_table import Column, TextTable, compact

Summary = Mapping[str, Any]
_NONE = "-"


@dataclass(frozen=True)
class Row:
    """One line of the table: what, in the case, in the film."""

    label: str
    case: str
    film: str


def render(summary: Summary) -> Group:
    """The summary of one case, the unpatterned film beside it where there is one."""
    film = summary.get("reference")
    table = Table(title=f"{summary['name']}  ({summary['optics']['method']})", title_justify="left")
    table.add_column("quantity")
    table.add_column("this device", justify="right")
    if film is not None:
        table.add_column("unpatterned film", justify="right")
    for row in rows(summary):
        cells = (row.case,) if film is None else (row.case, row.film)
        table.add_row(row.label, *cells)
    notes = [Text(f"status: {summary['status']}: {summary['status_sentence']}")]
    notes += [Text(f"warning: {sentence}", style="yellow") for sentence in summary["warnings"]]
    if summary["assumptions"]:
        paths = ", ".join(entry["path"] for entry in summary["assumptions"])
        notes.append(Text(f"assumed inputs ({len(summary['assumptions'])}): {paths}", style="dim"))
    return Group(table, *notes)


def render_directory(summaries: Mapping[str, Summary]) -> TextTable:
    """One line per result: file name -> its summary."""
    entries = list(summaries.values())
    films = [entry.get("reference") or {} for entry in entries]
    optics = [entry["optics"] for entry in entries]

    def texts(name: str, cells: Iterable[str]) -> Column:
        return Column(name, tuple(cells), is_text=True)

    def shares(name: str, values: Iterable[float | None]) -> Column:
        return Column(name, tuple(percent(value).removesuffix(" %") for value in values), "%")

    columns = (
        texts("file", summaries),
        texts("name", (entry["name"] for entry in entries)),
        texts("status", (entry["status"] for entry in entries)),
        texts("method", (entry["method"] for entry in optics)),
        Column("LEE", tuple(_with_error(entry).removesuffix(" %") for entry in optics), "%"),
        shares("film LEE", (film.get("lee") for film in films)),
        Column("Purcell", tuple(number(entry["purcell"]) for entry in optics)),
        shares("closure", (entry["budget"]["closure_error"] for entry in optics)),
        shares("peak EQE", (entry["eqe_peak"] for entry in entries)),
        shares("film EQE", (film.get("eqe_peak") for film in films)),
    )
    kept, same = compact(columns)
    return TextTable(f"{len(entries)} results", kept, (same,) if same else ())


def percent(value: float | None) -> str:
    """A fraction as percent; "-" where there is none."""
    return _NONE if value is None else f"{100.0 * value:.2f} %"


def number(value: float | None) -> str:
    """Four significant digits; "-" where there is none."""
    return _NONE if value is None else f"{value:.4g}"


def _with_error(optics: Mapping[str, Any]) -> str:
    if optics.get("lee") is None or optics.get("lee_error") is None:
        return percent(optics.get("lee"))
    return f"{100.0 * optics['lee']:.2f} ± {100.0 * optics['lee_error']:.2f} %"


def _recycled(optics: Mapping[str, Any]) -> str:
    mean = optics.get("recycling")
    if not mean or mean.get("with_recycling") is None:
        return _NONE
    return f"{100.0 * mean['with_recycling']:.2f} ± {100.0 * mean['error']:.2f} %"


def rows(summary: Summary) -> Iterator[Row]:
    """The quantities of one case, formatted, the film's beside them."""
    film = summary.get("reference") or {}
    optics = summary["optics"]
    if "directional" in summary:
        yield from _directional_rows(summary["directional"])
        yield Row(
            "solver time", f"{optics['cost']['wall_s']:.3g} s, {optics['cost']['runs']} runs", _NONE
        )
        return
    exit_side = optics.get("exit") or {"side": "substrate", "observer": "air"}
    above = exit_side["side"] == "superstrate"
    label = f"light extraction to {exit_side['observer']}{' (upwards)' if above else ''}"
    yield Row(label, _with_error(optics), _with_error(film))
    yield Row("Purcell factor", number(optics["purcell"]), number(film.get("purcell")))
    yield from _budget_rows(optics["budget"], film.get("budget", {}), above)
    yield Row("light per exciton, with recycling", _recycled(optics), _recycled(film))
    for label, key in (("crosstalk (of the air light)", "crosstalk"), ("reabsorbed", "a_re")):
        yield Row(label, percent(optics[key]), percent(film.get(key)))
    if optics.get("crosstalk_by_recycling") is not None:
        excited = percent(optics["crosstalk_by_recycling"])
        yield Row("crosstalk by recycling (excitons in neighbours)", excited, _NONE)
    yield from _far_field_rows(optics.get("far_field") or {}, film.get("far_field") or {})
    if "electrical" in summary:
        yield from _electrical_rows(summary, film)
    cost = optics["cost"]
    yield Row("solver time", f"{cost['wall_s']:.3g} s, {cost['runs']} runs", _NONE)


def _directional_rows(directional: Mapping[str, Any]) -> Iterator[Row]:
    """Emission into each direction, over the power in the unbounded emitter."""
    yield Row("emitter positions", str(directional["positions"]), _NONE)
    for place, (theta, phi) in enumerate(
        zip(directional["theta_deg"], directional["phi_deg"], strict=True)
    ):
        yield Row(
            f"per steradian at theta {theta:g} deg, phi {phi:g} deg",
            number(directional["intensity_per_sr"][place]),
            _NONE,
        )
        for name, values in directional["by_orientation"].items():
            yield Row(f"  {name} dipoles", number(values[place]), _NONE)


def _budget_rows(own: Mapping[str, Any], film: Mapping[str, Any], above: bool) -> Iterator[Row]:
    for label, key in (
        ("  into the substrate" if above else "  trapped in the substrate", "substrate"),
        ("  guided sideways", "lateral"),
        ("  trapped above" if above else "  through the top", "superstrate"),
    ):
        yield Row(label, percent(own[key]), percent(film.get(key)))
    film_parts = film.get("absorbed", {})
    for part, share in own["absorbed"].items():
        yield Row(f"  absorbed: {part}", percent(share), percent(film_parts.get(part)))
    key = "closure_error"
    yield Row("  budget left open", percent(own[key]), percent(film.get(key)))


def _far_field_rows(own: Mapping[str, Any], film: Mapping[str, Any]) -> Iterable[Row]:
    if not own:
        return
    key = "lambertian_ratio"
    yield Row("I(0) over Lambertian", number(own[key]), number(film.get(key)))
    key = "lee_in_30_deg_cone"
    yield Row("extraction within 30 deg", percent(own[key]), percent(film.get(key)))


def _electrical_rows(summary: Summary, film: Mapping[str, Any]) -> Iterator[Row]:
    yield Row("peak EQE", percent(summary["eqe_peak"]), percent(film.get("eqe_peak")))
    own = summary["electrical"].get("peak") or {}
    other = (film.get("electrical") or {}).get("peak") or {}
    for label, key in (("  injection efficiency", "injection"), ("  IQE", "iqe")):
        yield Row(label, percent(own.get(key)), percent(other.get(key)))
    yield Row(
        "  at voltage", f"{number(own.get('voltage_v'))} V", f"{number(other.get('voltage_v'))} V"
    )
