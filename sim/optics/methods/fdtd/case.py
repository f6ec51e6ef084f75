"""All dipoles of a case by FDTD, put together."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.away_ratio import film_at_nodes, scaled_errors, with_film_ratio
from sim.optics.film_on_grid.correction import apply_correction, grid_correction, known_film
from sim.optics.grid.dipoles import Node
from sim.optics.grid.layout import Layout
from sim.optics.meep.records import stepping_cost, worst_status
from sim.optics.methods.fdtd.away import away_powers, corrected_away, open_of_leaving
from sim.optics.methods.fdtd.budget import Analysis
from sim.optics.methods.fdtd.errors import Evidence, error_parts, roughness_error
from sim.optics.methods.fdtd.runs import CaseRuns, Outcomes, Solutions
from sim.optics.methods.fdtd.sideways import shared_out
from sim.optics.methods.fdtd.wall_error import wall_error
from sim.optics.methods.planar.case import planar_optics
from sim.optics.powers import Axes, Shares, assemble, stacked_shares, status_by_budget
from sim.progress import Reporter
from sim.results.averages import lee, recycled_lee
from sim.results.records import ORIENTATIONS, OpticalResult, Status
from sim.store.run_cache import NoCache, RunCache
from sim.study import Method, OpticsSpec


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
        reporter: shows progress.
        cache: keeps finished dipoles.
        fingerprint: names everything besides the dipole that its outcome depends on.
        film: the exact solution of the device's film where the caller has it.

    Raises:
        ValueError: a part that vanishes on the grid, or a wavelength outside a material's table.
    """
    started = time.perf_counter()
    kept = cache or NoCache()
    case = CaseRuns(device, optics)
    solutions = case.solve(reporter, kept, fingerprint)
    outcomes = solutions.transparent
    shares = _shares_of_case(case.nodes, outcomes)
    result = _assemble(case.analysis, case.nodes, shares, outcomes)
    known = known_film(case.layout, result, optics.dipoles.vertical)
    if optics.grid_correction and device.array is not None:
        result = apply_correction(result, grid_correction(result, known))
    exact = planar_optics(device.as_film(), optics) if film is None else film
    steppings = tuple(outcome.stepping for outcome in outcomes.values())
    parts = error_parts(result, Evidence(known, exact, steppings))
    parts["glass"] = _answer_range(result, shares)
    parts["wall"] = wall_error(device, optics, case.nodes, kept, fingerprint) * lee(result)
    if device.array is not None and device.array.sidewall.is_rough:
        parts["roughness"] = _one_course(device, abs(lee(result) - lee(exact)))
    result = replace(result, lee_error=sum(parts.values()), error_parts=parts)
    result = shared_out(result, case.layout)
    result = _with_absorbing(result, case, solutions, exact, optics)
    cost = stepping_cost(solutions.steppings, time.perf_counter() - started)
    worst = worst_status(solutions.steppings)
    status = result.status if worst is Status.OK else worst
    return replace(result, status=status, cost=cost)


def _with_absorbing(
    result: OpticalResult,
    case: CaseRuns,
    solutions: Solutions,
    film: OpticalResult,
    optics: OpticsSpec,
) -> OpticalResult:
    """The result with the powers of the absorbing emitter: of its own runs, or by its film."""
    outcomes = solutions.absorbing
    if not outcomes:
        return with_film_ratio(result, film)
    layout = case.absorbing_layout
    own = np.array(
        [
            [_own_of(outcomes, number, node, o) for o in ORIENTATIONS]
            for number, node in enumerate(case.nodes)
        ]
    )
    absorbing = _shares_of_case(case.nodes, outcomes)
    powers = away_powers(layout, result.node_um[:, 2], absorbing, own)
    if optics.grid_correction and layout.device.array is not None:
        powers = corrected_away(layout, powers, result, film_at_nodes(film, result.node_um))
    over_windows = layout.device.array is not None and layout.device.has_windows
    others = None if over_windows else powers.to_neighbours
    solved = replace(result, lossy_air=powers.air, away=powers.away, to_neighbours=others)
    errors = scaled_errors(solved)
    errors["closure"] = open_of_leaving(absorbing, own) * recycled_lee(solved)
    return replace(solved, recycling_errors=errors)


