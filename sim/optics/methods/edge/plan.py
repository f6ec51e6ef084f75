"""Which runs an edge study needs, and over which length a wall's effect dies; Meep-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geometry.device import Device
from sim.optics.film.decay import longest_decay_um
from sim.optics.film.film import planar_stack
from sim.optics.film.modes import guided_modes
from sim.optics.grid.layout import Layout
from sim.optics.methods.edge.quadrature import WavevectorRule, wavevector_rule
from sim.optics.methods.edge.records import WallJob
from sim.optics.section.section import CONDUCTOR_CELLS, EdgeSection, edge_section
from sim.optics.spectrum import emission_spectrum
from sim.results.records import ORIENTATIONS
from sim.study import EmitterRuns, OpticsSpec

TYPICAL_UM = 24.0
"""Time times c that a run takes on the mean: 13 to 16 for most, up to 36 next to a mode."""

SECTION_RATE = 1.3
"""Stepping rate of a section over that of a cell in three dimensions (measured on two idle cores, a
case on each: the section stays in the processor's cache)."""

ANALYSIS_S = 0.22
"""Setting up and analysing one run."""

_UNIFORM_FILM = (math.inf, False, False)
"""Distance, whether cells are finer at the dipole, whether the film has the cells of a wall."""

LONGEST_UM = 100.0
"""Longest decay: films without loss guide light for ever."""


@dataclass(frozen=True)
class EdgePlan:
    """The runs of an edge study, film first, grouped by distance.

    They do not depend on the pixel's width or shape.
    """

    section: EdgeSection
    rule: WavevectorRule
    jobs: tuple[WallJob, ...]

    @property
    def absorbing(self) -> EdgePlan:
        """The same runs with emitters that absorb."""
        return EdgePlan(
            section=replace(self.section, absorbing=True),
            rule=self.rule,
            jobs=tuple(replace(job, absorbing=True) for job in self.jobs),
        )


def edge_plan(device: Device, optics: OpticsSpec, added_um: Sequence[float] = ()) -> EdgePlan:
    """Plan the runs.

    Args:
        device: patterned, with smooth walls.
        optics: numerics.
        added_um: further distances from the wall, see :func:`edge_section`.

    Raises:
        ValueError: a device that edge cannot treat, or that the grid cannot hold.
    """
    section = edge_section(device, optics, added_um)
    peak = device.emission.peak_um
    stack = planar_stack(device.stack, peak).with_lossless_emitter()
    modes = [mode.index.real for mode in guided_modes(stack, peak)] or [stack.emitter_index]
    outer = float(np.real(complex(stack.substrate_index or 1.0)))
    rule = wavevector_rule(peak, outer, modes, optics.numerical_aperture)
    places = [(float(d), section.is_refined(float(d))) for d in section.distance_um]
    films = [(d, fine, True) for d, fine in places] if section.is_graded else [_UNIFORM_FILM]
    jobs = [
        WallJob(float(k), orientation, distance, float(z), refined=fine, alone=alone)
        for distance, fine, alone in (*films, *((d, fine, False) for d, fine in places))
        for z in section.height_um
        for orientation in ORIENTATIONS
        for k in rule.k_1_um
    ]
    return EdgePlan(section, rule, tuple(jobs))


def film_decay_um(device: Device) -> float:
    """Distance from a wall over which guided light from the film falls by e.

    (pi / 4) L, L = lambda / (4 pi Im n) the decay length of the power of the film's slowest guided
    mode at the peak, the emitter's own loss left out as in the runs. pi / 4: dipoles send light in
    all in-plane directions theta, of which cos(theta) exp(-d / (L cos(theta))) reaches the wall;
    its integral over d over its value at the wall is pi L / 4. 0 where no mode is guided, at most
    LONGEST_UM.
    """
    peak = device.emission.peak_um
    stack = planar_stack(device.stack, peak).with_lossless_emitter()
    lengths = [
        peak / (4.0 * math.pi * max(mode.index.imag, 1e-9)) for mode in guided_modes(stack, peak)
    ]
    return min(0.25 * math.pi * max(lengths, default=0.0), LONGEST_UM)


def absorbing_decay_um(device: Device) -> float:
    """As :func:`film_decay_um` with the emitter's own loss, as in runs whose emitter absorbs."""
    peak = device.emission.peak_um
    longest = longest_decay_um(planar_stack(device.stack, peak), peak)
    return min(0.25 * math.pi * longest, LONGEST_UM)


def is_absorbing_asked(device: Device, optics: OpticsSpec) -> bool:
    """Whether a study has runs with an emitter that absorbs: asked for, and it does."""
    if optics.emitter is EmitterRuns.TRANSPARENT:
        return False
    nm = emission_spectrum(device.emission, optics.wavelengths).wavelength_um * 1e3
    return bool(np.any(np.imag(device.stack.emitter.material.index(nm)) > 0.0))


def section_voxels(layout: Layout) -> int:
    """Stepped voxels of a section."""
    grid = layout.grid
    return grid.nx * (grid.nz + (CONDUCTOR_CELLS if grid.closed else 0))


def section_steps(layout: Layout) -> int:
    """Time steps that a run usually takes."""
    return round(TYPICAL_UM / layout.time_step_um)


def section_seconds(voxels: int, steps: int, rate_per_s: float) -> float:
    """Time of one run where a cell in three dimensions is stepped at a rate (voxel-steps per s)."""
    return voxels * steps / (SECTION_RATE * rate_per_s) + ANALYSIS_S
