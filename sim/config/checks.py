"""What single values cannot show: whether the parts of a study fit together.

Every error quotes the two values that conflict; what is legal but probably not meant is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geometry.device import Device, DeviceError, build_device
from geometry.materials.library import MaterialLibrary
from geometry.solids import build_solids
from geometry.spec.device import DeviceSpec, MaterialRef
from geometry.units import brief_length
from sim.config.array_checks import array_issues, array_warnings
from sim.config.errors import Issue, PathParts, dotted
from sim.config.messages import did_you_mean
from sim.coupling import check_electrical
from sim.optics.grid.checks import exit_issues, grid_issues
from sim.optics.methods.choose import METHODS, method_of, resolved
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
    errors = [*_material_issues(study, library), *_stack_issues(study.device)]
    errors += _optics_issues(study)
    if not any(issue.path == ("device", "layers") for issue in errors):
        errors += array_issues(study.device)
    if not errors:
        errors += _build_issues(study, library)
    if errors:
        return Findings(study, tuple(errors), ())
    study = resolved(study, library)  # what auto takes rests on a sound device
    device = build_device(study.device, library)
    errors += _method_issues(study, device, library)
    if errors:
        return Findings(study, tuple(errors), ())
    warnings = (*array_warnings(study.device), *method_of(study).warnings(study, device))
    return Findings(study, (), warnings)


def material_refs(device: DeviceSpec) -> Iterator[tuple[PathParts, MaterialRef]]:
    """Every material of a device with the path where it is written."""
    yield ("device", "substrate", "material"), device.substrate.material
    for index, layer in enumerate(device.layers):
        yield ("device", "layers", index, "material"), layer.material
    yield ("device", "superstrate", "material"), device.superstrate.material
    if device.encapsulation is not None and device.encapsulation.material is not None:
        yield ("device", "encapsulation", "material"), device.encapsulation.material
    if device.array is None:
        return
    array: PathParts = ("device", "array")
    yield (*array, "bank", "material"), device.array.bank.material
    for number, subpixel in enumerate(device.array.subpixels):
        yield (*array, "subpixels", number, "material"), subpixel.material
    if device.array.residue.thickness_um > 0:
        yield (*array, "residue", "material"), device.array.residue.material
    if device.array.sidewall.material is not None:
        yield (*array, "sidewall", "material"), device.array.sidewall.material
    if device.array.sidewall.spacer is not None:
        yield (*array, "sidewall", "spacer", "material"), device.array.sidewall.spacer.material
    if device.array.black_matrix is not None:
        yield (*array, "black_matrix", "material"), device.array.black_matrix.material


def _material_issues(study: Study, library: MaterialLibrary) -> Iterator[Issue]:
    low_nm, high_nm = band_nm(study)
    for path, material in material_refs(study.device):
        if not isinstance(material, str):
            continue
        if material not in library.entries:
            hint = did_you_mean(material, library.names)
            listed = "" if hint.endswith("?") else f"; known: {', '.join(library.names)}"
            yield Issue(path, f"no material{hint}{listed}")
            continue
        table = library.get(material).wavelength_nm
        if table.size > 1 and not table[0] <= low_nm <= high_nm <= table[-1]:
            yield Issue(
                path,
                f"{material!r} is tabulated over {table[0]:g} to {table[-1]:g} nm; "
                f"device.emission needs {low_nm:g} to {high_nm:g} nm",
            )


def band_nm(study: Study) -> tuple[float, float]:
    """Shortest and longest wavelength of the case: the peak alone, or 1.5 FWHM either side."""
    emission = study.device.emission
    reach_um = 0.0 if study.optics.wavelengths == 1 else 1.5 * emission.fwhm_um
    low_um, high_um = emission.peak_um - reach_um, emission.peak_um + reach_um
    return round(low_um * 1e3, 6), round(high_um * 1e3, 6)


def _stack_issues(device: DeviceSpec) -> Iterator[Issue]:
    layers: PathParts = ("device", "layers")
    emitters = [index for index, layer in enumerate(device.layers) if layer.emitter]
    if not emitters:
        yield Issue(layers, "no layer has emitter: true; expected exactly one")
    for index in emitters[1:]:
        first = device.layers[emitters[0]].name
        text = f"{device.layers[index].name!r} is a second emitter beside {first!r}; expected one"
        yield Issue((*layers, index, "emitter"), text)
    seen: dict[str, int] = {}
    for index, layer in enumerate(device.layers):
        if layer.name in seen:
            text = f"layer name {layer.name!r} is taken by layer {seen[layer.name]} already"
            yield Issue((*layers, index, "name"), text)
        seen.setdefault(layer.name, index)


def _build_issues(study: Study, library: MaterialLibrary) -> Iterator[Issue]:
    """What only shows when the device is put together, such as wells that close on their way up."""
    try:
        built = build_device(study.device, library)
    except DeviceError as error:
        yield Issue(_by_index(error.path, study.device), error.message)
        return
    yield from exit_issues(built)
    yield from _electrical_issues(study, built)
    if built.array is None:
        return
    try:
        build_solids(built, (built.array.pitch, built.array.pitch))
    except ValueError as error:
        yield Issue(("device", "array"), str(error))


def _electrical_issues(study: Study, device: Device) -> Iterator[Issue]:
    """What the electrical model would refuse once the optics are solved."""
    if study.electrical is None:
        return
    try:
        check_electrical(device, study.electrical)
    except ValueError as error:
        yield Issue(("electrical",), str(error))


def _by_index(path: str, device: DeviceSpec) -> PathParts:
    """A dotted path with a layer's name replaced by its index."""
    names = {layer.name: index for index, layer in enumerate(device.layers)}
    parts = path.split(".")
    return tuple(
        names.get(part, part) if number and parts[number - 1] == "layers" else part
        for number, part in enumerate(parts)
    )


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
    issues = list(grid_issues(study.device, device, study.optics)) if method.uses_grid else []
    if not issues and study.optics.method is Method.AUTO:
        issues += method.refusal(study)  # of a method that was asked for, it has been asked before
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
