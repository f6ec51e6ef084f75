"""What a user writes about the emitter's two faces and about traps, as frozen pydantic models."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from geometry.spec import Spec
from geometry.units import unit_field
from sim.electrical.quantities import (
    Assumed,
    BimolecularRate,
    Density,
    Energy,
    Nanometres,
    Velocity,
)

if TYPE_CHECKING:
    AreaDensity = float
    InverseLength = float
else:
    AreaDensity = unit_field({"1/m2": 1.0, "1/cm2": 1e4, "cm-2": 1e4}, "density per area", "1/m2")
    InverseLength = unit_field({"1/m": 1.0, "1/nm": 1e9}, "inverse length", "1/m")


class Held(StrEnum):
    """What traps take in; without it they are neutral."""

    ELECTRONS = "electrons"
    HOLES = "holes"


class TrapLevel(Spec):
    """One level of traps: where it lies and how fast it takes carriers in (drift-diffusion)."""

    holds: Held = Held.ELECTRONS
    """What they take in; without it they are neutral."""
    depth_ev: Annotated[Energy, Assumed(0.2, 0.8, "depth of the traps not measured")] = Field(
        default=0.45, alias="depth", gt=0, le=3
    )
    """Below the conduction band for electrons, above the valence band for holes."""
    capture_m3_s: Annotated[
        BimolecularRate,
        Assumed(1e-16, 1e-14, "hopping at 1e-3 cm2/Vs gives 2.5e-16 m3/s, sigma v some 1e-15 m3/s"),
    ] = Field(default=1e-15, alias="capture", gt=0)
    """Of the carrier that the traps hold."""
    release_by_other_m3_s: BimolecularRate = Field(default=0.0, alias="other_capture", ge=0)
    """Capture of the other carrier by filled traps, which recombines both; none by default."""


class TrapSpec(TrapLevel):
    """Traps in the dots, evenly over the emitter."""

    density_1_m3: Density = Field(alias="density", gt=0)
    """Of the film; the device paper reads 1.6 to 5.2e18 1/cm3 off space-charge-limited currents."""


class InterfaceSpec(Spec):
    """One face of the emitter; what is left out is none."""

    recombination_velocity_m_s: Velocity = Field(default=0.0, alias="recombination_velocity", ge=0)
    """S_i, at which excitons that reach the face are quenched."""
    dipole_ev: Energy = Field(default=0.0, alias="dipole", ge=-3, le=3)
    """By which all levels lie deeper above the face than below it (drift-diffusion)."""
    barrier_thickness_m: Nanometres = Field(default=0.0, alias="barrier_thickness", ge=0, le=5e-9)
    """Closed thickness of an insulator that carriers tunnel through (drift-diffusion)."""
    barrier_decay_1_m: InverseLength = Field(default=6e9, alias="barrier_decay", gt=0)
    """Decay of a carrier's amplitude in it; 5 to 7 1/nm for barriers of 1 to 2 eV."""
    trap_density_1_m2: AreaDensity = Field(default=0.0, alias="trap_density", ge=0)
    """Traps at the face, on the sheet of dots beside it (drift-diffusion)."""
    traps: TrapLevel = TrapLevel()
    """Their level."""

    @property
    def acts_on_carriers(self) -> bool:
        """Whether more than excitons feel the face."""
        return any((self.dipole_ev, self.barrier_thickness_m, self.trap_density_1_m2))


class InterfacesSpec(Spec):
    """The emitter's faces, towards the substrate (below) and away from it (above)."""

    below: InterfaceSpec = InterfaceSpec()
    """The face towards the substrate."""
    above: InterfaceSpec = InterfaceSpec()
    """The face away from it."""

    @property
    def faces(self) -> tuple[InterfaceSpec, InterfaceSpec]:
        """From the substrate up."""
        return self.below, self.above
