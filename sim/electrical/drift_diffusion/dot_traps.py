"""What a user writes about traps and faces as data of the sheets of dots.

    N_it = 1e12 / cm2 on a sheet of pitch a is a density N_it / a of that sheet      (1)
    passed = exp(-2 kappa d)        what a thin insulator lets through               (2)

(2) is the rectangular barrier of J. G. Simmons, J. Appl. Phys. 34, 1793 (1963), for both carriers.
"""

from __future__ import annotations

import math

import numpy as np

from sim.electrical.drift_diffusion.layers import DotTraps, Interface
from sim.electrical.interface_spec import Held, InterfaceSpec, TrapLevel
from sim.electrical.spec import DriftDiffusionSpec


def interface_of(spec: DriftDiffusionSpec, face: InterfaceSpec) -> Interface:
    """The hop between a face and the first sheet."""
    return Interface(
        velocity_m_s=spec.injection_velocity_m_s,
        dipole_v=face.dipole_ev,
        passed=math.exp(-2.0 * face.barrier_decay_1_m * face.barrier_thickness_m),  # (2)
    )


def dot_traps(spec: DriftDiffusionSpec, sheets: int) -> DotTraps:
    """Traps of every sheet, from the substrate up.

    Raises:
        ValueError: traps of two levels on one sheet.
    """
    levels: list[TrapLevel | None] = [spec.traps] * sheets
    density = np.full(sheets, 0.0 if spec.traps is None else spec.traps.density_1_m3)
    for sheet, face in ((0, spec.interfaces.below), (sheets - 1, spec.interfaces.above)):
        if face.trap_density_1_m2 == 0.0:
            continue
        if levels[sheet] is not None:
            raise ValueError(
                "a sheet of dots holds traps of one level: give electrical.traps or "
                "electrical.interfaces.*.trap_density, and on one sheet of dots one face only"
            )
        levels[sheet] = face.traps
        density[sheet] = face.trap_density_1_m2 / spec.nanocrystal_pitch_m  # (1)
    known = [level or TrapLevel() for level in levels]
    return DotTraps(
        density_1_m3=density,
        depth_ev=np.array([level.depth_ev for level in known]),
        holds_holes=np.array([level.holds is Held.HOLES for level in known]),
        capture_m3_s=np.array([level.capture_m3_s for level in known]),
        other_capture_m3_s=np.array([level.release_by_other_m3_s for level in known]),
    )
