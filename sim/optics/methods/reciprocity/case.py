"""All incident waves of a case by FDTD, and what dipoles emit into their directions."""

from __future__ import annotations

import time

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.multilayer import Polarisation
from sim.optics.grid.layout import Layout, lay_out_periodic
from sim.optics.grid.walls.plan import with_plan_columns
from sim.optics.meep.records import Stepping, SteppingStatus, stepping_cost, worst_status
from sim.optics.methods.reciprocity.emission import (
    Emission,
    Positions,
    WaveJob,
    emitter_positions,
    wave_jobs,
)
from sim.optics.methods.reciprocity.run import PlaneWaveRun, incident_amplitude
from sim.progress import Reporter
from sim.results.directional import Solved
from sim.results.records import ORIENTATIONS, DirectionalResult
from sim.study import OpticsSpec


def solve_reciprocity(device: Device, optics: OpticsSpec, reporter: Reporter) -> Solved:
    """Emission of a device's dipoles into the directions that its numerics ask for.

    Raises:
        ValueError: a part that vanishes on the grid, rough walls, or a wavelength outside a
            material's table.
    """
    started = time.perf_counter()
    layout = with_plan_columns(lay_out_periodic(device, optics))
    positions = emitter_positions(layout, optics.dipoles.vertical)
    jobs = wave_jobs(layout, optics)
    shape = (positions.count, 3, layout.spectrum.weight.size, len(optics.reciprocity.theta_deg), 2)
    intensity = np.full(shape, np.nan)
    steppings = []
    reporter.start(float(len(jobs)), f"{len(jobs)} plane waves")
    for number, job in enumerate(jobs):
        steppings.append(_solve(layout, positions, job, intensity))
        reporter.update(number + 1.0, f"plane wave {number + 1}/{len(jobs)}")
    directional = DirectionalResult(
        theta_deg=np.array(optics.reciprocity.theta_deg),
        phi_deg=np.full(len(optics.reciprocity.theta_deg), optics.reciprocity.phi_deg),
        node_um=positions.node_um(layout.grid.lateral_cell_um),
        node_weight=positions.node_weight,
        spectral_weight=layout.spectrum.weight,
        horizontal_fraction=device.emission.horizontal_fraction,
        intensity=intensity,
    )
    return Solved(
        directional,
        layout.spectrum.wavelength_um * 1e3,
        device.emission.plqy,
        worst_status(steppings),
        stepping_cost(steppings, time.perf_counter() - started),
        tuple(snap.sentence for snap in layout.snaps),
    )


def _solve(layout: Layout, positions: Positions, job: WaveJob, intensity: FloatArray) -> Stepping:
    """Run one wave and put what it tells into ``found``."""
    amplitude = incident_amplitude(layout, job.wave)
    emission = Emission(layout, job.wave, positions)
    polarisation = list(Polarisation).index(job.wave.polarisation)
    run = PlaneWaveRun(layout, job.wave, positions.z_um)
    try:
        stepping = run.step(lambda _: None)
        if stepping.status is SteppingStatus.UNSTABLE:
            return stepping
        for o, orientation in enumerate(ORIENTATIONS):
            for place, w in enumerate(job.wavelengths):
                rows = [
                    emission.intensity(
                        run.field(height, orientation, place) / amplitude[place],
                        run.boxes[height],
                        orientation,
                        float(job.wave.wavelength_um[place]),
                    )
                    for height in range(positions.z_um.size)
                ]
                intensity[:, o, w, job.direction, polarisation] = np.concatenate(rows)
        return stepping
    finally:
        run.close()
