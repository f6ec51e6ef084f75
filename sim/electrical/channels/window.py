"""How far pairs spread from a window into a continuous emitter.

Pairs are made evenly within the window and diffuse through a film that goes on beyond it. With
D laplace(n) - n / tau + G = 0 inside, G = 0 outside, n and its gradient continuous, the share of
them that recombine outside is

    strip of width w   (1 - exp(-w / L)) L / w                               (1)
    disc of radius r   2 I1(r / L) K1(r / L)                                 (2)

with L = sqrt(D tau) and the modified Bessel functions. Both tend to 1 for narrow windows, and to
L P / (2 A), perimeter over area, for wide ones. These pairs are not lost: the film is the same
there. What falls is the density at which pairs recombine, and the light comes from an area wider
than the window; the models count both as those of the window.

Source: Fick's law, solved as in :mod:`sim.electrical.channels.sidewall`, whose fast wall
takes more. Limit: an L that Auger recombination does not shorten, and one window alone.
"""

from __future__ import annotations

import math

from scipy.special import ive, kve

from sim.electrical.channels.sidewall import Diffusion
from sim.electrical.pixel import Outline, Perimeter
from sim.electrical.spec import ElectricalBase

_TOLD = 0.05


def spread_share(window: Perimeter, diffusion: Diffusion) -> float:
    """Share of the pairs made in a window that recombine outside it, 0 to 1.

    Args:
        window: its outline.
        diffusion: of pairs in the film.
    """
    if window.outline is Outline.FILM or window.perimeter_per_area_1_m == 0.0:
        return 0.0
    ratio = window.width_m / diffusion.length_m
    if window.outline is Outline.STRIP:
        return -math.expm1(-ratio) / ratio  # (1)
    return float(2.0 * ive(1, ratio / 2.0) * kve(1, ratio / 2.0))  # (2), exponents cancel


def spread_warning(spec: ElectricalBase, window: Perimeter | None) -> tuple[str, ...]:
    """One sentence where more than 5 % of the pairs recombine outside their window.

    Args:
        spec: the electrical model's inputs.
        window: None where the emitter ends at the aperture, or for a film.
    """
    if window is None:
        return ()
    diffusion = Diffusion(spec.exciton_diffusivity_m2_s, spec.lifetime_s)
    share = spread_share(window, diffusion)
    if share <= _TOLD:
        return ()
    return (
        f"of the pairs at low current {share:.1%} recombine beyond the window, which is "
        f"{_brief_nm(window.width_m)} wide, with a diffusion length of "
        f"{_brief_nm(diffusion.length_m)}: they are not lost, but densities are counted as if all "
        "of them stayed within it",
    )


def _brief_nm(length_m: float) -> str:
    """A length for people, in nm."""
    return f"{1e9 * length_m:.3g} nm"
