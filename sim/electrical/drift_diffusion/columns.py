"""Columns of whole sheets side by side, behind one resistance: what the terminals see.

An emitter of 2.3 pitches is 70 % of area with two sheets of dots and 30 % with three. The columns
share the voltage V_i behind the resistance R, their currents add up:

    J(V_i) = sum of area_c J_c(V_i),   V = V_i + R J                                           (1)

The voltages V_i are chosen as the sweep goes, so that V falls on or just above the wanted ones: J
rises ever faster, and the last chord is an upper bound for the drop. Values at the wanted voltages
are then read off by monotone interpolation of logarithms between neighbours that lie close.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.interpolate import PchipInterpolator

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.device import Profile
from sim.electrical.drift_diffusion.layers import DeviceMesh
from sim.electrical.drift_diffusion.solver import BiasPoint, DriftDiffusionSolver

_SAME_V = 1e-7
_LEAST_NODES = 3


@dataclass(frozen=True)
class Column:
    """Part of the area with one number of sheets.

    Attributes:
        mesh: its stack.
        area: its share.
        solver: of its device.
    """

    mesh: DeviceMesh
    area: float
    solver: DriftDiffusionSolver


@dataclass(frozen=True)
class SweepPoint:
    """All columns at one voltage.

    Attributes:
        inner_v: V_i.
        terminal_v: V of (1).
        device_a_m2: J, negative in reverse; 0 where rounding drowns it; nan where a column failed.
        carriers: electrons and holes per m3, pairs per dot, recombination through traps per m3:
            rows of (4, sheets of all columns); empty where a column failed.
        status: a sentence where something is wrong.
        profiles: of each column; empty where one failed, and where the point is read off others.
    """

    inner_v: float
    terminal_v: float
    device_a_m2: float
    carriers: FloatArray
    status: str
    profiles: tuple[Profile, ...] = ()


@dataclass(frozen=True)
class SweepRows:
    """A sweep at the wanted voltages: arrays of (V,) and (4, V, sheets of all columns).

    ``solved`` has the solved point nearest to each voltage, (V,); empty without an equilibrium.
    """

    voltage_v: FloatArray
    device_a_m2: FloatArray
    carriers: FloatArray
    status: tuple[str, ...]
    solved: tuple[SweepPoint, ...] = ()


@dataclass
class _Branch:
    """Solved points from 0 V on in one direction."""

    columns: tuple[Column, ...]
    resistance_ohm_m2: float
    points: list[SweepPoint] = field(default_factory=list)

    def go_to(self, target_v: float) -> None:
        """Solve so that the terminal voltage is ``target_v`` or a little beyond."""
        good = [point for point in self.points if np.isfinite(point.device_a_m2)]
        if good and abs(good[-1].terminal_v) >= abs(target_v) > 0.0:
            return
        inner = target_v
        if len(good) > 1 and self.resistance_ohm_m2 > 0.0:
            before, last = good[-2:]
            rise = last.inner_v - before.inner_v
            slope = (last.device_a_m2 - before.device_a_m2) / rise
            inner = last.inner_v + (target_v - last.terminal_v) / (
                1.0 + self.resistance_ohm_m2 * slope
            )
        solved = [column.solver.point(inner) for column in self.columns]
        point = _together(self.columns, solved, self.resistance_ohm_m2, inner)
        failed = not np.isfinite(point.device_a_m2)
        self.points.append(_at(point, target_v) if failed else point)


def _at(point: SweepPoint, terminal_v: float) -> SweepPoint:
    return SweepPoint(point.inner_v, terminal_v, point.device_a_m2, point.carriers, point.status)


def _together(
    columns: tuple[Column, ...], solved: list[BiasPoint], resistance: float, inner_v: float
) -> SweepPoint:
    failures = [point.status for point in solved if point.profile is None]
    if failures:
        return SweepPoint(inner_v, np.nan, np.nan, np.empty((4, 0)), failures[0])
    current, parts = 0.0, []
    for column, point in zip(columns, solved, strict=True):
        if point.profile is None:
            continue
        resolved = 0.0 if point.status or inner_v == 0.0 else 1.0
        current += resolved * column.area * point.current_density_a_m2
        dot, profile = column.mesh.nanocrystal_node, point.profile
        # What recombines belongs to a current: where that is rounding, so is this.
        lost = resolved * profile.pairs, resolved * profile.trapped_1_m3s
        rows = profile.electrons_1_m3, profile.holes_1_m3, *lost
        parts.append(np.stack([row[dot] for row in rows]))
    status = next((point.status for point in solved if point.status), "")
    terminal_v = inner_v + resistance * current
    profiles = tuple(point.profile for point in solved if point.profile is not None)
    carriers = np.concatenate(parts, axis=1)
    return SweepPoint(inner_v, terminal_v, current, carriers, status, profiles)


def sweep_columns(
    columns: tuple[Column, ...], resistance_ohm_m2: float, voltage_v: FloatArray
) -> SweepRows:
    """Solve all columns at terminal voltages of shape (V,), rising, 0 V among them.

    Raises:
        ArithmeticError: no equilibrium.
    """
    down = _branch(columns, resistance_ohm_m2, voltage_v[voltage_v < 0.0][::-1])
    up = _branch(columns, resistance_ohm_m2, voltage_v[voltage_v >= 0.0])
    branches = [down if v < 0.0 else up for v in voltage_v]
    rows = [_row(points, float(v)) for points, v in zip(branches, voltage_v, strict=True)]
    near = [_nearest(points, float(v)) for points, v in zip(branches, voltage_v, strict=True)]
    width = max(row.carriers.shape[1] for row in rows)
    lost = np.full((4, width), np.nan)
    return SweepRows(
        voltage_v,
        np.array([row.device_a_m2 for row in rows]),
        np.stack([row.carriers if row.carriers.size else lost for row in rows], axis=1),
        tuple(row.status for row in rows),
        tuple(near),
    )


def _branch(
    columns: tuple[Column, ...], resistance_ohm_m2: float, targets: Iterable[float]
) -> list[SweepPoint]:
    branch = _Branch(columns, resistance_ohm_m2)
    for number, target in enumerate(targets):
        if number == 0:
            for column in columns:
                column.solver.start()
        branch.go_to(float(target))
    return branch.points


def _nearest(points: list[SweepPoint], voltage_v: float) -> SweepPoint:
    return min(points, key=lambda point: abs(point.terminal_v - voltage_v))


def _row(points: list[SweepPoint], voltage_v: float) -> SweepPoint:
    nearest = _nearest(points, voltage_v)
    if abs(nearest.terminal_v - voltage_v) <= _SAME_V:
        return nearest
    nodes = [p for p in points if p.device_a_m2 > 0.0 and np.all(p.carriers[:3] > 0.0)]
    inside = nodes and nodes[0].terminal_v <= voltage_v <= nodes[-1].terminal_v
    if not inside or len(nodes) < _LEAST_NODES:
        # Reverse and dark currents drop next to nothing across the resistance.
        return nearest
    at = [point.terminal_v for point in nodes]
    floor = np.finfo(float).tiny
    table = np.array([np.append(p.carriers.ravel(), p.device_a_m2) for p in nodes])
    read = PchipInterpolator(at, np.log(np.maximum(np.abs(table), floor)))(voltage_v)
    values = np.where(np.abs(table).max(axis=0) > 0.0, np.exp(read), 0.0)
    carriers = values[:-1].reshape(nodes[0].carriers.shape)
    return SweepPoint(nearest.inner_v, voltage_v, float(values[-1]), carriers, nearest.status)
