"""What passes between one line source beside a straight wall, its analysis, and the cache."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from numpy.typing import NDArray

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.grid.yee import Box
from sim.optics.meep.records import Stepping


@dataclass(frozen=True)
class WallJob:
    """A line of dipoles exp(i k_y y) parallel to a wall, or in the film without one.

    Attributes:
        k_y_1_um: wavevector along the wall, 2 pi over the period; not 0.
        orientation: "x" across the wall, "y" along it, "z" up.
        distance_um: from the wall; inf in the film.
        z_um: height.
        compensated: whether the source is spread over several points
            (sim.optics.grid.source_stencil).
        absorbing: whether the emitters take light in the run.
        refined: whether the dipole stands among the finer cells across a wall.
        alone: the film on the cells that the wall at this distance has.
    """

    k_y_1_um: float
    orientation: str
    distance_um: float
    z_um: float
    compensated: bool = True
    absorbing: bool = False
    refined: bool = False
    alone: bool = False

    @property
    def in_film(self) -> bool:
        """Whether there is no wall."""
        return self.alone or math.isinf(self.distance_um)

    @property
    def name(self) -> str:
        """Names the job within one section."""
        place = f"{self.distance_um:.6f},{self.z_um:.6f},{self.orientation}"
        emitter = ",absorbing" if self.absorbing else ""
        cells = ",refined" * self.refined + ",alone" * self.alone
        return f"{self.k_y_1_um:.9f},{place},{int(self.compensated)}{emitter}{cells}"


@dataclass(frozen=True)
class WallPhasors:
    """Fourier amplitudes of a settled run, W wavelengths; axes x, z as in the device.

    Attributes:
        current: (W,) of the pulse, for a unit current moment per length.
        source_field: (W,) field at the source, weighted as its current.
        plane: "ex", "hy" -> (W, n), "ey", "hx" -> (W, n + 1) on the recording plane.
        top_plane: likewise above an open film; None under a closed top.
        own_side_flux, far_side_flux: (W,) per length out of the inner cell's side in the own pixel,
            and of the one behind the wall.
        film_box: bounds of the film's fields.
        film_field: reads E ("e") or D ("d") by component and wavelength, (n, m).
    """

    current: ComplexArray
    source_field: ComplexArray
    plane: dict[str, ComplexArray]
    top_plane: dict[str, ComplexArray] | None
    own_side_flux: FloatArray
    far_side_flux: FloatArray
    film_box: Box
    film_field: Callable[[str, str, int], ComplexArray]


@dataclass(frozen=True)
class WallPowers:
    """Powers per length and per wavevector of a line of unit current moment, (W,) each.

    Attributes:
        total: from the field at the source.
        air, glass: to air (single pass); into the glass, air included.
        own_air: part of ``air`` that leaves on the own side of the bank's middle.
        superstrate, lateral: out of the top; out of the sides in guided modes.
        own_side: part of ``lateral`` that leaves through the window's side in the own pixel.
        absorbed: (W, P).
        reabsorbed: by the own pixel's emitter: to first order in its loss where it is transparent
            in the run, else all that it takes.
        far: (W, U) to air per d(u_x), u_x the direction cosine across the wall.
        collected: part of ``air`` within the observer's numerical aperture; 0 where none is given.
        own_collected: part of that whose image lies on the own side of the bank's middle.
    """

    total: FloatArray
    air: FloatArray
    glass: FloatArray
    own_air: FloatArray
    superstrate: FloatArray
    lateral: FloatArray
    own_side: FloatArray
    absorbed: FloatArray
    reabsorbed: FloatArray
    far: FloatArray
    collected: FloatArray
    own_collected: FloatArray

    def each(self, change: Callable[..., FloatArray], *others: WallPowers) -> WallPowers:
        """``change`` of every array; those of ``others`` are its further arguments."""
        return WallPowers(
            total=change(self.total, *(o.total for o in others)),
            air=change(self.air, *(o.air for o in others)),
            glass=change(self.glass, *(o.glass for o in others)),
            own_air=change(self.own_air, *(o.own_air for o in others)),
            superstrate=change(self.superstrate, *(o.superstrate for o in others)),
            lateral=change(self.lateral, *(o.lateral for o in others)),
            own_side=change(self.own_side, *(o.own_side for o in others)),
            absorbed=change(self.absorbed, *(o.absorbed for o in others)),
            reabsorbed=change(self.reabsorbed, *(o.reabsorbed for o in others)),
            far=change(self.far, *(o.far for o in others)),
            collected=change(self.collected, *(o.collected for o in others)),
            own_collected=change(self.own_collected, *(o.own_collected for o in others)),
        )


@dataclass(frozen=True)
class WallOutcome:
    """One job, run and analysed."""

    powers: WallPowers
    stepping: Stepping


def to_arrays(outcome: WallOutcome) -> dict[str, NDArray[Any]]:
    """As named arrays for a cache."""
    return dict(vars(outcome.powers)) | outcome.stepping.to_arrays()


def from_arrays(arrays: Mapping[str, NDArray[Any]] | None) -> WallOutcome | None:
    """A kept outcome, or None."""
    if arrays is None:
        return None
    # Runs that were kept before there was a numerical aperture have no light within.
    aperture = dict.fromkeys(("collected", "own_collected"), 0.0 * arrays["air"])
    given = aperture | dict(arrays)
    powers = WallPowers(**{field.name: given[field.name] for field in fields(WallPowers)})
    return WallOutcome(powers, Stepping.from_arrays(arrays))
