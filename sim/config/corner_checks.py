"""Whether the small pixel of optics.corner_width is one that method edge can use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from geometry.spec.device import ApertureShape
from geometry.units import brief_length
from sim.config.errors import Issue, dotted
from sim.study import Method, Study

_HERE = ("optics", "corner_width")

_WHOLE = 1e-6
"""A width within this share of a cell of a whole number of cells is one."""


def corner_issues(study: Study, check: Callable[[Study], Sequence[Issue]]) -> Iterator[Issue]:
    """Methods without corners, pixels without corners, and small pixels that cannot be built.

    Where auto takes another method than edge the entry is not used, and nothing is checked.

    Args:
        study: sound but for the small pixel.
        check: finds the errors of another study.
    """
    # Which method auto takes is known to a module that itself reads configurations.
    from sim.optics.methods.choose import choose_method
    from sim.optics.methods.edge.small_pixel import small_pixel_study

    width, method, array = study.optics.corner_width_um, study.optics.method, study.device.array
    if width is None:
        return
    if method not in (Method.EDGE, Method.AUTO):
        text = f"is for method edge; optics.method is {method.value}; expected edge or auto, or no"
        yield Issue(_HERE, f"{text} corner_width")
        return
    if array is None or choose_method(study).method is not Method.EDGE:
        return
    if array.aperture.shape is ApertureShape.STRIPE:
        yield Issue(_HERE, "stripes have no corners; expected no corner_width")
        return
    found, largest = brief_length(width), brief_length(array.aperture.width_um)
    if width >= array.aperture.width_um:
        text = f"{found} is not smaller than device.array.aperture.width; expected less than"
        yield Issue(_HERE, f"{text} {largest}")
        return
    for issue in check(small_pixel_study(study, width))[:1]:
        text = f"a pixel {found} wide cannot be built: {dotted(issue.path)}: {issue.text}"
        yield Issue(_HERE, f"{text}; expected a wider one, less than {largest}")


def corner_warnings(study: Study) -> Iterator[str]:
    """Straight walls of a small pixel that lie between the grid's points.

    Those of the wall's section lie on them, and the difference of the two would contain the step.
    """
    from sim.optics.methods.edge.small_pixel import corner_study  # as above

    width, small = study.optics.corner_width_um, corner_study(study)
    array = None if small is None else small.device.array
    if width is None or array is None or array.aperture.shape is ApertureShape.CIRCLE:
        return
    cells = width / (2.0 * study.optics.lateral_cell_um)
    if abs(cells - round(cells)) > _WHOLE:
        yield (
            f"optics.corner_width {brief_length(width)} is no even number of lateral cells "
            f"({brief_length(study.optics.lateral_cell_um)}): its walls lie between the grid's "
            "points, those of the straight wall on them"
        )
