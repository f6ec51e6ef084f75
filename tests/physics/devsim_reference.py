"""The device equations once more, as DEVSIM expressions that DEVSIM itself differentiates.

An independent assembly of the same system, for tests: Poisson and both continuity equations.

Unknowns at every node: the potential psi (vacuum level is -psi) and the quasi-Fermi potentials
phi_n, and phi_h = phi_p - V with V the voltage on the first contact. Each is then near 0 where its
carrier is in the majority, so that differences of 1e-30 V, and currents to match, survive rounding.

    n_B = N exp((psi + chi - phi_n) / Vt),   p_B = N exp((phi_h + V - psi - I) / Vt)          (1)
    n = n_B / (1 + n_B / N_max),  p likewise;  1 / N_max = 0 in continuous layers             (2)
    d/dx(eps dpsi/dx) = -q (p - n + N_D - n_t),   n_t = N_t n / (n + n_1)                     (3)
    dJ_n/dx = q R,  dJ_p/dx = -q R                                                            (4)

Scharfetter-Gummel flux of an edge of length h from node 0 to node 1, u the logarithm of n_B1 / n_B0
at equal phi_n (field, level offset and change of N together), B the Bernoulli function:

    J_n = q g n_B0 (1 - f_0)(1 - f_1) [exp(-(phi_n1 - phi_n0) / Vt) - 1]                      (5)
    g = G B(-u) / (1 + G (B(u) + B(-u)) / v),   G = mu Vt / h                                 (6)

v bounds the flux where the edge crosses an interface (transfer velocity times the Boltzmann factor
of the offset); f = n / N_max blocks hops from and to full dots. exp(x) - 1 is written x / B(x): it
loses no digits. For holes the same with u_p = -(dpsi + dI)/Vt and phi_h.

Recombination (n p - n_i^2 is written n p D, D = 1 - exp(-(phi_p - phi_n)/Vt), exactly 0 at rest):

    continuous   R = k n p D + n p D / (tau_p (n + n_i) + tau_n (p + n_i))                     (7)
    dots         R = N_dot X K,   X = e h D / (1 + K / k_meet),   e = n / N_dot                (8)
                 K = k_pair + k_crowded (e + h) / 4                                            (9)

k_pair and k_crowded are sums over the laws of sim.electrical.channels.

Sources: Scharfetter and Gummel, IEEE Trans. Electron Devices 16, 64 (1969); Sutherland and Hauser,
ibid. 24, 363 (1977) for position-dependent levels.
"""

from __future__ import annotations

import importlib
import os
from contextlib import redirect_stdout
from dataclasses import dataclass, fields
from io import StringIO
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from scipy.constants import elementary_charge
from scipy.sparse import csc_array

from sim.electrical.drift_diffusion.fluxes import EdgeData
from sim.electrical.drift_diffusion.layers import DeviceMesh
from sim.electrical.drift_diffusion.node_laws import NodeData

UNKNOWNS = ("psi", "phi_n", "phi_h")

_NODE_MODELS = {
    # (1)
    "n_boltzmann": "exp(log_states+(psi+affinity-phi_n)/Vt)",
    "p_boltzmann": "exp(log_states+(phi_h+bias-psi-ionisation)/Vt)",
    # (2)
    "x_n": "n_boltzmann*inverse_limit",
    "x_p": "p_boltzmann*inverse_limit",
    "free_n": "(1+double_weight*x_n)/(1+2*x_n+double_weight*x_n^2)",
    "free_p": "(1+double_weight*x_p)/(1+2*x_p+double_weight*x_p^2)",
    "n": "n_boltzmann*free_n",
    "p": "p_boltzmann*free_p",
    # (3)
    "filled": (
        "trap_density/(n+trap_level_density*free_n"
        "+capture_ratio*(p+trap_hole_level_density*free_p))"
    ),
    "trapped": "filled*(n+capture_ratio*trap_hole_level_density*free_p)",
    "space_charge": "-q*(p-n+doping-trapped)",
    "driving": "1-exp(-(phi_h+bias-phi_n)/Vt)",
    # (9), (8)
    "electrons_per_dot": "n/dot_density",
    "holes_per_dot": "p/dot_density",
    "pair_rate": "pair_decay+crowded_decay*(electrons_per_dot+holes_per_dot)/4",
    "pairs": "electrons_per_dot*holes_per_dot*driving/(separation+pair_rate/meeting)",
    # (7)
    "bulk_rate": (
        "n*p*driving*(bimolecular+1/(hole_lifetime*(n+intrinsic)+electron_lifetime*(p+intrinsic)))"
    ),
    "recombination": (
        "is_dot*dot_density*pairs*pair_rate+(1-is_dot)*bulk_rate+filled*hole_capture*n*p*driving"
    ),
    # (4)
    "electron_source": "-q*recombination",
    "hole_source": "q*recombination",
}

