"""Raw results of a case, as named, frozen records.

Array axes are named once, here:

    N  emitter position ("node": quadrature point in the emitter)
    O  dipole orientation, in the order of ``ORIENTATIONS``
    W  vacuum wavelength
    P  absorbing part (layer or solid), in the order of ``absorbing_parts``
    U  direction cosine, for far fields on the square grid (ux, uy)
    V  voltage

Everything optical is stored per (N, O, W). Averages (LEE, Purcell factor, budget) follow from it
in sim.results.averages, so that a changed average needs no new simulation.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geometry.materials.library import Assumption

if TYPE_CHECKING:
    from sim.results.directional import DirectionalResult

FloatArray = NDArray[np.float64]

ORIENTATIONS = ("x", "y", "z")


class Status(str, Enum):
    """How a solution ended; ``sentence`` says what to try."""

    OK = "ok"
    NOT_CONVERGED = "not_converged"
    BUDGET_OPEN = "budget_open"
    UNSTABLE = "unstable"
    FAILED = "failed"

    @property
    def sentence(self) -> str:
        """What happened and what to try."""
        return _SENTENCES[self]


_SENTENCES = {
    Status.OK: "finished within its tolerances",
    Status.NOT_CONVERGED: "stopped before its tolerance was met: allow more time or a finer grid",
    Status.BUDGET_OPEN: "the power budget does not close: refine the grid or widen the cell",
    Status.UNSTABLE: "the fields grew after the source had ended: no numbers are kept",
    Status.FAILED: "no result",
}


@dataclass(frozen=True)
class Cost:
    """What a solution cost (design: ``optics.cost`` of the summary).

    Attributes:
        voxels: stepped voxels of the largest run, after symmetry.
        voxel_steps: voxels times steps, summed over runs.
        runs: number of field solutions.
        stepping_s: wall time inside time stepping, summed over runs.
        wall_s: all of it.
    """

    voxels: int = 0
    voxel_steps: float = 0.0
    runs: int = 0
    stepping_s: float = 0.0
    wall_s: float = 0.0


@dataclass(frozen=True)
class FieldSlice:
    """|E|^2 of one dipole on one plane, for pictures.

    Attributes:
        plane: normal axis of the plane, "x", "y" or "z".
        first_um, second_um: coordinates of the two in-plane axes, shapes (A,), (B,).
        intensity: |E|^2 relative to its maximum, shape (A, B).
        node: index of the emitter position; orientation: "x", "y" or "z".
    """

    plane: str
    offset_um: float
    first_um: FloatArray
    second_um: FloatArray
    intensity: FloatArray
    node: int
    orientation: str
    wavelength_nm: float


@dataclass(frozen=True)
class GridCorrection:
    """Factors by which the powers of dipoles were corrected (sim.optics.film_on_grid.correction).

    A stored share divided by its factor is what was found on the grid.

    Attributes:
        purcell: (N, O, W) on the Purcell factor.
        air, substrate, other: (N, O, W) on the shares; ``other`` is lateral, superstrate and every
            absorbing part.
    """

    purcell: FloatArray
    air: FloatArray
    substrate: FloatArray
    other: FloatArray

    @property
    def undone(self) -> GridCorrection:
        """The factors that take this correction back."""
        return GridCorrection(
            1.0 / self.purcell, 1.0 / self.air, 1.0 / self.substrate, 1.0 / self.other
        )

    def then(self, later: GridCorrection) -> GridCorrection:
        """Both, one after the other."""
        return GridCorrection(
            self.purcell * later.purcell,
            self.air * later.air,
            self.substrate * later.substrate,
            self.other * later.other,
        )


@dataclass(frozen=True)
class OpticalResult:
    """Where the power of dipoles goes, per position, orientation and wavelength.

    All shares are fractions of that dipole's own total emitted power; they do not include
    reabsorption in the emitter, which is kept apart.

    Attributes:
        method: name of the method that solved it.
        status: how it ended.
        wavelength_nm: (W,).
        spectral_weight: (W,) photon-number weights of the emission spectrum, sum 1.
        node_um: (N, 3) positions x, y (from the pixel's centre), z (from the substrate's face).
        node_weight: (N,) weights of the emitting volume and zone, sum 1.
        wall_distance_um: (N,) distance to the nearest sidewall; inf for a film.
        horizontal_fraction: share of in-plane transition dipoles.
        plqy: quantum yield in the unbounded emitter medium.
        purcell: (N, O, W) total power over the power in the unbounded emitter medium.
        air, substrate, lateral, superstrate: (N, O, W). ``air`` is what reaches the observer on the
            device's exit side (air, or the encapsulation that an observer is immersed in); what
            enters the half-space on that side and stays there is its own share, substrate or
            superstrate, and the other one is all that leaves on the other side.
        absorbing_parts: names, length P.
        absorbed: (N, O, W, P).
        reabsorbed: (N, O, W) share that the own pixel's emitter would absorb.
        own_pixel_share: (N, O, W) share of the air light that leaves through the own cell.
        direction_cosine: (U,) grid of ux and uy in the observer's medium, -1 to 1.
        far_field: (N, O, W, U, U) emitted fraction per steradian there; 0 outside the unit disc.
        lee_error: estimated numerical error of the averaged LEE, absolute.
        error_parts: the error's contributions by name, absolute in LEE.
        slices: pictures of the field.
        cost: what it took.
        warnings: sentences for the user.
        correction: factors that purcell, the shares and the far field contain to take out what is
            known of the numerics' bias; None where nothing was corrected.
    """

    method: str
    status: Status
    wavelength_nm: FloatArray
    spectral_weight: FloatArray
    node_um: FloatArray
    node_weight: FloatArray
    wall_distance_um: FloatArray
    horizontal_fraction: float
    plqy: float
    purcell: FloatArray
    air: FloatArray
    substrate: FloatArray
    lateral: FloatArray
    superstrate: FloatArray
    absorbing_parts: tuple[str, ...]
    absorbed: FloatArray
    reabsorbed: FloatArray
    own_pixel_share: FloatArray
    direction_cosine: FloatArray
    far_field: FloatArray
    lee_error: float
    error_parts: dict[str, float] = field(default_factory=dict)
    slices: tuple[FieldSlice, ...] = ()
    cost: Cost = field(default_factory=Cost)
    warnings: tuple[str, ...] = ()
    correction: GridCorrection | None = None

    @property
    def closure_error(self) -> FloatArray:
        """1 minus the sum of all shares, (N, O, W)."""
        found = self.air + self.substrate + self.lateral + self.superstrate
        return np.asarray(1.0 - found - self.absorbed.sum(axis=-1))


def without_far_field(result: OpticalResult) -> OpticalResult:
    """The same with no directions, U = 0."""
    empty = np.zeros((*result.air.shape, 0, 0))
    return replace(result, direction_cosine=np.zeros(0), far_field=empty)


@dataclass(frozen=True)
class RadiativeEnvironment:
    """All that the electrical side knows of optics, per emitter position (N,).

    Attributes:
        z_um: height in the stack.
        wall_distance_um: distance to the nearest sidewall (inf for a film).
        weight: share of the emitting volume and zone, sum 1.
        purcell: F, orientation- and spectrum-averaged.
        outcoupling: share to air of the dissipated power.
        reabsorbed: share reabsorbed by the emitter of the same pixel.
        photon_energy_j: mean energy of an emitted photon.
    """

    z_um: FloatArray
    wall_distance_um: FloatArray
    weight: FloatArray
    purcell: FloatArray
    outcoupling: FloatArray
    reabsorbed: FloatArray
    photon_energy_j: float


LIT_CD_M2 = 1.0
"""Luminance from which on a device counts as lit (turn-on), as usual in the field."""


def lit_peak_index(eqe: FloatArray, luminance_cd_m2: FloatArray) -> int | None:
    """Index of the largest EQE of what is lit, or of all that emits where nothing is lit.

    None where nothing emits. Without leakage a model's EQE may be largest at currents that no
    instrument sees; measured peaks are peaks of what is lit. Voltages that did not converge (nan)
    are passed over.
    """
    emits = np.nan_to_num(eqe) > 0.0
    lit = emits & (np.nan_to_num(luminance_cd_m2) >= LIT_CD_M2)
    counted = lit if lit.any() else emits
    return int(np.argmax(np.where(counted, eqe, 0.0))) if counted.any() else None


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
        point_status: one sentence per voltage; empty where converged.
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
    point_status: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @property
    def peak_index(self) -> int | None:
        """Where the peak is, by :func:`lit_peak_index`; None where nothing emits."""
        return lit_peak_index(self.eqe, self.luminance_cd_m2)

    @property
    def is_lit(self) -> bool:
        """Whether any voltage reaches ``LIT_CD_M2``."""
        return bool(np.any(np.nan_to_num(self.luminance_cd_m2) >= LIT_CD_M2))

    @property
    def eqe_peak(self) -> float:
        """EQE at the peak; 0 where nothing emits, nan where no voltage converged."""
        index = self.peak_index
        if index is None:
            return 0.0 if np.isfinite(self.eqe).any() else float("nan")
        return float(self.eqe[index])


@dataclass(frozen=True)
class CaseResult:
    """One case: its configuration, where it ran, what came out, and the reference film.

    Attributes:
        name: the study's name.
        config_yaml: the resolved configuration; loads again.
        provenance: versions, git commit, host, ranks, times, seed.
        optics: the case's own optics.
        reference: the same stack as an unpatterned film (exact planar solution), for comparison;
            None where the case is a planar film itself.
        electrical, reference_electrical: likewise; None where not asked for.
        assumptions: every input that its data file marks as assumed.
        warnings: sentences for the user.
        directional: emission into single directions, of a case solved by reciprocity, whose
            ``optics`` then knows no powers.
    """

    name: str
    config_yaml: str
    provenance: dict[str, str | int | float]
    optics: OpticalResult
    reference: OpticalResult | None = None
    electrical: ElectricalResult | None = None
    reference_electrical: ElectricalResult | None = None
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[str, ...] = ()
    directional: DirectionalResult | None = None

    @property
    def status(self) -> Status:
        """The worst status of the parts."""
        order = list(Status)
        parts = [self.optics.status]
        if self.electrical is not None:
            parts.append(self.electrical.status)
        return max(parts, key=order.index)
