"""The peak of an electrical curve: one rule for everybody who names one.

A peak is the largest value of what is lit, that is at ``LIT_CD_M2`` or more. Without leakage a
model's EQE may be largest at currents that no instrument sees; measured peaks are peaks of what is
lit. Where no voltage is lit, all light counts, and sim.results.curves.peak_warnings says so.

Voltages that did not converge (nan) are passed over.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray

LIT_CD_M2 = 1.0
"""Luminance from which on a device counts as lit (turn-on), as usual in the field."""


def any_lit(luminance_cd_m2: FloatArray) -> bool:
    """Whether any voltage reaches ``LIT_CD_M2``."""
    return bool(np.any(np.nan_to_num(luminance_cd_m2) >= LIT_CD_M2))


def peak_index(curve: FloatArray, luminance_cd_m2: FloatArray) -> int | None:
    """Index of a curve's peak; None where no value is positive.

    Args:
        curve: EQE, current efficiency or luminance against voltage, shape (V,).
        luminance_cd_m2: shape (V,).
    """
    emits = np.nan_to_num(curve) > 0.0
    lit = emits & (np.nan_to_num(luminance_cd_m2) >= LIT_CD_M2)
    counted = lit if lit.any() else emits
    return int(np.argmax(np.where(counted, curve, 0.0))) if counted.any() else None


def peak_value(curve: FloatArray, luminance_cd_m2: FloatArray) -> float:
    """Value at a curve's peak; 0 where no value is positive, nan where no voltage converged.

    Args:
        curve, luminance_cd_m2: as of :func:`peak_index`.
    """
    index = peak_index(curve, luminance_cd_m2)
    if index is None:
        return 0.0 if np.isfinite(curve).any() else float("nan")
    return float(curve[index])