_EDGE_MODELS = {
    "displacement": "capacitance*(psi@n0-psi@n1+dipole_v)",
    "u_n": "(psi@n1-psi@n0+affinity@n1-affinity@n0)/Vt+log_states@n1-log_states@n0",
    "u_p": "-(psi@n1-psi@n0+ionisation@n1-ionisation@n0)/Vt+log_states@n1-log_states@n0",
    "step_n": "-(phi_n@n1-phi_n@n0)/Vt",
    "step_p": "(phi_h@n1-phi_h@n0)/Vt",
    # (6)
    "g_n": "drift_n*B(-u_n)/(1+drift_n*(B(-u_n)+B(u_n))*inverse_velocity)",
    "g_p": "drift_p*B(-u_p)/(1+drift_p*(B(-u_p)+B(u_p))*inverse_velocity)",
    # n_B and p_B of (1) at both ends, free states 1 - f of (2)
    "n0": "exp(log_states@n0+(psi@n0+affinity@n0-phi_n@n0)/Vt)",
    "n1": "exp(log_states@n1+(psi@n1+affinity@n1-phi_n@n1)/Vt)",
    "p0": "exp(log_states@n0+(phi_h@n0+bias-psi@n0-ionisation@n0)/Vt)",
    "p1": "exp(log_states@n1+(phi_h@n1+bias-psi@n1-ionisation@n1)/Vt)",
    **{
        f"room_{carrier}{end}": (
            f"(1+double_weight@n{end}*{carrier}{end}*inverse_limit@n{end})/"
            f"(1+2*{carrier}{end}*inverse_limit@n{end}"
            f"+double_weight@n{end}*({carrier}{end}*inverse_limit@n{end})^2)"
        )
        for carrier in "np"
        for end in (0, 1)
    },
    # (5), exp(x) - 1 = x / B(x)
    "electron_current": "q*g_n*n0*room_n0*room_n1*step_n/B(step_n)",
    "hole_current": "-q*g_p*p0*room_p0*room_p1*step_p/B(step_p)",
}

_EDGE_OPERANDS = (
    *UNKNOWNS,
    "affinity",
    "ionisation",
    "log_states",
    "inverse_limit",
    "double_weight",
)

_EQUATIONS = {
    "poisson": ("psi", "space_charge", "displacement"),
    "electrons": ("phi_n", "electron_source", "electron_current"),
    "holes": ("phi_h", "hole_source", "hole_current"),
}


_NAME = "reference"
_PLACE = {"device": _NAME, "region": _NAME}


@dataclass(frozen=True)
class ReferenceSystem:
    """J (3 K, 3 K) and minus the residual (3, K), variable by variable."""

    matrix: NDArray[np.float64]
    right_hand_side: NDArray[np.float64]


@dataclass(frozen=True)
class Equations:
    """What the expressions name: mesh, numbers of nodes and edges, thermal voltage."""

    mesh: DeviceMesh
    nodes: NodeData
    edges: EdgeData
    vt: float


def reference_system(
    equations: Equations, values: NDArray[np.float64], bias_v: float
) -> ReferenceSystem:
    """What DEVSIM assembles at unknowns of shape (3, K)."""
    devsim = _load()
    with redirect_stdout(StringIO()):
        _create_mesh(devsim, equations.mesh)
        _store(devsim, equations, values, bias_v)
        _declare_equations(devsim)
        static = devsim.get_matrix_and_rhs(format="csc")["static"]
        devsim.delete_device(device=_NAME)
        devsim.delete_mesh(mesh=_NAME)
    size = values.size
    matrix = csc_array((static["av"], static["ai"], static["ap"]), shape=(size, size)).toarray()
    return ReferenceSystem(matrix, np.reshape(static["rhs"], values.shape))


