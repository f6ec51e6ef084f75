"""Which runs are needed: what symmetry gives is not run again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from unit.pixel_cases import pixel_device

from geometry.materials.library import constant_material
from sim.optics.fields.records import DipoleJob
from sim.optics.grid.dipoles import Node, place_dipoles
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.methods.fdtd.jobs import case_jobs, needed_jobs
from sim.study import EmitterRuns, OpticsSpec


def optics(*orientations: str) -> OpticsSpec:
    return OpticsSpec.model_validate(
        {
            "wavelengths": 1,
            "lateral_cell": "50 nm",
            "dipoles": {"lateral": 2, "orientations": orientations or ("x", "y", "z")},
        }
    )


@pytest.fixture(scope="module")
def film() -> Layout:
    return lay_out(replace(pixel_device(), array=None), optics())


@pytest.fixture(scope="module")
def pixel() -> Layout:
    return lay_out(pixel_device(), optics())


def nodes_of(layout: Layout) -> tuple[Node, ...]:
    return place_dipoles(layout.device, layout.grid, 2, 1)


def test_film_needs_one_in_plane_run(film: Layout) -> None:
    jobs = needed_jobs(film, nodes_of(film), optics())
    assert [job.orientation for job in jobs] == ["x", "z"]
    assert all(job.compensated and job.mirrors == 2 for job in jobs)


def test_lone_y_is_kept(film: Layout) -> None:
    jobs = needed_jobs(film, nodes_of(film), optics("y", "z"))
    assert [job.orientation for job in jobs] == ["y", "z"]


def test_pixel_needs_all_orientations_off_the_axis(pixel: Layout) -> None:
    jobs = needed_jobs(pixel, nodes_of(pixel), optics())
    assert [(job.node, job.orientation) for job in jobs] == [
        (node, o) for node in (0, 1) for o in "xyz"
    ]
    # both lie on y = 0, which is a mirror plane
    assert {job.mirrors for job in jobs} == {1}


def test_dipoles_near_the_wall_keep_the_narrow_source(pixel: Layout) -> None:
    far, near = nodes_of(pixel)[0], nodes_of(pixel)[1]
    assert (far.wall_distance_um > 0.15, near.wall_distance_um > 0.15) == (True, False)
    jobs = needed_jobs(pixel, (far, near), optics("x"))
    assert [job.compensated for job in jobs] == [True, False]


def test_rough_walls_have_no_mirrors() -> None:
    device = pixel_device(sidewall={"roughness": {"rms": "5 nm"}})
    layout = lay_out(device, optics())
    jobs = needed_jobs(layout, nodes_of(layout), optics())
    assert {job.mirrors for job in jobs} == {0}


@pytest.mark.parametrize(
    ("place", "allowed", "mirrors"),
    [((0.0, 0.0), True, 2), ((0.1, 0.0), True, 1), ((0.1, 0.1), True, 0), ((0.0, 0.0), False, 0)],
)
def test_mirror_planes_run_through_the_dipole(
    place: tuple[float, float], allowed: bool, mirrors: int
) -> None:
    assert DipoleJob(0, "x", *place, 0.2, True, allowed).mirrors == mirrors


def absorbing_pixel() -> Layout:
    bright = pixel_device()
    lossy = constant_material("absorbing emitter", 1.95, 0.1)
    layers = tuple(
        replace(layer, material=lossy) if layer.emitter else layer for layer in bright.stack.layers
    )
    return lay_out(replace(bright, stack=replace(bright.stack, layers=layers)), optics())


def test_every_dipole_is_also_run_with_an_absorbing_emitter() -> None:
    layout = absorbing_pixel()
    jobs = case_jobs(layout, nodes_of(layout), optics())
    plain = needed_jobs(layout, nodes_of(layout), optics())
    assert [job.absorbing for job in jobs] == [False] * len(plain) + [True] * len(plain)
    assert [replace(job, absorbing=False) for job in jobs[len(plain) :]] == list(plain)


def test_one_run_each_where_recycling_is_judged_by_the_film() -> None:
    layout = absorbing_pixel()
    quick = optics().model_copy(update={"emitter": EmitterRuns.TRANSPARENT})
    assert not any(job.absorbing for job in case_jobs(layout, nodes_of(layout), quick))


def test_an_emitter_that_does_not_absorb_needs_one_run_each() -> None:
    layout = absorbing_pixel()
    clear = constant_material("clear emitter", 1.95)
    stack = layout.device.stack
    layers = tuple(
        replace(layer, material=clear) if layer.emitter else layer for layer in stack.layers
    )
    plain = replace(layout, device=replace(layout.device, stack=replace(stack, layers=layers)))
    assert case_jobs(plain, nodes_of(plain), optics()) == needed_jobs(
        plain, nodes_of(plain), optics()
    )
