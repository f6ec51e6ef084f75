"""Text that fits its figure, however long the names of a study are."""

from __future__ import annotations

import textwrap

from matplotlib.figure import Figure

_CHARACTER_EM = 0.56
"""Mean width of a character over the size of the type, sans serif."""
_POINTS_PER_IN = 72.0


def characters(width_in: float, size_pt: float) -> int:
    """How many characters of a size fit into a width."""
    return max(8, int(width_in * _POINTS_PER_IN / (_CHARACTER_EM * size_pt)))


def folded(text: str, width: int, most_lines: int = 0) -> str:
    """Text over several lines of up to ``width`` characters, broken after commas where it can be.

    Args:
        text: anything; words that are longer than a line are broken.
        width: of a line.
        most_lines: the rest is left out and marked by three dots; 0 keeps all.
    """
    lines = [""]
    for part in text.split(", "):
        joined = f"{lines[-1]}, {part}" if lines[-1] else part
        if len(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines[-1] += ","
            lines.append("")
        lines[-1:] = textwrap.wrap(part, width) or [""]
    if most_lines and len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], f"{lines[most_lines - 1][: width - 4]} ..."]
    return "\n".join(lines)


def add_heading(figure: Figure, text: str) -> None:
    """A title over all panels that is as wide as the figure at most."""
    title = figure.suptitle("")
    width = characters(0.97 * float(figure.get_figwidth()), float(title.get_fontsize()))
    title.set_text(folded(text, width, most_lines=4))
