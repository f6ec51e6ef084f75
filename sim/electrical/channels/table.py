"""The table of channels: where the current goes, one row per channel.

Every name stands here once. Models, result files, "one channel switched off", the waterfall, the
band of the assumed perimeter and the figures take names, laws, switches and colours from the rows.

    row             what gives its share of the current
    radiative       its recombination law, less the rim's part
    trap ... auger  its recombination law: pairs that recombine without light
    rim             the light that the damaged rim does not give
    shunt ...       its law: current beside the emitter
    overshoot       current that crosses the emitter without recombining
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from geometry.arrays import FloatArray
from geometry.spec import Treatment
from sim.electrical.channels.auger import AUGER_LAW, without_auger
from sim.electrical.channels.interface import INTERFACE_LAW, without_interfaces
from sim.electrical.channels.law import Law
from sim.electrical.channels.radiative import RADIATIVE_LAW
from sim.electrical.channels.rim import rim_acts
from sim.electrical.channels.shunts import (
    area_shunt_a_m2,
    gap_shunt_a_m2,
    gap_shunt_acts,
    perimeter_shunt_a_m2,
    perimeter_shunt_acts,
)
from sim.electrical.channels.sidewall import SIDEWALL_LAW, wall_acts
from sim.electrical.channels.trap import TRAP_LAW
from sim.electrical.channels.trap_level import without_trap_levels
from sim.electrical.pixel import Pixel
from sim.electrical.spec import CompactSpec, ElectricalBase, Kinetics

SwitchOff = Callable[[ElectricalBase], Mapping[str, object]]
"""Entries of a specification without the channel; none where the model does not have it."""
ShuntLaw = Callable[[ElectricalBase, Pixel, FloatArray], FloatArray]
"""Current density in A/m2 at terminal voltages of shape (V,)."""


class PerimeterStep(StrEnum):
    """Channels at the perimeter as a waterfall groups them."""

    SIDEWALL = "sidewall"
    RIM = "rim"
    LEAKAGE = "leakage"


@dataclass(frozen=True)
class AtPerimeter:
    """What marks a channel that a film does not have.

    Attributes:
        step: the waterfall's step that the channel belongs to.
        acts: whether it can take anything with this specification and wall.
        drawn: inputs that are drawn at random for a pixel's band where nobody gave them.
    """

    step: PerimeterStep
    acts: Callable[[ElectricalBase, Treatment], bool]
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class Channel:
    """One row.

    Attributes:
        name: as results store it.
        label: for people.
        colour: name of the figures' colour.
        off: how a specification switches it off; None for light, which nobody wants off, and for
            what another part of the study decides.
        off_in_device: path and value in the device that switch it off instead.
        law: of recombination.
        shunt: of current beside the emitter.
        perimeter: of a channel at the pixel's perimeter; None for one that a film has as well.
    """

    name: str
    label: str
    colour: str
    off: SwitchOff | None = None
    off_in_device: tuple[str, float] | None = None
    law: Law | None = None
    shunt: ShuntLaw | None = None
    perimeter: AtPerimeter | None = None


def entries(**values: float) -> SwitchOff:
    """A switch that sets the same entries in every model."""
    return lambda _: dict(values)


def without_overshoot(spec: ElectricalBase) -> dict[str, float]:
    """Only a compact model that is no twin has overshoot as an input."""
    has_it = isinstance(spec, CompactSpec) and spec.kinetics is not Kinetics.CHARGED
    return {"overshoot": 0.0} if has_it else {}


_WALL_PAIR = ("sidewall_velocity_m_s", "exciton_diffusivity_m2_s")
RADIATIVE = Channel("radiative", "radiative", "blue", law=RADIATIVE_LAW)
TRAP = Channel(
    "trap",
    "trap",
    "vermilion",
    off_in_device=("device.emission.plqy", 1.0),
    law=TRAP_LAW,
)
SIDEWALL = Channel(
    "sidewall",
    "sidewall",
    "orange",
    off=entries(sidewall_velocity_m_s=0.0),
    law=SIDEWALL_LAW,
    perimeter=AtPerimeter(PerimeterStep.SIDEWALL, wall_acts, _WALL_PAIR),
)
INTERFACE = Channel("interface", "interfaces", "brown", off=without_interfaces, law=INTERFACE_LAW)
TRAP_LEVEL = Channel("trap_level", "charged traps", "pink", off=without_trap_levels)
AUGER = Channel("auger", "Auger", "green", off=without_auger, law=AUGER_LAW)
RIM = Channel(
    "rim",
    "damaged rim",
    "purple",
    off=entries(rim_width_m=0.0),
    perimeter=AtPerimeter(PerimeterStep.RIM, rim_acts, ("rim_width_m", "rim_yield")),
)
SHUNT_PERIMETER = Channel(
    "shunt_perimeter",
    "wall shunt",
    "sky",
    off=entries(perimeter_shunt_s_m=0.0),
    shunt=perimeter_shunt_a_m2,
    perimeter=AtPerimeter(PerimeterStep.LEAKAGE, perimeter_shunt_acts, ("perimeter_shunt_s_m",)),
)
SHUNT_GAP = Channel(
    "shunt_gap",
    "gap shunt",
    "yellow",
    off=entries(gap_conductivity_s_m=0.0),
    shunt=gap_shunt_a_m2,
    perimeter=AtPerimeter(PerimeterStep.LEAKAGE, gap_shunt_acts),
)
SHUNT_AREA = Channel(
    "shunt_area",
    "area shunt",
    "grey",
    off=entries(leakage_s_m2=0.0),
    shunt=area_shunt_a_m2,
)
OVERSHOOT = Channel("overshoot", "overshoot", "black", off=without_overshoot)

CHANNELS = (
    RADIATIVE,
    TRAP,
    TRAP_LEVEL,
    INTERFACE,
    SIDEWALL,
    AUGER,
    RIM,
    SHUNT_PERIMETER,
    SHUNT_GAP,
    SHUNT_AREA,
    OVERSHOOT,
)
"""All rows, in the order in which results list them."""

DARK_LAWS: dict[str, Law] = {
    channel.name: channel.law
    for channel in CHANNELS
    if channel.law is not None and channel is not RADIATIVE
}
"""Laws of recombination without light by name."""
BULK_DARK_LAWS: dict[str, Law] = {
    channel.name: channel.law
    for channel in CHANNELS
    if channel.name in DARK_LAWS and channel.law is not None and channel.perimeter is None
}
"""Those of them that a film has as well."""
LAWS_AS_ADDED: dict[str, Law] = {
    **{name: law for name, law in DARK_LAWS.items() if law.pairs == 1},
    RADIATIVE.name: RADIATIVE_LAW,
    **{name: law for name, law in DARK_LAWS.items() if law.pairs > 1},
}
"""Laws of all recombination, in the order in which rates are summed: low powers first."""
SHUNT_LAWS: dict[str, ShuntLaw] = {
    channel.name: channel.shunt for channel in CHANNELS if channel.shunt is not None
}
"""Laws of current beside the emitter by name."""
AT_PERIMETER: tuple[tuple[Channel, AtPerimeter], ...] = tuple(
    (channel, channel.perimeter) for channel in CHANNELS if channel.perimeter is not None
)
"""Rows that a film does not have, each with what marks it."""


def switched_off(spec: ElectricalBase, *channels: Channel) -> dict[str, object]:
    """Entries that switch off some channels of a specification, for its ``model_copy``."""
    off: dict[str, object] = {}
    for channel in channels:
        if channel.off is not None:
            # Channels that share a block of the specification each take their part out of it.
            off |= channel.off(spec.model_copy(update=off))
    return off
