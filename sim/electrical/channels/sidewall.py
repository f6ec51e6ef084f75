"""What a pixel loses at its edge: sidewall recombination, a damaged rim, shunts.

Carriers or excitons that live for tau and diffuse with D reach a wall only from within
L = sqrt(D tau). A wall of surface velocity S therefore acts with

    S_eff = S / (1 + S L / D) <= D / L = sqrt(D / tau),

and, in a pixel not much wider than L, removes the share of the generated excitons that the
diffusion equation D laplace(n) - n/tau + G = 0, -D dn/dnormal = S n gives:

    strip of width w   (2 L / w) s t / (s + t),          t = tanh(w / 2L), s = S L / D
    disc of radius r   (2 L / r) s I1 / (s I0 + I1),     I0, I1 modified Bessel functions of r / L

Source: Shockley's surface-recombination boundary condition; the size effect of narrow LEDs is
worked out the same way in Ryu and Geum, Opt. Express 34, 219 (2026). SI units throughout.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ive

FloatArray = NDArray[np.float64]


class Outline(StrEnum):
    """Shape in which the diffusion equation has a closed solution."""

    FILM = "film"
    STRIP = "strip"
    DISC = "disc"


@dataclass(frozen=True)
class PixelEdge:
    """A pixel as its edge losses see it.

    Attributes:
        outline: disc for everything with an inscribed circle that touches all walls (circle,
            hexagon, square: perimeter / area = 4 / width), strip for rectangles and stripes.
        perimeter_per_area_1_m: wall length over emitting area.
        fill_factor: emitting share of the array; 1 for a film.
    """

    outline: Outline
    perimeter_per_area_1_m: float
    fill_factor: float

    @property
    def width_m(self) -> float:
        """Width of the strip or diameter of the disc with this perimeter over area."""
        factor = 2.0 if self.outline is Outline.STRIP else 4.0
        if self.perimeter_per_area_1_m == 0.0:
            return math.inf
        return factor / self.perimeter_per_area_1_m


FILM = PixelEdge(Outline.FILM, 0.0, 1.0)


@dataclass(frozen=True)
class Diffusion:
    """Lateral motion of what recombines: diffusion constant and lifetime."""

    constant_m2_s: float
    lifetime_s: float

    @property
    def length_m(self) -> float:
        """L = sqrt(D tau)."""
        return math.sqrt(self.constant_m2_s * self.lifetime_s)

    @property
    def velocity_cap_m_s(self) -> float:
        """sqrt(D / tau): the most that a wall can remove, however fast it is."""
        return math.sqrt(self.constant_m2_s / self.lifetime_s)


def effective_velocity(velocity_m_s: float, diffusion: Diffusion) -> float:
    """S_eff = S / (1 + S L / D) of one straight wall of a wide pixel, in m/s."""
    return velocity_m_s / (1.0 + velocity_m_s / diffusion.velocity_cap_m_s)


def sidewall_loss_share(edge: PixelEdge, velocity_m_s: float, diffusion: Diffusion) -> float:
    """Share of uniformly generated excitons that end at the wall, 0 to 1."""
    if edge.outline is Outline.FILM or velocity_m_s == 0.0 or edge.perimeter_per_area_1_m == 0.0:
        return 0.0
    length = diffusion.length_m
    strength = velocity_m_s / diffusion.velocity_cap_m_s
    half = edge.width_m / (2.0 * length)
    if edge.outline is Outline.STRIP:
        profile = math.tanh(half)
        return strength * profile / ((strength + profile) * half)
    ratio = float(ive(1, half) / ive(0, half))
    return 2.0 * strength * ratio / ((strength + ratio) * half)


def sidewall_rate(edge: PixelEdge, velocity_m_s: float, diffusion: Diffusion) -> float:
    """Volume rate (1/s) that takes the same share from an emitter without gradients.

    For a wide pixel it tends to S_eff times perimeter over area.
    """
    share = sidewall_loss_share(edge, velocity_m_s, diffusion)
    return share / ((1.0 - share) * diffusion.lifetime_s)


def rim_area_share(edge: PixelEdge, rim_width_m: float) -> float:
    """Share of the emitting area within ``rim_width_m`` of the wall, 0 to 1.

    Disc (and every shape with an inscribed circle): 1 - (1 - 2 d / w)^2; strip: 2 d / w.
    """
    if edge.outline is Outline.FILM:
        return 0.0
    inner = max(0.0, 1.0 - 2.0 * rim_width_m / edge.width_m)
    return 1.0 - (inner if edge.outline is Outline.STRIP else inner**2)


def rim_share_of_nodes(
    wall_distance_um: FloatArray, weight: FloatArray, area_share: float
) -> FloatArray:
    """How much of each emitter position belongs to the rim.

    The rim is filled from the wall inwards until it holds ``area_share`` of the weight, so that a
    rim thinner than the spacing of positions still has its exact area.

    Args:
        wall_distance_um: distance of each position from the wall, shape (N,).
        weight: share of the emitting volume, shape (N,), sum 1.
        area_share: share of the area that is rim.

    Returns:
        Shape (N,), 0 to 1; the weighted mean is ``area_share``.
    """
    distances, group = np.unique(np.round(wall_distance_um, 9), return_inverse=True)
    per_group = np.bincount(group, weights=weight, minlength=distances.size)
    outer = np.concatenate(([0.0], np.cumsum(per_group)[:-1]))
    filled = np.clip(area_share - outer, 0.0, per_group)
    share = np.divide(filled, per_group, out=np.zeros_like(filled), where=per_group > 0)
    return np.asarray(share[group])


def perimeter_shunt_a_m2(
    voltage_v: FloatArray, conductance_s_m: float, edge: PixelEdge
) -> FloatArray:
    """Leakage along the wall, g_p V P/A, over the emitting area."""
    return np.asarray(conductance_s_m * voltage_v * edge.perimeter_per_area_1_m)


def gap_shunt_a_m2(
    voltage_v: FloatArray, conductivity_s_m: float, thickness_m: float, edge: PixelEdge
) -> FloatArray:
    """Leakage through the stack between pixels, sigma V/t (1 - FF)/FF, over the emitting area."""
    gap_over_pixel = (1.0 - edge.fill_factor) / edge.fill_factor
    return np.asarray(conductivity_s_m * voltage_v / thickness_m * gap_over_pixel)
