"""What a single-carrier device comes to."""

from __future__ import annotations

from dataclasses import dataclass

from sim.electrical.single_carrier.device import DarkCurve
from sim.electrical.single_carrier.reading import TrapFilledReading


@dataclass(frozen=True)
class Densities:
    """Traps per m3 that a V_TFL stands for, by the law of the film alone and by that of the stack.

    Attributes:
        voltage_v: V_TFL.
        film_alone_1_m3: 2 eps V / (q L^2), as papers do.
        stack_1_m3: with the layers beside the dots and the built-in voltage.
    """

    voltage_v: float
    film_alone_1_m3: float
    stack_1_m3: float


@dataclass(frozen=True)
class Published:
    """A published V_TFL with what was made of it.

    Attributes:
        densities: by both laws with this device's thickness and permittivity.
        density_1_m3: as published; nan where it is not.
        implied_1_nm2: relative permittivity over thickness squared that it was read with.
        source: where the numbers come from.
    """

    densities: Densities
    density_1_m3: float
    implied_1_nm2: float
    source: str


@dataclass(frozen=True)
class SclcResult:
    """A single-carrier device.

    Attributes:
        name: of the device.
        carrier: whose it is.
        thickness_nm, relative_permittivity: of the dots.
        dot_volume_m3: room of one dot: densities times it are traps per dot.
        built_in_v: to be spent before the carriers flow.
        density_1_m3: traps put in; 0 for none.
        film_alone_v, stack_v: V_TFL of that density by both laws.
        curve: with the traps.
        without: the same stack without them.
        reading, reading_without: read off both.
        read_back: densities of what was read off the curve; None where nothing was.
        published: None where nothing was measured.
        notes: what to know.
    """

    name: str
    carrier: str
    thickness_nm: float
    relative_permittivity: float
    dot_volume_m3: float
    built_in_v: float
    density_1_m3: float
    film_alone_v: float
    stack_v: float
    curve: DarkCurve
    without: DarkCurve
    reading: TrapFilledReading
    reading_without: TrapFilledReading
    read_back: Densities | None
    published: Published | None
    notes: tuple[str, ...]

    @property
    def has_converged(self) -> bool:
        """Whether every voltage of both curves has a current."""
        return not any(
            "no convergence" in text for c in (self.curve, self.without) for text in c.status
        )
