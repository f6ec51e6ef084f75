"""The plan of a study's array as a file for mask design."""

from __future__ import annotations

from pathlib import Path

from geometry.device import build_device
from geometry.lattice import half_width_for_rings
from geometry.plan_export import ExportUnavailableError, write_plan
from sim.config.errors import InputError
from sim.config.loader import shipped_library
from sim.study import Study


def write_plan_of(study: Study, path: Path) -> None:
    """Write the plan of the pixel with one ring of neighbours, or as many as the optics ask for.

    Args:
        study: a checked study.
        path: ends in .gds or .oas; its folder is made if missing.

    Raises:
        InputError: an unpatterned film, another suffix, or a library that is not installed.
    """
    device = build_device(study.device, shipped_library())
    if device.array is None:
        raise InputError("--gds: this device is an unpatterned film: it has no plan")
    half = half_width_for_rings(device.array, max(1, study.optics.neighbours))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_plan(device, (half.x_um, half.y_um), path)
    except (ExportUnavailableError, ValueError) as error:
        raise InputError(f"--gds: {error}") from error
