"""Where the emitted power goes: stacked bars of the device and its unpatterned film."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from geometry.spec import ExitSide
from postprocess.case.exit_side import Exit, exit_of
from postprocess.figures.style import (
    BLACK,
    GREEN,
    GREY,
    LIGHT_GREY,
    ORANGE,
    SKY,
    WIDE_IN,
    new_figure,
    part_colour,
    part_name,
    text_colour_on,
)
from sim.results.averages import Budget, budget
from sim.results.records import CaseResult

_HIDDEN_BELOW = 5e-4
_LABEL_ABOVE = 0.035
ABSORBED_HATCH = "////"
"""Of what a part absorbs, in every picture of a budget."""
_MODES = {
    "air": ("air", GREEN),
    "substrate": ("trapped in substrate", SKY),
    "lateral": ("guided sideways", ORANGE),
    "superstrate": ("through the top", LIGHT_GREY),
}


@dataclass(frozen=True)
class BudgetShare:
    """One piece of a bar; ``value`` is a share of the emitted power."""

    label: str
    colour: str
    value: float
    hatch: str = ""


def draw_budget(case: CaseResult) -> Figure:
    """Power budget in percent of the total emitted power, the film beside the device."""
    observed = exit_of(case)
    bars = {"this device": budget_shares(budget(case.optics), observed)}
    if case.reference is not None:
        bars["unpatterned\nfilm"] = budget_shares(budget(case.reference), observed)
    figure = new_figure(WIDE_IN, 1.5 + 0.45 * len(bars))
    axes = figure.add_subplot()
    for row, shares in enumerate(bars.values()):
        _draw_bar(axes, row, shares)
    _draw_error(axes, 0, bars["this device"], case.optics.lee_error)
    axes.set_yticks(range(len(bars)), list(bars))
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.margins(x=0.0)
    axes.set_xlabel("share of the emitted power (%)")
    figure.legend(handles=budget_legend(bars.values()), loc="outside lower center", ncols=4)
    return figure


def _modes(observed: Exit) -> dict[str, tuple[str, str]]:
    """Label and colour per share, as seen from the exit side."""
    if observed.side is ExitSide.SUBSTRATE:
        named = dict(_MODES)
    else:
        # The colours stay with their meaning: trapped on the wanted side, lost on the other.
        named = {
            "air": _MODES["air"],
            "superstrate": ("trapped above", SKY),
            "lateral": _MODES["lateral"],
            "substrate": ("into the substrate", LIGHT_GREY),
        }
    return {**named, "air": (observed.observer, GREEN)}


def budget_shares(powers: Budget, observed: Exit) -> list[BudgetShare]:
    """Pieces of a bar, the same colours and words in every picture of a budget.

    Args:
        powers: averaged.
        observed: the side that light is wanted on.
    """
    shares = [
        BudgetShare(label, colour, getattr(powers, name))
        for name, (label, colour) in _modes(observed).items()
    ]
    absorbed = sorted(powers.absorbed.items(), key=lambda entry: -entry[1])
    shares += [
        BudgetShare(f"absorbed: {part_name(part)}", part_colour(part), value, ABSORBED_HATCH)
        for part, value in absorbed
    ]
    shares.append(BudgetShare("left open (error)", "#FFFFFF", powers.closure_error, "xxxx"))
    return [share for share in shares if abs(share.value) >= _HIDDEN_BELOW]


def _draw_bar(axes: Axes, row: int, shares: list[BudgetShare]) -> None:
    """Positive shares to the right; a negative one (budget above 100 %) to the left of zero."""
    start = 0.0
    for share in shares:
        width = 100.0 * share.value
        axes.barh(
            row,
            width,
            left=start if width > 0 else 0.0,
            height=0.62,
            color=share.colour,
            hatch=share.hatch,
            edgecolor="white" if share.colour != "#FFFFFF" else GREY,
            linewidth=0.5,
        )
        if share.value >= _LABEL_ABOVE:
            axes.text(
                start + 0.5 * width,
                row,
                f"{width:.1f}",
                ha="center",
                va="center",
                color=text_colour_on(share.colour),
                bbox={"boxstyle": "round,pad=0.15", "fc": share.colour, "ec": "none"},
            )
        start += max(width, 0.0)


def _draw_error(axes: Axes, row: int, shares: list[BudgetShare], error: float) -> None:
    """Numerical error of the air share, at its end."""
    if not shares or shares[0].colour != GREEN or not error > 0.0:
        return
    axes.errorbar(
        100.0 * shares[0].value,
        row + 0.2,
        xerr=100.0 * error,
        color=BLACK,
        capsize=2,
        lw=0.9,
        zorder=5,
    )


def budget_legend(bars: Iterable[Sequence[BudgetShare]]) -> list[Patch]:
    """A patch per piece that some bar has."""
    seen = {share.label: share for shares in bars for share in shares}
    return [
        Patch(
            facecolor=share.colour,
            hatch=share.hatch,
            edgecolor="white" if share.colour != "#FFFFFF" else GREY,
            label=share.label,
        )
        for share in seen.values()
    ]
