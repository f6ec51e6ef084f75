"""Annihilation of two excitons that hop until they meet in one dot.

    k_f = 6 D / a^2                   hops to the six neighbours at the pitch a     (1)
    1 / k_2 = 1 / k_f + 2 tau_XX      encounter and Auger decay in series           (2)

D is that of excitons (``exciton_diffusivity``), which hop as bound pairs. Two excitons meet in one
dot at k_f n / N per exciton and there either annihilate (1 / tau_XX) or part again (2 k_f). Slow
annihilation gives the Poisson value n^2 / (2 N tau_XX), fast annihilation the encounter rate.
Limit: n / N well below 1, and no memory of where a pair of excitons parted.
"""

from __future__ import annotations


def annihilation_rate_1_s(
    diffusion_m2_s: float, nanocrystal_pitch_m: float, biexciton_lifetime_s: float
) -> float:
    """k_2, in 1/s per (n / N)^2."""
    meeting = 6.0 * diffusion_m2_s / nanocrystal_pitch_m**2  # (1)
    return 1.0 / (1.0 / meeting + 2.0 * biexciton_lifetime_s)  # (2)
