"""The device as a table: its layers from the top, and what its pixels measure."""

from __future__ import annotations

from dataclasses import dataclass

from geometry.device import Device
from geometry.materials.library import Material
from geometry.measures import fill_factor
from geometry.units import brief_length
from postprocess.figures.style import part_colour, part_name

_INCH_UM = 25400.0


@dataclass(frozen=True)
class StackRow:
    """A layer: its name and the colour that pictures give it, material, thickness, n + ik."""

    name: str
    colour: str
    material: str
    thickness: str
    index: str


@dataclass(frozen=True)
class DeviceTable:
    """What a device is.

    Attributes:
        rows: from the top down, as it is drawn.
        facts: name -> value of pixels, walls and emission.
        peak_nm: wavelength of the indices.
    """

    rows: tuple[StackRow, ...]
    facts: dict[str, str]
    peak_nm: float


def device_table(device: Device) -> DeviceTable:
    """The table of a device, refractive indices at the emission's peak."""
    peak_um = device.emission.peak_um
    stack = device.stack
    rows = [_row("superstrate", stack.superstrate, None, peak_um)]
    rows += [
        _row(layer.name, layer.material, layer.thickness_um, peak_um)
        for layer in reversed(stack.layers)
    ]
    rows += [_row("substrate", stack.substrate, stack.substrate_thickness_um, peak_um)]
    emission = {
        "emission": f"{1e3 * peak_um:.4g} nm, FWHM {1e3 * device.emission.fwhm_um:.3g} nm",
        "quantum yield": f"{100.0 * device.emission.plqy:.3g} %",
    }
    return DeviceTable(tuple(rows), {**_pixels(device), **emission}, 1e3 * peak_um)


def _row(name: str, material: Material, thickness_um: float | None, peak_um: float) -> StackRow:
    index = complex(material.index(1e3 * peak_um))
    text = f"{index.real:.3f}" + (f" + {index.imag:.3g}i" if abs(index.imag) > 1e-6 else "")
    thickness = "" if thickness_um is None else brief_length(thickness_um)
    return StackRow(part_name(name), part_colour(name, peak_um), material.name, thickness, text)


def _pixels(device: Device) -> dict[str, str]:
    array = device.array
    if array is None:
        return {"pixels": "none, an unpatterned film"}
    facts = {
        "pitch": f"{brief_length(array.pitch)}, {_INCH_UM / array.pitch:.0f} ppi",
        "lattice": array.lattice.value,
        "aperture": f"{array.aperture.shape.value}, {brief_length(array.aperture.width_um)}",
        "fill factor": f"{100.0 * fill_factor(array):.3g} %",
    }
    if array.bank is not None:
        height, angle = brief_length(array.bank.height_um), array.bank.sidewall_angle_deg
        facts["bank"] = f"{height} high, walls at {angle:g}°"
    facts["sidewall"] = array.sidewall.treatment.value
    return facts
