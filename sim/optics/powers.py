"""Where the power of dipoles goes: one record for all methods, and the result made from it.

`Powers` are absolute, over the power that the same dipole has in the unbounded emitter. They add:
a wall's effect is a difference of two, a pixel a sum over walls. `Shares` are fractions of each
dipole's own total power, as results store them. Both hold arrays of any leading shape S, all alike;
absorbed power has the parts P and a far field the directions (U, U) behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.exit import ENCAPSULATION
from sim.optics.spectrum import SpectrumRule
from sim.results.records import OpticalResult, Status
from sim.study import Method

CLOSED = 0.03
"""Open share of the averaged budget up to which it is called closed."""


@dataclass(frozen=True)
class Powers:
    """Powers of dipoles over their power in the unbounded emitter.

    Attributes:
        total: S.
        air: S, what reaches the observer on the exit side.
        substrate: S, enters the half-space below and does not reach the observer.
        superstrate: S, likewise above.
        lateral: S, leaves sideways.
        own_side: S, part of ``lateral`` on the side of the own pixel, where a method keeps it.
        absorbed: S + (P,), in the order of the parts' names.
        reabsorbed: S, by the own pixel's emitter; not a power but the share of the total.
        foreign_air: S, part of ``air`` that leaves over other pixels.
        far_field: S + (U, U), per steradian in the observer's medium.
        collected: S, part of ``air`` within the observer's numerical aperture; 0 where none is
            given.
        foreign_collected: S, part of ``collected`` that its image shows over other pixels.
    """

    total: FloatArray
    air: FloatArray
    substrate: FloatArray
    superstrate: FloatArray
    lateral: FloatArray
    own_side: FloatArray
    absorbed: FloatArray
    reabsorbed: FloatArray
    foreign_air: FloatArray
    far_field: FloatArray
    collected: FloatArray
    foreign_collected: FloatArray

    def each(self, change: Callable[..., FloatArray], *others: Powers) -> Powers:
        """``change`` of every array; those of ``others`` are its further arguments."""
        return Powers(
            total=change(self.total, *(o.total for o in others)),
            air=change(self.air, *(o.air for o in others)),
            substrate=change(self.substrate, *(o.substrate for o in others)),
            superstrate=change(self.superstrate, *(o.superstrate for o in others)),
            lateral=change(self.lateral, *(o.lateral for o in others)),
            own_side=change(self.own_side, *(o.own_side for o in others)),
            absorbed=change(self.absorbed, *(o.absorbed for o in others)),
            reabsorbed=change(self.reabsorbed, *(o.reabsorbed for o in others)),
            foreign_air=change(self.foreign_air, *(o.foreign_air for o in others)),
            far_field=change(self.far_field, *(o.far_field for o in others)),
            collected=change(self.collected, *(o.collected for o in others)),
            foreign_collected=change(
                self.foreign_collected, *(o.foreign_collected for o in others)
            ),
        )

    def minus(self, other: Powers) -> Powers:
        """The difference, shapes broadcast."""
        return self.each(np.subtract, other)

    def plus(self, other: Powers) -> Powers:
        """The sum, shapes broadcast."""
        return self.each(np.add, other)

    def times(self, factor: FloatArray) -> Powers:
        """Every power times a factor of shape S."""
        return self.each(lambda power: power * _behind(factor, power))

    def at_heights(self, weights: FloatArray) -> Powers:
        """Sums over the first axis, (Z, ...) with weights (Y, Z) -> (Y, ...)."""
        return self.each(lambda power: np.tensordot(weights, power, 1))

    def combined(self, weights: FloatArray) -> Powers:
        """Sums over the second axis, (Z, D, ...) with weights (N, D) -> (Z, N, ...)."""
        return self.each(
            lambda power: np.moveaxis(np.tensordot(weights, power, (1, 1)), 0, 1),
        )

    @property
    def shares(self) -> Shares:
        """These powers as fractions of the total; nothing is absorbed by plates outside."""
        return Shares(
            purcell=self.total,
            air=self.air / self.total,
            substrate=self.substrate / self.total,
            lateral=self.lateral / self.total,
            superstrate=self.superstrate / self.total,
            absorbed=self.absorbed / _behind(self.total, self.absorbed),
            reabsorbed=self.reabsorbed,
            own_share=_own_share(self.foreign_air, self.air),
            far_field=self.far_field / _behind(self.total, self.far_field),
            encapsulation=np.zeros_like(self.total),
            answer_range=np.zeros_like(self.total),
            collected=self.collected / self.total,
            own_collected_share=_own_share(self.foreign_collected, self.collected),
        )


def stacked_powers(rows: Sequence[Powers]) -> Powers:
    """Powers of equal shapes along a new first axis."""
    return rows[0].each(_stack, *rows[1:])


@dataclass(frozen=True)
class Shares:
    """Where the power of dipoles goes, as fractions of each dipole's own total.

    Attributes:
        purcell: S, total power over the power in the unbounded emitter.
        air, substrate, lateral, superstrate: S, as in :class:`Powers`.
        absorbed: S + (P,), in the order of the parts' names.
        reabsorbed: S, by the own pixel's emitter (sim.optics.fields.reabsorption).
        own_share: S, share of the air light that leaves through the own unit cell.
        far_field: S + (U, U), per steradian in the observer's medium.
        encapsulation: S, absorbed by plates outside the exit half-space.
        answer_range: S, air if all returned light met the pixel's middle, less that for the rest.
        collected: S, reaches the observer within the numerical aperture; 0 where none is given.
        own_collected_share: S, share of that whose image lies over the own unit cell.
    """

    purcell: FloatArray
    air: FloatArray
    substrate: FloatArray
    lateral: FloatArray
    superstrate: FloatArray
    absorbed: FloatArray
    reabsorbed: FloatArray
    own_share: FloatArray
    far_field: FloatArray
    encapsulation: FloatArray
    answer_range: FloatArray
    collected: FloatArray
    own_collected_share: FloatArray

    def each(self, change: Callable[..., FloatArray], *others: Shares) -> Shares:
        """``change`` of every array; those of ``others`` are its further arguments."""
        return Shares(
            purcell=change(self.purcell, *(o.purcell for o in others)),
            air=change(self.air, *(o.air for o in others)),
            substrate=change(self.substrate, *(o.substrate for o in others)),
            lateral=change(self.lateral, *(o.lateral for o in others)),
            superstrate=change(self.superstrate, *(o.superstrate for o in others)),
            absorbed=change(self.absorbed, *(o.absorbed for o in others)),
            reabsorbed=change(self.reabsorbed, *(o.reabsorbed for o in others)),
            own_share=change(self.own_share, *(o.own_share for o in others)),
            far_field=change(self.far_field, *(o.far_field for o in others)),
            encapsulation=change(self.encapsulation, *(o.encapsulation for o in others)),
            answer_range=change(self.answer_range, *(o.answer_range for o in others)),
            collected=change(self.collected, *(o.collected for o in others)),
            own_collected_share=change(
                self.own_collected_share, *(o.own_collected_share for o in others)
            ),
        )

    @classmethod
    def filled(cls, value: float, shape: tuple[int, ...], parts: int, directions: int) -> Shares:
        """The same number everywhere: not-a-number for a run that has no powers."""
        behind = {"absorbed": (parts,), "far_field": (directions, directions)}
        return cls(
            **{
                field.name: np.full((*shape, *behind.get(field.name, ())), value)
                for field in fields(cls)
            }
        )

    @property
    def closure(self) -> FloatArray:
        """1 minus all shares, S."""
        given = self.air + self.substrate + self.lateral + self.superstrate + self.encapsulation
        return np.asarray(1.0 - given - self.absorbed.sum(axis=-1))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, for a cache of runs."""
        return dict(vars(self))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Shares:
        """The record that :meth:`to_arrays` gave; other arrays are left alone.

        Runs without a numerical aperture that were kept before there was one have no light within.
        """
        none = np.zeros_like(arrays["air"])
        aperture = {"collected": none, "own_collected_share": none + 1.0}
        return cls(**{field.name: (aperture | dict(arrays))[field.name] for field in fields(cls)})


