"""A lifetime at another initial luminance.

    L0^n T = const                                                        (1)

(1) holds for the time to any share of the initial luminance, as long as the decay keeps its shape.
n is fitted over the luminances of a measurement (1.5 to 2 in OLEDs): a target far outside of them
is an extrapolation.
Source: Fery et al., Appl. Phys. Lett. 87, 213502 (2005); n = 1.75 of the device paper (Zhang et
al., Light: Science & Applications, 2025).
"""

from __future__ import annotations


def lifetime_at_luminance(
    lifetime_h: float, luminance_cd_m2: float, target_cd_m2: float, exponent: float
) -> float:
    """Lifetime at another initial luminance, by (1).

    Args:
        lifetime_h: T50, T95 or another time to one share of the initial luminance.
        luminance_cd_m2: initial luminance at which it was measured, above 0.
        target_cd_m2: initial luminance that is asked for, above 0.
        exponent: n.
    """
    return float(lifetime_h * (luminance_cd_m2 / target_cd_m2) ** exponent)
