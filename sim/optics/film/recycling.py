"""Powers of a dipole in a film whose emitter absorbs its own light.

The emitter absorbs everywhere but in a sheet of vanishing thickness that holds the dipole. Its
total power P_tot and what its own layer takes of it, P_em, grow without limit together; their
difference is the net power through the layer's two faces,

    P_away = P_tot - P_em = integral of (S_below + S_above) over all lateral waves,

all that leaves the emitter for good. Near fields fall by exp(-2 kappa d) on their way to a face at
the distance d, so the integral converges by itself: nothing is cut. With the quantum yield q and
light that is absorbed in the emitter back among the excitons (sim.results.recycling),

    EQE / gamma = q P_air / (1 - q + q P_away).

All orders in k are kept, and light that a thick glass sends back to the emitter counts as absorbed
there. As k -> 0 the powers go to those of the transparent emitter, except in a film in which
nothing else absorbs: its guided light comes back however small k is.

Source: reflection and flux as in sim.optics.film.kernel; design notes of this project.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.gauss_kronrod import integrate
from sim.optics.film.glass_air import Leaving, stack_leaving
from sim.optics.film.kernel import Channel, EmittedFlux, emitted_flux, surroundings
from sim.optics.film.lateral_axis import RealAxis, real_axis
from sim.optics.film.modes import GuidedMode, guided_modes
from sim.optics.film.multilayer import PlanarStack, Polarisation, Side, sides
from sim.optics.film.solver import PlanarPower, solve_planar
from sim.study import Glass

CONVERGED = 1e-6
"""Quadrature error over the bulk power that is still called converged."""

_ENDS = 4
"""Rows in front of the layers': air, trapped in the substrate, plates outside it, superstrate."""

_HORIZONTAL = [list(Channel).index(c) for c in (Channel.HORIZONTAL_S, Channel.HORIZONTAL_P)]
_VERTICAL = [list(Channel).index(Channel.VERTICAL_P)]


@dataclass(frozen=True)
class PowerAway:
    """Where the light of one orientation goes that leaves the emitter for good.

    All are powers over the power in the unbounded transparent emitter.

    Attributes:
        air: reaches the observer.
        away: all that leaves the emitter for good.
        substrate: stays in the substrate.
        encapsulation: absorbed by plates outside the substrate.
        superstrate: enters the upper half-space.
        lateral: carried away by guided modes; only where no layer absorbs at all.
        absorbed: per layer from the substrate up, 0 for the emitter.
    """

    air: float
    away: float
    substrate: float
    encapsulation: float
    superstrate: float
    lateral: float
    absorbed: tuple[float, ...]

    @property
    def closure(self) -> float:
        """``away`` minus all that arrives somewhere."""
        outside = self.air + self.substrate + self.encapsulation + self.superstrate
        return self.away - outside - self.lateral - sum(self.absorbed)


@dataclass(frozen=True)
class FilmAway:
    """Both orientations at one height and wavelength.

    Attributes:
        horizontal, vertical: dipole in the plane of the layers, and along their normal.
        quadrature_error: estimated absolute error of the integrals over bulk power.
    """

    horizontal: PowerAway
    vertical: PowerAway
    quadrature_error: float

    @property
    def converged(self) -> bool:
        """Whether the quadrature met its tolerance."""
        return self.quadrature_error <= CONVERGED


