"""Time and memory of a wall's modes, from its columns and the dipoles beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.spec import Treatment
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.methods.edge_modes.small_round import BAND, FINER, round_pixel
from sim.optics.wall_modes.lines import LineCells, lines
from sim.optics.wall_modes.profile import WallProfile
from sim.optics.wall_modes.wavevectors import TAIL, WallRule

EIGEN_S = 6.5e-9
"""Seconds per cube of the modes of one column: eigenproblem, faces on both sides (one thread)."""

FORM_S = 8.0e-10
"""Seconds per square of the modes, line of dipoles, column and part: where power arrives."""

_ARRIVING, _PARTS = 45, 8
"""Wavevectors of the sums on the real axis, and parts of a column, as a rule."""

ROUND_S = 2.0e-9
"""Seconds per cube of the modes, azimuthal order and face of a round well."""

_ORDERS = 0.6
"""Orders of a round well over the most that there are."""

_BETWEEN = 1.8
"""Of a wavevector between two walls over one beside one wall."""


@dataclass(frozen=True)
class WallCost:
    """What a case costs.

    Attributes:
        modes: of a column; columns: of the wall.
        solutions: wavevectors in all.
        seconds: on one thread.
        memory_bytes: at most.
    """

    modes: int
    columns: int
    solutions: int
    seconds: float
    memory_bytes: float


def predicted_cost(setup: WallSetup, *, absorbing: bool) -> WallCost:
    """Of all wavelengths.

    Raises:
        ValueError: walls that the method cannot treat.
    """
    rule, profile = WallRule(), setup.profile(setup.device.emission.peak_um, absorbing=False)
    points = lines(profile.z_um.tolist(), profile.is_metal, LineCells(), closed=setup.is_closed)
    modes, columns = 2 * points.nodes + 1, profile.columns
    dipoles = 3 * setup.optics.dipoles.vertical * setup.places.solved_um.size
    waves = setup.spectrum.wavelength_um.size
    arriving = _ARRIVING * (2 if absorbing else 1)
    solve = EIGEN_S * columns * modes**3
    form = FORM_S * modes**2 * dipoles * columns * _PARTS
    coarser = (rule.along + rule.light_along) * solve / 3.0
    whole, between = 0.0, _BETWEEN * (rule.along + rule.light_along) * solve
    well = round_pixel(setup.device)
    if well is not None and (well.is_small or _misses_by_rule(setup)):
        between = 0.0 if well.is_small else between
        whole = _round_s(profile, modes, well.radius_um, 0.5 * setup.device.patterned_array.gap_um)
    seconds = (
        waves * ((rule.along + arriving) * solve + arriving * form + coarser) + between + whole
    )
    far_field = 8.0 * dipoles * 61**2 * waves
    memory = 16.0 * modes**2 * (4 * columns + 3 * _PARTS) + 16.0 * 12 * modes * dipoles
    return WallCost(
        modes, columns, waves * (rule.along + arriving), seconds, memory + 2.0 * far_field
    )


def _misses_by_rule(setup: WallSetup) -> bool:
    """Whether the rule of one wall will miss a tolerance that is asked for: mirrors' does."""
    is_mirror = setup.device.patterned_array.sidewall.treatment is Treatment.REFLECTIVE
    return is_mirror and "tolerance" in setup.optics.model_fields_set


def _round_s(profile: WallProfile, modes: int, radius_um: float, boundary_um: float) -> float:
    """Of a round pixel solved whole, on both cells and over the band."""
    faces = int(np.count_nonzero(profile.x_um < boundary_um))
    orders = _ORDERS * TAIL * 2.0 * math.pi / profile.wavelength_um * radius_um
    cubes = (BAND / FINER**3 + BAND - 1) * modes**3
    return ROUND_S * faces * orders * cubes
