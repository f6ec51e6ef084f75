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
    """One panel: its label, its value per case with error, and the film's; all are shares."""

    label: str
    value: Value
    error: Value | None = None
    film: Value | None = None
    from_zero: bool = False


LEE = Quantity("LEE (%)", lambda c: c.lee, lambda c: c.lee_error, lambda c: c.film_lee)
CROSSTALK = Quantity("crosstalk (% of the air light)", lambda c: c.crosstalk, from_zero=True)
EQE = Quantity("peak EQE (%)", lambda c: c.eqe, lambda c: c.eqe_error, lambda c: c.film_eqe)


def known_quantities(devices: Sequence[ComparedDevice]) -> list[Quantity]:
    """Those that some of the devices have."""
    return [
        quantity
        for quantity in (LEE, CROSSTALK, EQE)
        if any(math.isfinite(quantity.value(device.case)) for device in devices)
    ]
