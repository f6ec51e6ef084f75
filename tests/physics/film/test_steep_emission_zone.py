"""LEE of an emission zone that is much thinner than the emitter, with an error that covers it.

<LEE> = int rho(z) F(z) s(z) dz / int rho(z) F(z) dz, rho = exp(-z / a) over an emitter of 30 nm,
against the same integral by 40 Gauss-Legendre nodes on 30 decay lengths. The Gauss rule of rho
itself has an error that falls with the variation of F and s over one decay length, so that two
heights are within 1e-4 of LEE at a = 0.5 nm. One height is the mid-plane by definition: its error
is its distance from the zone, as large as what is left out.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import roots_legendre

from geometry.device import Device, build_device
from geometry.spec import EmissionSpec
from sim.config.loader import load_study, shipped_library
from sim.optics.film.film import film_points
from sim.optics.methods.planar.case import planar_optics
from sim.results.averages import lee, orientation_weights
from sim.study import Glass, OpticsSpec

WAVE_UM = 0.520


def exact(case: Device, decay_um: float, toward: str) -> float:
    """Mean over 40 nodes."""
    emitter = case.stack.emitter.thickness_um
    node, weight = roots_legendre(40)
    length = min(emitter, 30.0 * decay_um)
    x = 0.5 * length * (1.0 + node)
    density = weight * np.exp(-x / decay_um)
    heights = x if toward == "substrate" else emitter - x
    points = film_points(case, heights, WAVE_UM, Glass.SINGLE_PASS)
    power = np.array([p.shares.purcell for p in points])
    air = power * np.array([p.shares.air for p in points])
    q = case.emission.plqy
    o = orientation_weights(case.emission.horizontal_fraction)
    total = power @ o
    photons = density * q * total / (1.0 - q + q * total)
    return float(photons @ ((air @ o) / total) / photons.sum())


@pytest.mark.parametrize(("toward", "decay_nm"), [("substrate", 0.5), ("superstrate", 5.0)])
def test_steep_zone(toward: str, decay_nm: float, project_root: Path) -> None:
    zone = EmissionSpec.model_validate({"zone": {"toward": toward, "decay": f"{decay_nm} nm"}})
    study = load_study(project_root / "configs" / "quickstart.yaml", ["device.array=none"])
    film = build_device(study.device, shipped_library()).as_film()
    case = replace(film, emission=film.emission.model_copy(update={"zone": zone.zone}))
    true = exact(case, 1e-3 * decay_nm, toward)
    for heights in (1, 2):
        optics = OpticsSpec.model_validate(
            {"method": "planar", "wavelengths": 1, "dipoles": {"vertical": heights}}
        )
        result = planar_optics(case, optics)
        if heights == 1:
            left = abs(lee(result) - true)
            assert left < 1.3 * result.error_parts["emission_zone"]
        else:
            assert lee(result) == pytest.approx(true, rel=1e-3)
