"""Results of a panel: images, grey levels, a pixel in time, colours against density.

Axes: R and C rows and columns of the panel, K grey levels, T times, S pixels that are followed in
time, P pixels per inch, Q luminances.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from geometry.arrays import FloatArray
from geometry.materials.library import Assumption
from sim.results.status import Status


@dataclass(frozen=True)
class GamutResult:
    """Mixing of three colours: driven colour by colour that leaves, rows of sum 1.

    Attributes:
        ppi: (P,) whole pixels per inch.
        drive_cd_m2: (Q,) luminance that the driven colour would have alone.
        peak_nm, fwhm_nm: (3,) red, green and blue.
        electrical: (Q, P, 3, 3) photons by current through the shared layer.
        optical: (P, 3, 3) light by the filter that it passes.
    """

    ppi: FloatArray
    drive_cd_m2: FloatArray
    peak_nm: FloatArray
    fwhm_nm: FloatArray
    electrical: FloatArray
    optical: FloatArray


@dataclass(frozen=True)
class PanelResult:
    """A panel that shows an image. Luminances are averages over the pixel's area with its banks.

    Attributes:
        name: of the case.
        config_yaml: the resolved configuration; loads again.
        provenance: versions, host, times.
        status: how the frames ended.
        image: (R, C) grey of the image asked for, 0 to 1.
        wanted_cd_m2: (R, C) luminance of settled pixels without drops, differences or crosstalk.
        emitted_cd_m2: (R, C) mean over the last frame, of each pixel.
        seen_cd_m2: (R, C) the same at the cover's far face; as emitted without a cover.
        drop_v: (R, C) of the supply.
        grey: (K,) levels of the image, 0 to 1.
        data_v: (K,) their data voltage.
        grey_wanted_cd_m2, grey_first_cd_m2, grey_last_cd_m2: (K,) settled; mean over the first
            frame after black; mean over the last frame.
        time_s: (T,) of one frame after black.
        traced_cd_m2: (S,) luminance asked of the pixels that are followed.
        traced_gate_v, traced_anode_v, traced_luminance_cd_m2: (S, T).
        numbers: scalars by name, units in the name.
        power_w: power by where it goes.
        uniformity: of a white panel, by measure.
        errors: contributions to the relative error of the luminance, by name.
        gamut: None where it was not asked for.
        warnings: sentences for the user.
        assumptions: values of the transistors that are usual for their kind.
    """

    name: str
    config_yaml: str
    provenance: dict[str, str | int | float]
    status: Status
    image: FloatArray
    wanted_cd_m2: FloatArray
    emitted_cd_m2: FloatArray
    seen_cd_m2: FloatArray
    drop_v: FloatArray
    grey: FloatArray
    data_v: FloatArray
    grey_wanted_cd_m2: FloatArray
    grey_first_cd_m2: FloatArray
    grey_last_cd_m2: FloatArray
    time_s: FloatArray
    traced_cd_m2: FloatArray
    traced_gate_v: FloatArray
    traced_anode_v: FloatArray
    traced_luminance_cd_m2: FloatArray
    numbers: dict[str, float]
    power_w: dict[str, float]
    uniformity: dict[str, float]
    errors: dict[str, float] = field(default_factory=dict)
    gamut: GamutResult | None = None
    warnings: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
