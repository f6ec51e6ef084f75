"""Single-carrier devices and the light of films as tables for a terminal."""

from __future__ import annotations

import math

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.analysis.photoluminescence.evaluate import FilmLightResult
from sim.analysis.sclc.records import Densities, SclcResult

_PER_CM3 = 1e-6


def render_sclc(result: SclcResult) -> Group:
    """Densities, voltages of both laws, what is read off the curves, what was published."""
    title = (
        f"{result.name}: {result.carrier}, dots of {result.thickness_nm:.4g} nm and permittivity "
        f"{result.relative_permittivity:.3g}, built-in voltage {result.built_in_v:.2f} V"
    )
    table = _table(title, "V_TFL (V)", "film alone (1/cm3)", "in the stack (1/cm3)", "per dot")
    if result.density_1_m3 > 0.0:
        given = f"{_PER_CM3 * result.density_1_m3:.3g}"
        per_dot = f"{result.density_1_m3 * result.dot_volume_m3:.3g}"
        table.add_row(
            "put in, law of the film alone", f"{result.film_alone_v:.3f}", given, "", per_dot
        )
        table.add_row("put in, law of the stack", f"{result.stack_v:.3f}", "", given, per_dot)
        _densities(table, result, "read off the computed curve", result.read_back)
    bare = result.reading_without.voltage_v
    steep = _number(bare, ".3f") if math.isfinite(bare) else "no steep part"
    table.add_row("the same stack without traps", steep, "", "", "")
    parts: list[Table | Text] = [table]
    published = result.published
    if published is not None:
        _densities(table, result, "measured", published.densities)
        if math.isfinite(published.density_1_m3):
            per_dot = f"{published.density_1_m3 * result.dot_volume_m3:.3g}"
            text = f"{_PER_CM3 * published.density_1_m3:.3g}"
            table.add_row("as published", "", text, "", per_dot)
            own = result.relative_permittivity / result.thickness_nm**2
            parts.append(
                Text(
                    f"published with permittivity / thickness^2 of {published.implied_1_nm2:.4g} "
                    f"1/nm2 (here {own:.4g}); {published.source}",
                    style="dim",
                )
            )
    return Group(*parts, *(Text(note, style="yellow") for note in result.notes))


def _densities(table: Table, result: SclcResult, label: str, read: Densities | None) -> None:
    if read is None:
        table.add_row(label, "-", "-", "-", "-")
        return
    alone, stack = _PER_CM3 * read.film_alone_1_m3, _PER_CM3 * read.stack_1_m3
    per_dot = read.stack_1_m3 * result.dot_volume_m3
    inside = (f"{stack:.3g}", f"{per_dot:.3g}") if stack > 0.0 else ("none", "none")
    table.add_row(label, f"{read.voltage_v:.3f}", f"{alone:.3g}", *inside)


def render_film_light(result: FilmLightResult) -> Group:
    """One line per surrounding."""
    title = f"{result.name}: the emitter as a film of {result.thickness_nm:.4g} nm"
    headings = ("lifetime (ns)", "yield (%)", "1/e (ns)", "mean (ns)", "yield of the pulse (%)")
    table = _table(title, *headings)
    for film in result.films:
        after = film.pulse
        table.add_row(
            f"on {film.place}",
            f"{1e9 * film.lifetime_s:.2f}",
            f"{100.0 * film.quantum_yield:.1f}",
            f"{1e9 * after.one_over_e_s:.2f}",
            f"{1e9 * after.mean_s:.2f}",
            f"{100.0 * after.yield_:.1f}",
        )
    return Group(table, *(Text(note, style="yellow") for note in result.notes))


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("")
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _number(value: float, form: str) -> str:
    return format(value, form) if math.isfinite(value) else "-"
