"""All sums of a case at one wavelength.

Case, wavelength --+-- N orders,  n wavevectors  --+
                   +-- N' orders, n wavevectors  --+--> Wave: powers of both emitters
                   +-- N' orders, 2n wavevectors --+    (the last one also coherently)
                   +-- film, exactly and summed  --+
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.fields.point_group import direction_images
from sim.optics.film.film import exit_stack
from sim.optics.film.modes import guided_modes
from sim.optics.film.outside import outside_of
from sim.optics.film.reabsorption import CUT, largest_travelling_index
from sim.optics.methods.fmm.arriving import PARTS, TOTAL, Ends
from sim.optics.methods.fmm.escaping import (
    AirWaves,
    Collected,
    OwnPoints,
    collected,
    far_field,
    own_share,
)
from sim.optics.methods.fmm.film import exact_film, exact_lossy_film, film_sum, summed_film
from sim.optics.methods.fmm.levels import Levels, Sums
from sim.optics.methods.fmm.orders import Orders, Row, rows_of
from sim.optics.methods.fmm.own_cell import OwnCell, cell_points, emitter_points
from sim.optics.methods.fmm.sampling import Coherent, Positions, Sampling, solve
from sim.optics.methods.fmm.slices import Slices
from sim.optics.methods.fmm.waves.problem import Problem, problem
from sim.optics.methods.fmm.zone import ZonePoint, zone_points


@dataclass(frozen=True)
class Case:
    """What all wavelengths of a case have in common.

    Attributes:
        device: the device.
        slices, film: of the device and of its film, with the same cell.
        levels: sums over orders and wavevectors.
        positions: of the dipoles.
        more: of a finer lateral rule, at the same heights.
        parts: names in whose order absorbed power is given.
        absorbing: whether the absorbing emitter is solved as well.
        direction_cosine: (U,) grid of the far field.
        numerical_aperture: of the observer's optics, where it is asked for.
    """

    device: Device
    slices: Slices
    film: Slices
    levels: Levels
    positions: Positions
    more: Positions
    parts: tuple[str, ...]
    absorbing: bool
    direction_cosine: FloatArray
    numerical_aperture: float | None = None

    @property
    def emitter(self) -> str:
        """Name of the emitting layer."""
        return self.device.stack.emitter.name

    @property
    def emitters(self) -> tuple[bool, ...]:
        """Whether the emitter absorbs, for every problem that is solved."""
        return (False, True) if self.absorbing else (False,)

    @property
    def wavevectors(self) -> int:
        """Solutions of all sums of one wavelength: wavevectors, of stripes each with its k_y."""
        return sum(
            len(self.zone(count)) * len(self.rows(orders)) for orders, count in self.levels.sums
        )

    def rows(self, orders: Orders) -> tuple[Row, ...]:
        """Orders that mix."""
        return rows_of(self.slices.cell, orders)

    def zone(self, count: int) -> tuple[ZonePoint, ...]:
        """Wavevectors of a zone, ``count`` per direction."""
        return zone_points(self.slices.cell, direction_images(self.device.array), count)


@dataclass(frozen=True)
class Wave:
    """One wavelength of a case; axes H, L, O.

    Attributes:
        clear: sums with the transparent emitter.
        lossy: with the absorbing one, ``TOTAL`` all that leaves the own emitter; None where it was
            not solved.
        more_clear, more_lossy: P(N', n) of the finer lateral rule, (rows, H, L', O).
        to_neighbours: power that other pixels' emitters take.
        reabsorbed: share that the own emitter would take.
        own_share: of the light to the observer.
        far_field: (H, L, O, U, U) per steradian, up to a factor per dipole.
        collected: within the numerical aperture, arrays (H, L, O); None where none is asked for.
    """

    clear: Sums
    lossy: Sums | None
    more_clear: FloatArray
    more_lossy: FloatArray | None
    to_neighbours: FloatArray
    reabsorbed: FloatArray
    own_share: FloatArray
    far_field: FloatArray
    collected: Collected | None


def solve_wave(case: Case, wavelength_um: float, done: Callable[[], None]) -> Wave:
    """All sums of a case at one wavelength; ``done`` is called after every wavevector.

    Raises:
        ValueError: a wavelength outside a material's table, or a dipole on a face.
    """
    device, levels = case.device, case.levels
    ends = Ends(case.parts, outside_of(device.exit, wavelength_um), device.exit.upwards)
    solver = _Solver(case, wavelength_um, ends, done)
    none = (Coherent(),) * len(case.emitters)
    kept = _coherent(case, wavelength_um)
    count = case.positions.x_um.size
    both = Positions(
        np.concatenate([case.positions.x_um, case.more.x_um]),
        np.concatenate([case.positions.y_um, case.more.y_um]),
        case.positions.z_um,
    )
    many = solver.powers(levels.many, levels.coarse, case.positions, none)
    few = solver.powers(levels.few, levels.coarse, both, none)
    fine = solver.powers(levels.few, levels.fine, case.positions, kept)
    elsewhere = _by_height(case, [own.elsewhere() for own in kept[-1].own])
    taken = _by_height(case, [own.own() for own in kept[0].own]) / fine[0][TOTAL]
    many, few, fine = (
        solver.less_film(rows, *one)
        for rows, one in zip((many, few, fine), levels.sums, strict=True)
    )
    sums = [
        Sums(a, b[:, :, :count], c, *solver.tails(absorbs))
        for a, b, c, absorbs in zip(many, few, fine, case.emitters, strict=True)
    ]
    seen = _seen(case, kept[0].air, wavelength_um, ends.outside.index)
    return Wave(
        sums[0],
        sums[1] if case.absorbing else None,
        few[0][:, :, count:],
        few[1][:, :, count:] if case.absorbing else None,
        elsewhere,
        taken / (1.0 + taken),
        *seen,
    )


def _seen(
    case: Case, airs: tuple[AirWaves, ...], wavelength_um: float, observer: float
) -> tuple[FloatArray, FloatArray, Collected | None]:
    """Own share (H, L, O), far field (H, L, O, U, U) and what an aperture collects."""
    cell, k0 = cell_points(case.slices), 2.0 * np.pi / wavelength_um
    points = OwnPoints(cell.x_um * k0, cell.y_um * k0, cell.share)
    shares = _by_height(case, [own_share(air, points) for air in airs])
    patterns = np.array([far_field(air, observer, case.direction_cosine) for air in airs])
    patterns = patterns.reshape(*shares.shape, *patterns.shape[-2:])
    return shares, patterns, _collected(case, airs, points, k0)


def _collected(
    case: Case, airs: tuple[AirWaves, ...], points: OwnPoints, k0: float
) -> Collected | None:
    """Within the numerical aperture, (H, L, O) each."""
    aperture = case.numerical_aperture
    if aperture is None:
        return None
    steps = np.linalg.norm(case.slices.cell.reciprocal_1_um, axis=1) / (case.levels.fine * k0)
    rows = [collected(air, points, aperture, float(steps.max())) for air in airs]
    return Collected(
        *(
            _by_height(case, [getattr(row, field.name) for row in rows])
            for field in fields(Collected)
        )
    )


@dataclass(frozen=True)
class _Solver:
    """Sums of one wavelength; those of the absorbing emitter without what the emitters take."""

    case: Case
    wavelength_um: float
    ends: Ends
    done: Callable[[], None]

    def powers(
        self, orders: Orders, count: int, positions: Positions, kept: tuple[Coherent, ...]
    ) -> list[FloatArray]:
        """(rows, H, L, O) of every problem."""
        case = self.case
        totals: FloatArray | None = None
        # Stripes: rows with as many orders have the same ones, and the same matrices.
        problems: dict[int, tuple[Problem, ...]] = {}
        for row in case.rows(orders):
            alike = row.orders.count
            if alike not in problems:
                problems[alike] = self._problems(row.orders)
            samplings = tuple(map(Sampling, problems[alike], kept))
            zone = tuple(
                replace(point, k_1_um=point.k_1_um + row.shift_1_um) for point in case.zone(count)
            )
            part = np.array(solve(samplings, zone, positions, self.ends, self.done))
            totals = part if totals is None else totals + part
        assert totals is not None  # at least one row
        return [
            self._leaving(one) if absorbs else one
            for one, absorbs in zip(totals, case.emitters, strict=True)
        ]

    def _problems(self, orders: Orders) -> tuple[Problem, ...]:
        case = self.case
        return tuple(
            problem(case.slices, orders, self.wavelength_um, case.emitter, absorbs)
            for absorbs in case.emitters
        )

    def tails(self, absorbs: bool) -> tuple[FloatArray, FloatArray]:
        """Exact film less film of N and of N' orders, (rows, H, O); all of it above windows."""
        case = self.case
        film, z = case.device.as_film(), case.positions.z_um
        exact = (exact_lossy_film if absorbs else exact_film)(
            film, z - case.device.emitter_below_um, self.wavelength_um, case.parts
        )
        if case.device.emitter_is_continuous:
            return exact, exact
        many, few = (self._summed(absorbs, of, None) for of in (case.levels.many, case.levels.few))
        return exact - many, exact - few

    def less_film(self, rows: list[FloatArray], orders: Orders, count: int) -> list[FloatArray]:
        """Above windows less the film over the same wavevectors; else as given, per problem."""
        if not self.case.device.emitter_is_continuous:
            return rows
        return [
            one - self._summed(absorbs, orders, count)[:, :, None]
            for one, absorbs in zip(rows, self.case.emitters, strict=True)
        ]

    def _summed(self, absorbs: bool, orders: Orders, count: int | None) -> FloatArray:
        """Film of a finite number of orders, (rows, H, O); ``count`` as in ``film_sum``."""
        case = self.case
        given = problem(case.film, orders, self.wavelength_um, case.emitter, absorbs)
        sums = film_sum(case.slices, orders, count)
        rows = summed_film(given, sums, case.positions.z_um, self.ends)
        return self._leaving(rows) if absorbs else rows

    def _leaving(self, rows: FloatArray) -> FloatArray:
        """The total without what all emitters absorb."""
        emitter = PARTS + self.case.parts.index(self.case.emitter)
        left = rows.copy()
        left[TOTAL] -= rows[emitter]
        left[emitter] = 0.0
        return left


