"""Windows in an insulating film: what is levelled, what emits, what is refused, the film limit."""

from __future__ import annotations

import math
from typing import Any

import pytest

from geometry.checks import device_issues, dotted
from geometry.coverage import device_top_um, emitter_outline
from geometry.device import Device
from geometry.shapes import Circle
from geometry.solids import build_solids
from geometry.spec import DeviceSpec
from sim.analysis.area import device_capacitance
from sim.coupling import perimeter_of
from sim.electrical.pixel import Outline
from sim.electrical.spec import CompactSpec
from sim.optics.methods.edge.refusal import edge_refusal
from sim.optics.methods.fmm.slices import Slices, cut
from sim.study import Glass
from tests.unit.geometry.test_device_checks import LAYERS
from tests.unit.geometry.test_solids import column
from tests.unit.pixel_cases import (
    ANODE_UM,
    CATHODE_UM,
    EMITTER_UM,
    ETL_UM,
    HTL_UM,
    STACK,
    pixel_device,
)

FILM_UM = 0.02
WINDOWS = {"coverage": "windows", "height": "20 nm"}
ABOVE = [
    ("emitter", EMITTER_UM), ("etl", ETL_UM), ("cathode", CATHODE_UM), ("superstrate", 0.0),
]  # fmt: skip


def windows(**changes: Any) -> Device:
    return pixel_device(bank={**WINDOWS, **changes.pop("bank", {})}, **changes)


def test_the_first_layer_fills_the_window_and_all_above_is_flat() -> None:
    device = windows()
    foot = [("substrate", 0.0), ("anode", ANODE_UM)]
    assert column(device, 0.0) == [*foot, ("htl", HTL_UM), *ABOVE]
    beside = [("bank", FILM_UM), ("htl", round(HTL_UM - FILM_UM, 5))]
    assert column(device, 1.4) == [*foot, *beside, *ABOVE]
    assert device_top_um(device) == pytest.approx(STACK.thickness_um)


def test_volumes_of_the_layer_that_fills_the_window() -> None:
    """Solids of a part do not overlap here: htl is a slab above the film and a plug per window."""
    solids = [s for s in build_solids(windows(), (1.0, 1.0)) if s.part == "htl"]
    slabs = [s for s in solids if s.outline is None]
    plugs = [s for s in solids if isinstance(s.outline, Circle) and s.outline.x_um == 0.0]
    assert sum(s.z_max_um - s.z_min_um for s in slabs) == pytest.approx(HTL_UM - FILM_UM)
    (plug,) = [s for s in plugs if isinstance(s.outline, Circle) and s.outline.y_um == 0.0]
    assert isinstance(plug.outline, Circle)
    volume = math.pi * plug.outline.radius_um**2 * (plug.z_max_um - plug.z_min_um)
    assert volume == pytest.approx(math.pi * 0.65**2 * FILM_UM)


@pytest.mark.parametrize("angle", ["90 deg", "45 deg"])
def test_what_emits_is_what_the_window_leaves_bare(angle: str) -> None:
    outline = emitter_outline(windows(bank={"sidewall_angle": angle}))
    assert isinstance(outline, Circle)
    assert outline.radius_um == pytest.approx(0.65)


def _parts(slices: Slices) -> list[tuple[float, float, tuple[str, ...]]]:
    return [
        (one.z_min_um, one.z_max_um, tuple(slices.media[m].part for m in one.media))
        for one in slices.slices
    ]


def test_a_window_as_wide_as_the_pitch_is_the_film() -> None:
    device = windows(
        lattice="square", pitch="1 um", aperture={"shape": "square", "width": "0.999999 um"}
    )
    given = cut(device)
    assert _parts(given) == _parts(cut(device.as_film(), given.cell))


def test_the_emitter_has_no_perimeter() -> None:
    """Current still passes through the film, over the share of the area that it covers."""
    array = windows().patterned_array
    perimeter = perimeter_of(array)
    assert (perimeter.outline, perimeter.perimeter_per_area_1_m) == (Outline.FILM, 0.0)
    assert perimeter.fill_factor == pytest.approx(math.pi * 0.65**2 / (3**0.5 / 2 * 2.8**2))


def test_all_of_the_emitter_is_the_own_one() -> None:
    assert windows().emitter_is_continuous
    assert windows().as_film().emitter_is_continuous
    assert not pixel_device().emitter_is_continuous
    entry = {"layers": LAYERS, "array": windows().patterned_array}
    text = edge_refusal(DeviceSpec.model_validate(entry), Glass.SINGLE_PASS)
    assert "an emitter that ends at a wall" in text


def test_a_flat_electrode_has_no_fringe() -> None:
    found = device_capacitance(windows(), CompactSpec())
    assert found.fringe == 0.0
    assert found.bank > 0.0


@pytest.mark.parametrize(
    ("array", "path", "message"),
    [
        ({}, "device.array.bank.height", "what levels it below the emitter: 20 nm"),
        ({"bank": {"on": "htl"}}, "device.array.bank.height", "no layer"),
        ({"bank": {"filled_by": "next_layers"}}, "device.array.bank.filled_by", "no film"),
        ({"coffee_ring": {"height": "5 nm"}}, "device.array.coffee_ring.height", "ends flush"),
        (
            {"black_matrix": {"thickness": "1 um", "opening": "3 um", "position": "bank"}},
            "device.array.black_matrix.position",
            "stands out",
        ),
    ],
)
def test_refusals(array: dict[str, Any], path: str, message: str) -> None:
    height = "30 nm" if not array else "10 nm"
    bank = {"coverage": "windows", "height": height, **array.get("bank", {})}
    entry = {
        "lattice": "square",
        "pitch": "4 um",
        "aperture": {"shape": "circle", "width": "2 um"},
        **array,
        "bank": bank,
    }
    issues = list(device_issues(DeviceSpec.model_validate({"layers": LAYERS, "array": entry})))
    (issue,) = [i for i in issues if dotted(i.path) == path]
    assert message in issue.text
