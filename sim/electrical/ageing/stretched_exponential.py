"""A decay of luminance from T50 and its shape.

    L(t) / L0 = exp(-(t / tau)^beta)                                      (1)
    T(s) = T50 (ln(1/s) / ln 2)^(1/beta)          time to the share s     (2)
    beta = ln(ln(1/s) / ln 2) / ln(T(s) / T50)    from a second time      (3)

beta = 1 is an exponential, smaller values fall fast at first. Neither describes a rise at the
beginning, nor failure by shorts.
Source: Fery et al., Appl. Phys. Lett. 87, 213502 (2005), where beta is 0.6 to 0.9 in OLEDs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray

HALF = math.log(2.0)


@dataclass(frozen=True)
class Decay:
    """A stretched exponential.

    Attributes:
        t50_h: time to half of the initial luminance.
        beta: its shape, above 0.
    """

    t50_h: float
    beta: float

    @property
    def tau_h(self) -> float:
        """Time to 1/e of the initial luminance."""
        return float(self.t50_h / HALF ** (1.0 / self.beta))

    def time_h(self, share: float) -> float:
        """Time to a share of the initial luminance between 0 and 1, by (2)."""
        return float(self.t50_h * (math.log(1.0 / share) / HALF) ** (1.0 / self.beta))

    def share(self, time_h: FloatArray) -> FloatArray:
        """Luminance over the initial one after times of any shape, by (1)."""
        return np.asarray(np.exp(-((time_h / self.tau_h) ** self.beta)))


def decay_through(t50_h: float, time_h: float, share: float) -> Decay:
    """The decay with this T50 that has fallen to ``share`` after ``time_h``, by (3).

    Raises:
        ValueError: times and shares of which no decay falls from one to the other.
    """
    if not 0.5 < share < 1.0 or not 0.0 < time_h < t50_h:
        raise ValueError(
            f"a decay that is at {share:g} after {time_h:g} h and at 0.5 after {t50_h:g} h: "
            "expected a share between 0.5 and 1 and a time between 0 and T50"
        )
    return Decay(t50_h, math.log(math.log(1.0 / share) / HALF) / math.log(time_h / t50_h))
