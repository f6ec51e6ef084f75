"""A stack of layers between two contacts, assembled by DEVSIM.

DEVSIM holds the state and evaluates equations and derivatives; who solves them does not matter
here. Only one device may exist at a time, because DEVSIM assembles all that exist together.
"""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from types import TracebackType

import numpy as np
from scipy.constants import elementary_charge, epsilon_0

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.contacts import ContactPair
from sim.electrical.drift_diffusion.devsim_setup import load_devsim
from sim.electrical.drift_diffusion.devsim_system import LinearSystem, interior_system
from sim.electrical.drift_diffusion.equations import UNKNOWNS, declare_equations
from sim.electrical.drift_diffusion.ions import MobileIons, SettledIons, with_ions
from sim.electrical.drift_diffusion.layers import DeviceMesh
from sim.electrical.drift_diffusion.mesh_data import node_data
from sim.electrical.thermal import thermal_voltage_v

_DEVICE, _REGION, _MESH = "pencsim", "stack", "pencsim_mesh"
_PLACE = {"device": _DEVICE, "region": _REGION}
_NM_PER_M = 1e9
_SCREENED = 1e-3


@dataclass(frozen=True)
class DeviceState:
    """Unknowns at one voltage: ``values`` of shape (3, K) in the order of ``UNKNOWNS``, volts."""

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
        potential_v: per node.
        ions_1_m3: per node, mobile or held; 0 where there are none.
    """

    electron_current_a_m2: FloatArray
    hole_current_a_m2: FloatArray
    recombination_1_m3s: FloatArray
    electrons_1_m3: FloatArray
    holes_1_m3: FloatArray
    pairs: FloatArray
    potential_v: FloatArray
    ions_1_m3: FloatArray

    @property
    def total_current_a_m2(self) -> FloatArray:
        """Electron plus hole current per edge: the same everywhere in a steady state."""
        return self.electron_current_a_m2 + self.hole_current_a_m2


class DriftDiffusionDevice:
    """The device equations of a mesh; a context manager that frees DEVSIM's memory.

    Args:
        mesh: nodes and edges.
        contacts: metals at both ends.
        temperature_k: temperature of lattice and carriers.
        transfer_velocity_m_s: bound to the flux across interfaces.
        ions: mobile ions, at rest in whatever the potential is until :meth:`hold_ions`.

    Raises:
        DevsimUnavailableError: DEVSIM does not work on this machine.
        RuntimeError: another device is still open.
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
        self._ions = ions
        self._ions_move = ions is not None
        self._settled = SettledIons(np.zeros_like(mesh.x_m), np.zeros_like(mesh.x_m))
        self.contacts = contacts
        self.thermal_voltage_v = thermal_voltage_v(temperature_k)
        self._devsim = load_devsim()
        if self._devsim.get_device_list():
            raise RuntimeError("another drift-diffusion device is open: close it first")
        with redirect_stdout(StringIO()):
            self._create_mesh()
            self._store_nodes()
            self._store_edges(transfer_velocity_m_s)
            declare_equations(self._devsim, _DEVICE, _REGION)

    def __enter__(self) -> DriftDiffusionDevice:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the device; it cannot be used afterwards."""
        self._devsim.delete_device(device=_DEVICE)
        self._devsim.delete_mesh(mesh=_MESH)

    def _create_mesh(self) -> None:
        last = self.mesh.x_m.size - 1
        spacing = float(self.mesh.x_m[-1] * _NM_PER_M) + 1.0  # no nodes but those given
        tags = {0: {"tag": "first"}, last: {"tag": "last"}}
        self._devsim.create_1d_mesh(mesh=_MESH)
        for number, x in enumerate(self.mesh.x_m):
            self._devsim.add_1d_mesh_line(
                mesh=_MESH, pos=float(x) * _NM_PER_M, ps=spacing, **tags.get(number, {})
            )
        self._devsim.add_1d_region(
            mesh=_MESH, material="stack", region=_REGION, tag1="first", tag2="last"
        )
        for tag in ("first", "last"):
            self._devsim.add_1d_contact(mesh=_MESH, name=tag, tag=tag, material="metal")
        self._devsim.finalize_mesh(mesh=_MESH)
        self._devsim.create_device(mesh=_MESH, device=_DEVICE)

    def _set_node(self, name: str, values: FloatArray) -> None:
        self._devsim.node_solution(name=name, **_PLACE)
        self._devsim.set_node_values(name=name, values=values.tolist(), **_PLACE)

    def _set_edge(self, name: str, values: FloatArray) -> None:
        self._devsim.edge_solution(name=name, **_PLACE)
        self._devsim.set_edge_values(name=name, values=values.tolist(), **_PLACE)

    def _set_parameter(self, name: str, value: float | str) -> None:
        self._devsim.set_parameter(name=name, value=value, **_PLACE)

    def _store_nodes(self) -> None:
        self._set_node("node_length", self.mesh.volume_m)
        data = node_data(self.mesh, self.thermal_voltage_v)
        self._doping_1_m3 = data["doping"]
        for name, values in data.items():
            self._set_node(name, values)
        for unknown in UNKNOWNS:
            self._set_node(unknown, np.zeros_like(self.mesh.x_m))
        self._set_parameter("node_volume_model", "node_length")
        self._set_parameter("q", elementary_charge)
        self._set_parameter("Vt", self.thermal_voltage_v)
        self._set_parameter("bias", 0.0)

    def _store_edges(self, velocity_m_s: float) -> None:
        mesh, vt = self.mesh, self.thermal_voltage_v
        self._set_edge("unit_couple", np.ones_like(mesh.length_m))
        self._set_parameter("edge_couple_model", "unit_couple")
        self._set_edge("capacitance", epsilon_0 * mesh.relative_permittivity / mesh.length_m)
        self._set_edge("drift_n", mesh.electron_mobility_m2_vs * vt / mesh.length_m)
        self._set_edge("drift_p", mesh.hole_mobility_m2_vs * vt / mesh.length_m)
        self._set_edge("inverse_velocity", np.where(mesh.crosses_layers, 1.0 / velocity_m_s, 0.0))

    @property
    def values(self) -> FloatArray:
        """The unknowns, shape (3, K), volts."""
        return np.array([self._node(unknown) for unknown in UNKNOWNS])

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
        for unknown, row in zip(UNKNOWNS, values, strict=True):
            self._devsim.set_node_values(name=unknown, values=row.tolist(), **_PLACE)
        if self._ions is not None and self._ions_move:
            self._settled = self._ions.settle(values[0])
            fixed = self._doping_1_m3 + (self._settled.density_1_m3 - self._ions.mean_1_m3)
            self._devsim.set_node_values(name="doping", values=fixed.tolist(), **_PLACE)

    def hold_ions(self) -> None:
        """Keep the ions from now on where they are."""
        self._ions_move = False

    def apply(self, voltage_v: float) -> None:
        """Put a voltage on the first contact and both contacts into equilibrium with it."""
        values = self.values
        values[:, 0] = voltage_v - self.contacts.first.work_function_ev, voltage_v, 0.0
        values[:, -1] = -self.contacts.last.work_function_ev, 0.0, -voltage_v
        self._set_parameter("bias", voltage_v)
        self.store(values)

    def assemble(self) -> LinearSystem:
        """Newton's system at the present state.

        Raises:
            ArithmeticError: the state is so far off that a model overflows.
        """
        system = interior_system(self._devsim)
        if self._ions is None or not self._ions_move:
            return system
        return with_ions(system, self._ions.volume_m, self._settled)

    def _node(self, name: str) -> FloatArray:
        return np.array(self._devsim.get_node_model_values(name=name, **_PLACE))

    def _edge(self, name: str) -> FloatArray:
        return np.array(self._devsim.get_edge_model_values(name=name, **_PLACE))

    def profile(self) -> Profile:
        """Currents, rates and densities at the present state."""
        return Profile(
            electron_current_a_m2=self._edge("electron_current"),
            hole_current_a_m2=self._edge("hole_current"),
            recombination_1_m3s=self._node("recombination"),
            electrons_1_m3=self._node("n"),
            holes_1_m3=self._node("p"),
            pairs=self._node("pairs"),
            potential_v=self._node("psi"),
            ions_1_m3=self._settled.density_1_m3,
        )
