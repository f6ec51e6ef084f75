"""Layout of stored pictures of single dipoles' fields."""

from __future__ import annotations

from sim.results.optical import FieldSlice
from sim.results.waves import WaveSlice
from sim.store.schema import Field, Kind, Schema, array_field, picture_field

_PLANE = (
    Field("plane", Kind.TEXT, "normal axis of the plane"),
    Field("offset_um", Kind.NUMBER, "position of the plane along its normal", "um"),
    array_field("first_um", "first in-plane coordinate", "um", "A"),
    array_field("second_um", "second in-plane coordinate", "um", "B"),
)
_DIPOLE = (
    Field("node", Kind.INTEGER, "index of the emitter position", "1"),
    # Below the axes orientation and wavelength_nm, netCDF readers take these names for them.
    Field(
        "orientation",
        Kind.TEXT,
        "dipole orientation",
        stored_as="dipole",
        formerly="orientation",
    ),
    Field(
        "wavelength_nm",
        Kind.NUMBER,
        "vacuum wavelength",
        "nm",
        stored_as="light_nm",
        formerly="wavelength_nm",
    ),
)

FIELD_SLICE = Schema(
    FieldSlice,
    (
        *_PLANE,
        Field("intensity", Kind.PICTURE, "|E|^2 relative to its maximum", "1", "AB"),
        *_DIPOLE,
    ),
)

WAVE_SLICE = Schema(
    WaveSlice,
    (
        *_PLANE,
        picture_field("real", "real part of E along the dipole over its largest", "1", "AB"),
        picture_field("imaginary", "imaginary part of the same, for exp(-i w t)", "1", "AB"),
        *_DIPOLE,
    ),
)
