"""Raw results of the electrical model, and what it takes from the optics.

Axes: sim.results.records.
"""

from __future__ import annotations

from dataclasses import dataclass

from geometry.arrays import FloatArray
from geometry.materials.library import Assumption
from sim.results.levels import LevelsResult
from sim.results.peaks import any_lit, peak_index, peak_value
from sim.results.response import ImpedanceResult, TransientResult
from sim.results.status import Status


@dataclass(frozen=True)
class RadiativeEnvironment:
    """All that the electrical model takes from the optics, per emitter position (N,).

    Attributes:
        z_um: height in the stack.
        wall_distance_um: distance to the nearest sidewall (inf for a film).
        weight: share of the emitting volume and zone, sum 1.
        air: power that reaches the observer.
        away: power that leaves the own emitter for good; without recycling all power.
        taken_back: power that the own emitter absorbs beyond the near field's cut; without
            recycling 0. Only a damaged rim makes use of it.
        mixed: whether light that is taken back spreads the pairs over all positions.
        photon_energy_j: mean energy of an emitted photon.

    Powers are over the power in the unbounded emitter medium, means over orientations and spectrum.
    """

    z_um: FloatArray
    wall_distance_um: FloatArray
    weight: FloatArray
    air: FloatArray
    away: FloatArray
    taken_back: FloatArray
    photon_energy_j: float
    mixed: bool = False


@dataclass(frozen=True)
class ElectricalResult:
    """Steady state against voltage, arrays of shape (V,); SI units unless the name says more.

    Attributes:
        model: "compact" or "drift_diffusion".
        status: how the sweep ended.
        voltage_v: starts at 0 V.
        current_density_a_m2: terminal current over the emitting area.
        luminance_cd_m2: normal luminance of the emitting area.
        eqe: photons to air over electrons.
        current_efficiency_cd_a: luminance over current density.
        iqe: radiative share of the emitter's recombination.
        injection_efficiency: recombination current in the emitter over the total current.
        losses: currents by channel over the total current, name -> (V,).
        photometry: "lambertian" or "far_field".
        emission_zone: share of the light of each sheet of dots from below at the peak of the EQE,
            shape (M,), or None where the model resolves none.
        emission_height: centres of these sheets over the emitter's thickness, shape (M,); evenly
            spaced where None, as in results of older versions.
        point_status: one sentence per voltage; empty where converged.
        transient, impedance: the device in time, where the case asks for it.
        levels: over the stack, of models that resolve it.
    """

    model: str
    status: Status
    voltage_v: FloatArray
    current_density_a_m2: FloatArray
    luminance_cd_m2: FloatArray
    eqe: FloatArray
    current_efficiency_cd_a: FloatArray
    iqe: FloatArray
    injection_efficiency: FloatArray
    losses: dict[str, FloatArray]
    photometry: str
    emission_zone: FloatArray | None = None
    emission_height: FloatArray | None = None
    point_status: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    transient: TransientResult | None = None
    impedance: ImpedanceResult | None = None
    levels: LevelsResult | None = None

    @property
    def peak_index(self) -> int | None:
        """Voltage index of the peak EQE, by :mod:`sim.results.peaks`; None where nothing emits."""
        return peak_index(self.eqe, self.luminance_cd_m2)

    @property
    def is_lit(self) -> bool:
        """Whether any voltage reaches ``LIT_CD_M2``."""
        return any_lit(self.luminance_cd_m2)

    @property
    def eqe_peak(self) -> float:
        """EQE at the peak; 0 where nothing emits, nan where no voltage converged."""
        return peak_value(self.eqe, self.luminance_cd_m2)
