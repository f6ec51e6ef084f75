"""The panel that a case asks for, from its solved optics and currents."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.analysis.panel.colours import gamut_study
from sim.analysis.panel.evaluate import PanelCase, evaluate_panel
from sim.analysis.panel.images import PATTERNS, pattern
from sim.analysis.panel.pixels import panel_pixel
from sim.coupling import capacitance_of
from sim.electrical.panel.spec import PanelSpec
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.averages import crosstalk
from sim.results.electrical import ElectricalResult
from sim.results.optical import OpticalResult
from sim.results.panel import PanelResult
from sim.study import Study

FROM_FILE = (
    "panel: a picture from a file is shown by `pencsim panel`; run and sweep take "
    + ", ".join(PATTERNS)
)
"""A case is known by its entries: what a file of that name holds is not one of them."""


def own_picture(spec: PanelSpec) -> FloatArray | None:
    """The picture that the panel shows; None where a file holds it."""
    return pattern(spec.image, spec.rows, spec.columns) if spec.image in PATTERNS else None


def shows_file(study: Study) -> bool:
    """Whether a study has a panel whose picture is a file's."""
    return study.panel is not None and study.panel.image not in PATTERNS


def panel_case(
    study: Study,
    device: Device,
    light: OpticalResult,
    currents: ElectricalResult,
    picture: FloatArray,
) -> PanelCase:
    """The panel of a solved case.

    Args:
        study: with panel and electrical model.
        device: the study's.
        light, currents: its results.
        picture: greys, (R, C).

    Raises:
        ValueError: a film, a J-V curve that is too short, crosstalk that is asked for and unknown.
        ArithmeticError: no equilibrium.
    """
    spec, inputs = study.panel, study.electrical
    if spec is None or inputs is None:
        raise ValueError("panel: expected a case with the blocks panel and electrical")
    stored = None
    if isinstance(inputs, DriftDiffusionSpec):
        # The slowest charging that counts lasts a frame.
        stored = capacitance_of(device, inputs, light, spec.refresh_rate_hz)
    pixel = panel_pixel(spec, device, inputs, currents, stored)
    return PanelCase(spec, pixel, picture, _crosstalk(spec, light))


def _crosstalk(spec: PanelSpec, light: OpticalResult) -> float:
    if spec.optical_crosstalk == "none":
        return 0.0
    share = crosstalk(light)
    if not (np.all(np.isfinite(light.wall_distance_um)) and math.isfinite(share)):
        raise ValueError(
            f"panel.optical_crosstalk: method {light.method} knows no light over other pixels; "
            "expected optics.method edge, fdtd or fmm, or optical_crosstalk: none"
        )
    return share


def evaluated(
    case: PanelCase, name: str, config_yaml: str, provenance: dict[str, str | int | float]
) -> PanelResult:
    """The panel's pictures, and its study of colours where one is asked for.

    Raises:
        ValueError: a luminance or a frame that this pixel cannot have.
    """
    done = evaluate_panel(case, name, config_yaml, provenance)
    spec = case.spec
    if spec.gamut is None:
        return done
    return replace(done, gamut=gamut_study(spec.gamut, spec.shared_layer, case.pixel.table))


def panel_of(
    study: Study, device: Device, light: OpticalResult, currents: ElectricalResult
) -> PanelResult | None:
    """The panel that a study asks for; None without one, and where its picture is a file's.

    Configuration and provenance are the case's and not repeated.

    Raises:
        ValueError: as :func:`panel_case` and :func:`evaluated`.
        ArithmeticError: no equilibrium.
    """
    if study.panel is None:
        return None
    picture = own_picture(study.panel)
    if picture is None:
        return None
    case = panel_case(study, device, light, currents, picture)
    return evaluated(case, study.name, "", {})
