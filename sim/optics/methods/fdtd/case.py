"""All dipoles of a case by FDTD, put together."""

from __future__ import annotations

import time
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from geometry.device import Device
from geometry.exit import ENCAPSULATION
from sim.optics.film.film import planar_optics
from sim.optics.film_on_grid.correction import apply_correction, grid_correction, known_film
from sim.optics.grid.dipoles import Node
from sim.optics.grid.layout import Layout
from sim.optics.meep.records import stepping_cost, worst_status
from sim.optics.methods.fdtd.budget import Analysis, DipoleShares
from sim.optics.methods.fdtd.errors import Evidence, error_parts
from sim.optics.methods.fdtd.runs import CaseRuns, Outcomes
from sim.progress import Reporter
from sim.results.averages import lee
from sim.results.records import ORIENTATIONS, OpticalResult, Status
from sim.store.run_cache import NoCache, RunCache
from sim.study import OpticsSpec

FloatArray = NDArray[np.float64]

CLOSED = 0.03
"""Open share of the averaged budget up to which it is called closed."""


def fdtd_optics(
    device: Device,
    optics: OpticsSpec,
    reporter: Reporter,
    cache: RunCache | None = None,
    fingerprint: str = "",
    film: OpticalResult | None = None,
) -> OpticalResult:
    """Solve a device with every dipole of its quadrature.

    A pixel's powers are corrected by what the grid does to its film
    (sim.optics.film_on_grid.correction).

    Args:
        device: the device; patterned or a film.
        optics: numerics.
        reporter: told how far it is.
        cache: keeps finished dipoles.
        fingerprint: names everything besides the dipole that its outcome depends on.
        film: the exact solution of the device's film where the caller has it.

    Raises:
        ValueError: a part that vanishes on the grid, or a wavelength outside a material's table.
    """
    started = time.perf_counter()
    case = CaseRuns(device, optics)
    outcomes = case.solve(reporter, cache or NoCache(), fingerprint)
    result = _assemble(case.analysis, case.nodes, outcomes)
    known = known_film(case.layout, result, optics.dipoles.vertical)
    if optics.grid_correction and device.array is not None:
        result = apply_correction(result, grid_correction(result, known))
    exact = planar_optics(device.as_film(), optics) if film is None else film
    steppings = tuple(outcome.stepping for outcome in outcomes.values())
    parts = error_parts(result, Evidence(known, exact, steppings))
    parts["glass"] = _answer_range(case.nodes, outcomes, result)
    cost = stepping_cost(steppings, time.perf_counter() - started)
    return replace(result, lee_error=sum(parts.values()), error_parts=parts, cost=cost)


def _answer_range(nodes: tuple[Node, ...], outcomes: Outcomes, result: OpticalResult) -> float:
    """What LEE differs by if all light that returns meets the wells' middles or all the rest.

    The answer of the array to returned light is that of locally planar columns; zero in a single
    pass, and for a film.
    """
    between = [
        [_shares_of(outcomes, number, node, o).answer_range for o in ORIENTATIONS]
        for number, node in enumerate(nodes)
    ]
    return abs(lee(replace(result, air=np.array(between))))


def _assemble(analysis: Analysis, nodes: tuple[Node, ...], outcomes: Outcomes) -> OpticalResult:
    layout = analysis.layout
    table = [
        [_shares_of(outcomes, number, node, o) for o in ORIENTATIONS]
        for number, node in enumerate(nodes)
    ]

    def gather(name: str) -> FloatArray:
        return np.array([[getattr(shares, name) for shares in row] for row in table])

    shown = _absorbing(analysis)
    outside = (ENCAPSULATION,) if layout.device.exit.absorbs else ()
    plates = gather("encapsulation")[..., None][..., : len(outside)]
    emission = layout.device.emission
    steppings = [outcome.stepping for outcome in outcomes.values()]
    slices = tuple(o.slice for o in outcomes.values() if o.slice is not None)
    result = OpticalResult(
        method="fdtd",
        status=worst_status(steppings),
        wavelength_nm=layout.spectrum.wavelength_um * 1e3,
        spectral_weight=layout.spectrum.weight,
        node_um=np.array([[n.x_um, n.y_um, n.z_um] for n in nodes]),
        node_weight=np.array([n.weight for n in nodes]),
        wall_distance_um=np.array([n.wall_distance_um for n in nodes]),
        horizontal_fraction=emission.horizontal_fraction,
        plqy=emission.plqy,
        purcell=gather("purcell"),
        air=gather("air"),
        substrate=gather("substrate"),
        lateral=gather("lateral"),
        superstrate=gather("superstrate"),
        absorbing_parts=(*(analysis.absorption.parts[i] for i in shown), *outside),
        absorbed=np.concatenate([gather("absorbed")[..., shown], plates], axis=-1),
        reabsorbed=gather("reabsorbed"),
        own_pixel_share=gather("own_share"),
        direction_cosine=analysis.direction_cosine,
        far_field=gather("far_field"),
        lee_error=float("nan"),
        slices=slices,
        warnings=_warnings(layout, gather("purcell"), gather("reabsorbed")),
    )
    return replace(result, status=_with_budget(result))


def _shares_of(outcomes: Outcomes, number: int, node: Node, orientation: str) -> DipoleShares:
    """Shares of one orientation; a y dipole on the axis is an x dipole seen from the side."""
    found = outcomes.get((number, orientation))
    if found is not None:
        return found.shares
    twin = outcomes.get((number, {"x": "y", "y": "x"}.get(orientation, "")))
    if twin is not None and node.isotropic:
        return replace(twin.shares, far_field=np.swapaxes(twin.shares.far_field, 1, 2))
    any_run = next(iter(outcomes.values())).shares
    return replace(
        any_run,
        **{field.name: np.zeros_like(getattr(any_run, field.name)) for field in fields(any_run)},
    )


def _absorbing(analysis: Analysis) -> list[int]:
    """Layers always, other parts only where they absorb."""
    layers = {layer.name for layer in analysis.layout.device.stack.layers}
    absorbing = {
        solid.part
        for solid, choice in zip(analysis.layout.solids, analysis.layout.media.choices, strict=True)
        if choice.model.conductivity or choice.model.poles
    }
    names = analysis.absorption.parts
    return [i for i, name in enumerate(names) if name in layers or name in absorbing]


def _with_budget(result: OpticalResult) -> Status:
    weight = result.node_weight[:, None, None] * result.spectral_weight
    open_share = np.abs((result.closure_error * result.purcell * weight).sum())
    open_share /= (result.purcell * weight).sum()
    if result.status is Status.OK and open_share > CLOSED:
        return Status.BUDGET_OPEN
    return result.status


def _warnings(layout: Layout, power: FloatArray, reabsorbed: FloatArray) -> tuple[str, ...]:
    sentences = [snap.sentence for snap in layout.snaps]
    missing = [o for index, o in enumerate(ORIENTATIONS) if not np.all(np.any(power[:, index], 1))]
    if missing:
        sentences.append(
            f"dipoles along {', '.join(missing)} were not solved at every position: averages are "
            "over the others alone"
        )
    if reabsorbed.max() > 0.2:
        sentences.append(
            f"up to {reabsorbed.max():.0%} of a dipole's power is reabsorbed by its own pixel's "
            "emitter; the shares of the budget are those before reabsorption"
        )
    if layout.media.max_dn > 0.01 or layout.media.max_dk > 0.01:
        sentences.append(
            f"media fitted over the spectrum miss n by up to {layout.media.max_dn:.3f} and k by up "
            f"to {layout.media.max_dk:.3f}"
        )
    return tuple(sentences)
