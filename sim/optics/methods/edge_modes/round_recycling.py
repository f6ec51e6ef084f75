"""Small round pixels: what the whole wall changes of light with recycling, over the band.

Of powers with the absorbing emitter, P_air and P_away (sim.results.averages), a mean over area,
heights, orientations and the band; light per exciton follows from the means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from sim.optics.methods.edge.absorbing import dipole_factors
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.methods.edge_modes.small_round import (
    OF_THE_RULE,
    RoundPixel,
    beside_wall,
    on_both_cells,
    over_area,
)
from sim.optics.round_well.effect import RoundRule, ends_upright, round_change
from sim.optics.wall_modes.effect import Progress
from sim.optics.wall_modes.lines import LineCells
from sim.results.averages import orientation_weights, recycled_lee, recycling
from sim.results.records import OpticalResult
from sim.results.recycling import with_recycling


@dataclass(frozen=True)
class LossyChange:
    """Of mean powers over bulk with the absorbing emitter.

    Attributes:
        air, away: to the observer, and away from the own emitter for good.
        coarse_air, coarse_away: by coarser cells and one wavelength less.
        air_size, away_size: means of the absolute values over places and wavelengths.
    """

    air: float
    away: float
    coarse_air: float
    coarse_away: float
    air_size: float
    away_size: float


def has_whole_recycling(setup: WallSetup, well: RoundPixel) -> bool:
    """Whether a pixel is small, and its emitter goes on as it is up to its wall: a disc.

    Of wider ones the rule of one wall misses less, and this would double a time that is long.
    """
    profile = setup.profile(setup.device.emission.peak_um, absorbing=False)
    return well.is_small and ends_upright(profile)


def absorbing_name(well: RoundPixel) -> str:
    """Of the solution: equal for pixels that share it."""
    return f"{well.name}, absorbing"


def round_change_of_lossy(
    setup: WallSetup, cells: LineCells, radius_um: float, told: Progress = lambda _: None
) -> LossyChange:
    """What a round pixel's wall changes of its film's powers with the absorbing emitter.

    Args:
        setup: of a wall beside which the emitter ends upright.
        cells: along z.
        radius_um: of the emitter.
        told: is told the share that is done.
    """
    (fine, size), (coarse, _) = on_both_cells(partial(_means, setup, radius_um), cells, told)
    return LossyChange(*fine, *coarse, *size)


def _means(
    setup: WallSetup, radius_um: float, cells: LineCells, waves: int, told: Progress
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Of both powers and of their absolute values."""
    device = setup.device
    band = WallSetup.of(device, setup.optics.model_copy(update={"wavelengths": waves}))
    distance, share = over_area(radius_um)
    wavelengths, film = band.spectrum.wavelength_um, band.film
    factor = dipole_factors(device.stack.emitter.material, wavelengths)
    orientation = orientation_weights(film.horizontal_fraction)
    emitter = (device.emitter_below_um, device.emitter_above_um)
    mean, size = np.zeros(2), np.zeros(2)
    for number, wave in enumerate(wavelengths):
        case = beside_wall(band.case(float(wave), absorbing=True), distance)
        solved = round_change(case, radius_um, RoundRule(cells), emitter_um=emitter)
        assert solved.away is not None  # its heights are given
        weight = orientation * factor[:, number]
        powers = np.stack([solved.air, solved.away])
        places = np.einsum("z,pzod,o->pd", film.node_weight, powers, weight)
        of_band = float(band.spectrum.weight[number])
        mean += of_band * (places @ share)
        size += of_band * (np.abs(places) @ share)
        told((number + 1.0) / wavelengths.size)
    return (float(mean[0]), float(mean[1])), (float(size[0]), float(size[1]))


def with_round_recycling(
    result: OpticalResult, film: OpticalResult, change: LossyChange, shape_error: float
) -> OpticalResult:
    """A pixel's result with what its whole wall changes of its film's light with recycling.

    Powers of all places are scaled to the new means; what goes to neighbours stays the wall's.

    Args:
        result: by the rule.
        film: exact.
        change: by the round well.
        shape_error: share of a change's size by which the pixel's own outline may differ.
    """
    before, flat = recycling(result), recycling(film)
    assert before is not None  # both have an absorbing emitter
    assert flat is not None
    assert result.lossy_air is not None
    assert result.away is not None
    air, away = flat.air + change.air, flat.away + change.away
    scaled = replace(
        result,
        lossy_air=result.lossy_air * (air / before.air),
        away=result.away * (away / before.away),
    )
    value, q = recycled_lee(scaled), result.plqy
    coarse = float(with_recycling(q, flat.air + change.coarse_air, flat.away + change.coarse_away))
    size = change.air_size / air + q * change.away_size / (1.0 - q + q * away)
    parts = {
        **result.recycling_errors,
        **dict.fromkeys(OF_THE_RULE, 0.0),
        "corner": shape_error * value * size,
        "cells": abs(coarse - value),
    }
    return replace(scaled, recycling_errors=parts)
