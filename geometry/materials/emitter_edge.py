"""The emitter's optical constants with their absorption edge where its emission asks for it.

    Material, EmissionSpec --> fitted_to_emission --> Material
                           --> edge_assumptions       the Stokes shift that nobody measured

A material is changed only if its file says ``edge_moves``: a crystal's table, whose edge is not
that of confined dots. Tables of nanocrystals stay as they were measured.
"""

from __future__ import annotations

from geometry.materials.absorption_edge import Line, kennard_stepanov, shifted_to_emission
from geometry.materials.material import Assumption, Material
from geometry.spec.emission import (
    STOKES_SHIFT_RANGE_EV,
    AbsorptionEdge,
    EmissionSpec,
)

STOKES_SHIFT_PATH = "device.emission.stokes_shift"
"""Where the Stokes shift enters, in eV."""

_REASON = (
    "Stokes shift in eV of the dots, whose film's absorption is not measured: the crystal's own "
    "thermal shift; down to its table as it is at 520 nm, up to that of a single line of 20 nm"
)


def fitted_to_emission(material: Material, emission: EmissionSpec) -> Material:
    """The material as ``emission.absorption_edge`` has it; itself where its edge does not move."""
    if not _moves(material, emission):
        return material
    peak_nm = 1e3 * emission.peak_um
    if emission.absorption_edge is AbsorptionEdge.LINE:
        measured = None if emission.spectrum is None else emission.spectrum.rows
        return kennard_stepanov(material, Line(peak_nm, 1e3 * emission.fwhm_um, measured))
    return shifted_to_emission(material, peak_nm, emission.stokes_shift_ev)


def edge_assumptions(material: Material, emission: EmissionSpec) -> tuple[Assumption, ...]:
    """The Stokes shift where it has an effect; outside its range it is the user's own choice."""
    moved = emission.absorption_edge is AbsorptionEdge.MOVED and material.edge_moves
    low, high = STOKES_SHIFT_RANGE_EV
    if not moved or not low <= emission.stokes_shift_ev <= high:
        return ()
    return (Assumption(STOKES_SHIFT_PATH, emission.stokes_shift_ev, low, high, _REASON),)


def _moves(material: Material, emission: EmissionSpec) -> bool:
    return material.edge_moves and emission.absorption_edge is not AbsorptionEdge.TABLE
