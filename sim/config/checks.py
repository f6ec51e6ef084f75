"""What single values cannot show: whether the parts of a study fit together.

Every error quotes the two values that conflict; what is legal but probably not meant is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geometry.checks.device import device_issues, device_warnings
from geometry.checks.exit import exit_issues
from geometry.checks.materials import material_issues, material_warnings
from geometry.device import Device, assemble_device
from geometry.materials.library import MaterialLibrary
from geometry.units import brief_length
from geometry.wells import well_issues, well_warnings
from sim.config.errors import Issue, dotted
from sim.coupling import check_electrical, contact_warnings
from sim.optics.film.collected import aperture_issues
from sim.optics.grid.checks import grid_issues
from sim.optics.methods.choose import METHODS, method_of, resolved
from sim.optics.spectrum import band_nm
from sim.study import Method, Study


@dataclass(frozen=True)
class Findings:
    """What the checks of a study have found.

    Attributes:
        study: with the method that solves it, where nothing is wrong.
        errors: with the paths that they concern.
        warnings: as sentences.
    """

    study: Study
    errors: tuple[Issue, ...]
    warnings: tuple[str, ...]


def check_study(study: Study, library: MaterialLibrary) -> Findings:
    """Check everything that involves more than one value.

    Args:
        study: a validated study.
        library: the materials that names refer to.
    """
    band = band_nm(study.device.emission, study.optics.wavelengths)
    errors = [
        *material_issues(study.device, library, band),
        *device_issues(study.device),
        *_optics_issues(study),
    ]
    if errors:
        return Findings(study, tuple(errors), ())
    device = assemble_device(study.device, library)
    errors += _built_issues(study, device)
    if errors:
        return Findings(study, tuple(errors), ())
    study = resolved(study, library)  # what auto takes rests on a sound device
    errors += _method_issues(study, device, library)
    if errors:
        return Findings(study, tuple(errors), ())
    warnings = (
        *material_warnings(study.device),
        *_measured_warnings(study),
        *device_warnings(study.device),
        *well_warnings(device),
        *_electrical_warnings(study, device),
        *method_of(study).warnings(study, device),
    )
    return Findings(study, (), warnings)


def _measured_warnings(study: Study) -> Iterator[str]:
    """What the reader of measured curves left out or took."""
    if study.measured is not None and study.measured.guesses:
        yield f"measured, {study.measured.source}: {study.measured.guesses}"


def _built_issues(study: Study, device: Device) -> Iterator[Issue]:
    """What only shows when the device is put together."""
    yield from exit_issues(device.stack, device.exit, device.emission.peak_um)
    yield from aperture_issues(device, study.optics)
    yield from well_issues(device)
    yield from _electrical_issues(study, device)
    yield from _panel_issues(study)


def _panel_issues(study: Study) -> Iterator[Issue]:
    """A panel is made of pixels with currents."""
    if study.panel is None:
        return
    if study.device.array is None:
        yield Issue(("panel",), "the case is a film; expected device.array, which has pixels")
    if study.electrical is None:
        yield Issue(("panel",), "the case has no currents; expected a block electrical")


def _electrical_issues(study: Study, device: Device) -> Iterator[Issue]:
    """What the electrical model would refuse once the optics are solved."""
    if study.electrical is None:
        return
    try:
        check_electrical(device, study.electrical)
    except ValueError as error:
        yield Issue(("electrical",), str(error))


def _electrical_warnings(study: Study, device: Device) -> Iterator[str]:
    if study.electrical is not None:
        yield from contact_warnings(device, study.electrical)


def _optics_issues(study: Study) -> Iterator[Issue]:
    optics = study.optics
    if optics.vertical_cell_um > optics.lateral_cell_um:
        yield Issue(
            ("optics", "vertical_cell"),
            f"{brief_length(optics.vertical_cell_um)} is larger than lateral_cell "
            f"{brief_length(optics.lateral_cell_um)}; expected at most that",
        )
    if optics.method is not Method.AUTO:
        yield from METHODS[optics.method].refusal(study)
    if optics.corner_width_um is not None and optics.method not in (Method.EDGE, Method.AUTO):
        text = f"is for method edge; optics.method is {optics.method.value}; expected edge or auto"
        yield Issue(("optics", "corner_width"), f"{text}, or no corner_width")


def _method_issues(study: Study, device: Device, library: MaterialLibrary) -> Iterator[Issue]:
    """What the method that solves a study cannot do with it; stops at the first kind."""
    method = method_of(study)
    issues: list[Issue] = []
    if method.uses_grid:
        graded = method.grades_walls(device, study.optics)
        issues += grid_issues(study.device, device, study.optics, graded=graded)
    if not issues and study.optics.method is Method.AUTO:
        issues += method.refusal(study)  # of a method that was asked for, it has been asked before
    wider = method.wider_band_nm(device)
    if not issues and wider is not None:
        issues += material_issues(study.device, library, wider)
    if not issues:
        issues += _inner_issues(study, library)
    yield from issues


def _inner_issues(study: Study, library: MaterialLibrary) -> Iterator[Issue]:
    """Why a case that is solved as a part of this one cannot be built: the first reason."""
    inner = method_of(study).inner_case(study)
    if inner is None:
        return
    for issue in check_study(inner.study, library).errors[:1]:
        text = f"the {inner.title} cannot be built: {dotted(issue.path)}: {issue.text}"
        yield Issue(inner.path, f"{text}; {inner.hint}")
