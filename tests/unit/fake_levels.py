"""Made-up levels of a stack: HTL, three sheets of dots, ETL, at rest and at 4 V."""

from __future__ import annotations

import numpy as np

from sim.results.levels import LevelsResult

_HTL_NM, _PITCH_NM, _ETL_NM = 20.0, 10.0, 35.0
_SHEETS = 3
_VT = 0.02585


def levels(htl: str = "htl", volts: tuple[float, ...] = (0.0, 4.0)) -> LevelsResult:
    """Straight bands, with quasi-Fermi levels that drop in the emitter."""
    emitter = _HTL_NM + _PITCH_NM * _SHEETS
    x = np.concatenate(
        [
            np.linspace(0.0, _HTL_NM, 12),
            _HTL_NM + _PITCH_NM * (np.arange(_SHEETS) + 0.5),
            np.linspace(emitter, emitter + _ETL_NM, 12),
        ]
    )
    layer = np.repeat([0, 1, 2], [12, _SHEETS, 12])
    bias = np.array(volts)[:, None]
    slope = (1.0 - x / x[-1])[None]
    conduction = np.array([2.0, 1.2, 0.8])[layer] + (0.9 - bias) * slope
    valence = conduction - np.array([3.2, 2.4, 3.5])[layer]
    electron = -bias * (x < _HTL_NM + 5.0)
    hole = -bias * (x < emitter - 5.0)
    with np.errstate(over="ignore"):
        electrons = 1e26 * np.exp(-(conduction - electron) / _VT)
        holes = 1e26 * np.exp((valence - hole) / _VT)
    rate = np.where((layer == 1)[None] & (bias > 0.0), 1e29 * (1.0 + x), 0.0)
    return LevelsResult(
        area=0.7,
        bias_v=np.array(volts),
        device_v=0.95 * np.array(volts),
        position_m=1e-9 * x,
        edge_m=0.5e-9 * (x[1:] + x[:-1]),
        layer_names=(htl, "emitter", "etl"),
        layer_end_m=1e-9 * np.array([_HTL_NM, emitter, emitter + _ETL_NM]),
        conduction_ev=conduction,
        valence_ev=valence,
        electron_fermi_ev=electron * np.ones_like(conduction),
        hole_fermi_ev=hole * np.ones_like(conduction),
        electrons_1_m3=np.minimum(electrons, 1e27),
        holes_1_m3=np.minimum(holes, 1e27),
        recombination_1_m3s=rate,
        field_v_m=np.diff(conduction, axis=1) / np.maximum(np.diff(x), 1e-3) * 1e9,
    )