def stacked_shares(rows: Sequence[Shares]) -> Shares:
    """Shares of equal shapes along a new first axis."""
    return rows[0].each(_stack, *rows[1:])


def powers_of(result: OpticalResult, parts: tuple[str, ...]) -> Powers:
    """A film's result as absolute powers, (N, O, W, ...); all its air light is its own.

    Args:
        result: of an unpatterned film.
        parts: names in whose order absorbed power is given; what a result does not name is 0.
    """
    total = result.purcell
    absorbed = np.zeros((*total.shape, len(parts)))
    for number, name in enumerate(result.absorbing_parts):
        if name in parts:
            absorbed[..., parts.index(name)] = result.absorbed[..., number]
    return Powers(
        total=total,
        air=total * result.air,
        substrate=total * result.substrate,
        superstrate=total * result.superstrate,
        lateral=total * result.lateral,
        own_side=0.0 * total,
        absorbed=total[..., None] * absorbed,
        reabsorbed=result.reabsorbed,
        foreign_air=0.0 * total,
        far_field=total[..., None, None] * result.far_field,
        collected=total * (0.0 if result.collected is None else result.collected),
        foreign_collected=0.0 * total,
    )


@dataclass(frozen=True)
class Axes:
    """What the axes of a case's shares stand for.

    Attributes:
        node_um: (N, 3) x, y from the pixel's centre, z from the substrate's face.
        node_weight: (N,) share of the emitting volume and zone, sum 1.
        wall_distance_um: (N,) to the nearest sidewall; inf for a film.
        spectrum: W wavelengths.
        parts: P names of what absorbs inside the device.
        direction_cosine: (U,) grid of the far field.
    """

    node_um: FloatArray
    node_weight: FloatArray
    wall_distance_um: FloatArray
    spectrum: SpectrumRule
    parts: tuple[str, ...]
    direction_cosine: FloatArray