def _one_course(device: Device, changed: float) -> float:
    """Error by solving one random course of rough walls."""
    peak_um = device.emission.peak_um
    index = float(np.real(device.stack.emitter.material.index(peak_um * 1e3)))
    rms_um = device.patterned_array.sidewall.roughness.rms_um
    return roughness_error(changed, rms_um, index, peak_um)


def _answer_range(result: OpticalResult, shares: Shares) -> float:
    """What LEE differs by if all light that returns meets the wells' middles or all the rest.

    The answer of the array to returned light is that of locally planar columns; zero in a single
    pass, and for a film.
    """
    return abs(lee(replace(result, air=shares.answer_range)))


def _shares_of_case(nodes: tuple[Node, ...], outcomes: Outcomes) -> Shares:
    """All dipoles, S = (N, O, W)."""
    return stacked_shares(
        [
            stacked_shares([_shares_of(outcomes, number, node, o) for o in ORIENTATIONS])
            for number, node in enumerate(nodes)
        ]
    )


def _assemble(
    analysis: Analysis, nodes: tuple[Node, ...], shares: Shares, outcomes: Outcomes
) -> OpticalResult:
    layout = analysis.layout
    shown = _absorbing(analysis)
    # In the order of the axes: sums over parts must not depend on how they were picked.
    absorbed = np.ascontiguousarray(shares.absorbed[..., shown])
    result = assemble(
        method=Method.FDTD,
        shares=replace(shares, absorbed=absorbed),
        axes=Axes(
            node_um=np.array([[n.x_um, n.y_um, n.z_um] for n in nodes]),
            node_weight=np.array([n.weight for n in nodes]),
            wall_distance_um=np.array([n.wall_distance_um for n in nodes]),
            spectrum=layout.spectrum,
            parts=tuple(analysis.absorption.parts[i] for i in shown),
            direction_cosine=analysis.direction_cosine,
        ),
        device=layout.device,
        status=worst_status([outcome.stepping for outcome in outcomes.values()]),
        numerical_aperture=analysis.numerical_aperture,
    )
    return replace(
        result,
        status=status_by_budget(result),
        slices=tuple(o.slice for o in outcomes.values() if o.slice is not None),
        waves=tuple(o.waves for o in outcomes.values() if o.waves is not None),
        warnings=_warnings(layout, shares.purcell),
    )


def _shares_of(outcomes: Outcomes, number: int, node: Node, orientation: str) -> Shares:
    """Shares of one orientation; a y dipole on the axis is an x dipole seen from the side.

    All 0 for an orientation that the case was not asked for.
    """
    own = outcomes.get((number, orientation))
    if own is not None:
        return own.shares
    twin = outcomes.get((number, {"x": "y", "y": "x"}.get(orientation, "")))
    if twin is not None and node.isotropic:
        return replace(twin.shares, far_field=np.swapaxes(twin.shares.far_field, 1, 2))
    return next(iter(outcomes.values())).shares.each(np.zeros_like)


def _own_of(outcomes: Outcomes, number: int, node: Node, orientation: str) -> FloatArray:
    """Share (W,) that the own emitter takes, as :func:`_shares_of`."""
    outcome = outcomes.get((number, orientation))
    if outcome is None and node.isotropic:
        outcome = outcomes.get((number, {"x": "y", "y": "x"}.get(orientation, "")))
    if outcome is None or outcome.own is None:
        return np.zeros_like(next(iter(outcomes.values())).shares.purcell)
    return outcome.own


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


def _warnings(layout: Layout, power: FloatArray) -> tuple[str, ...]:
    sentences = [snap.sentence for snap in layout.snaps]
    missing = [o for index, o in enumerate(ORIENTATIONS) if not np.all(np.any(power[:, index], 1))]
    if missing:
        sentences.append(
            f"dipoles along {', '.join(missing)} were not solved at every position: averages are "
            "over the others alone"
        )
    array = layout.device.array
    if array is not None and array.sidewall.is_rough:
        sentences.append(
            f"the walls' roughness is one random course (seed {array.sidewall.roughness.seed}): "
            "error part roughness is what others may give; solve three seeds to know their spread"
        )
    if layout.media.max_dn > 0.01 or layout.media.max_dk > 0.01:
        sentences.append(
            f"media fitted over the spectrum miss n by up to {layout.media.max_dn:.3f} and k by up "
            f"to {layout.media.max_dk:.3f}"
        )
    return tuple(sentences)
