"""From the mixing of a panel's colours to the share of Rec. 2020 that it shows.

    XYZ of a driven colour = sum over colours of its photons times their XYZ per photon      (1)

Areas are in CIE 1931 x, y (:mod:`postprocess.case.gamut`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from postprocess.case.colour import rec2020_xy, tristimulus_per_photon
from postprocess.case.gamut import coverage
from sim.electrical.photometry import EmissionLine
from sim.results.panel import GamutResult


@dataclass(frozen=True)
class GamutShares:
    """Shares of Rec. 2020 in x, y: by current alone (Q, P), by light alone (P,), by both (Q, P).

    ``ideal`` is that of the three lines without any mixing.
    """

    electrical: FloatArray
    optical: FloatArray
    both: FloatArray
    ideal: float


def gamut_shares(gamut: GamutResult) -> GamutShares:
    """Of every density and luminance."""
    lines = zip(gamut.peak_nm, gamut.fwhm_nm, strict=True)
    xyz = np.stack([tristimulus_per_photon(EmissionLine(float(p), float(w))) for p, w in lines])
    both = gamut.electrical @ gamut.optical  # current first, then each stripe's light
    return GamutShares(
        _shares(gamut.electrical, xyz),
        _shares(gamut.optical, xyz),
        _shares(both, xyz),
        float(_shares(np.eye(3), xyz)),
    )


def triangle_xy(mixing: FloatArray, xyz: FloatArray) -> FloatArray:
    """Chromaticities of the driven colours by (1), (..., 3, 2)."""
    mixed = mixing @ xyz
    return np.asarray(mixed[..., :2] / mixed.sum(axis=-1, keepdims=True))


def _shares(mixing: FloatArray, xyz: FloatArray) -> FloatArray:
    corners = triangle_xy(mixing, xyz)
    flat = corners.reshape(-1, 3, 2)
    primaries = rec2020_xy()
    return np.array([coverage(triangle, primaries) for triangle in flat]).reshape(
        corners.shape[:-2]
    )
