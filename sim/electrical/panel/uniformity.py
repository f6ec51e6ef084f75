"""How even a lit panel is, in the two usual measures, and seeded differences between pixels.

    1 - sigma / mean         standard deviation over all pixels                    (1)
    min / max                over nine areas, each a mean of its pixels            (2)

(2) is that of displays (IEC 62341-6-1 takes nine places); single pixels would make it a matter of
their number. Papers often do not say which one they mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray

_PLACES = 3


@dataclass(frozen=True)
class Uniformity:
    """Both measures, 1 for an even panel."""

    deviation: float
    nine_places: float


def uniformity(luminance: FloatArray) -> Uniformity:
    """Of an image (R, C) that should be even; nan where it is dark."""
    mean = float(luminance.mean())
    if mean <= 0.0:
        return Uniformity(float("nan"), float("nan"))
    rows = np.array_split(luminance, min(_PLACES, luminance.shape[0]), axis=0)
    parts = [p for row in rows for p in np.array_split(row, min(_PLACES, row.shape[1]), axis=1)]
    places = [float(part.mean()) for part in parts]
    return Uniformity(1.0 - float(luminance.std()) / mean, min(places) / max(places))


@dataclass(frozen=True)
class Differences:
    """Of every pixel from the nominal one, shapes (R, C).

    Attributes:
        shift_v: of the threshold.
        gain: factor on the mobility.
        light: factor on the light.
    """

    shift_v: FloatArray
    gain: FloatArray
    light: FloatArray


def differences(
    shape: tuple[int, int], threshold_v: float, mobility: float, efficiency: float, seed: int
) -> Differences:
    """Normal for the threshold, log-normal for factors, from one seed.

    Args:
        shape: rows and columns.
        threshold_v, mobility, efficiency: standard deviations; relative for the last two.
        seed: the same one gives the same panel.
    """
    random = np.random.default_rng(seed)
    drawn = random.standard_normal((3, *shape))
    return Differences(
        threshold_v * drawn[0],
        *(np.exp(s * d) for s, d in zip((mobility, efficiency), drawn[1:], strict=True)),
    )
