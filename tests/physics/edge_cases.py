"""One straight wall that several checks of method edge share, solved once per session."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from numpy.typing import NDArray
from physics.fdtd_cases import LED, Grid, device

from geometry.device import Device
from geometry.spec import ArraySpec
from sim.optics.methods.edge.case import edge_response
from sim.optics.methods.edge.response import EdgeResponse
from sim.optics.methods.edge.runs import WallRuns
from sim.progress import SilentReporter
from sim.study import OpticsSpec

GAP_UM = 1.0

MIDDLE = 1
"""Of the three heights at which the film is solved; the runs are at the middle."""


class Kept:
    """Runs by key; counts what is saved."""

    def __init__(self) -> None:
        self.arrays: dict[str, Mapping[str, NDArray[Any]]] = {}

    def load(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        return self.arrays.get(key)

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays[key] = arrays


KEPT = Kept()


def numerics() -> OpticsSpec:
    """50 nm and 10 nm cells, dipoles up to 0.7 um from the wall at two distances."""
    return Grid(50.0, 10.0, reach_um=0.7).optics


def pixel(width_um: float, shape: str = "square") -> Device:
    """A well of the LED stack with the gap that all of them share."""
    lattice = "stripe" if shape == "stripe" else "square"
    return device(
        LED,
        ArraySpec.model_validate(
            {
                "lattice": lattice,
                "pitch": f"{width_um + GAP_UM} um",
                "aperture": {"shape": shape, "width": f"{width_um} um"},
                "bank": {"height": "100 nm"},
            }
        ),
    )


def solve(width_um: float) -> EdgeResponse:
    """The response that a pixel of some width gets; runs are kept between calls."""
    return edge_response(pixel(width_um), numerics(), WallRuns(SilentReporter(), KEPT, "wall"))


@cache
def response() -> EdgeResponse:
    """The response of a 20 um pixel, solved first."""
    return solve(20.0)
