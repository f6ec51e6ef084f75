"""The resolved configuration of one case: device, optics, electrical model, run and output.

The YAML loader (files, references, ``--set``, error positions) is in sim.config_loader.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from geometry.spec import DeviceSpec, Spec
from geometry.units import Length
from sim.electrical.spec import ElectricalSpec

SCHEMA = 1


class Method(StrEnum):
    """How the optics are solved."""

    AUTO = "auto"
    FDTD = "fdtd"
    PLANAR = "planar"
    EDGE = "edge"


class Glass(StrEnum):
    """What happens to light reflected at glass/air."""

    SINGLE_PASS = "single_pass"
    INCOHERENT = "incoherent"


class DipoleSpec(Spec):
    """Quadrature over emitter positions and orientations."""

    lateral: int = Field(default=6, ge=1, le=20)
    vertical: int = Field(default=1, ge=1, le=20)
    orientations: tuple[Literal["x", "y", "z"], ...] = Field(default=("x", "y", "z"), min_length=1)


class OpticsSpec(Spec):
    """Numerics of the optical solution (how, not what)."""

    method: Method = Method.AUTO
    vertical_cell_um: Length = Field(default=0.005, alias="vertical_cell", gt=0, le=0.1)
    lateral_cell_um: Length = Field(default=0.025, alias="lateral_cell", gt=0, le=0.2)
    dipoles: DipoleSpec = DipoleSpec()
    wavelengths: int = Field(default=3, ge=1, le=101)
    neighbours: int = Field(default=1, ge=0, le=5)
    reach_um: Length = Field(default=4.0, alias="reach", gt=0, le=100.0)
    """Largest distance from a dipole to the cell's absorbers: a wider pixel is cut around the
    dipole, because light forgets walls beyond the decay length of guided modes."""
    tolerance: float = Field(default=0.02, gt=0, le=0.5)
    glass: Glass = Glass.SINGLE_PASS


class RunSpec(Spec):
    """How the case is executed."""

    ranks: int = Field(default=1, ge=1, le=4096)
    launcher: Literal["auto", "mpirun", "srun", "none"] = "auto"
    threads: int = Field(default=1, ge=1, le=512)


class OutputSpec(Spec):
    """What is kept beside the summary."""

    keep_fields: bool = False


class Study(Spec):
    """One case, whole: everything that its result depends on."""

    schema_version: Literal[1] = Field(alias="schema")
    name: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    device: DeviceSpec
    optics: OpticsSpec = OpticsSpec()
    electrical: ElectricalSpec | None = None
    run: RunSpec = RunSpec()
    output: OutputSpec = OutputSpec()
