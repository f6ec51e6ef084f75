"""What a straight wall changes of where the power of dipoles arrives.

Wall minus film on the same lines: what both are wrong by cancels. Powers of lines are summed over
k_y / 2 pi; light to air, known per plane wave, over k_y.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.nested_rule import NestedRule, joined
from sim.optics.wall_modes.dipoles import Beside, LineDipoles, beside, line_dipoles
from sim.optics.wall_modes.directions import far_field
from sim.optics.wall_modes.dissipation import Sink, between, changes, sinks
from sim.optics.wall_modes.effect import Progress, WallCase
from sim.optics.wall_modes.guided import guided_indices, sent_back
from sim.optics.wall_modes.image import BEHIND_UM, AirLight, light_to_air
from sim.optics.wall_modes.wall import WallModes, beyond, wall_modes
from sim.optics.wall_modes.wavevectors import WallRule, across, beyond_air, to_air


@dataclass(frozen=True)
class LightChange:
    """Change of light to air, over bulk power.

    Attributes:
        air: (Z, 3, D) all of it.
        foreign: (Z, 3, D) whose image lies behind the bank's middle.
        film: (Z, 3) of the film on the same lines.
    """

    air: FloatArray
    foreign: FloatArray
    film: FloatArray


@dataclass(frozen=True)
class Ends:
    """Change of where power ends, over bulk power.

    Attributes:
        glass: (Z, 3, D) into the glass, air included.
        superstrate: (Z, 3, D) out of an open top.
        absorbed: (Z, 3, D, P) by parts, in the order of the profile's names.
        own: (Z, 3, D, P) of that in front of the bank's middle.
    """

    glass: FloatArray
    superstrate: FloatArray
    absorbed: FloatArray
    own: FloatArray


@dataclass(frozen=True)
class WallArrivals:
    """All that a wall changes of where power arrives.

    Attributes:
        light, ends: by all wavevectors.
        coarse_light, coarse_ends: by every other one.
        collected, coarse_collected: light within the numerical aperture, where one is given.
        far_field: (Z, 3, D, U, U) per steradian in the observer's medium, over bulk power.
        reflectance: share of the guided power that arrives which the wall sends back.
    """

    light: LightChange
    ends: Ends
    coarse_light: LightChange
    coarse_ends: Ends
    collected: LightChange | None
    coarse_collected: LightChange | None
    far_field: FloatArray
    reflectance: float


def wall_arrivals(
    case: WallCase, rule: WallRule, cosine: FloatArray, progress: Progress = lambda _: None
) -> WallArrivals:
    """Solve a wall for where power arrives.

    Args:
        case: the wall; its emitter may absorb.
        rule: how finely.
        cosine: (U,) of the far field.
        progress: is told the share that is done.
    """
    glass = case.glass_index
    first = to_air(rule.light_along, case.numerical_aperture, case.cone)
    upright = wall_modes(case.lines, 0.01 * case.k0, rule.cells, closed=case.closed)
    rest = beyond_air(rule, case.cone, glass, guided_indices(upright, glass))
    nodes = np.append(first.node, rest.node)
    solved: list[_Arrived] = []
    for number, node in enumerate(nodes):
        line = lines_at(case, rule, float(node))
        light = collected = None
        if number < first.node.size:
            light = line.light(case, rule, case.cone)
            aperture = case.numerical_aperture
            if aperture is not None and node < aperture:
                collected = line.light(case, rule, aperture)
        solved.append(
            _Arrived(line.ends(case), sent_back(line.wall, line.lines, glass), light, collected)
        )
        progress((number + 1.0) / nodes.size)
    return _summed(case, first, joined([first, rest]), solved, cosine)


def wall_light(case: WallCase, rule: WallRule) -> LightChange:
    """Light to air alone."""
    nodes = to_air(rule.light_along, case.numerical_aperture, case.cone)
    lit = [lines_at(case, rule, float(node)).light(case, rule, case.cone) for node in nodes.node]
    return _light(case, nodes.weight, lit)


@dataclass(frozen=True)
class LineEnds:
    """Ends of single lines at one wavevector, (S, Q, D) by sinks: parts, glass, above; own ones."""

    every: FloatArray
    own: FloatArray


@dataclass(frozen=True)
class _Arrived:
    """One wavevector.

    Attributes:
        ends: of its lines.
        guided: (Q, D) guided power that arrives and that comes back.
        light, collected: where its waves reach air, and the aperture.
    """

    ends: LineEnds
    guided: tuple[FloatArray, FloatArray]
    light: AirLight | None
    collected: AirLight | None


@dataclass(frozen=True)
class SolvedLines:
    """Lines of dipoles at one wavevector, given in k0."""

    node: float
    wall: WallModes
    dipoles: LineDipoles
    lines: Beside

    def light(self, case: WallCase, rule: WallRule, radius: float) -> AirLight:
        """To air within a circle of wavevectors, its radius in k0."""
        behind = case.boundary_um + BEHIND_UM
        last, widest = float(case.distance_um[-1]), case.cone * case.k0
        v, share = across(rule.light_across, last, behind, widest)
        half = case.k0 * math.sqrt(radius**2 - self.node**2)
        return light_to_air(
            self.wall,
            self.dipoles,
            self.lines,
            case.distance_um,
            (half * v, half * share),
            case.boundary_um,
            case.outside,
        )

    def ends(self, case: WallCase) -> LineEnds:
        """In all columns."""
        profile, parts = self.wall.profile, len(case.profile.parts)
        size = (parts + 2, self.dipoles.right.shape[1], case.distance_um.size)
        every, own = np.zeros(size), np.zeros(size)
        places = self._sinks(0, parts)
        for sink in places:
            length = case.distance_um + profile.x_um[0]
            every[sink.number] += changes(self.wall.first, sink, self.dipoles, self.lines, length)
        own += every
        last = profile.columns - 1
        known: dict[tuple[int, bytes], tuple[Sink, ...]] = {}
        for number, (right, left) in enumerate(beyond(self.wall, self.lines.arriving), 1):
            region = self.wall.regions[number]
            same = number == last and region is self.wall.first
            # columns on both sides of a bank are alike
            name = id(region), profile.part_of_columns[number].tobytes()
            if not same and name not in known:
                known[name] = self._sinks(number, parts)
            for sink in places if same else known[name]:
                if number == last:
                    power = sink.of_film(right)
                else:
                    width = float(profile.x_um[number] - profile.x_um[number - 1])
                    power = between(region, sink, right, left, width)
                every[sink.number] += power
                if number < last and profile.x_um[number] <= case.boundary_um:
                    own[sink.number] += power
        return LineEnds(every, own)

    def _sinks(self, column: int, parts: int) -> tuple[Sink, ...]:
        profile, own = self.wall.profile, self.wall.regions[column]
        half = own.points.half_um
        return sinks(own, profile.at(column, half), profile.part_at(column, half), parts)


def lines_at(case: WallCase, rule: WallRule, node: float) -> SolvedLines:
    """Solve the lines of a wall at a real wavevector, given in k0."""
    wall = wall_modes(case.lines, node * case.k0, rule.cells, closed=case.closed)
    dipoles = line_dipoles(wall.first, case.height_um)
    return SolvedLines(node, wall, dipoles, beside(wall, dipoles, case.distance_um))


def _summed(
    case: WallCase,
    first: NestedRule,
    every: NestedRule,
    solved: Sequence[_Arrived],
    cosine: FloatArray,
) -> WallArrivals:
    lit = [one.light for one in solved if one.light is not None]
    collected = [one.collected for one in solved if one.collected is not None]
    kept = np.arange(len(collected))
    aperture = case.numerical_aperture is not None
    arriving, returned = (
        sum(
            weight * one.guided[side][:, -1].sum()
            for weight, one in zip(every.weight, solved, strict=True)
        )
        for side in (0, 1)
    )
    return WallArrivals(
        light=_light(case, first.weight, lit),
        ends=_ends(case, every.weight, solved),
        coarse_light=_light(case, first.coarse_weight, lit),
        coarse_ends=_ends(case, every.coarse_weight, solved),
        collected=_light(case, first.weight[kept], collected) if aperture else None,
        coarse_collected=_light(case, first.coarse_weight[kept], collected) if aperture else None,
        far_field=case.over_bulk(
            far_field(
                first.node / case.outside.index,
                lit[0].across,
                np.stack([light.density for light in lit], axis=-2),
                case.outside.index * case.k0,
                cosine,
                case.cone / case.outside.index,
            )
        ),
        reflectance=float(returned / arriving) if arriving > 0.0 else 0.0,
    )


def _light(case: WallCase, weight: FloatArray, lit: Sequence[AirLight]) -> LightChange:
    """Both signs of k_y."""
    share = 2.0 * case.k0 * weight
    return LightChange(
        air=case.over_bulk(np.tensordot(share, np.array([one.change for one in lit]), 1)),
        foreign=case.over_bulk(np.tensordot(share, np.array([one.foreign for one in lit]), 1)),
        film=case.over_bulk(np.tensordot(share, np.array([one.film for one in lit]), 1)),
    )


def _ends(case: WallCase, weight: FloatArray, solved: Sequence[_Arrived]) -> Ends:
    share, parts = case.k0 / math.pi * weight, len(case.profile.parts)
    every = np.tensordot(share, np.array([one.ends.every for one in solved]), 1)
    own = np.tensordot(share, np.array([one.ends.own[:parts] for one in solved]), 1)
    return Ends(
        glass=case.over_bulk(every[parts]),
        superstrate=case.over_bulk(every[parts + 1]),
        absorbed=case.over_bulk(np.moveaxis(every[:parts], 0, -1)),
        own=case.over_bulk(np.moveaxis(own, 0, -1)),
    )
