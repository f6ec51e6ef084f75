"""Emission found from plane waves, for the checks of reciprocity."""

from __future__ import annotations

import math

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.multilayer import Polarisation
from sim.optics.grid.layout import Layout, lay_out_periodic
from sim.optics.meep.records import SteppingStatus
from sim.optics.methods.reciprocity.emission import (
    Emission,
    PlaneWave,
    Positions,
    emitter_positions,
)
from sim.optics.methods.reciprocity.run import PlaneWaveRun, incident_amplitude
from sim.results.records import ORIENTATIONS
from sim.study import OpticsSpec


class Response:
    """One direction of emission: intensities per polarisation, orientation and position."""

    def __init__(
        self, device: Device, optics: OpticsSpec, sine: float = 0.0, phi_rad: float = 0.0
    ) -> None:
        self.layout: Layout = lay_out_periodic(device, optics)
        self.positions: Positions = emitter_positions(self.layout, 1)
        wavelength_um = self.layout.spectrum.wavelength_um
        self.by_polarisation: dict[Polarisation, dict[str, FloatArray]] = {
            polarisation: self._solve(
                PlaneWave(math.asin(sine), phi_rad, polarisation, wavelength_um)
            )
            for polarisation in Polarisation
        }

    def intensity(self, orientation: str) -> FloatArray:
        """Both polarisations, (L,)."""
        s, p = (found[orientation] for found in self.by_polarisation.values())
        return np.asarray(s + p)

    def at(self, orientation: str, x_um: float, y_um: float) -> float:
        """Both polarisations at one vertex."""
        cell = self.layout.grid.lateral_cell_um
        here = (self.positions.i == round(x_um / cell)) & (self.positions.j == round(y_um / cell))
        return float(self.intensity(orientation)[here][0])

    def _solve(self, wave: PlaneWave) -> dict[str, FloatArray]:
        amplitude = incident_amplitude(self.layout, wave)[0]
        emission = Emission(self.layout, wave, self.positions)
        run = PlaneWaveRun(self.layout, wave, self.positions.z_um)
        try:
            stepping = run.step(lambda _: None)
            assert stepping.status is SteppingStatus.SETTLED
            return {
                o: emission.intensity(
                    run.field(0, o, 0) / amplitude, run.boxes[0], o, float(wave.wavelength_um[0])
                )
                for o in ORIENTATIONS
            }
        finally:
            run.close()
