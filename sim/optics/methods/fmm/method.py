"""Method fmm: pixels in an endless array, by their Fourier modes."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from geometry.checks.issue import Issue
from geometry.device import Device
from geometry.units import brief_length
from sim.optics.methods.fmm.case import fmm_optics, prepare
from sim.optics.methods.fmm.cost import SETUP_S, fmm_cost
from sim.optics.methods.fmm.refusal import fmm_issues
from sim.optics.methods.prediction import START_S, Machine, Prediction
from sim.optics.methods.protocol import OpticalMethod, Solved, Tools
from sim.store.keys import case_key
from sim.study import Method, Study

NEAR_UM = 3.0
"""Distance after which a dipole should come back at the least: with a metal in the stack, guided
light has fallen to a few per cent."""


class FmmMethod(OpticalMethod):
    """The Fourier modal method: one factorisation per wavevector serves all dipoles."""

    name = Method.FMM
    uses_grid = False
    grades_walls = False
    needs_mpi = False
    is_quick = False
    leaves_out_pixels = False
    side_by_side = None

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

    @override
    def inner_case(self, study: Study) -> None:
        return None

    @override
    def key(self, study: Study) -> str:
        return case_key(study)

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
        return Solved(fmm_optics(device, study.optics, tools.reporter, film), study.optics)
