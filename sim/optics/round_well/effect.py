"""A round well alone in its bank: what its wall changes of dipoles' power, light to air, and of
what leaves an emitter that absorbs.

Sums over azimuthal orders, exact but for lines along z: all of the wall acts at once, whatever the
liners on it, every round trip of light included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.round_well.away import EmitterDisc, OrderFields, away_change
from sim.optics.round_well.column import Column, column
from sim.optics.round_well.dipoles import height_dipoles
from sim.optics.round_well.light import GlassWaves
from sim.optics.round_well.well import round_wall
from sim.optics.wall_modes.effect import Progress, WallCase
from sim.optics.wall_modes.lines import LineCells
from sim.optics.wall_modes.profile import WallProfile
from sim.optics.wall_modes.wavevectors import TAIL

_BEYOND = 12
"""Orders of light to air beyond q r of the well's wall, where J_m has fallen to 1e-5."""


_FOLLOWED = 1.2
"""Wavevectors per radian of a wave from the axis to the wall: two per fringe of its square."""

_UPRIGHT_UM = 1e-9
_SMALL = 3e-5
"""Mean term, over bulk power, after which orders end: what is left out is below 3e-4."""


@dataclass(frozen=True)
class RoundRule:
    """How finely a round well is solved.

    Attributes:
        cells: along z.
        light: wavevectors of light to air, and more for wide wells: they follow J_m(q r)^2.
        tail: last azimuthal order at most, over k0 times the wall's radius.
    """

    cells: LineCells = field(default_factory=LineCells)
    light: int = 16
    tail: float = TAIL


@dataclass(frozen=True)
class RoundChange:
    """Change by a round well's wall, over bulk power, (Z, 3, D).

    Attributes:
        total, air: power and light to air, of all orders; orientations radial, around the axis, z.
        away: what leaves the own emitter for good; None where its heights were not given.
    """

    total: FloatArray
    air: FloatArray
    away: FloatArray | None = None


def round_change(
    case: WallCase,
    radius_um: float,
    rule: RoundRule,
    progress: Progress = lambda _: None,
    emitter_um: tuple[float, float] | None = None,
) -> RoundChange:
    """Solve a round well.

    Args:
        case: of its wall, as a straight one has it; distances below the radius.
        radius_um: of the emitter's wall.
        rule: how finely.
        progress: is told the share that is done.
        emitter_um: heights of the emitter's faces, where what leaves it is asked for.

    Raises:
        ValueError: that is asked for, and films change before the emitter's wall.
    """
    case = _alone(case)
    if emitter_um is not None and not ends_upright(case.profile):
        raise ValueError("expected an emitter that goes on as it is up to its wall")
    columns = _columns(case, rule.cells)
    face_um = radius_um + case.profile.x_um
    r_um, at_um = radius_um - case.distance_um, float(face_um[0])
    dipoles = height_dipoles(columns[0], case.height_um)
    widest = case.cone * case.k0 * at_um
    waves = GlassWaves.of(case, columns, rule.light + math.ceil(_FOLLOWED * widest))
    disc = None if emitter_um is None else EmitterDisc.of(columns[0], *emitter_um)
    total = np.zeros((case.height_um.size, 3, r_um.size))
    air, away = np.zeros_like(total), np.zeros_like(total)
    last = math.ceil(rule.tail * case.k0 * at_um)
    lit = math.ceil(widest) + _BEYOND
    for order in range(last + 1):
        both = 1.0 if order == 0 else 2.0
        wall = round_wall(columns, face_um, order)
        f = columns[0].radial(order).regular(r_um, at_um)
        rows = dipoles.rows(order, r_um, f)
        out = dipoles.sent(order, r_um, at_um, f)
        come = np.tensordot(wall.returned, out, 1)
        added = -0.5 * both * np.einsum("zodm,mzod->zod", rows, come).real
        total += added
        if disc is not None:
            # what dipoles beside the wall make the emitter take there ends far later
            added = both * away_change(disc, OrderFields(order, at_um, r_um, f, out, come), dipoles)
            away += added
        if order <= lit:
            air += both * waves.air(wall, dipoles, rows, r_um)
        progress((order + 1.0) / (last + 1.0))
        # terms fall as (r / a)^2m from here on
        if order > lit and np.abs(case.over_bulk(added.reshape(-1, r_um.size))).mean() < _SMALL:
            break
    shape = (-1, r_um.size)
    powers = [case.over_bulk(power.reshape(shape)) for power in (total, air, away)]
    return RoundChange(powers[0], powers[1], None if disc is None else powers[2])


def ends_upright(profile: WallProfile) -> bool:
    """Whether the emitter goes on as it is up to its wall, so that it is a disc."""
    return float(profile.x_um[0]) >= -_UPRIGHT_UM


def _alone(case: WallCase) -> WallCase:
    """Without neighbours: rings of them around the axis would send light back to it."""
    profile = case.profile
    kept = int(np.searchsorted(profile.x_um, case.boundary_um))
    part = None if profile.part is None else profile.part[: kept + 1]
    alone = replace(
        profile, x_um=profile.x_um[:kept], epsilon=profile.epsilon[: kept + 1], part=part
    )
    return replace(case, profile=alone)


def _columns(case: WallCase, cells: LineCells) -> tuple[Column, ...]:
    """Equal columns are solved once."""
    profile = case.lines
    points = profile.lines(cells, closed=case.closed)
    solved: dict[bytes, Column] = {}
    columns = []
    for number in range(profile.columns):
        epsilon = profile.at(number, points.half_um)
        key = epsilon.tobytes()
        if key not in solved:
            solved[key] = column(points, epsilon, case.k0)
        columns.append(solved[key])
    return tuple(columns)
