"""The pixels as a user writes them: lattice, aperture, bank, what patterning adds, black matrix."""

from __future__ import annotations

from enum import Enum
from typing import Any

from pydantic import Field, model_validator

from geometry.fill_in.gap_and_bank import NEIGHBOURS_PER_PITCH, width_from_gap
from geometry.spec.base import Spec
from geometry.spec.emission import EmissionSpec
from geometry.spec.layers import BLACK_MATRIX_RESIN, MaterialRef
from geometry.spec.sidewall import SidewallSpec
from geometry.units import Angle, Length, Share, pitch_from_ppi


class Lattice(str, Enum):
    """Arrangement of pixels."""

    HEXAGONAL = "hexagonal"
    SQUARE = "square"
    STRIPE = "stripe"
    RGB_STRIPE = "rgb_stripe"
    DELTA = "delta"


class ApertureShape(str, Enum):
    """Outline of a well."""

    CIRCLE = "circle"
    HEXAGON = "hexagon"
    SQUARE = "square"
    RECTANGLE = "rectangle"
    STRIPE = "stripe"

    @property
    def straight_walls(self) -> int | None:
        """Number of straight walls; None for a round outline."""
        return {"circle": None, "hexagon": 6, "square": 4, "rectangle": 4, "stripe": 2}[self.value]


class Coverage(str, Enum):
    """How the layers that follow the bank cover it."""

    CONFORMAL = "conformal"
    FILLING = "filling"
    PLANAR = "planar"
    WINDOWS = "windows"


class ApertureSpec(Spec):
    """Outline of the emitting area; hexagons and squares by their flat-to-flat width."""

    shape: ApertureShape = ApertureShape.CIRCLE
    """Outline of the well."""
    width_um: Length = Field(alias="width", gt=0)
    """Of the well's floor: diameter, flat-to-flat width or side."""
    length_um: Length | None = Field(default=None, alias="length", gt=0)
    """Longer side of a rectangle."""

    @property
    def narrowest_um(self) -> float:
        """The smaller of its extents along x and y."""
        return self.width_um if self.length_um is None else min(self.width_um, self.length_um)


class GapFilling(str, Enum):
    """What lies between pixels: a film of its own, or whatever is deposited next."""

    MATERIAL = "material"
    NEXT_LAYERS = "next_layers"


class BankSpec(Spec):
    """Insulating film with a hole per pixel, or the bare gap between patterned pixels.

    With ``filled_by: next_layers`` there is no film: the layers above the foot up to the emitter
    are islands, and what comes next covers islands and gaps. Such a gap and a planar bank are as
    high as the layers they separate; a device fills that height in where it is left out.

    With ``coverage: windows`` the bank is a thin insulating film with a window per pixel: localized
    contact. The next layers fill the windows and run on over the film, the emitter without a step.
    """

    material: MaterialRef = "PMMA"
    """Of the insulator between wells."""
    height_um: Length = Field(alias="height", gt=0)
    """Above the layer it stands on."""
    sidewall_angle_deg: Angle = Field(default=90.0, alias="sidewall_angle", ge=30, le=150)
    """Between wall and floor, through the bank; 90 deg is upright."""
    coverage: Coverage = Coverage.FILLING
    """How later layers cover the bank."""
    step_coverage: Share = Field(default=0.0, ge=0, le=1)
    """A layer's thickness on the wall over that on the floor."""
    on: str | None = None
    """Name of the layer that the bank stands on; default: the first one (the anode). A device
    replaces ``below_emitter`` by the name of the layer under the emitter."""
    filled_by: GapFilling = GapFilling.MATERIAL
    """What lies between pixels."""


class CoffeeRingSpec(Spec):
    """Rim of a dried drop: emitter added to its thickness near the wall; height 0 is none."""

    height_um: Length = Field(default=0.0, alias="height", ge=0)
    """Thickness added at the wall; 0 is none."""
    width_um: Length = Field(default=1.0, alias="width", gt=0)
    """Distance from the wall over which it fades."""
    steps: int = Field(default=3, ge=1, le=10)
    """Number of steps that stand for its profile."""


class ResidueSpec(Spec):
    """Film that patterning leaves on the floor of the wells; thickness 0 is none."""

    material: MaterialRef = "PMMA"
    """Of the film left on the floor."""
    thickness_um: Length = Field(default=0.0, alias="thickness", ge=0, le=1.0)
    """Of that film; 0 is none."""


class MatrixPosition(str, Enum):
    """Where a black matrix lies."""

    SUBSTRATE = "substrate"
    BANK = "bank"


