"""What one dipole run takes: voxels, steps, memory. Meep-free, for predictions and for progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.optics.fields.records import DipoleJob
from sim.optics.grid.layout import Layout
from sim.optics.meep.pulse import settled_steps
from sim.optics.methods.prediction import RunCost


def run_costs(layout: Layout, jobs: Sequence[DipoleJob]) -> tuple[RunCost, ...]:
    """Sizes of the runs of a case, in the order of ``jobs``."""
    whole = layout.grid.voxels
    stepped = [whole // 2**job.mirrors for job in jobs]
    steps = settled_steps(
        1.0 / layout.spectrum.wavelength_um, layout.time_step_um, layout.farthest_um
    )
    return tuple(
        RunCost(
            voxels=voxels,
            whole_voxels=whole,
            steps=steps,
            expected_um=steps * layout.time_step_um,
            units=steps * voxels / max(stepped),
            poles=distinct_poles(layout),
        )
        for voxels in stepped
    )


def distinct_poles(layout: Layout) -> int:
    """Resonances that differ in more than strength: Meep steps each of them in the whole cell."""
    models = [choice.model for choice in layout.media.choices]
    return len({replace(pole, sigma=0.0) for model in models for pole in model.poles})
