"""The geometric capacitance of a device's stack, in its wells and over its banks.

Dielectrics are the layers from the emitter outwards up to the first conductor, on either side: the
layers whose material has a work function (contacts) conduct, so do the first and last one. This is
the capacitance at high frequency, and at rest below turn-on; what carriers store comes on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.electrical.area.array_capacitance import layers_f_m2, step_f_m
from sim.electrical.materials import TRANSPORT_MATERIALS, WORK_FUNCTIONS, TransportMaterial
from sim.electrical.pixel import StackLayer
from sim.electrical.spec import DriftDiffusionSpec, ElectricalBase

UNKNOWN_PERMITTIVITY = 3.0
"""Of a layer without data: usual for organic films and oxides of low index."""
BANK_PERMITTIVITY = {"PMMA": 3.6, "SU-8": 3.2, "polyimide": 3.4, "SiO2": 3.9, "SiNx": 7.0}
"""Static, handbook values."""
SALT_PERMITTIVITY = {"LiF": 9.0, "LiBr": 13.3}
"""Static, of crystals: C. Kittel, Introduction to Solid State Physics."""


@dataclass(frozen=True)
class Dielectric:
    """An insulating or transporting layer between the electrodes.

    Attributes:
        name: of the layer.
        thickness_m, permittivity: the latter relative, static.
        is_known: whether the permittivity has a source or was written by the user.
    """

    name: str
    thickness_m: float
    permittivity: float
    is_known: bool


@dataclass(frozen=True)
class StackDielectrics:
    """Between the electrodes, each from the emitter outwards."""

    below: tuple[Dielectric, ...]
    emitter: Dielectric
    above: tuple[Dielectric, ...]

    @property
    def well_f_m2(self) -> float:
        """Capacitance per area of the well."""
        return layers_f_m2(_pairs((*self.below, self.emitter, *self.above)))

    @property
    def gap_m(self) -> float:
        """Distance of the electrodes in the well."""
        return sum(part.thickness_m for part in (*self.below, self.emitter, *self.above))

    @property
    def guessed(self) -> tuple[str, ...]:
        """Layers whose permittivity is a guess."""
        return tuple(p.name for p in (*self.below, *self.above) if not p.is_known)


@dataclass(frozen=True)
class BankDielectrics:
    """Bank and the layers over it, as (thickness in m, relative permittivity)."""

    layers: tuple[tuple[float, float], ...]

    @property
    def bank_f_m2(self) -> float:
        """Capacitance per area of the bank."""
        return layers_f_m2(self.layers)

    @property
    def gap_m(self) -> float:
        """Distance of the electrodes over the bank."""
        return sum(thickness for thickness, _ in self.layers)


def stack_dielectrics(
    spec: ElectricalBase,
    layers: Sequence[StackLayer],
    emitter: int,
) -> StackDielectrics:
    """What lies between the electrodes of a device.

    Args:
        spec: its electrical inputs; permittivities of layers in it go before those of materials.
        layers: the stack from the substrate up, electrodes included.
        emitter: index of the emitter.
    """
    film = layers[emitter]
    return StackDielectrics(
        below=_side(spec, layers[1:emitter][::-1]),
        emitter=Dielectric(film.name, film.thickness_m, spec.relative_permittivity, True),
        above=_side(spec, layers[emitter + 1 : -1]),
    )


def _side(spec: ElectricalBase, layers: Sequence[StackLayer]) -> tuple[Dielectric, ...]:
    side = []
    given = spec.layers if isinstance(spec, DriftDiffusionSpec) else {}
    for layer in layers:
        own, known = given.get(layer.name), TRANSPORT_MATERIALS.get(layer.material)
        if own is not None:
            material = (
                TransportMaterial.relative_permittivity
                if known is None
                else (known.relative_permittivity)
            )
            permittivity = own.relative_permittivity or material
        elif layer.material in WORK_FUNCTIONS:
            break
        else:
            salt = SALT_PERMITTIVITY.get(layer.material, UNKNOWN_PERMITTIVITY)
            permittivity = salt if known is None else known.relative_permittivity
        is_known = not (own is None and known is None and layer.material not in SALT_PERMITTIVITY)
        side.append(Dielectric(layer.name, layer.thickness_m, permittivity, is_known))
    return tuple(side)


def over_bank(
    stack: StackDielectrics,
    bank: str,
    height_m: float,
    is_conformal: bool,
    thinner_by_m: Mapping[str, float],
) -> BankDielectrics:
    """What lies between the electrodes on the bank.

    Args:
        stack: in the well.
        bank: material of the bank.
        height_m: of the bank.
        is_conformal: whether solution layers cover it too; evaporated ones do always.
        thinner_by_m: what layers that level it out lack there, by name.
    """
    covering = (*stack.below, stack.emitter, *stack.above) if is_conformal else stack.above
    covering = tuple(
        replace(part, thickness_m=part.thickness_m - thinner_by_m.get(part.name, 0.0))
        for part in covering
    )
    insulator = (height_m, BANK_PERMITTIVITY.get(bank, UNKNOWN_PERMITTIVITY))
    return BankDielectrics((insulator, *_pairs(covering)))


def wall_fringe_f_m(stack: StackDielectrics, bank: BankDielectrics) -> float:
    """Fringe per length of wall, with the bank's permittivity."""
    gaps = sorted((stack.gap_m, bank.gap_m))
    return step_f_m(gaps[0], gaps[1], bank.layers[0][1])


def _pairs(parts: Sequence[Dielectric]) -> tuple[tuple[float, float], ...]:
    return tuple((part.thickness_m, part.permittivity) for part in parts)
