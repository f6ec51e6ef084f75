"""The damaged rim of a pixel: light that its positions lose."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.electrical.channels.sidewall import rim_area_share, rim_share_of_nodes
from sim.electrical.pixel import Pixel
from sim.electrical.spec import ElectricalBase
from sim.results.records import RadiativeEnvironment

FloatArray = NDArray[np.float64]


def rim_loss(spec: ElectricalBase, pixel: Pixel, environment: RadiativeEnvironment) -> FloatArray:
    """Share of the light of each emitter position that the rim takes, shape (N,), 0 to 1."""
    share = rim_share_of_nodes(
        environment.wall_distance_um,
        environment.weight,
        rim_area_share(pixel.edge, spec.rim_width_m),
    )
    return np.asarray((1.0 - spec.rim_yield) * share)