class BlackMatrixSpec(Spec):
    """Absorbing film with an opening per pixel, in the substrate's face or on top of the bank."""

    material: MaterialRef = BLACK_MATRIX_RESIN
    """Whose index the matrix has."""
    optical_density_per_um: float = Field(default=3.0, gt=0, le=20)
    """Decadic optical density of one micrometre."""
    thickness_um: Length = Field(alias="thickness", gt=0)
    """Of the matrix."""
    opening_um: Length = Field(alias="opening", gt=0)
    """Width of its hole over every pixel."""
    position: MatrixPosition = MatrixPosition.SUBSTRATE
    """Where it lies."""


class SubpixelSpec(Spec):
    """One of the colours that share a pixel: its emitter and what that emits."""

    name: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")
    """What device.emitting calls it."""
    material: MaterialRef
    """Of its emitter."""
    emission: EmissionSpec | None = None
    """What it emits, where it is under study."""


class ArraySpec(Spec):
    """Lattice of pixels, each a well in a bank.

    ``gap`` may be written in place of ``aperture.width``: width = distance of neighbours - gap.
    The lattices ``rgb_stripe`` and ``delta`` hold three ``subpixels`` per pitch, in order along x.
    """

    lattice: Lattice = Lattice.HEXAGONAL
    """Arrangement of the pixels."""
    pitch_um: Length | None = Field(default=None, alias="pitch", gt=0)
    """Distance of pixels along a row; or ppi."""
    written_gap_um: Length | None = Field(default=None, alias="gap", ge=0)
    """Distance of the walls of neighbouring pixels, in place of aperture.width; none in results."""
    ppi: float | None = Field(default=None, gt=0, le=1e6)
    """Pixels per inch along a row; or pitch."""
    aperture: ApertureSpec
    """Outline of the wells."""
    subpixels: tuple[SubpixelSpec, ...] = Field(default=(), max_length=3)
    """Colours that share a pixel, in order along x."""
    bank: BankSpec
    """What separates the wells."""
    sidewall: SidewallSpec = SidewallSpec()
    """What covers the wall of the wells."""
    black_matrix: BlackMatrixSpec | None = None
    """Absorber with an opening per pixel."""
    coffee_ring: CoffeeRingSpec = CoffeeRingSpec()
    """Rim of a dried drop."""
    residue: ResidueSpec = ResidueSpec()
    """Film that patterning leaves on the floor."""

    @model_validator(mode="before")
    @classmethod
    def _width_from_gap(cls, entry: Any) -> Any:
        return width_from_gap(entry)

    @model_validator(mode="after")
    def _one_pitch(self) -> ArraySpec:
        if (self.pitch_um is None) == (self.ppi is None):
            raise ValueError("give exactly one of pitch and ppi (pitch = 25.4 mm / ppi)")
        return self

    @model_validator(mode="after")
    def _subpixels_have_a_lattice(self) -> ArraySpec:
        wanted = 3 if self.lattice.value in NEIGHBOURS_PER_PITCH else 0
        if len(self.subpixels) != wanted:
            raise ValueError(
                f"lattice {self.lattice.value} holds {wanted} subpixels; found "
                f"{len(self.subpixels)} (rgb_stripe and delta hold three)"
            )
        if len({subpixel.name for subpixel in self.subpixels}) != wanted:
            raise ValueError("every subpixel needs a name of its own")
        return self

    @property
    def pitch(self) -> float:
        """Pitch in micrometres along a row; of whole pixels where they have sub-pixels."""
        if self.pitch_um is not None:
            return self.pitch_um
        assert self.ppi is not None  # guaranteed by _one_pitch
        return pitch_from_ppi(self.ppi)

    @property
    def has_windows(self) -> bool:
        """Whether the emitter is continuous and current comes to it through windows."""
        return self.bank.coverage is Coverage.WINDOWS

    @property
    def gap_um(self) -> float:
        """Distance between the walls of nearest neighbours."""
        return self.neighbour_um - self.aperture.width_um

    @property
    def opening_growth_um(self) -> float:
        """How far the black matrix's opening reaches beyond the well's wall; 0 without matrix."""
        if self.black_matrix is None:
            return 0.0
        return (self.black_matrix.opening_um - self.aperture.width_um) / 2.0

    @property
    def neighbour_um(self) -> float:
        """Distance between the centres of nearest neighbours, sub-pixels counted."""
        return self.pitch / NEIGHBOURS_PER_PITCH.get(self.lattice.value, 1.0)
