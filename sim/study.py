"""The resolved configuration of one case: device, optics, electrical model, run and output.

The YAML loader (files, references, ``--set``, error positions) is in sim.config.loader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, PositiveInt, PrivateAttr

from geometry.spec import DeviceSpec, Spec
from geometry.units import Angle, Length, Share, unit_field
from sim.electrical.panel.spec import PanelSpec
from sim.electrical.spec import ElectricalSpec
from sim.measured.spec import MeasuredSpec
from sim.results.heights import MOST_HEIGHTS

if TYPE_CHECKING:
    Duration = float
else:
    Duration = unit_field({"s": 1.0, "min": 60.0, "h": 3600.0}, "duration", "s")

SCHEMA = 1


class Method(StrEnum):
    """How the optics are solved."""

    AUTO = "auto"
    FDTD = "fdtd"
    PLANAR = "planar"
    EDGE = "edge"
    EDGE_MODES = "edge_modes"
    RECIPROCITY = "reciprocity"
    FMM = "fmm"


@dataclass(frozen=True)
class MethodChoice:
    """A method and the sentence that says why it was taken.

    Attributes:
        method: never AUTO.
        reason: for the user.
    """

    method: Method
    reason: str


class Glass(StrEnum):
    """What happens to light reflected at glass/air."""

    SINGLE_PASS = "single_pass"
    INCOHERENT = "incoherent"


class EmitterRuns(StrEnum):
    """With which emitter a pixel's dipoles are run: recycling needs one that absorbs its light."""

    BOTH = "both"
    TRANSPARENT = "transparent"


class DipoleSpec(Spec):
    """Quadrature over emitter positions and orientations."""

    lateral: int = Field(default=6, ge=1, le=20)
    """Emitter positions over the well, as nodes of a quadrature rule."""
    vertical: int = Field(default=1, ge=1, le=MOST_HEIGHTS)
    """Emitter heights; 1 is the mid-plane."""
    orientations: tuple[Literal["x", "y", "z"], ...] = Field(default=("x", "y", "z"), min_length=1)
    """Which dipoles are solved."""


class RefineSpec(Spec):
    """Further solutions until the error of LEE is within the tolerance, by fdtd, edge and fmm."""

    rounds: int = Field(default=0, ge=0, le=20)
    """At most so many; each refines what the error is mostly made of (edge: the distances from the
    wall, from six on). 0: none."""
    longest_s: Duration = Field(default=7200.0, alias="longest", gt=0)
    """No round is begun that is predicted to end later than this after the first solution."""


class ReciprocitySpec(Spec):
    """Directions of emission at the observer, for ``method: reciprocity``."""

    theta_deg: tuple[Annotated[Angle, Field(ge=0, lt=90)], ...] = Field(
        default=(0.0,), alias="theta", min_length=1, max_length=50
    )
    """From the normal, below 90 deg."""
    phi_deg: Angle = Field(default=0.0, alias="phi")
    """From x, along which a neighbour lies."""


class FmmSpec(Spec):
    """Sums of ``method: fmm``."""

    terms: int = Field(default=200, ge=9, le=2000)
    """At most so many Fourier orders, in complete shells."""
    brillouin: int = Field(default=6, ge=2, le=64)
    """Wavevectors per direction of the zone: a dipole comes back after so many pixels."""


