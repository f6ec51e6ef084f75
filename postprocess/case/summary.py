"""The summary of a case: plain values for JSON, and tables for a terminal.

Keys and meanings are a contract with whoever reads ``show --json``: shares are fractions of the
total emitted power unless the name says otherwise; a number that does not exist is null.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from scipy.constants import elementary_charge

from geometry.materials.library import Assumption
from postprocess.case.colour import colour_of
from postprocess.case.efficiency import efficiency_chain
from postprocess.case.exit_side import exit_of
from postprocess.case.operation import joule_heat_w_cm2, roll_off
from postprocess.case.radiation import AngularProfile, angular_profile, has_far_field
from postprocess.case.response import impedance_summary, transient_summary
from postprocess.case.tables import render, render_directory
from sim.batch.study.measures import panel_measures
from sim.config.errors import ConfigError
from sim.config.stored import stored_study
from sim.electrical.photometry import EmissionLine
from sim.results.averages import (
    budget,
    by_orientation,
    crosstalk,
    lee,
    light_error,
    purcell,
    reabsorbed,
    recycling,
    recycling_errors,
)
from sim.results.crosstalk import aperture_crosstalk, crosstalk_error
from sim.results.curves import peak_warnings
from sim.results.far_field import light_by_direction
from sim.results.records import (
    ORIENTATIONS,
    CaseResult,
    DirectionalResult,
    ElectricalResult,
    OpticalResult,
    PanelResult,
)
from sim.store.plain import plain

__all__ = [
    "all_assumptions",
    "all_warnings",
    "electrical_summary",
    "optics_summary",
    "render",
    "render_directory",
    "summary",
]

SUMMARY_SCHEMA = 1
_A_M2_PER_MA_CM2 = 10.0


def summary(case: CaseResult) -> dict[str, Any]:
    """The case in plain values; ``json.dumps(..., allow_nan=False)`` takes it.

    ``reference`` (the unpatterned film) and ``electrical`` are absent where the case has none.
    """
    shown: dict[str, Any] = {
        "schema": SUMMARY_SCHEMA,
        "name": case.name,
        "status": case.status.value,
        "status_sentence": case.status.sentence,
        "optics": optics_summary(case.optics),
    }
    exit_side = exit_of(case)
    shown["optics"]["exit"] = {"side": exit_side.side.value, "observer": exit_side.observer}
    if case.electrical is not None:
        shown["electrical"] = electrical_summary(case.electrical, case.optics)
        shown["electrical"]["colour"] = _colour_summary(case)
        shown["electrical"] |= _efficacy(case, case.electrical)
    shown["eqe_peak"] = case.eqe_peak
    if case.electrical is not None:
        shown["eqe_peak_error"] = case.eqe_peak * light_error(case.optics)
    if case.directional is not None:
        shown["directional"] = _directional_summary(case.directional)
    if case.reference is not None:
        shown["reference"] = _reference_summary(case.reference, case.reference_electrical)
        if case.reference_electrical is not None:
            shown["reference"]["electrical"] |= _efficacy(case, case.reference_electrical)
    if case.panel is not None:
        shown["panel"] = _panel_summary(case.panel)
    shown["warnings"] = list(all_warnings(case))
    shown["assumptions"] = [dataclasses.asdict(entry) for entry in all_assumptions(case)]
    content: dict[str, Any] = plain(shown)
    return content


def optics_summary(result: OpticalResult) -> dict[str, Any]:
    """Averages of one optical result."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "method": result.method,
            "status": result.status.value,
            "wavelength_nm": result.wavelength_nm,
            "lee": lee(result),
            "lee_error": result.lee_error,
            "lee_error_parts": result.error_parts,
            "purcell": purcell(result),
            "budget": dataclasses.asdict(budget(result)),
            "crosstalk": crosstalk(result),
            "crosstalk_error": crosstalk_error(result),
            "crosstalk_in_aperture": _in_aperture(result),
            "crosstalk_by_recycling": _crosstalk_by_recycling(result),
            "by_orientation": {
                name: dataclasses.asdict(share) for name, share in by_orientation(result).items()
            },
            "recycling": _recycling_summary(result),
            "a_re": reabsorbed(result),
            "far_field": _far_field_summary(result),
            "cost": dataclasses.asdict(result.cost),
        }


def electrical_summary(result: ElectricalResult, optics: OpticalResult) -> dict[str, Any]:
    """Curves of one electrical result, in the units of the field's papers."""
    chain = efficiency_chain(result, optics)
    in_time: dict[str, Any] = {}
    if result.transient is not None:
        in_time["transient"] = transient_summary(result.transient)
    if result.impedance is not None:
        in_time["impedance"] = impedance_summary(result.impedance)
    return {
        "model": result.model,
        "status": result.status.value,
        "photometry": result.photometry,
        "voltage_v": result.voltage_v,
        "current_density_ma_cm2": result.current_density_a_m2 / _A_M2_PER_MA_CM2,
        "luminance_cd_m2": result.luminance_cd_m2,
        "eqe": result.eqe,
        "current_efficiency_cd_a": result.current_efficiency_cd_a,
        "iqe": result.iqe,
        "injection_efficiency": result.injection_efficiency,
        "losses": result.losses,
        "peak": None if chain is None else dataclasses.asdict(chain),
        "roll_off": dataclasses.asdict(roll_off(result)),
        "joule_heat_w_cm2": joule_heat_w_cm2(result, optics),
        "point_status": {
            f"{voltage:.4g}": sentence
            for voltage, sentence in zip(result.voltage_v, result.point_status, strict=False)
            if sentence
        },
        **in_time,
    }


