"""The device equations as DEVSIM expressions: Poisson and both continuity equations.

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

k_pair and k_crowded are sums over the laws of sim.electrical.channels; a law that is not of the
form (9) becomes another term of ``pair_rate``.

Sources: Scharfetter and Gummel, IEEE Trans. Electron Devices 16, 64 (1969); Sutherland and Hauser,
ibid. 24, 363 (1977) for position-dependent levels.
"""

from __future__ import annotations

from types import ModuleType

UNKNOWNS = ("psi", "phi_n", "phi_h")

_NODE_MODELS = {
    # (1)
    "n_boltzmann": "exp(log_states+(psi+affinity-phi_n)/Vt)",
    "p_boltzmann": "exp(log_states+(phi_h+bias-psi-ionisation)/Vt)",
    # (2)
    "n": "n_boltzmann/(1+n_boltzmann*inverse_limit)",
    "p": "p_boltzmann/(1+p_boltzmann*inverse_limit)",
    # (3)
    "trapped": "trap_density*n/(n+trap_level_density)",
    "space_charge": "-q*(p-n+doping-trapped)",
    "driving": "1-exp(-(phi_h+bias-phi_n)/Vt)",
    # (9), (8)
    "electrons_per_dot": "n/dot_density",
    "holes_per_dot": "p/dot_density",
    "pair_rate": "pair_decay+crowded_decay*(electrons_per_dot+holes_per_dot)/4",
    "pairs": "electrons_per_dot*holes_per_dot*driving/(1+pair_rate/meeting)",
    # (7)
    "bulk_rate": (
        "n*p*driving*(bimolecular+1/(hole_lifetime*(n+intrinsic)+electron_lifetime*(p+intrinsic)))"
    ),
    "recombination": "is_dot*dot_density*pairs*pair_rate+(1-is_dot)*bulk_rate",
    # (4)
    "electron_source": "-q*recombination",
    "hole_source": "q*recombination",
}

_EDGE_MODELS = {
    "displacement": "capacitance*(psi@n0-psi@n1)",
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
    "free_n": "1/((1+n0*inverse_limit@n0)*(1+n1*inverse_limit@n1))",
    "free_p": "1/((1+p0*inverse_limit@n0)*(1+p1*inverse_limit@n1))",
    # (5), exp(x) - 1 = x / B(x)
    "electron_current": "q*g_n*n0*free_n*step_n/B(step_n)",
    "hole_current": "-q*g_p*p0*free_p*step_p/B(step_p)",
}

_EDGE_OPERANDS = (*UNKNOWNS, "affinity", "ionisation", "log_states", "inverse_limit")

_EQUATIONS = {
    "poisson": ("psi", "space_charge", "displacement"),
    "electrons": ("phi_n", "electron_source", "electron_current"),
    "holes": ("phi_h", "hole_source", "hole_current"),
}


def declare_equations(devsim: ModuleType, device: str, region: str) -> None:
    """Declare models, their derivatives and the three equations on an existing region.

    The region must already hold the node and edge data that the expressions name.
    """
    place = {"device": device, "region": region}
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
