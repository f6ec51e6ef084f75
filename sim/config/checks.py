"""What single values cannot show: whether the parts of a study fit together.

Every error quotes the two values that conflict; what is legal but probably not meant is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geometry.checks.device import device_issues, device_warnings
from geometry.checks.exit import exit_issues
from geometry.checks.materials import material_issues
from geometry.checks.wells import well_issues
from geometry.device import Device, assemble_device
from geometry.materials.library import MaterialLibrary
from geometry.units import brief_length
from sim.config.corner_checks import corner_issues, corner_warnings
from sim.config.errors import Issue
from sim.optics.grid.checks import grid_issues, grid_warnings
from sim.optics.methods.edge.refusal import edge_issues
from sim.optics.methods.reciprocity.refusal import reciprocity_issues
from sim.study import Method, Study


@dataclass(frozen=True)
class Findings:
    """Errors with the paths they concern, and warnings as sentences."""

    errors: tuple[Issue, ...]
    warnings: tuple[str, ...]


def check_study(study: Study, library: MaterialLibrary) -> Findings:
    """Check everything that involves more than one value.

    Args:
        study: a validated study.
        library: the materials that names refer to.
    """
    errors = [
        *material_issues(study.device, library, band_nm(study)),
        *device_issues(study.device),
        *_optics_issues(study),
    ]
    if errors:
        return Findings(tuple(errors), ())
    device = assemble_device(study.device, library)
    errors += _built_issues(study, device)
    if not errors:
        errors += corner_issues(study, lambda small: check_study(small, library).errors)
    if errors:
        return Findings(tuple(errors), ())
    warnings = [*device_warnings(study.device), *_optics_warnings(study)]
    if _on_a_grid(study):
        warnings += grid_warnings(device, study.optics)
    return Findings((), tuple(warnings))


def band_nm(study: Study) -> tuple[float, float]:
    """Shortest and longest wavelength of the case: the peak alone, or 1.5 FWHM either side."""
    emission = study.device.emission
    reach_um = 0.0 if study.optics.wavelengths == 1 else 1.5 * emission.fwhm_um
    low_um, high_um = emission.peak_um - reach_um, emission.peak_um + reach_um
    return round(low_um * 1e3, 6), round(high_um * 1e3, 6)


def _built_issues(study: Study, device: Device) -> Iterator[Issue]:
    """What only shows when the device is put together."""
    yield from exit_issues(device.stack, device.exit, device.emission.peak_um)
    yield from well_issues(device)
    yield from _electrical_issues(study, device)
    if _on_a_grid(study):
        yield from grid_issues(study.device, device, study.optics)


def _electrical_issues(study: Study, device: Device) -> Iterator[Issue]:
    """What the electrical model would refuse once the optics are solved."""
    if study.electrical is None:
        return
    # Only cases with an electrical model wait for its libraries.
    from sim.coupling import check_electrical

    try:
        check_electrical(device, study.electrical)
    except ValueError as error:
        yield Issue(("electrical",), str(error))


def _optics_issues(study: Study) -> Iterator[Issue]:
    optics = study.optics
    if optics.vertical_cell_um > optics.lateral_cell_um:
        yield Issue(
            ("optics", "vertical_cell"),
            f"{brief_length(optics.vertical_cell_um)} is larger than lateral_cell "
            f"{brief_length(optics.lateral_cell_um)}; expected at most that",
        )
    if optics.method is Method.EDGE:
        yield from edge_issues(study)
    if optics.method is Method.RECIPROCITY:
        yield from reciprocity_issues(study)


def _on_a_grid(study: Study) -> bool:
    if study.optics.method is Method.AUTO:
        return study.device.array is not None
    return study.optics.method is not Method.PLANAR


def _optics_warnings(study: Study) -> Iterator[str]:
    if study.optics.method is Method.PLANAR:
        if study.device.array is not None:
            yield "optics.method planar leaves the pixel array out: the film of the well's middle"
        return
    if not _on_a_grid(study):
        return
    yield from corner_warnings(study)
    fdtd = study.optics.method is not Method.RECIPROCITY
    if fdtd and study.device.array is not None and study.optics.neighbours == 0:
        yield "optics.neighbours 0 ends the cell at the pixel's own: crosstalk is a lower bound"
