"""Method planar: a film, or the film in the middle of a wide pixel's well."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from geometry.checks.issue import Issue
from geometry.device import Device
from sim.optics.methods.prediction import Machine, Prediction
from sim.optics.methods.protocol import OpticalMethod, Solved, Tools
from sim.store.keys import film_key
from sim.study import Method, OpticsSpec, Study

_POINT_S = 0.5
"""Time of one height at one wavelength."""


class PlanarMethod(OpticalMethod):
    """Exact optics of the stack; pixels, bank and matrix are left out."""

    name = Method.PLANAR
    uses_grid = False
    needs_mpi = False
    is_quick = True
    leaves_out_pixels = True
    side_by_side = None

    @override
    def wider_band_nm(self, device: Device) -> tuple[float, float] | None:
        return None

    @override
    def grades_walls(self, device: Device, optics: OpticsSpec) -> bool:
        return False

    @override
    def refusal(self, study: Study) -> Iterator[Issue]:
        return iter(())

    @override
    def warnings(self, study: Study, device: Device) -> Iterator[str]:
        if study.device.array is not None:
            yield "optics.method planar leaves the pixel array out: the film of the well's middle"

    @override
    def inner_case(self, study: Study) -> None:
        return None

    @override
    def key(self, study: Study) -> str:
        return film_key(study)

    @override
    def predict(self, study: Study, device: Device, machine: Machine) -> Prediction:
        points = study.optics.wavelengths * study.optics.dipoles.vertical
        return Prediction(self.name.value, None, points, 0.0, 0, 0, 0.0, _POINT_S * points, 1)

    @override
    def solve(self, study: Study, device: Device, tools: Tools) -> Solved:
        return Solved(tools.film(study, device), study.optics)
