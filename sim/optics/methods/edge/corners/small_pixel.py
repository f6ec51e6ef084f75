"""The small pixel that a study of method edge also solves whole (optics.corner_width)."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.spec import ApertureShape
from geometry.units import brief_length
from sim.optics.methods.edge.corners.term import corner_array
from sim.optics.methods.protocol import InnerCase
from sim.results.records import ORIENTATIONS
from sim.study import EmitterRuns, Method, OpticsSpec, RefineSpec, Study

CORNER_WIDTH = ("optics", "corner_width")
"""The entry that asks for a small pixel."""

_WHOLE = 1e-6
"""A width within this share of a cell of a whole number of cells is one."""


def small_pixel(study: Study) -> InnerCase | None:
    """The small pixel as a case of its own; None where the study asks for none.

    Raises:
        ValueError: a film, or stripes, which have no corners.
    """
    width, array = study.optics.corner_width_um, study.device.array
    if width is None:
        return None
    if array is None:
        raise ValueError("a film has no corners")
    return InnerCase(
        small_pixel_study(study, width),
        CORNER_WIDTH,
        f"small pixel of {brief_length(width)}",
        f"expected a wider one, less than {brief_length(array.aperture.width_um)}",
    )


def small_pixel_study(study: Study, width_um: float) -> Study:
    """A pixel of another width with the study's walls and numerics, solved by fdtd.

    Dipoles of all orientations, as an edge has them, and runs one at a time, as those of its walls.

    Raises:
        ValueError: a film, or stripes.
    """
    array = study.device.array
    if array is None:
        raise ValueError("a film has no corners")
    device = study.device.model_copy(
        # Marks of assumptions may name entries that the small pixel does not have.
        update={"array": corner_array(array, width_um), "assumed": {}}
    )
    return study.model_copy(
        update={
            "device": device,
            "optics": _whole(study.optics),
            "electrical": None,
            "run": study.run.model_copy(update={"side_by_side": 1}),
        }
    )


def _whole(optics: OpticsSpec) -> OpticsSpec:
    dipoles = optics.dipoles.model_copy(update={"orientations": ORIENTATIONS})
    changes = {
        "method": Method.FDTD,
        "corner_width_um": None,
        # cells as the small pixel has always had them; finer ones ask for straight walls
        "wall_cell_um": None,
        # corners are taken from LEE, which the transparent emitter has
        "emitter": EmitterRuns.TRANSPARENT,
        "dipoles": dipoles,
        "refine": RefineSpec(),
    }
    return optics.model_copy(update=changes)


def corner_warnings(study: Study) -> Iterator[str]:
    """Straight walls of a small pixel that lie between the grid's points.

    Those of the wall's section lie on them, and the difference of the two would contain the step.
    """
    width, array = study.optics.corner_width_um, study.device.array
    if width is None or array is None or array.aperture.shape is ApertureShape.CIRCLE:
        return
    cells = width / (2.0 * study.optics.lateral_cell_um)
    if abs(cells - round(cells)) > _WHOLE:
        yield (
            f"optics.corner_width {brief_length(width)} is no even number of lateral cells "
            f"({brief_length(study.optics.lateral_cell_um)}): its walls lie between the grid's "
            "points, those of the straight wall on them"
        )
