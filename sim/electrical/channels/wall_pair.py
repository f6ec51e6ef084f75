"""How far the loss at a pixel's wall hangs on two inputs that are known as a pair at best.

The share lost at the wall goes from S tau P/A (slow wall, pairs that diffuse fast) to L P/A (pairs
that do not reach it): a low diffusivity hides a fast wall. Light of narrow pixels bounds the loss,
and with it the pair (S, D), but neither of the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from geometry.materials.library import Assumption
from sim.electrical.channels.sidewall import Diffusion, sidewall_loss_share
from sim.electrical.pixel import Outline, Pixel
from sim.electrical.spec import ElectricalBase

_TOLD = 0.05
_DIFFUSIVITY, _VELOCITY = "electrical.exciton_diffusivity", "electrical.sidewall_velocity"


def wall_pair_warning(
    spec: ElectricalBase, pixel: Pixel, assumed: Iterable[Assumption]
) -> tuple[str, ...]:
    """One sentence where the assumed ranges of S and D leave more than 5 % of the light open.

    Args:
        spec: the electrical model's inputs.
        pixel: the device; a film has no wall.
        assumed: inputs without a source, of which S and D are looked for.
    """
    ranges = {mark.path: (mark.low, mark.high) for mark in assumed}
    if pixel.perimeter.outline is Outline.FILM or pixel.sidewall_velocity_m_s == 0.0:
        return ()
    diffusivities = ranges.get(_DIFFUSIVITY, (spec.exciton_diffusivity_m2_s,))
    velocities = ranges.get(_VELOCITY, (pixel.sidewall_velocity_m_s,))
    corners = [_share(spec, pixel, *pair) for pair in product(diffusivities, velocities)]
    low, high = min(corners), max(corners)
    if high - low <= _TOLD:
        return ()
    share = _share(spec, pixel, spec.exciton_diffusivity_m2_s, pixel.sidewall_velocity_m_s)
    return (
        f"of the pairs at low current {share:.1%} end at the wall with exciton_diffusivity "
        f"{1e4 * spec.exciton_diffusivity_m2_s:.2g} cm2/s and sidewall_velocity "
        f"{pixel.sidewall_velocity_m_s:.2g} m/s; within the assumed ranges of these two it would "
        f"be {low:.1%} to {high:.1%}, and only the pair of them is bounded by measurements",
    )


def _share(
    spec: ElectricalBase, pixel: Pixel, diffusivity_m2_s: float, velocity_m_s: float
) -> float:
    diffusion = Diffusion(diffusivity_m2_s, spec.lifetime_s)
    return sidewall_loss_share(pixel.perimeter, velocity_m_s, diffusion)