def _coherent(case: Case, wavelength_um: float) -> tuple[Coherent, ...]:
    """Sums over the finest zone for every problem."""
    points = emitter_points(case.slices, case.emitter)
    loss = _loss(case, wavelength_um)
    stack = exit_stack(case.device, wavelength_um).with_lossless_emitter()
    travelling = CUT * largest_travelling_index(stack, guided_modes(stack, wavelength_um))
    heights = range(case.positions.z_um.size)
    share = 1.0 / case.levels.fine**2
    along = case.levels.fine if case.slices.cell.is_endless else None
    continuous = case.device.emitter_is_continuous
    clear = Coherent(
        tuple(OwnCell(points, loss, travelling, along, continuous) for _ in heights),
        tuple(AirWaves(share, along=along) for _ in heights),
    )
    if not case.absorbing:
        return (clear,)
    lossy = tuple(OwnCell(points, loss, np.inf, along, continuous) for _ in heights)
    return (clear, Coherent(lossy, ()))


def _loss(case: Case, wavelength_um: float) -> float:
    """eps'' of the emitter."""
    index = complex(case.device.stack.emitter.material.index(wavelength_um * 1e3))
    return (index**2).imag


def _by_height(case: Case, rows: list[FloatArray]) -> FloatArray:
    """(H, L, O) from H arrays (L O,)."""
    return np.array(rows).reshape(case.positions.z_um.size, case.positions.x_um.size, -1)
