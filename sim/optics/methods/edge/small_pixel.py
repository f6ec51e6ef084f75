"""The small pixel that a study of method edge also solves whole (optics.corner_width)."""

from __future__ import annotations

from sim.optics.methods.choose import choose_method
from sim.optics.methods.edge.corner import corner_array
from sim.results.records import ORIENTATIONS
from sim.study import Method, OpticsSpec, RefineSpec, Study


def corner_study(study: Study) -> Study | None:
    """The small pixel as a case of its own; None where the study's method or optics need none.

    Raises:
        ValueError: stripes, which have no corners.
    """
    if study.optics.corner_width_um is None or choose_method(study).method is not Method.EDGE:
        return None
    return small_pixel_study(study, study.optics.corner_width_um)


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
        "dipoles": dipoles,
        "refine": RefineSpec(),
    }
    return optics.model_copy(update=changes)


def left_out(study: Study) -> tuple[str, ...]:
    """Says that a small pixel was asked for and is not solved, since auto took another method."""
    if study.optics.corner_width_um is None:
        return ()
    method = choose_method(study).method
    if method is Method.EDGE:
        return ()
    return (f"optics.corner_width is not used: it is for method edge, auto took {method.value}",)
