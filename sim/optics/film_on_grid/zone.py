"""What the film has at more heights than a case solves: exact, and free.

A pixel is solved at one or two heights of its emission zone. Its film is known at every height, so
the film's means over the zone, over its means at the heights that were solved, correct the pixel as
its grid's bias does (sim.optics.film_on_grid.correction), and an edge's film is solved at all of
them.

Means are those of LEE: every height emits alike, F_o / D of it in orientation o, with
D = sum w_o F_o over the orientations,

    F_o = <D> <F_o / D>,    F_o s_o = <D> <F_o s_o / D>,    <> over heights,

so that one dipole with these powers has the zone's LEE and its mean Purcell factor.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.emission_zone import emission_heights
from sim.optics.film.film import exit_height_um
from sim.optics.film_on_grid.bias import FilmPower, exact_power, film_stack, kind_weights
from sim.study import OpticsSpec

FILM_HEIGHTS = 3
"""Heights at which the film is solved, at least: they leave below 1e-3 of LEE."""


def film_numerics(optics: OpticsSpec) -> OpticsSpec:
    """Numerics of the film that goes with a pixel."""
    vertical = max(FILM_HEIGHTS, optics.dipoles.vertical)
    dipoles = optics.dipoles.model_copy(update={"vertical": vertical})
    return optics.model_copy(update={"dipoles": dipoles})


def zone_factors(device: Device, heights: int, wavelength_um: float) -> FilmPower:
    """The zone's Purcell factors and shares over those at ``heights`` nodes, (2,) each.

    In-plane and vertical dipoles; 1 where the nodes are as many as the film is solved at.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    if heights >= FILM_HEIGHTS:
        return FilmPower(np.ones(2), np.ones(2), np.ones(2))
    zone = _mean(device, FILM_HEIGHTS, wavelength_um)
    nodes = _mean(device, heights, wavelength_um)

    def zone_over_nodes(over: FloatArray, under: FloatArray) -> FloatArray:
        # A film need not send light to both, such as one that emits upwards alone.
        return np.divide(over, under, out=np.ones(2), where=under > 0.0)

    return FilmPower(
        zone.purcell / nodes.purcell,
        zone_over_nodes(zone.air, nodes.air),
        zone_over_nodes(zone.substrate, nodes.substrate),
    )


def _mean(device: Device, heights: int, wavelength_um: float) -> FilmPower:
    """Mean powers of the film over its emission zone."""
    rule = emission_heights(device.emission, device.stack.emitter.thickness_um, heights)
    stack = film_stack(device, wavelength_um)
    heights_um = [exit_height_um(device, float(z)) for z in rule.height_um]
    films = [exact_power(stack, height, wavelength_um) for height in heights_um]
    at_heights = films[0].each(lambda *rows: np.array(rows), *films[1:])
    total = at_heights.purcell @ kind_weights(device.emission.horizontal_fraction)
    weight = rule.weight @ total * (rule.weight / total)  # <D> over D
    mean = weight @ at_heights.purcell
    return FilmPower(
        purcell=mean,
        air=np.asarray(weight @ (at_heights.purcell * at_heights.air) / mean),
        substrate=np.asarray(weight @ (at_heights.purcell * at_heights.substrate) / mean),
    )
