"""Lengths and other dimensional inputs: strings with a unit become floats in the project's units.

Lengths are held in micrometres (Meep's unit, suffix ``_um``). A bare number is refused, because
"30" cannot tell nanometres from micrometres. Equal quantities become equal floats however they are
written, because the factor is applied in decimals and rounded once. Each ``parse_*`` raises
ValueError with what was found and what is allowed; the ``Length``-like aliases are for pydantic
models. cm2/Vs, cm^2/(V s) and cm2 V-1 s-1 are one product of powers, and so one unit.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

INCH_UM = 25_400.0

HAIR_UM = 1e-9
"""Lengths that differ by less are equal: far below an atom, far above rounding."""

_QUANTITY = re.compile(
    r"^\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?)\s*(\S.*?)??\s*$"
)
_COMMA = re.compile(r"^\s*([+-]?[0-9]+),([0-9]+(?:[eE][+-]?[0-9]+)?\s*[^0-9,]\S*)\s*$")

_ANGLE_DIGITS = 12
"""Digits to which radians are turned into degrees: they have no exact decimals."""

_LENGTH_UM = {"nm": 1e-3, "um": 1.0, "µm": 1.0, "μm": 1.0, "mm": 1e3, "cm": 1e4, "m": 1e6}
_ANGLE_DEG = {"deg": 1.0, "rad": 180.0 / math.pi}


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
    *("kB", "MB", "GB", "TB", "B", "Hz", "kHz", "MHz", "W", "mW", "cd", "lm"),
    *("fF", "pF", "nF", "F", "%"),
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


def parse_quantity(
    value: Any, scale: Mapping[str, float], kind: str, offset: Mapping[str, float] | None = None
) -> float:
    """Turn ``"30 nm"`` into a float in the unit whose factor is 1.

    Args:
        value: the YAML value, a string of number and unit.
        scale: factor of every allowed unit.
        kind: what the value is, for the message ("length").
        offset: what is added after the factor, by unit; 0 where a unit has none.

    Raises:
        ValueError: not a string with one of the allowed units, or not finite.
    """
    allowed = ", ".join(scale)
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f"{value!r} has no unit; expected a number with one of: {allowed}")
    match = _QUANTITY.match(value) if isinstance(value, str) and len(value) <= 64 else None
    unit = None if match is None else same_unit(match.group(2) or "", scale)
    if match is None or unit is None:
        raise ValueError(
            f"found {_found(value)}; expected a number with one of: {allowed} ({kind})"
            f"{_comma_hint(value)}"
        )
    added = 0.0 if offset is None else offset.get(unit, 0.0)
    exact = Decimal(match.group(1)) * _decimal(scale[unit]) + _decimal(added)
    number = float(exact)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not finite")
    return number


def _found(value: Any) -> str:
    """The value as a user would name it, short enough for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _decimal(number: float) -> Decimal:
    """The decimal that a factor is written as, not the binary number nearest to it."""
    return Decimal(repr(number))


def _comma_hint(value: Any) -> str:
    match = _COMMA.match(value) if isinstance(value, str) else None
    return "" if match is None else f"; write {match.group(1)}.{match.group(2)}"


def parse_share(value: Any) -> Any:
    """``"80 %"`` as 0.8; all else as it is, for the check of a number that follows."""
    if isinstance(value, str) and value.rstrip().endswith("%"):
        return parse_quantity(value, {"%": 0.01}, "share")
    return value


def parse_length_um(value: Any) -> float:
    """Length in micrometres from ``"2.8 um"``; raises ValueError."""
    return parse_quantity(value, _LENGTH_UM, "length")


def parse_angle_deg(value: Any) -> float:
    """Angle in degrees from ``"90 deg"``; raises ValueError."""
    return float(f"{parse_quantity(value, _ANGLE_DEG, 'angle'):.{_ANGLE_DIGITS}g}")


def format_number(number: float) -> str:
    """Twelve digits where they are exact, else as many as it takes to read the same float."""
    short = f"{number:.12g}"
    return short if float(short) == number else repr(float(number))


def format_length(length_um: float) -> str:
    """A short unit string that parses back to exactly the same length."""
    if abs(length_um) < 1.0:
        text = f"{round(length_um * 1e3, 9):.12g} nm"
    elif abs(length_um) < 100.0:
        text = f"{length_um:.12g} um"
    else:
        text = f"{length_um * 1e-3:.12g} mm"
    return text if parse_length_um(text) == length_um else f"{format_number(length_um)} um"


def one_digit(number: float) -> str:
    """One significant digit without an exponent where that is short: 60, not 6e+01."""
    return f"{float(f'{number:.1g}'):g}"


def brief_length(length_um: float) -> str:
    """A length for messages: six digits, not meant to be parsed back exactly."""
    if abs(length_um) < 1.0:
        return f"{length_um * 1e3:.6g} nm"
    return f"{length_um:.6g} um" if abs(length_um) < 100.0 else f"{length_um * 1e-3:.6g} mm"


def pitch_from_ppi(ppi: float) -> float:
    """Pitch in micrometres along a row of ``ppi`` pixels per inch."""
    return INCH_UM / ppi


def unit_field(
    scale: dict[str, float], kind: str, canonical: str, offset: dict[str, float] | None = None
) -> Any:
    """Annotated float type for a pydantic field that takes unit strings.

    Floats already in the canonical unit are refused by validation from YAML but are what the
    model holds; serialisation writes the canonical unit string, so that a resolved config loads
    again.
    """
    return Annotated[
        float,
        BeforeValidator(lambda value: parse_quantity(value, scale, kind, offset)),
        PlainSerializer(lambda number: f"{format_number(number)} {canonical}", return_type=str),
        WithJsonSchema(text_schema(scale)),
    ]


_NUMBER = r"^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*"
_POWER = r"(?:\^?\(?-?[0-9]+\)?|[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207b]+)?"
_BETWEEN = r"[\s\u00b7*/().^]*"


def text_schema(scale: Mapping[str, float]) -> dict[str, str]:
    """JSON Schema of a number with one of the units that ``scale`` has, however it is spelt."""
    symbols = {symbol for unit in scale for symbol in re.findall(r"[^\W\d_]+|%", unit)}
    symbols |= {alias for alias, symbol in _ALIASES.items() if symbol in symbols}
    symbols |= {f"{sign}{s[1:]}" for s in symbols if s[0] == "u" for sign in "\u00b5\u03bc"}
    symbols |= {"\u03a9", "\u2126"} if "ohm" in symbols else set()
    any_symbol = "|".join(re.escape(s) for s in sorted(symbols, key=lambda s: (-len(s), s)))
    unit = rf"(?:1\s*/\s*)?(?:(?:{any_symbol}){_POWER}{_BETWEEN})+$"
    return {"type": "string", "pattern": _NUMBER + unit, "x-units": ", ".join(scale)}


Length = Annotated[
    float,
    BeforeValidator(parse_length_um),
    PlainSerializer(format_length, return_type=str),
    WithJsonSchema(text_schema(_LENGTH_UM)),
]
Angle = Annotated[
    float,
    BeforeValidator(parse_angle_deg),
    PlainSerializer(lambda degrees: f"{format_number(degrees)} deg", return_type=str),
    WithJsonSchema(text_schema(_ANGLE_DEG)),
]
Share = Annotated[
    float,
    BeforeValidator(parse_share),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER + "%$"}]}),
]
"""A bare number, which may be given in per cent."""
