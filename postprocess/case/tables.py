"""Summaries as tables for a terminal: one case beside its film, and a directory of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from geometry.wording import part_name
from postprocess.case.response import response_rows
from sim.text_table import Column, TextTable, compact

Summary = Mapping[str, Any]
_NONE = "-"
_NOTHING = 1e-9
"""Shares below are rounding."""


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
    led = led_rows(summary)
    tables: list[Table] = [table]
    if led:
        tables.append(_led_table(led, film is not None))
    notes = [] if "electrical" in summary or "directional" in summary else [Text(_NO_ELECTRICAL)]
    notes += [Text(f"status: {summary['status']}: {summary['status_sentence']}")]
    notes += [Text(f"warning: {sentence}", style="yellow") for sentence in summary["warnings"]]
    if summary["assumptions"]:
        paths = ", ".join(entry["path"] for entry in summary["assumptions"])
        notes.append(Text(f"assumed inputs ({len(summary['assumptions'])}): {paths}", style="dim"))
    return Group(*tables, *notes)


_NO_ELECTRICAL = "no EQE: the case has no electrical model; electrical: {model: compact} adds one"


def _led_table(led: Sequence[Row], has_film: bool) -> Table:
    table = Table(title="as an LED", title_justify="left")
    table.add_column("quantity")
    table.add_column("this device", justify="right")
    if has_film:
        table.add_column("unpatterned film", justify="right")
    for row in led:
        table.add_row(row.label, *((row.case, row.film) if has_film else (row.case,)))
    return table


def led_rows(summary: Summary) -> list[Row]:
    """What data sheets give; empty for a case without an electrical result."""
    own = summary.get("electrical")
    if own is None:
        return []
    film = (summary.get("reference") or {}).get("electrical") or {}
    rows = [
        Row("turn-on (1 cd/m2)", *(_with_unit(_roll(e, "turn_on_v"), "V") for e in (own, film)))
    ]
    for current in (1, 10, 100):
        key = f"eqe_at_{current}_ma_cm2"
        cells = (percent(_roll(entry, key)) for entry in (own, film))
        rows.append(Row(f"EQE at {current} mA/cm2", *cells))
    for label, key, unit in (
        ("largest luminance", "luminance_cd_m2", "cd/m2"),
        ("largest current efficiency, lit", "current_efficiency_cd_a", "cd/A"),
        ("largest luminous efficacy, lit", "luminous_efficacy_lm_w", "lm/W"),
    ):
        rows.append(Row(label, *(_with_unit(_largest(e, key), unit) for e in (own, film))))
    colour = own.get("colour")
    if colour is not None:
        rows.append(Row("CIE 1931 x, y", f"{colour['cie_x']:.3f}, {colour['cie_y']:.3f}", _NONE))
    rows += [Row(label, value, _NONE) for label, value in response_rows(own)]
    return rows


def _roll(entry: Mapping[str, Any], key: str) -> float | None:
    value: float | None = (entry.get("roll_off") or {}).get(key)
    return value


def _largest(entry: Mapping[str, Any], key: str) -> float | None:
    """The largest value where the device is lit (1 cd/m2), as peaks are taken everywhere."""
    pairs = zip(entry.get(key) or (), entry.get("luminance_cd_m2") or (), strict=True)
    lit = [v for v, light in pairs if v is not None and light is not None and light >= 1.0]
    return max(lit, default=None)


def _with_unit(value: float | None, unit: str) -> str:
    return (
        _NONE if value is None else f"{value:.3g} {unit}" if value < 1e3 else f"{value:.0f} {unit}"
    )


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
        Column("peak EQE", tuple(_eqe(entry).removesuffix(" %") for entry in entries), "%"),
        Column("film EQE", tuple(_eqe(film).removesuffix(" %") for film in films), "%"),
    )
    kept, same = compact(columns)
    return TextTable(f"{len(entries)} results", kept, (same,) if same else ())


def percent(value: float | None) -> str:
    """A fraction as percent; "-" where there is none."""
    if value is None:
        return _NONE
    shown = f"{100.0 * value:.2f}"
    if float(shown) == 0.0:
        # below the digits that are shown, of either sign, is not nothing
        return "0.00 %" if abs(value) < _NOTHING else "<0.01 %"
    return f"{shown} %"


def number(value: float | None) -> str:
    """Four significant digits; "-" where there is none."""
    return _NONE if value is None else f"{value:.4g}"


def _with_error(optics: Mapping[str, Any]) -> str:
    if optics.get("lee") is None or optics.get("lee_error") is None:
        return percent(optics.get("lee"))
    return f"{100.0 * optics['lee']:.2f} ± {100.0 * optics['lee_error']:.2f} %"


def _eqe(summary: Mapping[str, Any]) -> str:
    """At its peak, with the error of its light; of a case or of its film."""
    value, error = summary.get("eqe_peak"), summary.get("eqe_peak_error")
    if value is None or error is None:
        return percent(value)
    return f"{100.0 * value:.2f} ± {100.0 * error:.2f} %"


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
    yield from _crosstalk_rows(optics, film)
    if _is_something(optics["a_re"], film.get("a_re")):
        yield Row("reabsorbed", percent(optics["a_re"]), percent(film.get("a_re")))
    if optics.get("crosstalk_by_recycling") is not None:
        excited = percent(optics["crosstalk_by_recycling"])
        yield Row("crosstalk by recycling (excitons in neighbours)", excited, _NONE)
    yield from _far_field_rows(optics.get("far_field") or {}, film.get("far_field") or {})
    if "electrical" in summary:
        yield from _electrical_rows(summary, film)
    cost = optics["cost"]
    yield Row("solver time", f"{cost['wall_s']:.3g} s, {cost['runs']} runs", _NONE)


def _crosstalk_rows(optics: Mapping[str, Any], film: Mapping[str, Any]) -> Iterator[Row]:
    """Light over other pixels: all of it, and what an observer's aperture sees."""
    if _is_something(optics["crosstalk"], film.get("crosstalk")):
        label = "crosstalk (of all air light, on the glass face)"
        yield Row(label, _crosstalk(optics), percent(film.get("crosstalk")))
    seen, beside = optics.get("crosstalk_in_aperture"), film.get("crosstalk_in_aperture") or {}
    if seen:
        within = f"within NA {seen['numerical_aperture']:g}"
        yield Row(f"light {within}", percent(seen["light"]), percent(beside.get("light")))
        own, error = seen.get("crosstalk"), seen.get("error")
        text = _crosstalk({"crosstalk": own, "crosstalk_error": error})
        yield Row(f"crosstalk of its image {within}", text, percent(beside.get("crosstalk")))