class OpticsSpec(Spec):
    """Numerics of the optical solution (how, not what)."""

    method: Method = Method.AUTO
    """How the optics are solved; auto takes what suits the device."""
    vertical_cell_um: Length = Field(default=0.005, alias="vertical_cell", gt=0, le=0.1)
    """Height of a voxel in the layers."""
    lateral_cell_um: Length = Field(default=0.025, alias="lateral_cell", gt=0, le=0.2)
    """Width of a voxel."""
    wall_cell_um: Length | None = Field(default=None, alias="wall_cell", gt=0, le=0.2)
    """Width of a voxel across a wall in method edge, and in method fdtd where walls are straight
    and along the axes; the lateral cell is divided by an odd number until it is met, by 11 at most.
    Left out, half of the thinnest film that a treatment has put on the wall in edge, the lateral
    cell in fdtd. Inclined walls keep the lateral cell."""
    dipoles: DipoleSpec = DipoleSpec()
    """Emitter positions and orientations."""
    wavelengths: int = Field(default=3, ge=1, le=101)
    """Nodes over the emission spectrum; 1 is the peak alone."""
    neighbours: int = Field(default=1, ge=0, le=5)
    """Rings of neighbouring pixels inside the simulation cell."""
    reach_um: Length = Field(default=4.0, alias="reach", gt=0, le=100.0)
    """Largest distance from a dipole to the cell's absorbers: a wider pixel is cut around the
    dipole, because light forgets walls beyond the decay length of guided modes."""
    corner_width_um: Length | None = Field(default=None, alias="corner_width", gt=0)
    """Width of a small pixel that method edge also solves whole, to know what corners do."""
    tolerance: Share = Field(default=0.02, gt=0, le=0.5)
    """Error of LEE, relative. Where it is written down and missed, a case ends as not_converged;
    the default only says what is above it."""
    glass: Glass = Glass.SINGLE_PASS
    """What becomes of light that glass/air reflects."""
    numerical_aperture: float | None = Field(default=None, gt=0, le=4)
    """Of the observer's optics: crosstalk is given for the light within it, too, as its image shows
    it. Left out, for all light alone. At most the index of the observer's medium."""
    settled: Share = Field(default=1e-3, ge=1e-6, le=0.1)
    """Relative change of powers between two looks at which a run in time ends."""
    emitter: EmitterRuns = EmitterRuns.BOTH
    """transparent: recycling is judged by the film's ratio, with its error, in half of the time."""
    grid_correction: bool = True
    """Whether a pixel's powers are corrected by what its grid does to the unpatterned film."""
    refine: RefineSpec = RefineSpec()
    """Further solutions until the tolerance is met."""
    reciprocity: ReciprocitySpec = ReciprocitySpec()
    """Directions for method reciprocity."""
    fmm: FmmSpec = FmmSpec()
    """Sums of method fmm."""

    @property
    def is_tolerance_given(self) -> bool:
        """Whether ``tolerance`` is written down."""
        return "tolerance" in self.model_fields_set


class RunSpec(Spec):
    """How the case is executed."""

    ranks: int = Field(default=1, ge=1, le=4096)
    """MPI processes in all."""
    side_by_side: Literal["auto"] | PositiveInt = "auto"
    """Dipole runs stepped at once, which share the ranks out; auto takes what ends first."""
    launcher: Literal["auto", "mpirun", "srun", "none"] = "auto"
    """How MPI processes are started."""
    threads: int = Field(default=1, ge=1, le=512)
    """Threads per process."""


class OutputSpec(Spec):
    """What is kept beside the summary."""

    keep_fields: bool = False
    """Whether method fdtd stores the field itself around single dipoles, with its waves outside;
    its intensity in the device always is."""
    far_field: bool = True
    """Whether the directional emission is stored: half of a result's size. Luminance is computed
    from it either way."""


class Study(Spec):
    """One case, whole: everything that its result depends on.

    A study that was loaded also carries the method that solves it, where ``optics.method`` leaves
    that open. The choice follows from the entries and is not one of them: it is not written out.
    """

    schema_version: Literal[1] = Field(alias="schema")
    """Version of this form: 1."""
    name: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    """What results, folders and pictures call the case."""
    device: DeviceSpec
    """What is simulated; or a file that holds it."""
    optics: OpticsSpec = OpticsSpec()
    """How its optics are solved."""
    electrical: ElectricalSpec | None = None
    """The electrical model; none for optics alone."""
    run: RunSpec = RunSpec()
    """How the case is executed."""
    output: OutputSpec = OutputSpec()
    """What is kept."""
    measured: MeasuredSpec | None = None
    """J-V-L and EQE of the real device: drawn beside the model, changes no result."""
    panel: PanelSpec | None = None
    """A display of the case's pixels; needs an array and the electrical model."""
    _taken: MethodChoice | None = PrivateAttr(default=None)

    @property
    def choice(self) -> MethodChoice:
        """The method that solves the study: the one asked for, or what auto has taken.

        Raises:
            RuntimeError: ``optics.method`` is auto, and the study was not loaded by sim.config.
        """
        asked = self.optics.method
        if asked is not Method.AUTO:
            return MethodChoice(asked, f"optics.method asks for {asked.value}")
        if self._taken is None:
            raise RuntimeError(
                "optics.method is auto and no method was taken; expected a study that sim.config "
                "has loaded, or one from sim.optics.methods.choose.resolved"
            )
        return self._taken

    @property
    def asks_for_tolerance(self) -> bool:
        """Whether the error of LEE was limited by the user: by a number, or by refinement."""
        return self.optics.is_tolerance_given or self.optics.refine.rounds > 0

    @property
    def unasked(self) -> dict[str, set[str]]:
        """What is left out where a study is written down, because writing it down asks for it."""
        return {} if self.optics.is_tolerance_given else {"optics": {"tolerance"}}

    def with_choice(self, choice: MethodChoice) -> Self:
        """The study with the method that auto takes for it."""
        copied = self.model_copy()
        copied._taken = choice
        return copied

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's; a copy with another device or other optics has no choice yet."""
        copied = super().model_copy(update=update, deep=deep)
        if update is not None and {"device", "optics"} & set(update):
            copied._taken = None
        return copied
