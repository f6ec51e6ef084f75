"""What single values cannot show: whether the parts of a study fit together.

Every error quotes the two values that conflict; what is legal but probably not meant is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geometry.device import Device, DeviceError, build_device
from geometry.materials.library import MaterialLibrary
from geometry.solids import build_solids
from geometry.spec.device import DeviceSpec, LayerSpec, MaterialRef
from geometry.units import brief_length
from sim.config.array_checks import array_issues, array_warnings
from sim.config.corner_checks import corner_issues, corner_warnings
from sim.config.errors import Issue, PathParts
from sim.config.exit_checks import exit_issues
from sim.config.grid_checks import grid_issues
from sim.config.messages import did_you_mean
from sim.optics.methods.edge.refusal import edge_issues
from sim.optics.methods.reciprocity.refusal import reciprocity_issues
from sim.study import Method, Study

WHOLE_CELLS = 1e-6
"""A length within this share of a cell of a whole number of cells is one."""


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
    errors = [*_material_issues(study, library), *_stack_issues(study.device)]
    errors += _optics_issues(study)
    warnings: list[str] = []
    if not any(issue.path == ("device", "layers") for issue in errors):
        errors += array_issues(study.device)
    if not errors:
        errors += _build_issues(study, library)
    if not errors and _on_a_grid(study):
        errors += grid_issues(study, library)
    if not errors:
        errors += corner_issues(study, lambda small: check_study(small, library).errors)
    if not errors:
        warnings += [*array_warnings(study.device), *_optics_warnings(study)]
    return Findings(tuple(errors), tuple(warnings))


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
    # Only cases with an electrical model wait for its libraries.
    from sim.coupling import check_electrical

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
    for layer in study.device.layers:
        yield from _grid_warnings(layer, study.optics.vertical_cell_um)


def _grid_warnings(layer: LayerSpec, cell_um: float) -> Iterator[str]:
    name = f"layer {layer.name!r} ({brief_length(layer.thickness_um)})"
    cells = layer.thickness_um / cell_um
    if cells < 0.5:
        yield (
            f"{name} is thinner than half a vertical cell ({brief_length(cell_um)}): "
            "it is merged optically with its neighbour"
        )
        return
    snapped = max(1, round(cells))
    if abs(cells - snapped) > WHOLE_CELLS * snapped:
        yield (
            f"{name} is not a whole number of vertical cells ({brief_length(cell_um)}): "
            f"the grid holds {brief_length(snapped * cell_um)}"
        )
