"""Orders come in complete shells, wavevectors in stars; slices and sums are what they say."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from physics.fmm_cases import EMITTER, LED, pixel
from ruamel.yaml import YAML

from geometry.device import build_device
from geometry.materials.library import load_library
from geometry.spec import ArraySpec, DeviceSpec
from sim.optics.fields.point_group import direction_images
from sim.optics.methods.fmm.levels import Sums, levels_of
from sim.optics.methods.fmm.orders import cell_of, complete_shells, rows_of
from sim.optics.methods.fmm.own_cell import cell_points
from sim.optics.methods.fmm.slices import cut, steps_of
from sim.optics.methods.fmm.zone import zone_points
from sim.study import FmmSpec


def array(lattice: str = "square", shape: str = "circle") -> ArraySpec:
    return pixel(LED, lattice=lattice, shape=shape).patterned_array


@pytest.mark.parametrize(("terms", "kept"), [(1, 1), (4, 1), (5, 5), (20, 13), (49, 49), (100, 97)])
def test_shells_of_a_square_lattice(terms: int, kept: int) -> None:
    """Lengths 0, 1, sqrt 2, 2, ... have 1, 4, 4, 4, 8, ... vectors."""
    assert complete_shells(cell_of(array()), terms).count == kept


@pytest.mark.parametrize(("terms", "kept"), [(6, 1), (7, 7), (18, 13), (61, 61)])
def test_shells_of_a_hexagonal_lattice(terms: int, kept: int) -> None:
    orders = complete_shells(cell_of(array("hexagonal")), terms)
    assert orders.count == kept
    turned = orders.g_1_um @ np.array([[0.5, -math.sqrt(0.75)], [math.sqrt(0.75), 0.5]])
    distance = np.linalg.norm(turned[:, None] - orders.g_1_um, axis=-1).min(axis=1)
    assert distance.max() < 1e-9


@pytest.mark.parametrize(("lattice", "solved"), [("square", 10), ("hexagonal", 10)])
def test_symmetry_leaves_few_wavevectors(lattice: str, solved: int) -> None:
    """Of 64: an eighth (and what lies on mirrors), a twelfth."""
    one = array(lattice)
    points = zone_points(cell_of(one), direction_images(one), 8)
    assert len(points) == solved
    assert sum(p.images.shape[0] * p.weight for p in points) == pytest.approx(1.0)


def test_rows_of_stripes_hold_all_orders() -> None:
    """One row per k_y, alike where they hold as many; other arrays have one row."""
    cell = cell_of(array("stripe", "stripe"))
    orders = complete_shells(cell, 49)
    rows = rows_of(cell, orders)
    whole = np.concatenate([row.shift_1_um + row.orders.g_1_um for row in rows])
    assert np.allclose(np.sort(whole, axis=0), np.sort(orders.g_1_um, axis=0))
    assert [row.orders.count for row in rows] == [row.orders.count for row in rows[::-1]]
    for one, other in zip(rows, rows[::-1], strict=True):
        assert np.array_equal(one.orders.number, other.orders.number)
    square = cell_of(array())
    assert len(rows_of(square, complete_shells(square, 49))) == 1


def test_three_colours_are_media_of_one_raster() -> None:
    """Each covers its aperture, the own cell is a third, and every wall has a normal.

    Walls along the raster move by up to a point of it, 6 um / 512: areas to 1.2 %.
    """
    path = Path(__file__).parents[5] / "configs" / "devices" / "rgb_stripe.yaml"
    entry = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    device = build_device(DeviceSpec.model_validate(entry), load_library())
    slices = cut(device)
    parts = [m.part for m in slices.media]
    number = parts.index(EMITTER)
    one = next(s for s in slices.slices if number in s.media and s.raster is not None)
    assert one.raster is not None
    assert one.walls is not None
    for name in (EMITTER, "emitter_red", "emitter_blue"):
        inside = one.raster == parts.index(name)
        assert float(inside.mean()) == pytest.approx(1.3 * 5.0 / 36.0, rel=0.012)
        beside = np.roll(inside, 1, 0) & ~inside
        assert float(one.walls.xx[beside & (abs(slices.y_um) < 1.0)].min()) > 0.9
    assert float(slices.own.mean()) == pytest.approx(1.0 / 3.0, abs=2e-3)
    points = cell_points(slices)
    assert points.share == pytest.approx(1.0 / 3.0, abs=1e-9)
    assert abs(points.x_um).max() < 1.0


def test_slices_of_the_led() -> None:
    """Flat films below and above three slices with walls, whose area is the well's."""
    slices = cut(pixel())
    walled = [one for one in slices.slices if one.raster is not None]
    assert [round(one.thickness_um, 9) for one in walled] == [0.04, 0.02, 0.04]
    emitter = walled[-1]
    assert emitter.raster is not None
    number = [m.part for m in slices.media].index(EMITTER)
    area = float((emitter.raster == number).mean()) * 0.64
    assert area == pytest.approx(math.pi * 0.25**2, rel=5e-4)
    assert slices.slice_at(0.23) == slices.slices.index(emitter)
    with pytest.raises(ValueError, match="not at its face"):
        slices.slice_at(0.25)


def test_sloped_walls_are_steps_of_a_few() -> None:
    assert len(steps_of(0.0, 0.1, 0.3)) == 3
    with pytest.raises(ValueError, match="at most 8 slices"):
        steps_of(0.0, 0.5, 0.5)


def test_the_best_number_of_three_sums() -> None:
    """A power a + b / N^2 + c / n^2 that is summed so has neither fault of the coarse sums."""
    sums = Sums(
        many=np.full((1, 1, 1, 1), 1.0 + 0.1 + 0.4),
        few=np.full((1, 1, 1, 1), 1.0 + 0.2 + 0.4),
        fine=np.full((1, 1, 1, 1), 1.0 + 0.2 + 0.1),
        tail_many=np.full((1, 1, 1), 0.03),
        tail_few=np.full((1, 1, 1), 0.05),
    )
    assert sums.best == pytest.approx(1.0 + 0.1 + 0.1 + 0.03)
    assert sums.with_few_orders == pytest.approx(1.0 + 0.2 + 0.1 + 0.05)
    assert sums.with_few_wavevectors == pytest.approx(1.0 + 0.1 + 0.4 + 0.03)


def test_levels() -> None:
    levels = levels_of(cell_of(array()), FmmSpec(terms=100, brillouin=5))
    assert (levels.many.count, levels.few.count) == (97, 49)
    assert (levels.coarse, levels.fine) == (5, 10)