def _crosstalk(optics: Mapping[str, Any]) -> str:
    share, error = optics["crosstalk"], optics.get("crosstalk_error")
    if share is None or not error:
        return percent(share)
    return f"{100.0 * share:.2f} ± {100.0 * error:.2f} %"


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
        if _is_something(own[key], film.get(key)):
            yield Row(label, percent(own[key]), percent(film.get(key)))
    film_parts = film.get("absorbed", {})
    for part, share in own["absorbed"].items():
        if _is_something(share, film_parts.get(part)):
            yield Row(
                f"  absorbed: {part_name(part)}", percent(share), percent(film_parts.get(part))
            )
    key = "closure_error"
    if _is_something(own[key], film.get(key)):
        yield Row("  budget left open", percent(own[key]), percent(film.get(key)))


def _is_something(*shares: float | None) -> bool:
    """Whether a row would show more than zeros."""
    return any(share is not None and abs(share) >= _NOTHING for share in shares)


def _ratio(optics: Mapping[str, Any]) -> str:
    """I(0) over that of a Lambertian source, with its error where that is known."""
    value, error = optics.get("lambertian_ratio"), optics.get("lambertian_ratio_error")
    return number(value) if error is None else f"{value:.3f} ± {error:.3f}"


def _far_field_rows(own: Mapping[str, Any], film: Mapping[str, Any]) -> Iterable[Row]:
    if not own:
        return
    yield Row("I(0) over Lambertian", _ratio(own), _ratio(film))
    key = "lee_in_30_deg_cone"
    yield Row("extraction within 30 deg", percent(own[key]), percent(film.get(key)))


def _electrical_rows(summary: Summary, film: Mapping[str, Any]) -> Iterator[Row]:
    yield Row("peak EQE", _eqe(summary), _eqe(film))
    own = summary["electrical"].get("peak") or {}
    other = (film.get("electrical") or {}).get("peak") or {}
    for label, key in (("  injection efficiency", "injection"), ("  IQE", "iqe")):
        yield Row(label, percent(own.get(key)), percent(other.get(key)))
    yield Row(
        "  at voltage", f"{number(own.get('voltage_v'))} V", f"{number(other.get('voltage_v'))} V"
    )