def all_warnings(case: CaseResult) -> tuple[str, ...]:
    """Warnings of the case and its parts, each once, in order."""
    own = case.warnings + case.optics.warnings
    electrical = () if case.electrical is None else case.electrical.warnings
    panel = () if case.panel is None else tuple(f"panel: {text}" for text in case.panel.warnings)
    return tuple(dict.fromkeys(own + electrical + panel + peak_warnings(case.electrical)))


def all_assumptions(case: CaseResult) -> tuple[Assumption, ...]:
    """Assumed inputs of the case, its electrical model and its panel, each once."""
    electrical = () if case.electrical is None else case.electrical.assumptions
    panel = () if case.panel is None else case.panel.assumptions
    return tuple(dict.fromkeys(case.assumptions + electrical + panel))


def _panel_summary(panel: PanelResult) -> dict[str, Any]:
    """Scalars of a panel; `pencsim panel` has its tables."""
    return {
        "status": panel.status.value,
        "pixels": list(panel.image.shape),
        **panel_measures(panel),
    }


def _colour_summary(case: CaseResult) -> dict[str, Any] | None:
    """Colour of the case's emission line; None where its configuration has another form."""
    try:
        emission = stored_study(case.config_yaml, case.name).device.emission
    except ConfigError:
        return None
    line = EmissionLine.of(emission)
    return dataclasses.asdict(colour_of(line))


def _efficacy(case: CaseResult, electrical: ElectricalResult) -> dict[str, Any]:
    """Luminous flux over electrical power, EQE <E_photon>/q K / V, in lm/W; null at 0 V."""
    try:
        emission = stored_study(case.config_yaml, case.name).device.emission
    except ConfigError:
        return {}
    line = EmissionLine.of(emission)
    per_volt = line.photon_energy_j / elementary_charge * line.efficacy_lm_w
    with np.errstate(invalid="ignore", divide="ignore"):
        efficacy = electrical.eqe * per_volt / electrical.voltage_v
    return {"luminous_efficacy_lm_w": efficacy}


def _reference_summary(
    optics: OpticalResult, electrical: ElectricalResult | None
) -> dict[str, Any]:
    film = optics_summary(optics)
    film["eqe_peak"] = None if electrical is None else electrical.eqe_peak
    if electrical is not None:
        film["eqe_peak_error"] = electrical.eqe_peak * light_error(optics)
        film["electrical"] = electrical_summary(electrical, optics)
    return film


def _directional_summary(directional: DirectionalResult) -> dict[str, Any]:
    """Power per steradian over that in the unbounded emitter, averaged over the emitter."""
    return {
        "theta_deg": directional.theta_deg,
        "phi_deg": directional.phi_deg,
        "positions": directional.node_weight.size,
        "intensity_per_sr": directional.mean(),
        "by_orientation": dict(zip(ORIENTATIONS, directional.by_orientation(), strict=True)),
    }


def _recycling_summary(result: OpticalResult) -> dict[str, float] | None:
    """Powers over bulk with the absorbing emitter; None where a file is older than they are."""
    mean = recycling(result)
    if mean is None:
        return None
    return {
        "air": mean.air,
        "away": mean.away,
        "with_recycling": mean.with_recycling,
        "error": sum(recycling_errors(result).values()),
    }


def _in_aperture(result: OpticalResult) -> dict[str, float] | None:
    """Crosstalk within the observer's numerical aperture; None where none was given."""
    seen = aperture_crosstalk(result)
    return None if seen is None else dataclasses.asdict(seen)


def _crosstalk_by_recycling(result: OpticalResult) -> float | None:
    """Excitons in other pixels per exciton of the own; None where no run knows the neighbours."""
    mean = recycling(result)
    return None if mean is None else mean.crosstalk


def _error_of_ratio(result: OpticalResult, profile: AngularProfile) -> float | None:
    """Absolute error of I(0) over Lambertian; None where no method gave one."""
    error = result.normal_error
    return None if error is None else error * profile.lambertian_ratio


def _far_field_summary(result: OpticalResult) -> dict[str, float | None] | None:
    """Shape of the emission; None where no far field was kept or no light leaves."""
    if not has_far_field(result):
        return None
    profile = angular_profile(result)
    if not profile.total > 0.0:
        return None
    return {
        "lambertian_ratio": profile.lambertian_ratio,
        "lambertian_ratio_error": _error_of_ratio(result, profile),
        "light_by_direction": light_by_direction(result),
        "half_intensity_angle_deg": profile.half_intensity_angle_deg,
        "lee_in_30_deg_cone": profile.in_cone(30.0),
    }
