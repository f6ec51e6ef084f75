"""What leaves the own emitter for good, of a run in which the emitter absorbs.

    P_away = air + substrate + plates + superstrate + sideways + absorbed - own

own: absorbed at the points of the own pixel's emitter (on the emitter's faces its share of them).
Light that neighbouring emitters take has left for good; it is theirs to emit again. What leaves a
film's window sideways is still in its emitter's reach and is shared out as the film's guided modes
end (sim.optics.film.decay.guided_fate); beside a pixel nothing of it comes back.

The power at the source does not enter: in an absorber it is mostly the near field's, which grows
without limit on finer grids. It serves the closure alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.fields.absorption import AbsorptionMap, EmitterMask
from sim.optics.grid.yee import COMPONENTS


@dataclass(frozen=True)
class AwayBudget:
    """Powers of one dipole and wavelength in any one unit, e.g. over its bulk power.

    Attributes:
        air: reaches the observer.
        elsewhere: substrate, superstrate and plates outside.
        lateral: leaves the window sideways.
        absorbed: (P,) by all points of every part, emitters included.
        own: absorbed by the own emitter.
    """

    air: float
    elsewhere: float
    lateral: float
    absorbed: FloatArray
    own: float

    def away(self, returning: float = 0.0) -> float:
        """P_away; ``returning`` of the light that leaves sideways ends in the own emitter."""
        inside = float(self.absorbed.sum()) - self.own
        return self.air + self.elsewhere + inside + (1.0 - returning) * self.lateral


def own_absorbed(
    absorption: AbsorptionMap,
    mask: EmitterMask,
    film_field: Callable[[str, str, int], ComplexArray],
    w: int,
    wavelength_um: float,
) -> float:
    """Power that the own emitter takes.

    Args:
        absorption: parts and media at every point, of a layout with an absorbing emitter.
        mask: points of the own pixel's emitter in the same box.
        film_field: reads E ("e") or D ("d") by component and number of the wavelength.
        w: that number.
        wavelength_um: vacuum wavelength.
    """
    total = 0.0
    for component in COMPONENTS:
        e, d = (film_field(kind, component, w) for kind in ("e", "d"))
        density = absorption.density(component, e, d, wavelength_um)
        for face in absorption.points[component].faces:
            density[..., face.plane] *= 1.0 - face.share
        total += float(density[mask.inside[component]].sum())
    return total * absorption.voxel_um3
