"""How messages quote what a user wrote, and name what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def shorten(text: str, limit: int = 60) -> str:
    """The text cut to ``limit`` characters, so that a message stays one readable line."""
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """`` 'wrd', did you mean 'word'?``, or the word alone where no allowed one is near."""
    by_lower = {name.lower(): name for name in allowed}
    quoted = repr(shorten(word))
    near = difflib.get_close_matches(word.lower()[:100], by_lower, n=1, cutoff=0.6)
    return f" {quoted}, did you mean {by_lower[near[0]]!r}?" if near else f" {quoted}"


_PART_NAMES = {
    "hil": "HIL",
    "htl": "HTL",
    "etl": "ETL",
    "eil": "EIL",
    "wall": "sidewall",
    "black_matrix": "black matrix",
}


def part_name(part: str) -> str:
    """The name of a part as a reader knows it."""
    return _PART_NAMES.get(part, part.replace("_", " "))
