"""A number of a study's case that pictures show: its label, its error, and the film's value."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from postprocess.studies.cases import StudyCase
from postprocess.studies.devices import ComparedDevice

Value = Callable[[StudyCase], float]


@dataclass(frozen=True)
class Quantity:
    """One panel: its label, its value per case with error, and the film's.

    Values times ``scale`` are drawn: shares in percent unless another unit is named.
    """

    label: str
    value: Value
    error: Value | None = None
    film: Value | None = None
    from_zero: bool = False
    scale: float = 100.0


LEE = Quantity("LEE (%)", lambda c: c.lee, lambda c: c.lee_error, lambda c: c.film_lee)
CROSSTALK = Quantity(
    "crosstalk (% of the air light)",
    lambda c: c.crosstalk,
    lambda c: c.crosstalk_error,
    from_zero=True,
)
EQE = Quantity("peak EQE (%)", lambda c: c.eqe, lambda c: c.eqe_error, lambda c: c.film_eqe)

RESPONSE = Quantity(
    "response to 90 % (µs)",
    lambda c: math.nan if c.pulse is None else c.pulse.response_s,
    lambda c: math.nan if c.pulse is None else c.pulse.error_s,
    from_zero=True,
    scale=1e6,
)


def _of_panel(label: str, name: str, scale: float) -> Quantity:
    return Quantity(label, lambda c: c.panel.get(name, math.nan), from_zero=True, scale=scale)


PANEL = (
    _of_panel("power of the picture (mW)", "panel_power_w", 1e3),
    _of_panel("picture off by (median, %)", "panel_seen_off", 100.0),
    _of_panel("uniformity of white (%)", "panel_uniformity", 100.0),
)


def known_quantities(devices: Sequence[ComparedDevice]) -> list[Quantity]:
    """Those that some of the devices have."""
    return [quantity for quantity in (LEE, CROSSTALK, EQE) if _is_known(quantity, devices)]


def quantities_of_rows(devices: Sequence[ComparedDevice]) -> list[Quantity]:
    """Those that some of the devices have, with their pulses'."""
    beside = [RESPONSE] if _is_known(RESPONSE, devices) else []
    return [*known_quantities(devices), *beside]


def quantities_of_curves(devices: Sequence[ComparedDevice]) -> list[Quantity]:
    """Those that some of the devices have, with their pulses' and panels'."""
    of_panels = [quantity for quantity in PANEL if _is_known(quantity, devices)]
    return [*quantities_of_rows(devices), *of_panels]


def _is_known(quantity: Quantity, devices: Sequence[ComparedDevice]) -> bool:
    return any(math.isfinite(quantity.value(device.case)) for device in devices)
