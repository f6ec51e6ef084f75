"""Three colours of a case side by side, against pixels per inch."""

from __future__ import annotations

import numpy as np

from sim.electrical.led_table import LedTable
from sim.electrical.panel.gamut import (
    Stripes,
    electrical_mixing,
    optical_mixing,
    pitch_m,
    turn_on_shifts_v,
)
from sim.electrical.panel.spec import GamutSpec, SharedLayerSpec
from sim.results.panel import GamutResult


def gamut_study(spec: GamutSpec, layer: SharedLayerSpec | None, table: LedTable) -> GamutResult:
    """Mixing by current and by light at every density and luminance.

    Raises:
        ValueError: a luminance that the case's LED does not reach.
    """
    primaries = (spec.red, spec.green, spec.blue)
    peaks = np.array([primary.peak_nm for primary in primaries])
    shifts = turn_on_shifts_v(peaks)
    sheet = 0.0 if layer is None else layer.conductivity_s_m * layer.thickness_m
    stripes = [Stripes(pitch_m(ppi), spec.aperture, shifts) for ppi in spec.ppi]
    share = spec.aperture**2 / 3.0
    brightest = share * table.brightest_cd_m2
    if max(spec.luminances_cd_m2) > brightest:
        raise ValueError(
            f"panel.gamut.luminances_cd_m2: {max(spec.luminances_cd_m2):g} cd/m2; the case reaches "
            f"{brightest:.4g} cd/m2 on {share:.2g} of the pixel's area"
        )
    electrical = [
        [electrical_mixing(one, sheet, table, light) for one in stripes]
        for light in spec.luminances_cd_m2
    ]
    plate = spec.filters
    optical = [
        np.eye(3) if plate is None else optical_mixing(one, plate.thickness_m, plate.index)
        for one in stripes
    ]
    return GamutResult(
        ppi=np.array(spec.ppi, dtype=float),
        drive_cd_m2=np.array(spec.luminances_cd_m2, dtype=float),
        peak_nm=peaks,
        fwhm_nm=np.array([primary.fwhm_nm for primary in primaries]),
        electrical=np.array(electrical),
        optical=np.array(optical),
    )