def powers_away(
    stack: PlanarStack,
    dipole_height_um: float,
    wavelength_um: float,
    glass: Glass = Glass.SINGLE_PASS,
    tolerance: float = 1e-9,
    limit: float | None = None,
) -> FilmAway:
    """Powers that leave the absorbing emitter of a film.

    Args:
        stack: the emitter's index with its k; k = 0 gives the transparent film.
        dipole_height_um: above the emitter's lower face, strictly inside the layer.
        glass: what becomes of light reflected inside the substrate's outer face.
        tolerance: absolute, per quadrature panel, in units of the bulk power.
        limit: lateral index at which the integral ends; None integrates over all.

    Raises:
        ValueError: a dipole outside the emitter, or on one of its faces.
    """
    index = complex(stack.layer_index[stack.emitter])
    plain = sides(stack, dipole_height_um)
    if min(plain[0].gap_um, plain[1].gap_um) <= 0.0:
        raise ValueError(
            "a dipole must lie inside the emitter, not on its face, where the power that absorbing "
            f"neighbours draw is unbounded; got {dipole_height_um:g} um: try a height further in"
        )
    if index.imag == 0.0:
        return _transparent(stack, dipole_height_um, wavelength_um, glass, tolerance)
    both = (split_emitter(plain[0], index, ()), split_emitter(plain[1], index, ()))
    axis = real_axis(stack, guided_modes(stack, wavelength_um), limit)
    rows, error = _arriving(stack, both, axis, wavelength_um, glass, tolerance)
    return FilmAway(_power_away(rows[_HORIZONTAL]), _power_away(rows[_VERTICAL]), error)


def split_emitter(side: Side, index: complex, cuts_um: tuple[float, ...]) -> Side:
    """The side with the absorbing emitter as first layers; the transparent gap shrinks to zero.

    Args:
        index: of the emitter, with its k.
        cuts_um: distances from the dipole, increasing, at which the layer is cut into slices.

    Raises:
        ValueError: cuts that do not increase or lie outside the layer.
    """
    edges = (0.0, *cuts_um, side.gap_um)
    slices = tuple(float(thickness) for thickness in np.diff(edges))
    if any(thickness <= 0.0 for thickness in slices):
        raise ValueError(
            f"slices of the emitter must end at distances that increase from 0 to {side.gap_um:g} "
            f"um; got {cuts_um}"
        )
    return replace(
        side,
        gap_um=0.0,
        index=(index,) * len(slices) + side.index,
        thickness_um=slices + side.thickness_um,
    )


def _arriving(
    stack: PlanarStack,
    both: tuple[Side, Side],
    axis: RealAxis,
    wavelength_um: float,
    glass: Glass,
    tolerance: float,
) -> tuple[FloatArray, float]:
    """Power away, at the four ends and in the layers, (3 channels, 1 + 4 + L), and its error."""
    n, layers = stack.emitter_index, len(stack.layer_index)

    def integrand(t: FloatArray) -> ComplexArray:
        lateral = axis.lateral(t)
        around = surroundings(*both, lateral.astype(complex), wavelength_um)
        ends = {p: stack_leaving(stack, lateral, p, wavelength_um, glass) for p in Polarisation}
        density = np.zeros((len(Channel), 1 + _ENDS + layers, t.size))
        for row, channel in zip(density, Channel, strict=True):
            flux = emitted_flux(channel, n, lateral, around[channel.polarisation])
            _fill(row, flux, ends[channel.polarisation], stack.emitter)
        return (density.reshape(-1, t.size) * axis.slope(t)).astype(complex)

    integral = integrate(integrand, axis.edges, tolerance)
    return integral.value.real.reshape(len(Channel), 1 + _ENDS + layers), integral.error


def _fill(row: FloatArray, flux: EmittedFlux, end: Leaving, emitter: int) -> None:
    """One channel's power per lateral index: away, the four ends, every layer; (1 + 4 + L, X).

    Interface 0 of a side is the dipole's sheet, interface 1 the emitter's face.
    """
    entering = flux.below[-1]
    row[0] = flux.below[1] + flux.above[1]
    row[1], row[2] = entering * end.air, entering * end.trapped
    row[3], row[4] = entering * end.plates, flux.above[-1] + entering * end.through
    layer = row[1 + _ENDS :]
    layer[:emitter] = (flux.below[1:-1] - flux.below[2:])[::-1]
    layer[emitter + 1 :] = flux.above[1:-1] - flux.above[2:]
    layer[: len(end.absorbed)] += entering * end.absorbed
    # what comes back from the glass to the emitter has not left it for good
    row[0] -= layer[emitter]
    layer[emitter] = 0.0