def assemble(
    method: Method,
    shares: Shares,
    axes: Axes,
    device: Device,
    status: Status = Status.OK,
    numerical_aperture: float | None = None,
) -> OpticalResult:
    """The result of a case, without error estimate, cost and warnings.

    Plates outside the exit side are one more part where the device has some that absorb.

    Args:
        method: that solved it.
        shares: of all dipoles, S = (N, O, W).
        axes: of the shares.
        device: whose emission and exit side are meant.
        status: how the runs ended.
        numerical_aperture: of the observer, where the shares know what it collects.
    """
    parts, absorbed = axes.parts, shares.absorbed
    if device.exit.absorbs:
        parts = (*parts, ENCAPSULATION)
        absorbed = np.concatenate([absorbed, shares.encapsulation[..., None]], axis=-1)
    return OpticalResult(
        method=method.value,
        status=status,
        wavelength_nm=axes.spectrum.wavelength_um * 1e3,
        spectral_weight=axes.spectrum.weight,
        node_um=axes.node_um,
        node_weight=axes.node_weight,
        wall_distance_um=axes.wall_distance_um,
        horizontal_fraction=device.emission.horizontal_fraction,
        plqy=device.emission.plqy,
        purcell=shares.purcell,
        air=shares.air,
        substrate=shares.substrate,
        lateral=shares.lateral,
        superstrate=shares.superstrate,
        absorbing_parts=parts,
        absorbed=absorbed,
        reabsorbed=shares.reabsorbed,
        own_pixel_share=shares.own_share,
        direction_cosine=axes.direction_cosine,
        far_field=shares.far_field,
        lee_error=float("nan"),
        numerical_aperture=numerical_aperture,
        collected=None if numerical_aperture is None else shares.collected,
        own_collected_share=None if numerical_aperture is None else shares.own_collected_share,
    )


def status_by_budget(result: OpticalResult) -> Status:
    """The result's status; that of an open budget where all was well but for more than CLOSED."""
    weight = result.node_weight[:, None, None] * result.spectral_weight
    open_share = np.abs((result.closure_error * result.purcell * weight).sum())
    open_share /= (result.purcell * weight).sum()
    if result.status is Status.OK and open_share > CLOSED:
        return Status.BUDGET_OPEN
    return result.status


def _own_share(foreign: FloatArray, light: FloatArray) -> FloatArray:
    """1 less the foreign part of light; 1 where there is none."""
    lit = light > 0.0
    return np.asarray(1.0 - np.divide(foreign, light, where=lit, out=np.zeros_like(light)))


def _stack(*rows: FloatArray) -> FloatArray:
    return np.array(rows)


def _behind(leading: FloatArray, values: FloatArray) -> FloatArray:
    """An array of shape S with axes for what ``values`` has behind S."""
    return leading.reshape(leading.shape + (1,) * (values.ndim - leading.ndim))
