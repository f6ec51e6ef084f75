"""All recombination laws of the table at the places of one pixel.

    1 / tau = F k_r + sum over the bulk's dark laws of k_alone       far from the wall    (1)

tau decides how far a pair diffuses, so that the laws of the bulk come before those at the wall.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.channels.density_law import DensityLaw
from sim.electrical.channels.law import DotRate, Site
from sim.electrical.channels.nanocrystal import emitter_rates
from sim.electrical.channels.table import BULK_DARK_LAWS, DARK_LAWS, LAWS_AS_ADDED
from sim.electrical.pixel import Pixel
from sim.electrical.spec import CompactSpec, ElectricalBase


def site_of(
    spec: ElectricalBase, pixel: Pixel, purcell: FloatArray, diffusing_purcell: FloatArray
) -> Site:
    """Places of a pixel with the decay of pairs far from its wall.

    Args:
        spec: inputs of the model.
        pixel: the device, SI.
        purcell: F of each place, shape (P,).
        diffusing_purcell: F that a pair sees on its way to the wall: shape (P,) where it stays on
            its sheet, (1,) where pairs of all places mix.
    """
    rates = emitter_rates(spec, pixel.plqy)
    bulk = Site(pixel, rates, diffusing_purcell, np.zeros_like(diffusing_purcell))
    dark = sum(law.dot(spec, bulk).alone_1_s for law in BULK_DARK_LAWS.values())
    decay = np.asarray(dark + rates.radiative_1_s * diffusing_purcell)  # (1)
    return replace(bulk, purcell=purcell, bulk_decay_1_s=decay)


def dark_dot_rates(spec: ElectricalBase, site: Site) -> dict[str, DotRate]:
    """Rates of every channel without light in a dot, by name."""
    return {name: law.dot(spec, site) for name, law in DARK_LAWS.items()}


def density_law(spec: CompactSpec, site: Site) -> DensityLaw:
    """The law of the compact model's density with all channels of the emitter."""
    return DensityLaw({name: law.density(spec, site) for name, law in LAWS_AS_ADDED.items()})
