"""Raw results of the optics, per emitter position, orientation and wavelength.

Axes: sim.results.records.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.results.status import Cost, Status
from sim.results.waves import WaveSlice

ORIENTATIONS = ("x", "y", "z")


def orientation_weights(horizontal_fraction: float) -> FloatArray:
    """Weights of x, y and z dipoles, shape (O,), sum 1."""
    half = horizontal_fraction / 2.0
    return np.array([half, half, 1.0 - horizontal_fraction])


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

    All shares are fractions of that dipole's own total emitted power with a transparent emitter.
    ``lossy_air`` and ``away`` are powers of another problem, in which the emitter absorbs: what
    photon recycling hangs on (sim.results.recycling).

    Attributes:
        method: name of the optical method, such as "planar" or "fdtd".
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
            superstrate, and the other one is all that leaves on the other side. ``lateral`` is
            guided light that ends in no layer.
        absorbing_parts: names, length P.
        absorbed: (N, O, W, P).
        reabsorbed: (N, O, W) share that the own pixel's emitter would absorb.
        own_pixel_share: (N, O, W) share of the air light that leaves through the own cell.
        direction_cosine: (U,) grid of ux and uy in the observer's medium, -1 to 1.
        far_field: (N, O, W, U, U) emitted fraction per steradian there; 0 outside the unit disc.
        lee_error: estimated numerical error of the averaged LEE, absolute.
        error_parts: the error's contributions by name, absolute in LEE.
        slices: pictures of the field; waves: of the field itself, where it is kept.
        cost: what it took.
        warnings: sentences for the user.
        correction: factors that purcell, the shares and the far field contain to take out what is
            known of the numerics' bias; None where nothing was corrected.
        lossy_air: (N, O, W) power that reaches the observer with the absorbing emitter, over the
            power in the unbounded transparent emitter; None where it is not known (old files).
        away: (N, O, W) likewise all power that leaves the own emitter for good.
        to_neighbours: (N, O, W) part of ``away`` that other pixels' emitters take; None where it is
            not known.
        left_cell: (N, O, W) share that left the cell of the runs sideways, before it was shared out
            over the layers in which it ends; None where there is no such cell.
        recycling_errors: contributions by name to the error of light per exciton with recycling.
        ring_deg: (T,) polar angles of ``rings``, close where the pattern changes; None where
            directions are known on the grid of cosines alone.
        rings: (N, O, W, T) emitted fraction per steradian, averaged over azimuth.
        normal_errors: contributions by name to the error of the intensity along the normal over
            the light, relative.
        numerical_aperture: of the observer's optics; None where none is given.
        collected: (N, O, W) share that reaches the observer within it.
        own_collected_share: (N, O, W) share of that whose image lies over the own cell.
        crosstalk_errors, collected_crosstalk_errors: contributions by name to the error of
            crosstalk, of all light and of that within the aperture, absolute.
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
    waves: tuple[WaveSlice, ...] = ()
    cost: Cost = field(default_factory=Cost)
    warnings: tuple[str, ...] = ()
    correction: GridCorrection | None = None
    lossy_air: FloatArray | None = None
    away: FloatArray | None = None
    to_neighbours: FloatArray | None = None
    left_cell: FloatArray | None = None
    recycling_errors: dict[str, float] = field(default_factory=dict)
    ring_deg: FloatArray | None = None
    rings: FloatArray | None = None
    normal_errors: dict[str, float] = field(default_factory=dict)
    numerical_aperture: float | None = None
    collected: FloatArray | None = None
    own_collected_share: FloatArray | None = None
    crosstalk_errors: dict[str, float] = field(default_factory=dict)
    collected_crosstalk_errors: dict[str, float] = field(default_factory=dict)

    @property
    def normal_error(self) -> float | None:
        """Relative error of I(0) over the light; None where it is not known."""
        return sum(self.normal_errors.values()) if self.normal_errors else None

    @property
    def closure_error(self) -> FloatArray:
        """1 minus the sum of all shares, (N, O, W)."""
        radiated = self.air + self.substrate + self.lateral + self.superstrate
        return np.asarray(1.0 - radiated - self.absorbed.sum(axis=-1))


def without_far_field(result: OpticalResult) -> OpticalResult:
    """The result with no directions in its far field, U = 0."""
    empty = np.zeros((*result.air.shape, 0, 0))
    return replace(
        result,
        direction_cosine=np.zeros(0),
        far_field=empty,
        ring_deg=None,
        rings=None,
        normal_errors={},
    )


@dataclass(frozen=True)
class DirectionalResult:
    """Power per steradian at the observer over the dipole's power in the unbounded emitter.

    Axes as in sim.results.records, and D: direction. The last axis holds the polarisations s and p.

    Attributes:
        theta_deg, phi_deg: (D,) directions of emission at the observer.
        node_um: (N, 3) every vertex of the grid in the own emitter, at each height.
        node_weight: (N,) of the emitting volume and zone, sum 1.
        spectral_weight: (W,) photon-number weights, sum 1.
        horizontal_fraction: share of in-plane transition dipoles.
        intensity: (N, O, W, D, 2) in 1/sr.
    """

    theta_deg: FloatArray
    phi_deg: FloatArray
    node_um: FloatArray
    node_weight: FloatArray
    spectral_weight: FloatArray
    horizontal_fraction: float
    intensity: FloatArray

    def by_orientation(self) -> FloatArray:
        """Averaged over positions and spectrum, both polarisations: (O, D)."""
        return np.asarray(
            np.einsum("n,w,nowds->od", self.node_weight, self.spectral_weight, self.intensity)
        )

    def mean(self) -> FloatArray:
        """Averaged over orientations as well: (D,)."""
        return np.asarray(orientation_weights(self.horizontal_fraction) @ self.by_orientation())
