"""Recombination through traps that have a level and hold charge: drift-diffusion alone.

    R = c_p N_t n p D / (n + n_1 F_n + r (p + p_1 F_p)),   r = c_p / c_n       1/(m3 s)    (1)
    J = q a sum over the sheets of R                                                       (2)

with the laws of :mod:`sim.electrical.drift_diffusion.node_laws`. Traps in the dots and traps at the
emitter's faces, which lie on the sheet beside them, share it. Their charge acts also where they do
not recombine. It is no rate on a pair: neither the compact model nor the twin has it.
"""

from __future__ import annotations

from sim.electrical.interface_spec import InterfacesSpec
from sim.electrical.spec import DriftDiffusionSpec, ElectricalBase


def without_trap_levels(spec: ElectricalBase) -> dict[str, object]:
    """Entries of a specification without traps that hold charge; none where it has none."""
    if not isinstance(spec, DriftDiffusionSpec) or not has_trap_levels(spec):
        return {}
    below, above = (
        face.model_copy(update={"trap_density_1_m2": 0.0}) for face in spec.interfaces.faces
    )
    return {"traps": None, "interfaces": InterfacesSpec(below=below, above=above)}


def has_trap_levels(spec: DriftDiffusionSpec) -> bool:
    """Whether any trap holds charge."""
    return spec.traps is not None or any(
        face.trap_density_1_m2 > 0.0 for face in spec.interfaces.faces
    )
