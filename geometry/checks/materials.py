"""Whether a library holds the materials of a device, over the wavelengths that it emits."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import Issue, PathParts
from geometry.materials.files import MaterialFileError
from geometry.materials.library import MaterialLibrary, UnknownMaterial, resolve
from geometry.spec.base import Spec
from geometry.spec.device import DeviceSpec
from geometry.spec.layers import MaterialRef, TableMaterial


def material_issues(
    device: DeviceSpec, library: MaterialLibrary, band_nm: tuple[float, float]
) -> Iterator[Issue]:
    """Names that the library does not hold, and tables that end within the band.

    Args:
        device: a validated device.
        library: the materials that names refer to.
        band_nm: shortest and longest wavelength of the case.
    """
    low_nm, high_nm = band_nm
    for path, ref in material_refs(device):
        try:
            material = resolve(ref, library)
        except (UnknownMaterial, MaterialFileError) as error:
            yield Issue(path, str(error))
            continue
        table = material.wavelength_nm
        if table.size > 1 and not table[0] <= low_nm <= high_nm <= table[-1]:
            yield Issue(
                path,
                f"{material.name!r} is tabulated over {table[0]:g} to {table[-1]:g} nm; "
                f"device.emission needs {low_nm:g} to {high_nm:g} nm",
            )


def material_refs(
    spec: Spec, path: PathParts = ("device",)
) -> Iterator[tuple[PathParts, MaterialRef]]:
    """Every material that a spec names or fixes, with the path where it is written.

    A part whose thickness is 0 is absent, and so is its material.
    """
    for name, field in type(spec).model_fields.items():
        key, value = field.alias or name, getattr(spec, name)
        if key == "material" and value is not None:
            yield (*path, key), value
        elif isinstance(value, Spec) and getattr(value, "thickness_um", None) != 0.0:
            yield from material_refs(value, (*path, key))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, Spec):
                    yield from material_refs(item, (*path, key, number))


def material_warnings(device: DeviceSpec) -> Iterator[str]:
    """What the reader of a user's file took although the file does not say it."""
    tables = [ref for _, ref in material_refs(device) if isinstance(ref, TableMaterial)]
    said = (f"material {table.name!r}: {table.guesses}" for table in tables if table.guesses)
    yield from dict.fromkeys(said)
    spectrum = device.emission.spectrum
    if spectrum is not None and spectrum.guesses:
        yield f"emission spectrum, {spectrum.source}: {spectrum.guesses}"
