"""Names the section of a wall: everything that the runs of method edge depend on.

The other fingerprints of the house are in sim.store.keys; this one needs the wall's window.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sim.optics.section.section import gap_in_section_um
from sim.store.keys import left_out
from sim.store.provenance import PHYSICS_VERSION
from sim.study import Study

_OF_THE_PIXEL = ("lattice", "pitch_um", "ppi", "aperture", "black_matrix")
_NUMERICS = ("vertical_cell_um", "lateral_cell_um", "wall_cell_um", "wavelengths", "reach_um")


def section_key(study: Study) -> str:
    """Equal for pixels of any width, shape and lattice with the same gap, layers, walls and grid.

    Gaps that the section's window cannot show whole are the same.

    Of the array stay its gap, how far a black matrix's opening exceeds the aperture, and all that
    describes bank and walls; a wall passivated by ligands alone is a bare one to light. Place,
    source and wavevector of a run are named in its own key.

    Raises:
        ValueError: a film, which has no wall.
    """
    array = study.device.array
    if array is None:
        raise ValueError("a film has no wall")
    device = wall_of_any_width(study)
    device["array"]["gap"] = round(gap_in_section_um(array, study.optics), 9)
    given = {*_NUMERICS, "numerical_aperture"} - left_out(study)
    numerics = study.optics.model_dump(mode="json", include=given)
    text = json.dumps(
        [PHYSICS_VERSION, "wall, graded", device, numerics], sort_keys=True, default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


def wall_of_any_width(study: Study) -> dict[str, Any]:
    """What a wall depends on but its gap: the device without what describes the pixel's outline.

    Raises:
        ValueError: a film, which has no wall.
    """
    array = study.device.array
    if array is None:
        raise ValueError("a film has no wall")
    device: dict[str, Any] = study.device.model_dump(mode="json", exclude={"assumed"})
    for name in _OF_THE_PIXEL:
        device["array"].pop(name)
    matrix = array.black_matrix
    if matrix is not None:
        overhang = matrix.opening_um - array.aperture.width_um
        device["array"]["matrix"] = {
            **matrix.model_dump(mode="json", exclude={"opening_um"}),
            "overhang": round(overhang, 9),
        }
    if array.sidewall.is_bare:
        device["array"]["sidewall"]["treatment"] = "none"
    return device