def _power_away(rows: FloatArray) -> PowerAway:
    """Sum of an orientation's channels, (C, 1 + 4 + L)."""
    away, air, trapped, plates, superstrate = (float(v) for v in rows[:, : 1 + _ENDS].sum(axis=0))
    layers = tuple(float(v) for v in rows[:, 1 + _ENDS :].sum(axis=0))
    return PowerAway(air, away, trapped, plates, superstrate, 0.0, layers)


def _transparent(
    stack: PlanarStack, height_um: float, wavelength_um: float, glass: Glass, tolerance: float
) -> FilmAway:
    """A transparent emitter lets all light go."""
    solution = solve_planar(stack, height_um, wavelength_um, glass, tolerance)

    def power(shares: PlanarPower) -> PowerAway:
        total = shares.purcell
        return PowerAway(
            total * shares.air,
            total,
            total * shares.substrate,
            total * shares.encapsulation,
            total * shares.superstrate,
            total * shares.lateral,
            tuple(total * share for share in shares.absorbed),
        )

    return FilmAway(power(solution.horizontal), power(solution.vertical), solution.quadrature_error)


def exchange(
    stack: PlanarStack, sheets: int, wavelength_um: float, tolerance: float = 1e-8
) -> FloatArray:
    """Power that each sheet of the emitter takes of a dipole in the middle of another one.

    The emitter is cut into ``sheets`` of one thickness. What a dipole's own sheet absorbs is
    unbounded and has no effect, since the exciton comes back to where it was: 0 on the diagonal.

    Returns:
        (2, M, M): in-plane and vertical dipole, from sheet i, to sheet j; over the bulk power.

    Raises:
        ValueError: less than one sheet.
    """
    if sheets < 1:
        raise ValueError(f"an emitter has at least one sheet; got {sheets}")
    modes = guided_modes(stack, wavelength_um)
    taken = np.zeros((2, sheets, sheets))
    for at in range(sheets):
        taken[:, at] = _taken_by_sheets(stack, sheets, at, wavelength_um, modes, tolerance)
    return taken


def _taken_by_sheets(
    stack: PlanarStack,
    sheets: int,
    at: int,
    wavelength_um: float,
    modes: tuple[GuidedMode, ...],
    tolerance: float,
) -> FloatArray:
    """Power absorbed per sheet from a dipole in the middle of sheet ``at``, (2, M)."""
    index, n = complex(stack.layer_index[stack.emitter]), stack.emitter_index
    sheet_um = stack.thickness_um[stack.emitter] / sheets
    plain = sides(stack, (at + 0.5) * sheet_um)
    cuts = [
        tuple(sheet_um * (0.5 + np.arange(count, dtype=float))) for count in (at, sheets - 1 - at)
    ]
    both = (split_emitter(plain[0], index, cuts[0]), split_emitter(plain[1], index, cuts[1]))
    # layers of the emitter absorb even where no other does: all of the axis carries power
    axis = real_axis(_with_absorbing_neighbour(stack), modes)

    def integrand(t: FloatArray) -> ComplexArray:
        lateral = axis.lateral(t)
        around = surroundings(*both, lateral.astype(complex), wavelength_um)
        density = np.zeros((len(Channel), sheets, t.size))
        for row, channel in zip(density, Channel, strict=True):
            flux = emitted_flux(channel, n, lateral, around[channel.polarisation])
            row[:at] = (flux.below[1 : at + 1] - flux.below[2 : at + 2])[::-1]
            above = sheets - 1 - at
            row[at + 1 :] = flux.above[1 : above + 1] - flux.above[2 : above + 2]
        return (density.reshape(-1, t.size) * axis.slope(t)).astype(complex)

    value = integrate(integrand, axis.edges, tolerance).value.real
    channels = value.reshape(len(Channel), sheets)
    return np.array([channels[_HORIZONTAL].sum(axis=0), channels[_VERTICAL].sum(axis=0)])


def _with_absorbing_neighbour(stack: PlanarStack) -> PlanarStack:
    """A stack that is not called lossless: the axis then runs past all light lines."""
    return replace(
        stack,
        layer_index=(*stack.layer_index, stack.emitter_index + 1e-12j),
        thickness_um=(*stack.thickness_um, 0.0),
    )
