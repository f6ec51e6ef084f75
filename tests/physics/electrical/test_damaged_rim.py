"""A dark rim of width d takes 1 - (1 - 2 d/w)^2 of a round pixel's light.

Domain: w = 1.3 um; d = 86 nm leaves 0.754, the ratio 15.79 / 20.94 of the device paper (Zhang et
al. 2025) if the rim alone explained it.
Known bias: none. Tolerance: 1.4e-3, what half a nanometre of the quoted 86 nm changes; 1e-12 for
the area kept over positions.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import solve_electrical
from sim.electrical.channels.rim import rim_area_share, rim_share_of_positions
from sim.electrical.pixel import Outline, Perimeter
from sim.electrical.spec import CompactSpec

DISC = Perimeter(Outline.DISC, 4.0 / 1.3e-6, 0.2)
QUIET = {"sidewall_velocity": "0 m/s", "perimeter_shunt": "0 S/m", "leakage": "0 S/m2"}


def test_area_of_the_published_ratio() -> None:
    assert 1.0 - rim_area_share(DISC, 86e-9) == pytest.approx(15.79 / 20.94, abs=1.4e-3)


def test_rim_wider_than_the_pixel_is_all_of_it() -> None:
    assert rim_area_share(DISC, 1e-6) == 1.0


def test_positions_keep_the_area() -> None:
    distance = np.array([0.05, 0.2, 0.2, 0.5])
    weight = np.array([0.4, 0.2, 0.1, 0.3])
    share = rim_share_of_positions(distance, weight, 0.55)
    assert weight @ share == pytest.approx(0.55, rel=1e-12)
    assert share == pytest.approx([1.0, 0.5, 0.5, 0.0], rel=1e-12)


def test_uniform_light_dims_by_the_area() -> None:
    pixel = device(round_pixel())
    spec = CompactSpec.model_validate({**QUIET, "biexciton_lifetime": "1e9 s"})
    damaged = CompactSpec.model_validate(
        {**QUIET, "biexciton_lifetime": "1e9 s", "rim_width": "86 nm"}
    )
    light = optics(outcoupling=(0.25, 0.25))
    bright = solve_electrical(pixel, spec, light).eqe_peak
    dim = solve_electrical(pixel, damaged, light).eqe_peak
    assert dim / bright == pytest.approx(1.0 - rim_area_share(DISC, 86e-9), rel=1e-9)


def test_rim_costs_less_where_the_wall_already_dims() -> None:
    pixel = device(round_pixel())
    damaged = CompactSpec.model_validate({**QUIET, "rim_width": "86 nm"})
    uniform = solve_electrical(pixel, damaged, optics(outcoupling=(0.2, 0.2))).eqe_peak
    dim_edge = optics(outcoupling=(0.1, 0.3))
    assert solve_electrical(pixel, damaged, dim_edge).eqe_peak > uniform
