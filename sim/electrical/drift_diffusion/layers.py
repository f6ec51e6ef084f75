"""Layers of a device and the nodes on which its equations are written.

      contact                                                          contact
        |  o  o  o  o   o    o |    O        O    | o    o   o  o  o  o  |
        0  continuous layer    |  dot sheet  1..M |   continuous layer   L

A continuous layer has nodes at both faces, closer together near them. A nanocrystal layer is a
stack of M sheets of dots, one node each, at the dots' centres: nothing is resolved inside a dot.
The edge from a face to the first sheet is half a pitch long: the hop into a dot's centre, which has
a velocity of its own (:class:`Interface`).
Where two continuous layers meet, the nodes of both faces lie ``INTERFACE_M`` apart.

Energies in eV below vacuum, everything else SI.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import BoolArray, FloatArray, IntArray
from sim.electrical.drift_diffusion.mobility import CarrierMobilities, series_mobility_m2_vs

INTERFACE_M = 0.03e-9
"""Distance over which levels change where two continuous layers meet: as good as none.

The field across it lowers the step; at 0.3 nm a step of 0.69 eV let twice the current through.
"""
NEVER_S = 1e30
"""Lifetime that stands for "no such recombination"."""


@dataclass(frozen=True)
class TransportLayer:
    """A continuous semiconductor with Boltzmann statistics.

    Attributes:
        thickness_m: thickness.
        affinity_ev, ionisation_ev: conduction and valence level below vacuum.
        states_1_m3: effective density of states of either band.
        electron_mobility_m2_vs, hole_mobility_m2_vs: constant mobilities.
        relative_permittivity: static.
        doping_1_m3: donors minus acceptors, all ionised.
        bimolecular_m3_s: k of R = k (n p - n_i^2).
        electron_lifetime_s, hole_lifetime_s: Shockley-Read-Hall lifetimes, mid-gap level.
        trap_density_1_m3, trap_depth_ev: electron traps below the conduction level, in equilibrium
            with it.
    """

    thickness_m: float
    affinity_ev: float
    ionisation_ev: float
    states_1_m3: float
    electron_mobility_m2_vs: float
    hole_mobility_m2_vs: float
    relative_permittivity: float
    doping_1_m3: float = 0.0
    bimolecular_m3_s: float = 0.0
    electron_lifetime_s: float = NEVER_S
    hole_lifetime_s: float = NEVER_S
    trap_density_1_m3: float = 0.0
    trap_depth_ev: float = 1.0

    @property
    def gap_ev(self) -> float:
        """Distance between the levels."""
        return self.ionisation_ev - self.affinity_ev


@dataclass(frozen=True)
class DotTraps:
    """Traps of the dots, one level, per sheet: arrays of shape (M,) or one number for all.

    Attributes:
        density_1_m3: of the film.
        depth_ev: below the conduction level; above the valence level where they hold holes.
        holds_holes: whether they are neutral when they hold an electron, else when they hold none.
        capture_m3_s: of the carrier that they hold, above 0.
        other_capture_m3_s: of the other one, which recombines both.
    """

    density_1_m3: FloatArray | float = 0.0
    depth_ev: FloatArray | float = 0.5
    holds_holes: BoolArray | bool = False
    capture_m3_s: FloatArray | float = 1e-15
    other_capture_m3_s: FloatArray | float = 0.0


@dataclass(frozen=True)
class Interface:
    """Where a transport layer meets the first sheet of dots.

    Attributes:
        velocity_m_s: of the hop from the layer's face into the dot's centre, for both carriers.
        dipole_v: by which the potential rises across it from x = 0 on, without any field.
        passed: share of the hops that a thin barrier lets through.
    """

    velocity_m_s: float | None = None
    dipole_v: float = 0.0
    passed: float = 1.0


@dataclass(frozen=True)
class NanocrystalLayer:
    """Sheets of nanocrystals with two electron and two hole states each.

    Rates of sheets are arrays of shape (M,) or one number for all, counted from the first contact.

    Attributes:
        pitch_m: distance between dots, in the sheet and between sheets.
        affinity_ev, ionisation_ev: band-edge levels below vacuum.
        mobility_m2_vs: of both carriers, by hopping.
        relative_permittivity: static, of the film.
        pair_rate_1_s: net rate at which one electron and one hole in a dot disappear, without
            Auger recombination.
        crowded_rate_1_s: rate that one carrier beside an electron and a hole in a dot adds.
        meeting_rate_1_s: bound to the rate at which an electron finds a hole of its sheet
            (Langevin), per dot and pair.
        charging_energy_ev: what the second carrier of a kind in a dot costs.
        binding_energy_ev: what an electron and a hole gain in the same dot.
        traps: none by default.
        interfaces: to the layers before and behind; hops as between dots, over half a pitch, where
            an interface has no velocity.
    """

    pitch_m: float
    affinity_ev: float
    ionisation_ev: float
    mobility_m2_vs: float
    relative_permittivity: float
    pair_rate_1_s: FloatArray
    crowded_rate_1_s: FloatArray | float
    meeting_rate_1_s: float
    charging_energy_ev: float = 0.0
    binding_energy_ev: float = 0.0
    traps: DotTraps = DotTraps()
    interfaces: tuple[Interface, Interface] = (Interface(), Interface())

    @property
    def sheets(self) -> int:
        """M."""
        return int(self.pair_rate_1_s.size)

    @property
    def thickness_m(self) -> float:
        """M pitches."""
        return self.sheets * self.pitch_m

    @property
    def dots_1_m3(self) -> float:
        """Nanocrystals per volume, simple cubic."""
        return self.pitch_m**-3

    @property
    def states_1_m3(self) -> float:
        """Two band-edge states of each kind per dot."""
        return 2.0 * self.dots_1_m3


Layer = TransportLayer | NanocrystalLayer


@dataclass(frozen=True)
class DeviceMesh:
    """Nodes (shape (K,)) and edges (shape (K - 1,)) of a stack of layers.

    Attributes:
        layers: the layers, from x = 0.
        x_m: node positions, increasing.
        layer_of_node: index into ``layers``.
        volume_m: length of the stack that belongs to a node.
        length_m: distance between the nodes of an edge.
        permittivity_f_m, electron_mobility_m2_vs, hole_mobility_m2_vs: per edge.
        crosses_layers: whether the edge joins two layers.
    """

    layers: tuple[Layer, ...]
    x_m: FloatArray
    layer_of_node: IntArray
    volume_m: FloatArray
    length_m: FloatArray
    relative_permittivity: FloatArray
    electron_mobility_m2_vs: FloatArray
    hole_mobility_m2_vs: FloatArray
    crosses_layers: BoolArray

    @property
    def nanocrystal_node(self) -> BoolArray:
        """Which nodes are sheets of dots, shape (K,)."""
        kinds = np.array([isinstance(layer, NanocrystalLayer) for layer in self.layers])
        return np.asarray(kinds[self.layer_of_node])

    def interface_of(self, edge: int) -> Interface:
        """The interface that an edge between a layer's face and a sheet of dots crosses.

        Raises:
            ValueError: neither end of the edge is a sheet.
        """
        first, second = (self.layers[self.layer_of_node[node]] for node in (edge, edge + 1))
        if isinstance(second, NanocrystalLayer):
            return second.interfaces[0]
        if isinstance(first, NanocrystalLayer):
            return first.interfaces[1]
        raise ValueError(f"edge {edge} joins no sheet of dots")


def _graded(thickness_m: float, cells: int) -> FloatArray:
    return np.asarray(0.5 * thickness_m * (1.0 - np.cos(np.pi * np.linspace(0.0, 1.0, cells + 1))))


def _half_cells(x: FloatArray) -> FloatArray:
    widths = np.diff(x)
    return np.concatenate(([0.0], widths)) / 2.0 + np.concatenate((widths, [0.0])) / 2.0


def _mobilities(layer: Layer) -> CarrierMobilities:
    if isinstance(layer, NanocrystalLayer):
        return CarrierMobilities(layer.mobility_m2_vs, layer.mobility_m2_vs)
    return CarrierMobilities(layer.electron_mobility_m2_vs, layer.hole_mobility_m2_vs)


def build_mesh(layers: tuple[Layer, ...], cells: int) -> DeviceMesh:
    """Nodes and edges of a stack.

    Args:
        layers: from the first contact to the last; both ends continuous.
        cells: cells per continuous layer.

    Raises:
        ValueError: no layers, fewer than two cells, or dots touching a contact or other dots.
    """
    if not layers or cells < 2:
        raise ValueError("a device needs at least one layer of at least two cells")
    sheets = [isinstance(layer, NanocrystalLayer) for layer in layers]
    if sheets[0] or sheets[-1] or any(a and b for a, b in zip(sheets, sheets[1:], strict=False)):
        raise ValueError("a nanocrystal layer must lie between two transport layers")
    positions, volumes, owners = [], [], []
    start = 0.0
    for number, layer in enumerate(layers):
        if isinstance(layer, NanocrystalLayer):
            local = layer.pitch_m * (np.arange(layer.sheets) + 0.5)
            volume = np.full(layer.sheets, layer.pitch_m)
        else:
            local = _graded(layer.thickness_m, cells)
            volume = _half_cells(local)
        positions.append(start + local)
        volumes.append(volume)
        owners.append(np.full(local.size, number))
        meets_continuous = number + 1 < len(layers) and not (sheets[number] or sheets[number + 1])
        start += layer.thickness_m + (INTERFACE_M if meets_continuous else 0.0)
    x, owner = np.concatenate(positions), np.concatenate(owners)
    return _with_edges(layers, x, owner, np.concatenate(volumes))


def _with_edges(
    layers: tuple[Layer, ...], x: FloatArray, owner: IntArray, volume: FloatArray
) -> DeviceMesh:
    permittivity, electrons, holes = [], [], []
    for left, right in zip(owner[:-1], owner[1:], strict=True):
        first, second = layers[left], layers[right]
        if isinstance(second, NanocrystalLayer):
            first = second
        elif isinstance(first, NanocrystalLayer):
            second = first
        a, b = first.relative_permittivity, second.relative_permittivity
        permittivity.append(2.0 * a * b / (a + b))
        mu_a, mu_b = _mobilities(first), _mobilities(second)
        electrons.append(series_mobility_m2_vs(mu_a.electron_m2_vs, mu_b.electron_m2_vs))
        holes.append(series_mobility_m2_vs(mu_a.hole_m2_vs, mu_b.hole_m2_vs))
    return DeviceMesh(
        layers=layers,
        x_m=x,
        layer_of_node=owner,
        volume_m=volume,
        length_m=np.diff(x),
        relative_permittivity=np.array(permittivity),
        electron_mobility_m2_vs=np.array(electrons),
        hole_mobility_m2_vs=np.array(holes),
        crosses_layers=np.asarray(owner[:-1] != owner[1:]),
    )
