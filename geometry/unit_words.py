"""Ways of writing one unit: cm2/Vs, cm^2/(V s), cm² V⁻¹ s⁻¹ are the same product of powers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)),
        **dict.fromkeys("\u00b5\u03bc", "u"),
        **dict.fromkeys("·*.()", " "),
        "^": "",
        "\u03a9": "ohm",
        "\u2126": "ohm",
    }
)

_SYMBOLS = (
    *("nm", "um", "mm", "cm", "m", "deg", "rad", "degC", "K"),
    *("ps", "ns", "us", "ms", "s", "min", "h", "d"),
    *("meV", "eV", "mV", "V", "mA", "uA", "nA", "A", "mS", "S", "kohm", "ohm"),
    *("kB", "MB", "GB", "TB", "B", "Hz", "kHz", "MHz", "W", "mW", "cd", "lm", "nF", "F", "%"),
)
"""What a unit is made of, as this program's tables write it."""

_ALIASES = {"Ohm": "ohm", "Ohms": "ohm", "ohms": "ohm", "°C": "degC", "sec": "s", "kOhm": "kohm"}

_FACTOR = re.compile(r"([^\W\d_]+|%|°C)(-?\d+)?")

Powers = frozenset[tuple[str, int]]


def same_unit(text: str, units: Mapping[str, float]) -> str | None:
    """The unit of a table that ``text`` means; None where it means none of them."""
    if text in units:
        return text
    powers = _powers(text)
    return next((name for name in units if powers and _powers(name) == powers), None)


@lru_cache(maxsize=4096)
def _powers(text: str) -> Powers | None:
    """Exponent of every symbol; None where ``text`` is no unit. All behind a slash divides."""
    total: Counter[str] = Counter()
    for place, part in enumerate(text.translate(_LETTERS).split("/")):
        words = part.strip()
        if place == 0 and words == "1":
            continue
        if not words or _FACTOR.sub("", words).strip():
            return None
        for word, exponent in _FACTOR.findall(words):
            symbols = _symbols(_ALIASES.get(word, word))
            if symbols is None:
                return None
            # an exponent belongs to the last symbol of a word: Vs2 is V s2
            for symbol in symbols[:-1]:
                total[symbol] += -1 if place else 1
            total[symbols[-1]] += int(exponent or 1) * (-1 if place else 1)
    return frozenset((symbol, power) for symbol, power in total.items() if power)


def _symbols(word: str) -> tuple[str, ...] | None:
    """A word as one symbol, or as symbols written without a space."""
    if word in _SYMBOLS:
        return (word,)
    for end in range(len(word) - 1, 0, -1):
        rest = _symbols(word[end:]) if word[:end] in _SYMBOLS else None
        if rest is not None:
            return (word[:end], *rest)
    return None
