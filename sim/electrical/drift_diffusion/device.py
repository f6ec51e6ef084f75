"""A stack of layers between two contacts: its state, and the equations assembled at it.

    d/dx(eps dpsi/dx) = -rho,   dJ_n/dx = q R,   dJ_p/dx = -q R                               (1)

Each is summed over the length that belongs to a mesh node, so that what flows out of one node flows
into the next to the last digit. Laws of a node: :mod:`.node_laws`; of an edge: :mod:`.fluxes`; who
solves the system does not matter here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge, epsilon_0

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.block_system import (
    PHI_H,
    PHI_N,
    PSI,
    UNKNOWNS,
    BlockSystem,
    flux_blocks,
    source_blocks,
)
from sim.electrical.drift_diffusion.contacts import ContactPair
from sim.electrical.drift_diffusion.fluxes import CarrierFlux, electron_flux, hole_flux
from sim.electrical.drift_diffusion.ions import MobileIons, SettledIons, with_ions
from sim.electrical.drift_diffusion.layers import DeviceMesh
from sim.electrical.drift_diffusion.mesh_data import edge_data, node_data
from sim.electrical.drift_diffusion.node_laws import (
    NodeData,
    NodeRates,
    log_densities,
    node_rates,
)
from sim.electrical.thermal import thermal_voltage_v

_SCREENED = 1e-3


@dataclass(frozen=True)
class DeviceState:
    """Unknowns at one voltage: ``values`` of shape (3, K) psi, phi_n, phi_h, volts."""

    voltage_v: float
    values: FloatArray


@dataclass(frozen=True)
class Profile:
    """What flows and recombines at one voltage.

    Attributes:
        electron_current_a_m2, hole_current_a_m2: per edge, positive from the first contact on.
        recombination_1_m3s: per node, net.
        electrons_1_m3, holes_1_m3: per node.
        pairs: per node, electron-hole pairs in a dot that are free to recombine.
        trapped_1_m3s: per node, what recombines through traps with a level of their own.
        potential_v: per node.
        electron_fermi_v, hole_fermi_v: quasi-Fermi potentials per node.
        field_v_m: per edge, positive from the first contact on; without the steps of dipoles.
        ions_1_m3: per node, mobile or held; 0 where there are none.
    """

    electron_current_a_m2: FloatArray
    hole_current_a_m2: FloatArray
    recombination_1_m3s: FloatArray
    electrons_1_m3: FloatArray
    holes_1_m3: FloatArray
    pairs: FloatArray
    trapped_1_m3s: FloatArray
    potential_v: FloatArray
    electron_fermi_v: FloatArray
    hole_fermi_v: FloatArray
    field_v_m: FloatArray
    ions_1_m3: FloatArray

    @property
    def total_current_a_m2(self) -> FloatArray:
        """Electron plus hole current per edge: the same everywhere in a steady state."""
        return self.electron_current_a_m2 + self.hole_current_a_m2


class DriftDiffusionDevice:
    """The device equations of a mesh at a state that a solver moves.

    Args:
        mesh: nodes and edges.
        contacts: metals at both ends.
        temperature_k: temperature of lattice and carriers.
        transfer_velocity_m_s: bound to the flux across interfaces.
        ions: mobile ions, at rest in whatever the potential is until :meth:`hold_ions`.
    """

    def __init__(
        self,
        mesh: DeviceMesh,
        contacts: ContactPair,
        temperature_k: float,
        transfer_velocity_m_s: float,
        ions: MobileIons | None = None,
    ) -> None:
        self.mesh = mesh
        self.contacts = contacts
        self.thermal_voltage_v = thermal_voltage_v(temperature_k)
        self._ions = ions
        self._ions_move = ions is not None
        self._settled = SettledIons(np.zeros_like(mesh.x_m), np.zeros_like(mesh.x_m))
        self.nodes = node_data(mesh, self.thermal_voltage_v)
        self._edges = edge_data(mesh, self.thermal_voltage_v, transfer_velocity_m_s)
        self._ion_charge_1_m3 = np.zeros_like(mesh.x_m)
        self._values = np.zeros((UNKNOWNS, mesh.x_m.size))
        self._bias_v = 0.0

    @property
    def values(self) -> FloatArray:
        """The unknowns, shape (3, K), volts; a copy."""
        return self._values.copy()

    @property
    def ions(self) -> MobileIons | None:
        """The mobile ions, moving or held."""
        return self._ions

    @property
    def ion_density_1_m3(self) -> FloatArray:
        """Where the ions are, (K,); 0 without any."""
        return self._settled.density_1_m3

    @property
    def bias_v(self) -> float:
        """The voltage on the first contact."""
        return self._bias_v

    @property
    def screened_m(self) -> FloatArray:
        """Positions along which a first guess of the potential is a straight line, (K,).

        Ions that move leave little field between them. Started with more, Newton's method swings
        between all ions here and all ions there.
        """
        if self._ions is None or not self._ions_move:
            return self.mesh.x_m
        held = self._ions.mean_1_m3 > 0.0
        length_m = np.where(held[:-1] & held[1:], _SCREENED, 1.0) * self.mesh.length_m
        return np.concatenate(([0.0], np.cumsum(length_m)))

    def store(self, values: FloatArray) -> None:
        """Replace the unknowns by ``values`` of shape (3, K)."""
        self._values = np.array(values)
        if self._ions is not None and self._ions_move:
            self._settled = self._ions.settle(values[0])
            self._ion_charge_1_m3 = self._settled.density_1_m3 - self._ions.mean_1_m3

    def hold_ions(self) -> None:
        """Keep the ions from now on where they are."""
        self._ions_move = False

    def apply(self, voltage_v: float) -> None:
        """Put a voltage on the first contact and both contacts into equilibrium with it."""
        values = self.values
        values[:, 0] = voltage_v - self.contacts.first.work_function_ev, voltage_v, 0.0
        values[:, -1] = -self.contacts.last.work_function_ev, 0.0, -voltage_v
        self._bias_v = voltage_v
        self.store(values)

    def assemble(self) -> BlockSystem:
        """Newton's system at the present state.

        Raises:
            ArithmeticError: the state is so far off that a law overflows.
        """
        system = self.assemble_with(self.nodes)
        if self._ions is None or not self._ions_move:
            return system
        return with_ions(system, self._ions.volume_m, self._settled)

    def assemble_with(self, nodes: NodeData) -> BlockSystem:
        """The system with other laws of recombination and charge at the nodes; ions stay put.

        Raises:
            ArithmeticError: the state is so far off that a law overflows.
        """
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            system = self._system(nodes)
        if not system.is_finite():
            raise ArithmeticError("the device equations overflow")
        return system

    def _fluxes(self) -> tuple[CarrierFlux, CarrierFlux]:
        vt = self.thermal_voltage_v
        log_n, log_p = log_densities(self.nodes, self._values, self._bias_v, vt)
        electrons = electron_flux(self.nodes, self._edges, self._values, log_n, vt)
        return electrons, hole_flux(self.nodes, self._edges, self._values, log_p, vt)

    def rates(self, nodes: NodeData) -> NodeRates:
        """Laws of the nodes at the present state, by ``nodes`` or by others in their place."""
        return node_rates(nodes, self._values, self._bias_v, self.thermal_voltage_v)

    def drop_v(self, displacement_c_m2: FloatArray) -> float:
        """Voltage across the device for eps E of every edge, (K - 1,), dipoles left out."""
        return float(np.sum(displacement_c_m2 / self._edges.capacitance))

    @property
    def displacement_c_m2(self) -> FloatArray:
        """eps E of every edge, (K - 1,)."""
        return -self._edges.capacitance * (np.diff(self._values[PSI]) - self._edges.dipole_v)

    @property
    def conducted_a_m2(self) -> FloatArray:
        """Electron plus hole current of every edge, (K - 1,)."""
        electrons, holes = self._fluxes()
        return np.asarray(electrons.value + holes.value)

    def _system(self, nodes: NodeData) -> BlockSystem:
        """Poisson's and both continuity equations, each summed over the volume of a node."""
        rates, (electrons, holes) = self.rates(nodes), self._fluxes()
        weight = elementary_charge * self.mesh.volume_m
        charge = rates.charge_1_m3 + self._ion_charge_1_m3
        sources = weight * np.stack([-charge, -rates.net_1_m3s, rates.net_1_m3s])
        flows = np.stack([self.displacement_c_m2, electrons.value, holes.value])
        residual = sources
        residual[:, :-1] += flows
        residual[:, 1:] -= flows
        diagonal = source_blocks(rates, weight, self.thermal_voltage_v)
        by_first, by_second = flux_blocks(self._edges.capacitance, electrons, holes)
        diagonal[:-1] += by_first
        diagonal[1:] -= by_second
        return BlockSystem(diagonal, -by_first, by_second, -residual.T)

    def profile(self) -> Profile:
        """Currents, rates and densities at the present state."""
        rates, (electrons, holes) = self.rates(self.nodes), self._fluxes()
        return Profile(
            electron_current_a_m2=electrons.value,
            hole_current_a_m2=holes.value,
            recombination_1_m3s=rates.net_1_m3s,
            electrons_1_m3=rates.electrons,
            holes_1_m3=rates.holes,
            pairs=rates.pairs * rates.driving,
            trapped_1_m3s=rates.trapped * rates.driving,
            potential_v=self._values[PSI].copy(),
            electron_fermi_v=self._values[PHI_N].copy(),
            hole_fermi_v=self._values[PHI_H] + self._bias_v,
            field_v_m=self.displacement_c_m2 / (epsilon_0 * self.mesh.relative_permittivity),
            ions_1_m3=self._settled.density_1_m3,
        )
