"""Method fmm: pixels in an endless array, by their Fourier modes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from typing_extensions import override

from geometry.checks.issue import Issue
from geometry.device import Device
from geometry.units import brief_length
from sim.optics.methods.fmm.case import fmm_optics, prepare
from sim.optics.methods.fmm.cost import SETUP_S, fmm_cost
from sim.optics.methods.fmm.refinement import Tools as RefineTools
from sim.optics.methods.fmm.refinement import refine
from sim.optics.methods.fmm.refusal import fmm_issues, metal_warnings
from sim.optics.methods.prediction import START_S, Machine, Prediction
from sim.optics.methods.protocol import OpticalMethod, Solved, Tools
from sim.results.records import OpticalResult
from sim.store.keys import case_key
from sim.study import Method, OpticsSpec, Study

NEAR_UM = 3.0
"""Distance after which a dipole should come back at the least: with a metal in the stack, guided
light has fallen to a few per cent."""


class FmmMethod(OpticalMethod):
    """The Fourier modal method: one factorisation per wavevector serves all dipoles."""

    name = Method.FMM
    uses_grid = False
    needs_mpi = False
    is_quick = False
    has_gradient = True
    leaves_out_pixels = False
    side_by_side = None

    @override
    def wider_band_nm(self, device: Device) -> tuple[float, float] | None:
        return None

    @override
    def grades_walls(self, device: Device, optics: OpticsSpec) -> bool:
        return False

    @override
    def refusal(self, study: Study) -> Iterator[Issue]:
        return fmm_issues(study)

    @override
    def warnings(self, study: Study, device: Device) -> Iterator[str]:
        repeat_um = 2.0 * study.optics.fmm.brillouin * device.patterned_array.pitch
        if repeat_um < NEAR_UM:
            yield (
                f"optics.fmm.brillouin lets a dipole come back after {brief_length(repeat_um)}, "
                f"nearer than {brief_length(NEAR_UM)}: take more wavevectors"
            )
        yield from metal_warnings(device)

    @override
    def inner_case(self, study: Study) -> None:
        return None

    @override
    def key(self, study: Study) -> str:
        # A panel changes no light: cases that differ in it share their field solutions.
        return case_key(study.model_copy(update={"panel": None}))

    @override
    def predict(self, study: Study, device: Device, machine: Machine) -> Prediction:
        """One thread, whatever ranks there are."""
        case, rules = prepare(device, study.optics)
        cost, waves = fmm_cost(case), rules.spectrum.wavelength_um.size
        levels = case.levels
        wavevectors = case.wavevectors * waves
        return Prediction(
            method=self.name.value,
            cells=None,
            runs=wavevectors,
            voxel_steps=0.0,
            largest_voxels=0,
            steps=0,
            memory_bytes=cost.memory_bytes,
            seconds=START_S + SETUP_S + waves * cost.seconds,
            ranks=1,
            notes=(
                f"{levels.many.count} Fourier orders (and {levels.few.count}), "
                f"{levels.coarse} x {levels.coarse} wavevectors (and {levels.fine} x "
                f"{levels.fine}), {wavevectors} solutions; memory: about "
                f"{cost.memory_bytes / 1e9:.1f} GB",
            ),
        )

    @override
    def solve(self, study: Study, device: Device, tools: Tools) -> Solved:
        film = tools.film(study, device.as_film())

        def solve(optics: OpticsSpec) -> OpticalResult:
            return fmm_optics(device, optics, tools.reporter, film)

        result = solve(study.optics)
        if study.optics.refine.rounds > 0 and result.status.is_solved:
            seconds = _predictor(study, result, tools.seconds)
            steps = RefineTools(solve, seconds, time.monotonic, tools.reporter)
            result = refine(result, study.optics, steps)
        return Solved(result, study.optics)


def _predictor(
    study: Study, first: OpticalResult, predicted_s: Callable[[Study], float]
) -> Callable[[OpticsSpec], float]:
    """Seconds that a solution with other numerics takes, at the pace of the first one."""

    def seconds(optics: OpticsSpec) -> float:
        return predicted_s(study.model_copy(update={"optics": optics}).with_choice(study.choice))

    pace = max(1.0, first.cost.wall_s / seconds(study.optics))
    return lambda optics: pace * seconds(optics)
