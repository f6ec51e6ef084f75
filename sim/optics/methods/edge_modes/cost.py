"""Time and memory of a wall's modes, from its columns and the dipoles beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geometry.spec import Treatment
from sim.optics.methods.edge_modes.round_recycling import absorbing_name, has_whole_recycling
from sim.optics.methods.edge_modes.round_trips import stripe_name
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.methods.edge_modes.small_round import BAND, COARSER, round_pixel
from sim.optics.wall_modes.lines import LineCells
from sim.optics.wall_modes.profile import WallProfile
from sim.optics.wall_modes.wavevectors import TAIL, WallRule

EIGEN_S = 6.5e-9
"""Seconds per cube of the modes of one column: eigenproblem, faces on both sides (one thread)."""

FORM_S = 8.0e-10
"""Seconds per square of the modes, line of dipoles, column and part: where power arrives."""

_ARRIVING, _PARTS = 45, 8
"""Wavevectors of the sums on the real axis, and parts of a column, as a rule."""

ROUND_S, ROUND_LIGHT_S = 2.3e-9, 8.0e-11
"""Seconds per cube of the modes and azimuthal order of a round well: per face; and, of orders with
light to air, per wavevector of it."""

_LIT, _LIT_WAVES = (12.0, 1.0), (16.0, 1.2)
"""Orders with light to air, and its wavevectors: at least, and per k0 times the well's radius."""

_ORDERS, _ORDERS_OF_LOSSY = (7.5, 1.85), 0.9
"""Orders likewise beside a wall without loss; of the most there are beside one that absorbs."""

_LOSSY = 0.1
"""Imaginary permittivity of the latter beside the emitter."""

_AWAY = 1.2
"""Of a round well whose emitter absorbs over one without."""

_BETWEEN = 1.8
"""Of a wavevector between two walls over one beside one wall."""


@dataclass(frozen=True)
class WallCost:
    """What a case costs.

    Attributes:
        modes: of a column; columns: of the wall.
        solutions: wavevectors in all.
        wall_s: seconds on one thread of the wall alone, which pixels of any width share.
        parts: name -> seconds of what joins the pixel's walls, which pixels of its size share.
        memory_bytes: at most.
    """

    modes: int
    columns: int
    solutions: int
    wall_s: float
    parts: Mapping[str, float]
    memory_bytes: float

    @property
    def seconds(self) -> float:
        """Of a pixel of which nothing is solved."""
        return self.wall_s + math.fsum(self.parts.values())


def predicted_cost(setup: WallSetup, *, absorbing: bool) -> WallCost:
    """Of all wavelengths.

    Raises:
        ValueError: walls that the method cannot treat.
    """
    rule, profile = WallRule(), setup.profile(setup.device.emission.peak_um, absorbing=False)
    modes, columns = _modes(setup, profile, LineCells()), profile.columns
    dipoles = 3 * setup.optics.dipoles.vertical * setup.places.solved_um.size
    waves = setup.spectrum.wavelength_um.size
    arriving = _ARRIVING * (2 if absorbing else 1)
    solve = EIGEN_S * columns * modes**3
    form = FORM_S * modes**2 * dipoles * columns * _PARTS
    coarser = (rule.along + rule.light_along) * solve / 3.0
    parts, well = {}, round_pixel(setup.device)
    if well is None or not well.is_small:
        parts[stripe_name(setup.device)] = _BETWEEN * (rule.along + rule.light_along) * solve
    if well is not None and (well.is_small or _misses_by_rule(setup)):
        parts[well.name] = _round_s(setup, profile, well.radius_um)
        if absorbing and has_whole_recycling(setup, well):
            parts[absorbing_name(well)] = _AWAY * parts[well.name]
    far_field = 8.0 * dipoles * 61**2 * waves
    memory = 16.0 * modes**2 * (4 * columns + 3 * _PARTS) + 16.0 * 12 * modes * dipoles
    return WallCost(
        modes=modes,
        columns=columns,
        solutions=waves * (rule.along + arriving),
        wall_s=waves * ((rule.along + arriving) * solve + arriving * form + coarser),
        parts=parts,
        memory_bytes=memory + 2.0 * far_field,
    )


def _misses_by_rule(setup: WallSetup) -> bool:
    """Whether the rule of one wall will miss a tolerance that is asked for: mirrors' does."""
    is_mirror = setup.device.patterned_array.sidewall.treatment is Treatment.REFLECTIVE
    return is_mirror and setup.optics.is_tolerance_given


def _modes(setup: WallSetup, profile: WallProfile, cells: LineCells) -> int:
    """Of a column on such cells."""
    points = profile.lines(cells, closed=setup.is_closed)
    return 2 * points.nodes + 1


def _round_s(setup: WallSetup, profile: WallProfile, radius_um: float) -> float:
    """Of a round pixel solved whole, on both cells and over the band."""
    boundary_um = 0.5 * setup.device.patterned_array.gap_um
    faces = int(np.count_nonzero(profile.x_um < boundary_um))
    emitter = profile.parts.index(setup.device.stack.emitter.name)
    beside = profile.epsilon[1 : faces + 1, profile.part_of_columns[0] == emitter]
    radians = 2.0 * math.pi / profile.wavelength_um * radius_um
    lit, waves, orders = (low + per * radians for low, per in (_LIT, _LIT_WAVES, _ORDERS))
    if np.any(beside.imag > _LOSSY):
        orders = _ORDERS_OF_LOSSY * TAIL * radians
    of_order = ROUND_S * faces * orders + ROUND_LIGHT_S * lit * waves
    modes, coarser = (_modes(setup, profile, LineCells().times(f)) for f in (1.0, COARSER))
    return of_order * (BAND * modes**3 + (BAND - 1) * coarser**3)
