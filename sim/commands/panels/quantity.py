"""Options that are numbers with a unit."""

from __future__ import annotations

from sim.cli_exit import BAD_INPUT, stop

LENGTH_M = {"m": 1.0, "mm": 1e-3, "um": 1e-6}
TIME_H = {"h": 1.0, "d": 24.0, "min": 1.0 / 60.0}
LUMINANCE = {"cd/m2": 1.0}
CURRENT_A_M2 = {"mA/cm2": 10.0, "A/m2": 1.0, "A/cm2": 1e4}
RESISTANCE = {"ohm": 1.0, "kohm": 1e3}


def positive(option: str, text: str, units: dict[str, float], kind: str) -> float:
    """The number of an option; ends the command where it is none, or not above 0."""
    from geometry.units import parse_quantity

    try:
        number = parse_quantity(text, units, kind)
    except ValueError as error:
        stop(BAD_INPUT, f"{option}: {error}")
    if number <= 0.0:
        stop(BAD_INPUT, f"{option}: found {text!r}; expected a number above 0")
    return number
