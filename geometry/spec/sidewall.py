"""What covers the wall of a pixel, and how rough it is, as a user writes it."""

from __future__ import annotations

from enum import Enum

from pydantic import Field

from geometry.spec.base import Spec
from geometry.spec.layers import BLACK_MATRIX_RESIN, MaterialRef
from geometry.units import Length


class Treatment(str, Enum):
    """What covers a pixel's sidewall."""

    NONE = "none"
    PASSIVATED = "passivated"
    OXIDE = "oxide"
    REFLECTIVE = "reflective"
    ABSORBING = "absorbing"


USUAL_LINERS: dict[Treatment, tuple[str, float]] = {
    Treatment.OXIDE: ("Al2O3", 0.010),
    Treatment.REFLECTIVE: ("Ag", 0.050),
    Treatment.ABSORBING: (BLACK_MATRIX_RESIN, 0.050),
}
"""Material and thickness (um) of a liner whose entry leaves them out."""


class RoughnessSpec(Spec):
    """Random lateral displacement of a wall; an rms of 0 is a smooth wall."""

    rms_um: Length = Field(default=0.0, alias="rms", ge=0)
    """Root mean square of the displacement; 0 is a smooth wall."""
    correlation_length_um: Length = Field(default=0.1, alias="correlation_length", gt=0)
    """Distance along the wall over which the displacement forgets itself."""
    seed: int = Field(default=0, ge=0, lt=2**32)
    """Of the random course."""


class SpacerSpec(Spec):
    """Dielectric that keeps a liner from touching the layers of the pixel."""

    material: MaterialRef = "SiO2"
    """Of the spacer."""
    thickness_um: Length = Field(alias="thickness", gt=0)
    """Along its normal."""


class SidewallSpec(Spec):
    """Liner on the bank's wall inside the well, with a spacer, and the wall's roughness."""

    treatment: Treatment = Treatment.NONE
    """What covers the wall."""
    material: MaterialRef | None = None
    """Of the liner; default: the treatment's usual one."""
    thickness_um: Length | None = Field(default=None, alias="thickness", gt=0)
    """Of the liner along its normal; default: the treatment's usual one."""
    spacer: SpacerSpec | None = None
    """Insulator between the liner and the pixel's layers."""
    roughness: RoughnessSpec = RoughnessSpec()
    """Of the wall's course."""

    @property
    def is_rough(self) -> bool:
        """Whether the wall of every pixel has a course of its own: no symmetry, no period."""
        return self.roughness.rms_um > 0.0

    @property
    def is_bare(self) -> bool:
        """No film on the wall: no treatment, or ligands alone, which change it electrically."""
        ligands = self.liner_material is None and self.liner_thickness_um is None
        return ligands or self.treatment is Treatment.NONE

    @property
    def liner_material(self) -> MaterialRef | None:
        """Of the film on the wall: as written, else the usual one of the treatment, if any."""
        usual, _ = USUAL_LINERS.get(self.treatment, (None, None))
        return usual if self.material is None else self.material

    @property
    def liner_thickness_um(self) -> float | None:
        """Of the film on the wall: as written, else the usual one of the treatment, if any."""
        _, usual = USUAL_LINERS.get(self.treatment, (None, None))
        return usual if self.thickness_um is None else self.thickness_um