def _load() -> ModuleType:
    """DEVSIM looks for its BLAS, and the spelling of its symbols, when it is imported."""
    if "DEVSIM_MATH_LIBS" not in os.environ:
        openblas = importlib.import_module("scipy_openblas32")
        (library,) = Path(openblas.get_lib_dir()).glob("libscipy_openblas.*")
        os.environ["DEVSIM_MATH_LIBS"] = str(library)
        os.environ["DEVSIM_BLAS_PREFIX"] = "scipy_"
        os.environ["DEVSIM_BLAS_SUFFIX"] = "_"
    with redirect_stdout(StringIO()):  # it greets
        return importlib.import_module("devsim")


def _create_mesh(devsim: ModuleType, mesh: DeviceMesh) -> None:
    tags = {0: {"tag": "first"}, mesh.x_m.size - 1: {"tag": "last"}}
    devsim.create_1d_mesh(mesh=_NAME)
    for number, x in enumerate(mesh.x_m * 1e9):
        label = tags.get(number, {})
        devsim.add_1d_mesh_line(mesh=_NAME, pos=float(x), ps=1e6, **label)
    devsim.add_1d_region(mesh=_NAME, material="stack", region=_NAME, tag1="first", tag2="last")
    for tag in ("first", "last"):
        devsim.add_1d_contact(mesh=_NAME, name=tag, tag=tag, material="metal")
    devsim.finalize_mesh(mesh=_NAME)
    devsim.create_device(mesh=_NAME, device=_NAME)


def _store(
    devsim: ModuleType, equations: Equations, values: NDArray[np.float64], bias_v: float
) -> None:
    nodes = {entry.name: getattr(equations.nodes, entry.name) for entry in fields(NodeData)}
    nodes |= {"node_length": equations.mesh.volume_m, **dict(zip(UNKNOWNS, values, strict=True))}
    for name, array in nodes.items():
        devsim.node_solution(name=name, **_PLACE)
        devsim.set_node_values(name=name, values=array.tolist(), **_PLACE)
    edges = {entry.name: getattr(equations.edges, entry.name) for entry in fields(EdgeData)}
    edges["unit_couple"] = np.ones_like(equations.mesh.length_m)
    for name, array in edges.items():
        devsim.edge_solution(name=name, **_PLACE)
        devsim.set_edge_values(name=name, values=array.tolist(), **_PLACE)
    parameters: dict[str, float | str] = {
        "node_volume_model": "node_length",
        "edge_couple_model": "unit_couple",
        "q": elementary_charge,
        "Vt": equations.vt,
        "bias": bias_v,
    }
    for key, value in parameters.items():
        devsim.set_parameter(name=key, value=value, **_PLACE)


def _declare_equations(devsim: ModuleType) -> None:
    """Declare models, their derivatives and the three equations."""
    place = _PLACE
    for name, expression in _NODE_MODELS.items():
        devsim.node_model(name=name, equation=expression, **place)
        for unknown in UNKNOWNS:
            devsim.node_model(
                name=f"{name}:{unknown}", equation=f"diff({expression},{unknown})", **place
            )
    for operand in _EDGE_OPERANDS:
        devsim.edge_from_node_model(node_model=operand, **place)
    for name, expression in _EDGE_MODELS.items():
        devsim.edge_model(name=name, equation=expression, **place)
        for unknown in UNKNOWNS:
            for end in ("@n0", "@n1"):
                devsim.edge_model(
                    name=f"{name}:{unknown}{end}",
                    equation=f"diff({expression},{unknown}{end})",
                    **place,
                )
    for name, (unknown, source, flux) in _EQUATIONS.items():
        devsim.equation(
            name=name, variable_name=unknown, node_model=source, edge_model=flux, **place
        )
